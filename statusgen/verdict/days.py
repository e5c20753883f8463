"""Day cells: local days of the site's zone, reckoned in UTC, however long they are."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from statusgen.domain.page import DayCell
from statusgen.domain.status import Status
from statusgen.verdict.order import OUTAGE, TROUBLE, worst
from statusgen.verdict.timeline import Timeline

_SECOND = timedelta(seconds=1)
_NO_TIME = timedelta()


@dataclass(frozen=True, slots=True)
class LocalDay:
    """[start, end) in UTC, mostly 24 hours, 23 or 25 where the clocks change."""

    day: date
    start: datetime
    end: datetime


def local_days(now: datetime, zone: ZoneInfo, *, count: int) -> tuple[LocalDay, ...]:
    """The last `count` days, oldest first, the one that `now` is in last."""
    today = now.astimezone(zone).date()
    dates = [today - timedelta(days=ago) for ago in range(count - 1, -2, -1)]
    starts = [first_instant(day, zone) for day in dates]
    return tuple(map(LocalDay, dates, starts, starts[1:]))


def first_instant(day: date, zone: ZoneInfo) -> datetime:
    """When a local day begins: at midnight, or where clocks skip midnight, right after they did."""
    midnight = datetime.combine(day, time(), tzinfo=zone)
    start = midnight.astimezone(UTC)
    if start.astimezone(zone).replace(tzinfo=None) == midnight.replace(tzinfo=None):
        return start
    return _end_of_gap(day, zone, midnight.replace(fold=1).astimezone(UTC), start)


def _end_of_gap(day: date, zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The first second between two instants, one on each side, whose local date is no longer before `day`."""
    while before < after:
        middle = before + (after - before) // 2 // _SECOND * _SECOND
        if middle.astimezone(zone).date() >= day:
            after = middle
        else:
            before = middle + _SECOND
    return after


def draw_cells(
    timeline: Timeline, days: Sequence[LocalDay], first_sample: datetime | None
) -> tuple[DayCell, ...]:
    """One cell per day; what was declared before the first sample does not colour any."""
    now = timeline.now.start
    if first_sample is None:
        return tuple(DayCell(day=day.day, status=None) for day in days)
    return tuple(
        _cell(day, _lengths(timeline, day, first_sample), elapsed=min(day.end, now) - day.start)
        if first_sample < day.end
        else DayCell(day=day.day, status=None)
        for day in days
    )


_Lengths = dict[Status, timedelta]


def _lengths(timeline: Timeline, day: LocalDay, first: datetime) -> _Lengths:
    """How long each status was shown on that day, from `first` on; this moment counts as well."""
    lengths: _Lengths = defaultdict(timedelta)
    for interval, length in timeline.within(max(day.start, first), day.end):
        lengths[interval.shown] += length
    if timeline.now.start < day.end:
        lengths[timeline.now.shown] += _NO_TIME
    return lengths


def _cell(day: LocalDay, lengths: _Lengths, *, elapsed: timedelta) -> DayCell:
    down = sum((lengths[status] for status in OUTAGE & lengths.keys()), _NO_TIME)
    return DayCell(day=day.day, status=_status(lengths, elapsed), down_s=-(-down // _SECOND))


def _status(lengths: _Lengths, elapsed: timedelta) -> Status:
    trouble = TROUBLE & lengths.keys()
    if trouble:
        return worst(trouble)
    if Status.UNDER_MAINTENANCE in lengths:
        return Status.UNDER_MAINTENANCE
    unwatched = not elapsed and Status.UNKNOWN in lengths
    if unwatched or 2 * lengths[Status.OPERATIONAL] < elapsed:
        return Status.UNKNOWN
    return Status.OPERATIONAL
