"""When announced work really is, and how much of it is excused."""

import pytest

from statusgen.domain.posts import Maintenance, State
from statusgen.domain.status import Status
from statusgen.verdict.maintenance import view_maintenance, works
from statusgen.verdict.roll import Roll
from tests.builders import make_config, make_maintenance, make_update, utc

ROLL = Roll(make_config())
DAY_S = 86400


def pieces(maintenance: Maintenance) -> list[tuple[str, str, bool]]:
    return [
        (f"{work.start:%H:%M}", f"{work.end:%H:%M}", work.excused)
        for work in works(maintenance, ROLL, announce_before_s=DAY_S)
    ]


@pytest.mark.parametrize(("announced", "excused"), [("2026-11-21 02:00", True), ("2026-11-21 02:01", False)])
def test_it_is_excused_if_announced_a_day_ahead(announced: str, excused: bool) -> None:
    """Exactly 24 hours are enough, a minute less is not."""
    maintenance = make_maintenance("2026-11-22 02:00", "2026-11-22 04:00", announced=announced)
    assert pieces(maintenance) == [("02:00", "04:00", excused)]


def test_an_extension_counts_from_the_update_that_announced_it() -> None:
    """Extended at 03:30 by an hour: the window grows, the hour is not excused."""
    extended = make_maintenance(
        "2026-11-22 02:00",
        "2026-11-22 04:00",
        make_update("2026-11-19 02:00", State.SCHEDULED),
        make_update("2026-11-22 03:30", State.IN_PROGRESS, ends="2026-11-22 05:00"),
        announced="2026-11-19 02:00",
    )
    assert pieces(extended) == [("02:00", "04:00", True), ("04:00", "05:00", False)]
    early = make_maintenance(
        "2026-11-22 02:00",
        "2026-11-22 04:00",
        make_update("2026-11-20 03:30", State.SCHEDULED, ends="2026-11-22 05:00"),
        announced="2026-11-19 02:00",
    )
    assert pieces(early) == [("02:00", "04:00", True), ("04:00", "05:00", True)]


def test_completed_and_a_sooner_end_cut_it_and_cancelled_before_the_start_leaves_nothing() -> None:
    """The window ends when the work does."""
    for update, left in [
        (make_update("2026-11-22 03:00", State.COMPLETED), [("02:00", "03:00", True)]),
        (
            make_update("2026-11-22 03:00", State.VERIFYING, ends="2026-11-22 03:30"),
            [("02:00", "03:30", True)],
        ),
        (make_update("2026-11-22 05:00", State.COMPLETED), [("02:00", "04:00", True)]),
        (make_update("2026-11-21 12:00", State.CANCELLED), []),
    ]:
        first = make_update("2026-11-19 02:00", State.SCHEDULED)
        maintenance = make_maintenance(
            "2026-11-22 02:00", "2026-11-22 04:00", first, update, announced="2026-11-19 02:00"
        )
        assert pieces(maintenance) == left


def test_time_given_up_and_taken_back_is_announced_anew() -> None:
    """Shortened to 03:00 and extended to 04:00 again at 02:30: the last hour counts."""
    maintenance = make_maintenance(
        "2026-11-22 02:00",
        "2026-11-22 04:00",
        make_update("2026-11-22 02:10", State.IN_PROGRESS, ends="2026-11-22 03:00"),
        make_update("2026-11-22 02:30", State.IN_PROGRESS, ends="2026-11-22 04:00"),
        announced="2026-11-19 02:00",
    )
    assert pieces(maintenance) == [("02:00", "03:00", True), ("03:00", "04:00", False)]


def test_a_component_named_operational_is_left_alone() -> None:
    """`dc2 ok` is announced, and nothing of it is suppressed or excused."""
    maintenance = make_maintenance(
        "2026-11-22 02:00",
        "2026-11-22 04:00",
        announced="2026-11-19 02:00",
        statuses={"web": Status.OPERATIONAL},
    )
    assert pieces(maintenance) == []


def test_it_begins_and_ends_by_itself() -> None:
    """Its state follows the clock; its updates can only tell it apart further."""
    maintenance = make_maintenance(
        "2026-11-22 02:00",
        "2026-11-22 04:00",
        make_update("2026-11-19 02:00", State.SCHEDULED),
        make_update("2026-11-22 03:50", State.VERIFYING),
        announced="2026-11-19 02:00",
    )
    begun = make_maintenance("2026-11-22 02:00", "2026-11-22 04:00", announced="2026-11-19 02:00")
    states = [
        (begun, "2026-11-22 01:59", State.SCHEDULED),
        (begun, "2026-11-22 02:00", State.IN_PROGRESS),
        (maintenance, "2026-11-22 03:55", State.VERIFYING),
        (maintenance, "2026-11-22 04:00", State.COMPLETED),
    ]
    for one, now, state in states:
        assert view_maintenance(one, ROLL, utc(now)).state is state


def test_the_view_says_when_it_really_ended_or_would_have() -> None:
    """Completed early: the end is cut. Cancelled before it began: the plan stands, and the state tells."""
    first = make_update("2026-11-19 02:00", State.SCHEDULED)
    completed, cancelled = (
        make_maintenance("2026-11-22 02:00", "2026-11-22 04:00", first, update, announced="2026-11-19 02:00")
        for update in (
            make_update("2026-11-22 03:00", State.COMPLETED),
            make_update("2026-11-21 12:00", State.CANCELLED),
        )
    )
    now = utc("2026-11-22 06:00")
    assert view_maintenance(completed, ROLL, now).ends == utc("2026-11-22 03:00")
    assert view_maintenance(cancelled, ROLL, now).ends == utc("2026-11-22 04:00")
    assert view_maintenance(cancelled, ROLL, now).state is State.CANCELLED
