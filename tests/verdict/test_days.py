"""Local days, however long, and their cells."""

from datetime import date, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from statusgen.domain.figures import DayCell
from statusgen.domain.posts import Posts, State
from statusgen.domain.samples import Run
from statusgen.domain.status import Outcome, Status
from statusgen.verdict import judge
from statusgen.verdict.days import first_instant, local_days
from tests.builders import (
    make_config,
    make_incident,
    make_maintenance,
    make_run,
    make_runs,
    make_sample,
    make_update,
    observe,
    utc,
)

DOWN = make_sample(Outcome.DOWN)
SLOW = make_sample(Outcome.DEGRADED)


@pytest.mark.parametrize(
    ("zone", "day", "start"),
    [
        ("UTC", date(2026, 3, 29), "2026-03-29 00:00"),
        ("Europe/Dublin", date(2026, 3, 29), "2026-03-29 00:00"),
        ("Europe/Dublin", date(2026, 3, 30), "2026-03-29 23:00"),
        ("Asia/Kathmandu", date(2026, 3, 29), "2026-03-28 18:15"),
        ("America/Santiago", date(2026, 9, 6), "2026-09-06 04:00"),  # 00:00 is 01:00 there
        ("America/Havana", date(2026, 11, 1), "2026-11-01 04:00"),  # midnight comes twice
        ("America/Toronto", date(1919, 3, 31), "1919-03-31 04:30"),  # 23:30 was 00:30 of the next day
        ("Pacific/Apia", date(2011, 12, 30), "2011-12-30 10:00"),  # a day that never was
    ],
)
def test_a_day_starts_at_its_first_instant(zone: str, day: date, start: str) -> None:
    """At midnight; where clocks skip it, right after the jump; where it comes twice, at the first."""
    assert first_instant(day, ZoneInfo(zone)) == utc(start)


@pytest.mark.parametrize("zone", ["UTC", "Europe/Dublin", "America/Santiago", "Pacific/Kiritimati"])
def test_days_are_contiguous_and_end_with_today(zone: str) -> None:
    """Ninety dates, each beginning where the one before it ends, now within the last."""
    now = utc("2026-11-22 12:00")
    days = local_days(now, ZoneInfo(zone), count=90)
    assert len(days) == 90
    assert all(before.end == after.start for before, after in pairwise(days))
    assert days[-1].start <= now < days[-1].end
    assert days[-1].day == now.astimezone(ZoneInfo(zone)).date()
    assert {day.end - day.start for day in days} <= {timedelta(hours=hours) for hours in (23, 24, 25)}


def cells(now: str, runs: list[Run], posts: Posts | None = None) -> tuple[DayCell, ...]:
    (web,) = judge(make_config(), observe(*runs, now=utc(now)), posts or Posts(), now=utc(now)).components
    return web.cells


def test_the_worst_of_the_day_colours_it() -> None:
    """Five minutes down among a day of slow answers is a major day."""
    runs = make_runs("2026-11-20 00:00", "2026-11-20 23:55", SLOW)
    runs[100] = Run(at=runs[100].at, location="main", samples=(DOWN,))
    today = make_runs("2026-11-21 00:00", "2026-11-21 12:00", SLOW)
    before, now = cells("2026-11-21 12:00", runs + today)[-2:]
    assert (before.status, before.down_s) == (Status.MAJOR_OUTAGE, 300)
    assert (now.status, now.down_s) == (Status.DEGRADED_PERFORMANCE, 0)


def test_maintenance_colours_a_day_without_trouble() -> None:
    """Shown as maintenance even if it was short."""
    works = make_maintenance("2026-11-20 02:00", "2026-11-20 02:10", announced="2026-11-18 02:00")
    runs = make_runs("2026-11-19 00:00", "2026-11-21 00:00")
    status = cells("2026-11-21 00:00", runs, Posts(maintenances=(works,)))[-2].status
    assert status is Status.UNDER_MAINTENANCE


def test_half_a_day_must_be_known_to_be_called_good() -> None:
    """Of today, as much as has passed."""
    half = make_runs("2026-11-20 00:00", "2026-11-20 11:45")  # speaks until 12:00
    assert cells("2026-11-20 23:59", half)[-1].status is Status.OPERATIONAL
    assert cells("2026-11-21 00:00", half)[-2].status is Status.OPERATIONAL
    less = half[:-1]
    assert cells("2026-11-21 00:00", less)[-2].status is Status.UNKNOWN


def test_today_is_as_it_is_now_from_its_first_moment() -> None:
    """At midnight sharp nothing has passed: the cell is the present status."""
    runs = make_runs("2026-11-20 12:00", "2026-11-20 23:55")
    assert cells("2026-11-21 00:00", runs)[-1].status is Status.OPERATIONAL
    assert cells("2026-11-21 00:00", runs[:-3])[-1].status is Status.UNKNOWN
    failed = [*runs, make_run("2026-11-21 00:00", DOWN)]
    assert cells("2026-11-21 00:00", failed)[-1] == DayCell(
        day=date(2026, 11, 21), status=Status.MAJOR_OUTAGE
    )


def test_nothing_declared_before_the_first_sample_colours_a_cell() -> None:
    """No cell before it, and only what came after it on its own day."""
    incident = make_incident(
        "2026-11-18 00:00",
        make_update("2026-11-20 06:00", State.RESOLVED),
        statuses={"web": Status.MAJOR_OUTAGE},
    )
    runs = make_runs("2026-11-20 06:00", "2026-11-20 23:55")
    drawn = cells("2026-11-21 00:00", runs, Posts(incidents=(incident,)))
    assert [cell.status for cell in drawn[-3:]] == [None, Status.OPERATIONAL, Status.OPERATIONAL]
    assert drawn[-2].down_s == 0
