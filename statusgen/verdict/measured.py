"""What machines say at one moment: locations make a check's outcome, checks a component's status."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from statusgen.domain.samples import Terms
from statusgen.domain.status import Outcome, Reason, Status
from statusgen.verdict.order import OUTAGE, TROUBLE, better, worse
from statusgen.verdict.speech import Speech

_MEANING = {
    Outcome.UP: Status.OPERATIONAL,
    Outcome.DEGRADED: Status.DEGRADED_PERFORMANCE,
    Outcome.PARTIAL: Status.PARTIAL_OUTAGE,
    Outcome.DOWN: Status.MAJOR_OUTAGE,
}


@dataclass(frozen=True, slots=True)
class Said:
    """One check over all locations that speak. `status` is its word on the component, capped."""

    outcome: Outcome
    status: Status
    capped: bool
    reasons: frozenset[Reason] = frozenset()


def weigh_check(voices: Collection[Speech]) -> Said:
    """Merge the voices of one check, one per location, at least one."""
    return _weigh(tuple((one.outcome, one.streak.reason) for one in voices), newest_terms(voices))


@lru_cache(maxsize=4096)  # the same few things are said again and again
def _weigh(told: tuple[tuple[Outcome, Reason | None], ...], terms: Terms) -> Said:
    outcomes = [outcome for outcome, _ in told]
    outcome = merge_outcomes(outcomes, terms)
    status = _MEANING[outcome]
    if outcome is not Outcome.DOWN and Outcome.DOWN in outcomes:
        status = worse(status, terms.minority)
    status = better(status, terms.worst)
    reasons = (reason for outcome, reason in told if reason and outcome is not Outcome.UP)
    return Said(
        outcome=outcome,
        status=status,
        capped=terms.worst is not Status.MAJOR_OUTAGE,
        reasons=frozenset(reasons if status in TROUBLE else ()),
    )


def merge_outcomes(outcomes: Sequence[Outcome], terms: Terms) -> Outcome:
    """Down if the quorum says so; else the worst of partial, degraded and up that any location says.

    The quorum is more than half of those that speak unless it is given, and never more than all.
    """
    quorum = min(terms.quorum or len(outcomes) // 2 + 1, len(outcomes))
    if outcomes.count(Outcome.DOWN) >= quorum:
        return Outcome.DOWN
    return next((one for one in (Outcome.PARTIAL, Outcome.DEGRADED) if one in outcomes), Outcome.UP)


def newest_terms(voices: Collection[Speech]) -> Terms:
    """Those found last: each sample carries the terms that held when it was taken."""
    if len(voices) == 1:
        return next(iter(voices)).terms
    return max(voices, key=lambda voice: (voice.found.first, voice.location)).terms


def weigh_component(checks: Collection[Said]) -> Status:
    """The status that the checks which speak give their component; unknown if none does."""
    if not checks:
        return Status.UNKNOWN
    uncapped = [check.outcome for check in checks if not check.capped]
    if uncapped and all(outcome is Outcome.DOWN for outcome in uncapped):
        return Status.MAJOR_OUTAGE
    statuses = {check.status for check in checks}
    if statuses & OUTAGE:
        return Status.PARTIAL_OUTAGE
    if Status.DEGRADED_PERFORMANCE in statuses:
        return Status.DEGRADED_PERFORMANCE
    return Status.OPERATIONAL
