"""An independent reckoning, second by second, straight from runs and posts, must agree to the millisecond."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from math import ceil

from hypothesis import given, settings

from statusgen.domain.figures import Window
from statusgen.domain.page import Interval
from statusgen.domain.posts import Incident, Maintenance, State
from statusgen.domain.samples import Run, Sample
from statusgen.domain.status import Outcome, Status
from statusgen.verdict import judge
from tests.builders import observe
from tests.lives import CHECKS, LENGTH_S, NOW, PLACES, Life, lives

ENDS = (State.RESOLVED, State.WITHDRAWN)
ORDER = (
    Status.OPERATIONAL,
    Status.UNDER_MAINTENANCE,
    Status.UNKNOWN,
    Status.DEGRADED_PERFORMANCE,
    Status.PARTIAL_OUTAGE,
    Status.MAJOR_OUTAGE,
)
BAD = (Status.PARTIAL_OUTAGE, Status.MAJOR_OUTAGE)


def worst(*statuses: Status) -> Status:
    return max(statuses, key=ORDER.index, default=Status.OPERATIONAL)


@dataclass(frozen=True, slots=True)
class Second:
    """What held in one second."""

    shown: Status
    measured: Status
    declared: Status
    excused: bool


def is_open(incident: Incident, at: datetime) -> bool:
    """Whether somebody says at `at` that there is trouble."""
    if at < incident.started or last_state(incident) is State.WITHDRAWN:
        return False
    said = [update for update in incident.updates if update.at <= at]
    states = [update.state for update in said if update.state is not State.POSTMORTEM]
    if all(update.state is State.POSTMORTEM for update in incident.updates):
        return at < incident.updates[-1].at
    return not states or states[-1] not in ENDS


def last_state(incident: Incident) -> State:
    states = [update.state for update in incident.updates if update.state is not State.POSTMORTEM]
    return states[-1] if states else State.RESOLVED


def declared_by(incident: Incident, at: datetime) -> Status:
    """What the incident says of web at `at`."""
    if not is_open(incident, at):
        return Status.OPERATIONAL
    first, *later = incident.updates
    opening = [*incident.statuses, *first.statuses]
    if at < first.at and first.state in ENDS:
        opening = [*first.statuses, *incident.statuses]
    said = [*opening, *(pair for update in later if update.at <= at for pair in update.statuses)]
    return said[-1][1] if said else Status.OPERATIONAL


def is_ignored(check: str, life: Life, at: datetime) -> bool:
    return any(is_open(incident, at) and check in incident.ignore_checks for incident in life.posts.incidents)


def words(check: str, life: Life, at: datetime) -> list[tuple[datetime, str, Sample]]:
    """The newest sample of each place, unless it is too old or found unknown."""
    if is_ignored(check, life, at):
        return []
    speaking = []
    for place in PLACES:
        found = [
            (run.at, place, sample)
            for run in life.runs
            for sample in run.samples
            if run.location == place and sample.check == check and run.at <= at
        ]
        if found:
            newest = max(found, key=lambda word: word[0])
            fresh = at < newest[0] + timedelta(seconds=newest[2].terms.valid_for_s)
            if fresh and newest[2].outcome is not Outcome.UNKNOWN:
                speaking.append(newest)
    return speaking


def measured_at(life: Life, at: datetime) -> Status:
    contributions, uncapped_down = [], []
    for check, cap in CHECKS.items():
        speaking = words(check, life, at)
        if not speaking:
            continue
        terms = max(speaking, key=lambda word: word[:2])[2].terms
        outcomes = [word[2].outcome for word in speaking]
        failing = outcomes.count(Outcome.DOWN)
        quorum = terms.quorum or len(outcomes) // 2 + 1
        if failing >= min(quorum, len(outcomes)):
            says = Status.MAJOR_OUTAGE
        else:
            says = Status.OPERATIONAL
            if Outcome.DEGRADED in outcomes:
                says = Status.DEGRADED_PERFORMANCE
            if Outcome.PARTIAL in outcomes:
                says = Status.PARTIAL_OUTAGE
            if failing:
                says = worst(says, terms.minority)
        if cap is Status.MAJOR_OUTAGE:
            uncapped_down.append(failing >= min(quorum, len(outcomes)))
        contributions.append(min(says, cap, key=ORDER.index))
    if not contributions:
        return Status.UNKNOWN
    if uncapped_down and all(uncapped_down):
        return Status.MAJOR_OUTAGE
    return min(worst(*contributions), Status.PARTIAL_OUTAGE, key=ORDER.index)


def in_force(works: Maintenance, at: datetime) -> tuple[bool, bool]:
    """Whether it covers `at`, and whether that was announced a day before.

    Each change of the end is followed on its own: a second stays covered if no later change cuts it.
    """
    covered, in_time = works.starts <= at < works.ends, works.starts - works.announced >= timedelta(days=1)
    end = works.ends
    for update in works.updates:
        new_end = min(end, update.at) if update.state is State.COMPLETED else update.ends or end
        if end <= at < new_end and at >= works.starts:
            covered, in_time = True, max(end, works.starts) - update.at >= timedelta(days=1)
        if at >= new_end:
            covered = False
        end = new_end
    return covered, covered and in_time


def second_at(life: Life, at: datetime) -> Second:
    measured = measured_at(life, at)
    said = worst(*(declared_by(incident, at) for incident in life.posts.incidents))
    if said is not Status.OPERATIONAL:
        return Second(worst(measured, said), measured, said, False)
    announced, sound, excused = Status.OPERATIONAL, False, False
    for works in life.posts.maintenances:
        covers, in_time = in_force(works, at)
        named = works.statuses[0][1] if works.statuses else Status.OPERATIONAL
        if covers and named is not Status.OPERATIONAL:
            announced = worst(announced, named)
            sound = sound or not works.broken
            excused = excused or (in_time and not works.broken)
    shown = announced if sound else worst(measured, announced)
    return Second(shown, measured, announced, excused)


def told(interval: Interval) -> Second:
    return Second(interval.shown, interval.measured, interval.declared, interval.excused)


def first_run(runs: tuple[Run, ...]) -> datetime:
    return min((run.at for run in runs), default=NOW)


@settings(max_examples=15, deadline=None)
@given(lives())
def test_every_second_and_every_millisecond_agree(life: Life) -> None:
    """Status in each second, now, and the day's figure are what a plain count of seconds makes them."""
    page = judge(life.config, observe(*life.runs, now=NOW), life.posts, now=NOW)
    (web,) = page.components
    known = excused = major = partial = 0
    intervals = iter(web.timeline)
    interval = next(intervals)
    for number in range(LENGTH_S):
        at = NOW - timedelta(seconds=LENGTH_S - number)
        second = second_at(life, at)
        while interval.end <= at:
            interval = next(intervals)
        assert told(interval) == second, at
        if at < first_run(life.runs):
            continue
        counted = worst(second.measured, second.declared)
        excused += second.excused
        known += not second.excused and (second.measured is not Status.UNKNOWN or counted in BAD)
        major += not second.excused and counted is Status.MAJOR_OUTAGE
        partial += not second.excused and counted is Status.PARTIAL_OUTAGE
    assert web.status is second_at(life, NOW).shown
    day = next(figure for figure in web.uptime if figure.window is Window.DAY)
    assert (day.known_ms, day.excused_ms) == (1000 * known, 1000 * excused)
    assert day.unknown_ms == 1000 * (86400 - known - excused)
    assert day.down_ms == ceil(1000 * (major + Fraction(3, 10) * partial))
