"""Day cells: local days of the site's zone, reckoned in UTC, however long they are."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from statusgen.domain.figures import DayCell
from statusgen.domain.status import Status
from statusgen.verdict.declared import FOREVER
from statusgen.verdict.order import OUTAGE, TROUBLE, worst
from statusgen.verdict.timeline import Timeline

_SECOND = timedelta(seconds=1)
_NO_TIME = timedelta()


@dataclass(frozen=True, slots=True)
class LocalDay:
    """[start, end) in UTC, mostly 24 hours, 23 or 25 where the clocks change.

    `plain` has the cell of a component for which nothing changed all day: most of them, on most days.
    """

    day: date
    start: datetime
    end: datetime
    plain: Mapping[Status, DayCell]


def local_days(now: datetime, zone: ZoneInfo, *, count: int) -> tuple[LocalDay, ...]:
    """The last `count` days, oldest first, the one that `now` is in last."""
    today = now.astimezone(zone).date()
    dates = [today - timedelta(days=ago) for ago in range(count - 1, -2, -1)]
    starts = [first_instant(day, zone) for day in dates]
    return tuple(map(_local_day, dates, starts, starts[1:]))


def _local_day(day: date, start: datetime, end: datetime) -> LocalDay:
    length_s = (end - start) // _SECOND
    down_s = {status: length_s if status in OUTAGE else 0 for status in Status}
    plain = {status: DayCell(day=day, status=status, down_s=down_s[status]) for status in Status}
    return LocalDay(day, start, end, plain)


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
    first = first_sample or FOREVER
    return tuple(
        _cell(timeline, day, first) if first < day.end else DayCell(day=day.day, status=None) for day in days
    )


def _cell(timeline: Timeline, day: LocalDay, first: datetime) -> DayCell:
    interval = timeline.at(day.start)
    if first <= day.start and day.end <= interval.end:
        return day.plain[interval.shown]
    now = timeline.now.start
    lengths: dict[Status, timedelta] = defaultdict(timedelta)
    for interval, length in timeline.within(max(day.start, first), day.end):
        lengths[interval.shown] += length
    if now < day.end:
        lengths[timeline.now.shown] += _NO_TIME
    down = sum((lengths[status] for status in OUTAGE & lengths.keys()), _NO_TIME)
    status = _status(lengths, elapsed=min(day.end, now) - day.start)
    return DayCell(day=day.day, status=status, down_s=-(-down // _SECOND))


def _status(lengths: dict[Status, timedelta], *, elapsed: timedelta) -> Status:
    if trouble := TROUBLE & lengths.keys():
        return worst(trouble)
    if Status.UNDER_MAINTENANCE in lengths:
        return Status.UNDER_MAINTENANCE
    unwatched = not elapsed and Status.UNKNOWN in lengths
    if unwatched or 2 * lengths[Status.OPERATIONAL] < elapsed:
        return Status.UNKNOWN
    return Status.OPERATIONAL
