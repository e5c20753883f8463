"""Times as a tired person gives them to the commands."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from statusgen.domain.config import Site
from statusgen.errors import UsageError
from statusgen.pipeline.writing import parse_when
from tests.builders import utc

DUBLIN = Site(name="X", url="https://x.example/", timezone=ZoneInfo("Europe/Dublin"))
NOW = utc("2026-11-22 14:35")


def when(typed: str, *, now: datetime = NOW, ahead: bool = True) -> datetime | None:
    return parse_when(typed, now, DUBLIN.timezone, ahead=ahead)


def test_a_length_counts_from_now() -> None:
    """Forward for a promise, back for a beginning."""
    assert when("30m") == utc("2026-11-22 15:05")
    assert when("40m", ahead=False) == utc("2026-11-22 13:55")


def test_a_time_of_day_is_the_nearest_one_that_way() -> None:
    """14:30 is tomorrow's for a promise and today's for a beginning."""
    assert when("14:30") == utc("2026-11-23 14:30")
    assert when("14:40") == utc("2026-11-22 14:40")
    assert when("14:30", ahead=False) == utc("2026-11-22 14:30")
    assert when("23:00", ahead=False) == utc("2026-11-21 23:00")


def test_the_clock_is_that_of_the_site() -> None:
    """Dublin is an hour ahead of UTC in summer."""
    assert when("15:00", now=utc("2026-07-01 12:00")) == utc("2026-07-01 14:00")


def test_the_next_day_may_have_another_offset() -> None:
    """The clock goes back in the night to 25 October 2026: 08:00 is an hour later then."""
    assert when("08:00", now=utc("2026-10-24 20:00")) == utc("2026-10-25 08:00")


def test_a_whole_time_is_taken_as_it_is() -> None:
    """With an offset as written, without one in the site's zone."""
    assert when("2026-07-01 15:00") == utc("2026-07-01 14:00")
    assert when("2026-07-01T15:00:00Z") == utc("2026-07-01 15:00")


@pytest.mark.parametrize("typed", ["soon", "25:00", "14:60", "5 minutes", ""])
def test_what_is_no_time_is_refused(typed: str) -> None:
    """In words that say what to write."""
    with pytest.raises(UsageError):
        when(typed)
