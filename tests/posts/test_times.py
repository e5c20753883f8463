"""Times as people write them."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusgen.posts.times import (
    WrittenTime,
    leading_date,
    match_duration,
    match_time,
    midnight,
    next_after,
    resolve,
    write_time,
)
from tests.builders import utc
from tests.reading import DUBLIN

ZONES = [DUBLIN, *map(ZoneInfo, ("UTC", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Apia"))]


def instant(text: str, *, later: bool = False) -> datetime:
    written, end = match_time(text)
    assert written is not None
    assert end == len(text)
    return resolve(written.date or date(2026, 11, 20), written, zone=DUBLIN, later=later).at


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-20 09:20",
        "2026-11-20 9:20",
        "2026-11-20T09:20",
        "2026-11-20 09:20:00",
        "2026-11-20T09:20:00.000Z",
        "2026-11-20T09:20Z",
        "2026-11-20 09:20 UTC",
        "2026-11-20 10:20+01:00",
        "2026-11-20 10:20 +0100",
        "2026-11-20 04:20 -05",
        "2026-11-20, 09:20",
        "09:20",
        "9:20",
        "10:20+01:00",
    ],
)
def test_all_of_these_are_twenty_past_nine(text: str) -> None:
    """ISO forms, with or without a date, seconds and an offset."""
    assert instant(text) == utc("2026-11-20 09:20")


@pytest.mark.parametrize(
    "text",
    [
        "2026-13-20 09:20",
        "2026-02-30 09:20",
        "2026-11-20 25:00",
        "2026-11-20 09:60",
        "2026-11-20 09:20 +25:00",
        "2026-11-20 02:00-23:00",
        "0026-11-20 09:20",
        "9026-11-20 09:20",
        "02:00-04:00",
    ],
)
def test_a_time_that_cannot_be_is_none(text: str) -> None:
    """It is seen to be meant as one all the same."""
    written, end = match_time(text)
    assert written is None
    assert end > 0


@pytest.mark.parametrize(
    "text", ["", "9", "9.20", "9:20am", "9:20 pm", "T015:00:00", "20 Nov 2026", "9:2", "soon"]
)
def test_what_is_not_of_the_form_is_no_time(text: str) -> None:
    """Nothing is guessed."""
    assert match_time(text) == (None, 0)


def test_an_hour_that_comes_twice_is_the_first_unless_asked() -> None:
    """Dublin, 25 October 2026, when summer time ends."""
    assert instant("2026-10-25 01:30") == utc("2026-10-25 00:30")
    assert instant("2026-10-25 01:30", later=True) == utc("2026-10-25 01:30")
    assert instant("2026-10-25 01:30 +00:00") == utc("2026-10-25 01:30")


def test_an_hour_that_never_comes_is_moved_behind_the_jump() -> None:
    """Dublin, 29 March 2026, when summer time begins."""
    written = WrittenTime(None, time(1, 30))
    found = resolve(date(2026, 3, 29), written, zone=DUBLIN)
    assert found.doubt == "never"
    assert f"{found.at.astimezone(DUBLIN):%H:%M}" == "02:30"


def test_a_day_begins_at_its_first_instant() -> None:
    """Where clocks go forward at midnight, the day begins at one."""
    assert midnight(date(2026, 7, 1), DUBLIN) == utc("2026-06-30 23:00")
    assert midnight(date(2026, 4, 24), ZoneInfo("Africa/Cairo")) == utc("2026-04-23 22:00")


def test_a_time_alone_is_the_next_one() -> None:
    """After midnight, if it has to be."""
    at = utc("2026-11-20 23:50")
    assert next_after(at, WrittenTime(None, time(0, 20)), zone=DUBLIN).at == utc("2026-11-21 00:20")
    assert next_after(at, WrittenTime(None, time(23, 55)), zone=DUBLIN).at == utc("2026-11-20 23:55")


def test_a_time_alone_is_found_in_the_second_of_two_hours() -> None:
    """At the second 01:40 of that night, 01:50 is in ten minutes."""
    at = utc("2026-10-25 01:40")
    assert next_after(at, WrittenTime(None, time(1, 50)), zone=DUBLIN).at == utc("2026-10-25 01:50")


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("40m", 40),
        ("40 min", 40),
        ("2 hours", 120),
        ("1h30m", 90),
        ("1 hr 30 mins", 90),
        ("1d", 1440),
        ("0.5h", 30),
    ],
)
def test_durations_are_read_as_people_write_them(text: str, minutes: int) -> None:
    """Minutes, hours, days, and several of them."""
    assert match_duration(text) == (timedelta(minutes=minutes), len(text))


@pytest.mark.parametrize("text", ["soon", "40", "40s", "400d", "999999d" * 5000, "4months"])
def test_what_is_no_duration_is_none(text: str) -> None:
    """Nor is what no promise would be about."""
    assert match_duration(text) == (None, 0)


def test_a_file_names_day_is_found() -> None:
    """Only at the beginning, and only if there is such a day."""
    assert leading_date("2026-11-20-checkout") == date(2026, 11, 20)
    assert leading_date("2026-11-31-checkout") is None
    assert leading_date("checkout-2026-11-20") is None


@given(
    st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)),  # noqa: DTZ001 - made aware below
    st.sampled_from(ZONES),
)
def test_what_is_written_reads_back_to_the_second(naive: datetime, zone: ZoneInfo) -> None:
    """In any zone, in the hour that comes twice too."""
    at = utc(naive.isoformat()).replace(microsecond=0)
    written, _ = match_time(write_time(at, zone))
    assert written is not None
    assert written.date is not None
    found = resolve(written.date, written, zone=zone)
    assert found.at == at
    assert not found.doubt
