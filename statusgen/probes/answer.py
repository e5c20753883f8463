"""What asking a check once found."""

from dataclasses import dataclass, field
from datetime import datetime

from statusgen.domain.samples import Phases
from statusgen.domain.status import Outcome, Reason


@dataclass(frozen=True, slots=True)
class Finding:
    """Something for the operator to mend; never public. `unhappy` makes the process exit 1."""

    check: str
    message: str
    unhappy: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One try's result. `detail` is for the log, with every secret taken out.

    `latency_ms` runs from lookup to last byte, redirects included, and is None where there was no
    last byte; `answered` is (how many, of how many) where several addresses or attempts were asked,
    and `failing` the addresses that did not answer, where they may be shown. `unanswered_port` is
    where connecting met with nothing at all, not even a refusal. `busy`: the prober was, so that the
    latency is partly its own, or nobody listened. `again`: worth another try although nothing is down.
    `local`: nothing of it came over a network, so that a prober that is offline knows it as well.
    """

    outcome: Outcome
    reason: Reason | None = None
    detail: str = ""
    latency_ms: float | None = None
    phases: Phases = field(default_factory=Phases)
    answered: tuple[int, int] | None = None
    certificate_until: datetime | None = None
    findings: tuple[Finding, ...] = ()
    failing: tuple[str, ...] = ()
    busy: bool = False
    unanswered_port: int | None = None
    again: bool = False
    local: bool = False


def is_good(answer: Answer) -> bool:
    """It answered as it should, if perhaps slowly."""
    return answer.outcome in (Outcome.UP, Outcome.DEGRADED)
