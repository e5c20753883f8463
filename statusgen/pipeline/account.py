"""What a run found, fit to be shown: no secret, no control character, and no detail of a private check."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from statusgen.domain.config import Check
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
    """One check's answer; `was` and `was_reason` are what its location said before, None if not known.

    So many failures in a row (`down_after`) it takes to count, whatever of them there has been.
    """

    check: str
    outcome: Outcome
    reason: Reason | None = None
    detail: str = ""
    latency_ms: float | None = None
    was: Outcome | None = None
    was_reason: Reason | None = None
    down_after: int = 1

    @property
    def is_damped(self) -> bool:
        """One failure alone does not count, so that nobody can tell from it what the page says."""
        return self.down_after > 1

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

    @property
    def proviso(self) -> str:
        """What else must happen before a failure counts."""
        failed = self.outcome in (Outcome.DOWN, Outcome.PARTIAL)
        return f"counts after {self.down_after} in a row" if failed and self.is_damped else ""

    @property
    def explanation(self) -> str:
        """`why`, and what must be known beside it."""
        return "; ".join(part for part in (self.why, self.proviso) if part)


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to mend; `unhappy` makes the exit code 1."""

    text: str
    unhappy: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """`results` stand in the order of checks.yaml; `not_due` is how many checks were left for a later run.

    `not_asked` are the checks with a mistake in checks.yaml; `busy` is how many latencies are left out of
    every figure, since the prober itself was too slow.
    """

    location: str
    results: tuple[Result, ...]
    remarks: tuple[Remark, ...] = ()
    offline: bool = False
    not_due: int = 0
    not_asked: tuple[str, ...] = ()
    busy: int = 0

    @property
    def caveats(self) -> Iterator[str]:
        """What to know before believing the results."""
        if self.offline:
            yield _OFFLINE
        if self.busy:
            lost = "1 latency is" if self.busy == 1 else f"{self.busy} latencies are"
            yield f"this prober was too busy to take fair times: {lost} in no figure"

    @property
    def counts(self) -> str:
        """How many there are of each outcome, and of what was not asked."""
        counts = [
            *((sum(result.outcome is outcome for result in self.results), outcome) for outcome in Outcome),
            (self.not_due, "not due"),
            (len(self.not_asked), "not asked"),
        ]
        return ", ".join(f"{count} {what}" for count, what in counts if count) or "nothing to ask"


def give_account(
    found: "ProbeReport",
    *,
    checks: Sequence[Check],
    before: Mapping[str, "LastWord"],
    not_due: int = 0,
    not_asked: Sequence[str] = (),
) -> Account:
    """`checks` are those that were asked; `before` is what this location said last, by check."""
    private = {check.id for check in checks if check.private}
    down_after = {check.id: check.down_after for check in checks}
    return Account(
        location=found.run.location,
        results=tuple(
            _result(
                replace(sample, latency_ms=None) if sample.check in private else sample,
                detail="" if sample.check in private else _own_detail(sample.check, found),
                before=before.get(sample.check),
                down_after=down_after.get(sample.check, 1),
            )
            for sample in found.run.samples
        ),
        remarks=tuple(_remark(finding, private=private) for finding in found.findings),
        offline=found.run.controls is Controls.SILENT,
        not_due=not_due,
        not_asked=tuple(not_asked),
        busy=sum(sample.busy for sample in found.run.samples),
    )


def _own_detail(check: str, found: "ProbeReport") -> str:
    """Unless a finding says it: once is enough."""
    detail = found.details.get(check, "")
    return "" if any((one.check, one.message) == (check, detail) for one in found.findings) else detail


def _result(sample: Sample, *, detail: str, before: "LastWord | None", down_after: int) -> Result:
    return Result(
        check=sample.check,
        outcome=sample.outcome,
        reason=sample.reason,
        detail=one_line(detail),
        latency_ms=sample.latency_ms,
        was=before.outcome if before else None,
        was_reason=before.reason if before else None,
        down_after=down_after,
    )


def _remark(finding: "Finding", *, private: Collection[str]) -> Remark:
    """Logs of CI jobs are often public."""
    message = "something to mend (the check is private)" if finding.check in private else finding.message
    return Remark(one_line(f"finding: {finding.check}: {message}"), finding.unhappy)


def _joined(*parts: str | None) -> str:
    return ": ".join(part for part in parts if part)
