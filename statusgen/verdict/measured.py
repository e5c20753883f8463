"""What machines say at one moment: locations make a check's outcome, checks a component's status."""

from collections.abc import Collection
from dataclasses import dataclass

from statusgen.domain.samples import Terms
from statusgen.domain.status import Outcome, Reason, Status
from statusgen.verdict.order import OUTAGE, better, worse
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
    reasons: tuple[Reason, ...] = ()


def weigh_check(voices: Collection[Speech]) -> Said:
    """Merge the voices of one check, one per location, at least one."""
    terms = newest_terms(voices)
    outcome = outcome_of(voices)
    status = _MEANING[outcome]
    if outcome is not Outcome.DOWN and any(voice.outcome is Outcome.DOWN for voice in voices):
        status = worse(status, terms.minority)
    status = better(status, terms.worst)
    reasons = [voice.streak.reason for voice in voices if voice.outcome is not Outcome.UP]
    if status is Status.OPERATIONAL:
        reasons = []
    return Said(
        outcome=outcome,
        status=status,
        capped=terms.worst is not Status.MAJOR_OUTAGE,
        reasons=tuple(reason for reason in reasons if reason),
    )


def outcome_of(voices: Collection[Speech]) -> Outcome:
    """Down if the quorum says so; else the worst of partial, degraded and up that any location says."""
    outcomes = [voice.outcome for voice in voices]
    if outcomes.count(Outcome.DOWN) >= quorum_of(voices):
        return Outcome.DOWN
    return next((one for one in (Outcome.PARTIAL, Outcome.DEGRADED) if one in outcomes), Outcome.UP)


def quorum_of(voices: Collection[Speech]) -> int:
    """How many must agree: as many as speak at most, more than half of them unless given."""
    asked = newest_terms(voices).quorum
    majority = len(voices) // 2 + 1
    return min(asked, len(voices)) if asked else majority


def newest_terms(voices: Collection[Speech]) -> Terms:
    """Those of the voice that began last: each sample carries the terms that held when it was taken."""
    return max(voices, key=lambda voice: (voice.streak.first, voice.location)).terms


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
