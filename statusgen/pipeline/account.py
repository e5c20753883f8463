"""What a run found, fit to be shown: no secret, no control character, and no detail of a private check."""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING

from statusgen.domain.samples import Controls, Sample
from statusgen.domain.status import Outcome, Reason
from statusgen.pipeline.report import one_line

if TYPE_CHECKING:
    from statusgen.history import LastWord
    from statusgen.probes import Finding
    from statusgen.probes.runner import ProbeReport

_OFFLINE = (
    "monitoring problem: none of the controls answered, so this prober seems to be offline; "
    "what failed is recorded as unknown"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One check's answer; `was` and `was_reason` are what its location said before, None if not known."""

    check: str
    outcome: Outcome
    reason: Reason | None = None
    detail: str = ""
    latency_ms: float | None = None
    was: Outcome | None = None
    was_reason: Reason | None = None

    @property
    def is_up(self) -> bool:
        return self.outcome is Outcome.UP

    @property
    def has_changed(self) -> bool:
        """It is something else than it was; what was not known has not changed."""
        return self.was not in (None, Outcome.UNKNOWN, self.outcome)

    @property
    def why(self) -> str:
        """The reason and the detail, as far as there are any; of one that came back, what it was before."""
        if self.is_up and self.has_changed:
            return f"was {_joined(self.was, self.was_reason)}"
        return _joined(self.reason, self.detail)


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to mend; `unhappy` makes the exit code 1."""

    text: str
    unhappy: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """`results` stand in the order of checks.yaml; `not_due` is how many checks were left for a later run.

    `busy` is how many latencies are left out of every figure, since the prober itself was too slow.
    """

    location: str
    results: tuple[Result, ...]
    remarks: tuple[Remark, ...] = ()
    offline: bool = False
    not_due: int = 0
    busy: int = 0

    @property
    def caveats(self) -> Iterator[str]:
        """What to know before believing the results."""
        if self.offline:
            yield _OFFLINE
        if self.busy:
            yield f"this prober was too busy to take fair times: {self.busy} latencies are in no figure"

    @property
    def counts(self) -> str:
        """How many there are of each outcome."""
        counts = ((sum(result.outcome is outcome for result in self.results), outcome) for outcome in Outcome)
        words = ", ".join(f"{count} {outcome}" for count, outcome in counts if count)
        return words or ("nothing was due" if self.not_due else "nothing to ask")


def give_account(
    found: "ProbeReport", *, private: Set[str], before: Mapping[str, "LastWord"], not_due: int = 0
) -> Account:
    """`private` are ids of checks; `before` is what this location said last, by check."""
    return Account(
        location=found.run.location,
        results=tuple(
            _result(
                sample,
                detail="" if sample.check in private else found.details.get(sample.check, ""),
                before=before.get(sample.check),
            )
            for sample in found.run.samples
        ),
        remarks=tuple(_remark(finding, private=private) for finding in found.findings),
        offline=found.run.controls is Controls.SILENT,
        not_due=not_due,
        busy=sum(sample.busy for sample in found.run.samples),
    )


def _result(sample: Sample, *, detail: str, before: "LastWord | None") -> Result:
    return Result(
        check=sample.check,
        outcome=sample.outcome,
        reason=sample.reason,
        detail=one_line(detail),
        latency_ms=sample.latency_ms,
        was=before.outcome if before else None,
        was_reason=before.reason if before else None,
    )


def _remark(finding: "Finding", *, private: Set[str]) -> Remark:
    """Logs of CI jobs are often public."""
    message = "something to mend (the check is private)" if finding.check in private else finding.message
    return Remark(one_line(f"finding: {finding.check}: {message}"), finding.unhappy)


def _joined(*parts: str | None) -> str:
    return ": ".join(part for part in parts if part)
