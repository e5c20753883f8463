"""Outages: what machines saw of one trouble on one component, with their evidence."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from statusgen.domain.config import Check
from statusgen.domain.page import Interval, Outage
from statusgen.domain.samples import Counted
from statusgen.domain.status import Outcome, Status
from statusgen.verdict.order import OUTAGE, worse
from statusgen.verdict.speech import Speech

QUIET = timedelta(minutes=30)
"""This much known-good time ends a trouble; less joins two stretches into one."""

_FAILED = (Outcome.DOWN, Outcome.PARTIAL)


@dataclass(slots=True)
class Trouble:
    """Bad stretches that are close together. `well` is when it was first seen well after the last."""

    started: datetime
    ill_until: datetime
    worst: Status
    stretches: int = 1
    well: datetime | None = None
    good: timedelta = timedelta()

    def goes_on(self, interval: Interval) -> None:
        self.stretches += self.well is not None
        self.ill_until = interval.end
        self.worst = worse(self.worst, interval.measured)
        self.well, self.good = None, timedelta()


def find_troubles(moments: Iterable[Interval], *, maintenances: Collection[str]) -> list[Trouble]:
    """Troubles in order of time. Unknown time and time under maintenance do not end one."""
    troubles: list[Trouble] = []
    for interval in moments:
        last = troubles[-1] if troubles else None
        if interval.measured in OUTAGE:
            if last is None or last.good >= QUIET:
                troubles.append(Trouble(interval.start, interval.end, interval.measured))
            else:
                last.goes_on(interval)
        elif last is not None and interval.measured is not Status.UNKNOWN:
            last.well = last.well or interval.start
            if not any(post in maintenances for post in interval.why.posts):
                last.good += interval.end - interval.start
    return troubles


def is_failing(speech: Speech) -> bool:
    """Whether it may say that its component is out, and does."""
    return speech.outcome in _FAILED and speech.terms.worst in OUTAGE


class Evidence:
    """The failing words about one component, ready to be asked about any stretch of time."""

    def __init__(self, heard: Iterable[Speech]) -> None:
        tracks: dict[tuple[str, str], list[Speech]] = defaultdict(list)
        for speech in heard:
            if speech.outcome in _FAILED:
                tracks[speech.check, speech.location].append(speech)
        self._tracks = [sorted(track, key=lambda speech: speech.start) for track in tracks.values()]
        self._ends = [[speech.end for speech in track] for track in self._tracks]

    def between(self, start: datetime, end: datetime) -> list[Speech]:
        """What failed at `start` or in [start, end), by time, check and location."""
        found = []
        for track, ends in zip(self._tracks, self._ends, strict=True):
            for index in range(bisect_right(ends, start), len(track)):
                if start < track[index].start and end <= track[index].start:
                    break
                found.append(track[index])
        return sorted(found, key=lambda speech: (speech.start, speech.check, speech.location))


def describe(
    trouble: Trouble,
    component: str,
    evidence: Evidence,
    *,
    public: Mapping[str, Check],
    places: Mapping[str, str],
) -> Outage:
    """The outage as it may be told: reasons, places and counts come from checks in `public` only."""
    failing = evidence.between(trouble.started, trouble.ill_until)
    seen = [one for one in failing if one.check in public and is_failing(one)]
    told = [(one.streak.answered, public[one.check].counts) for one in seen if one.streak.answered]
    answered, counted = min(told, key=_by_share, default=(None, None))
    reasons = [one.streak.reason for one in seen if one.streak.reason]
    return Outage(
        id=f"{_name_at_start(trouble, failing)}-{_first_told(trouble, failing):%Y%m%dt%H%M}z",
        component=component,
        started=trouble.started,
        worst=trouble.worst,
        ended=trouble.well,
        ended_after=trouble.ill_until if trouble.well and trouble.ill_until < trouble.well else None,
        stretches=trouble.stretches,
        reasons=tuple(dict.fromkeys(reasons)),
        locations=tuple(dict.fromkeys(places.get(one.location, one.location) for one in seen)),
        answered=answered,
        counted=counted,
    )


def _first_told(trouble: Trouble, failing: Iterable[Speech]) -> datetime:
    """Since when there was something to tell of it. What is confirmed later moves its start, not its id."""
    known = min((max(one.start, one.known) for one in failing if is_failing(one)), default=trouble.started)
    return max(trouble.started, known)


def _by_share(told: tuple[tuple[int, int], Counted | None]) -> tuple[float, int, int]:
    count, total = told[0]
    return (count / total if total else 1, count, total)


def _name_at_start(trouble: Trouble, failing: Iterable[Speech]) -> str:
    """What the component was called when it began: an outage keeps its id when that changes."""
    at_start = [one.streak for one in failing if one.holds_at(trouble.started)]
    return max(at_start, key=lambda streak: (streak.first, streak.component)).component
