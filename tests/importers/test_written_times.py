from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusgen.importers.written_times import read_moment, read_stamp, swap_day_and_month


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment", "assumed"),
    [
        ("2024-01-02T10:00:00Z", "2024-01-02 10:00", ""),
        ("2024-01-02T10:00:00-00:00", "2024-01-02 10:00", ""),
        ("2024-01-02T10:00:00+0200", "2024-01-02 08:00", ""),
        ("2024-01-02 10:00:00 +02:00", "2024-01-02 08:00", ""),
        ("2024-12-27T09:43:40.482Z", "2024-12-27 09:43:40", ""),
        ("2024-01-02 9:05", "2024-01-02 09:05", "no time zone, UTC is used"),
        ("2024-01-02T015:00:00Z", "2024-01-02 15:00", "'015:00' taken as 15:00"),
        ("2024-01-02", "2024-01-02 00:00", "no time of day: taken as 00:00"),
        ("2024-01-02 10:00 CET", "2024-01-02 09:00", ""),
    ],
)
def test_dates_of_front_matter_are_read_as_they_are_written(text: str, moment: str, assumed: str) -> None:
    reading = read_stamp(text, UTC)
    assert reading is not None
    assert reading.at == at(moment)
    assert reading.assumed == assumed


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "10:00",
        "2024-13-02",
        "2024-02-30 10:00",
        "2024-01-02 25:00",
        "2024-01-02 10:00 XYZ",
        "0000-01-01",
    ],
)
def test_what_is_no_date_is_not_guessed(text: str) -> None:
    assert read_stamp(text, UTC) is None


def test_a_date_without_an_offset_is_in_the_sites_zone() -> None:
    """Summer time included."""
    reading = read_stamp("2024-07-01 10:00:00", ZoneInfo("Europe/Dublin"))
    assert reading is not None
    assert reading.at == at("2024-07-01 09:00")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Update 2021-05-03 11:58 UTC", "2021-05-03 11:58"),
        ("Update - 2023-03-29 15h50 UTC", "2023-03-29 15:50"),
        ("Update 11th of February 2022 - 19:00 UTC", "2022-02-11 19:00"),
        ("February 11, 2022 at 7:05 PM", "2022-02-11 19:05"),
        ("11 Feb 2022, 15:20", "2022-02-11 15:20"),
        ("10:20 UTC", "2020-05-05 10:20"),
        ("10:20 we see errors", "2020-05-05 10:20"),
        ("10:20utc", "2020-05-05 10:20"),
        ("(13:05 CEST)", "2020-05-05 11:05"),
        ("at 1:45PM", "2020-05-05 13:45"),
    ],
)
def test_times_in_prose_are_found(text: str, moment: str) -> None:
    reading = read_moment(text, UTC, lambda _: date(2020, 5, 5))
    assert reading is not None
    assert reading.at == at(moment)


@pytest.mark.parametrize(
    "text",
    [
        "Update on 2024-09-10",
        "Update 3",
        "version 1.2.34",
        "12:30:99",
        "10:20 BST",
        "2021-05-03 10:00 CST",
        "99:10",
    ],
)
def test_a_date_alone_and_zones_that_could_be_two_are_no_time(text: str) -> None:
    """BST is British, Bougainville and Bangladesh; CST is Chicago and China."""
    assert read_moment(text, UTC, lambda _: date(2020, 5, 5)) is None


def test_a_time_without_a_date_says_which_one_was_assumed() -> None:
    reading = read_moment(
        "10:20", UTC, lambda moment: date(2020, 5, 5) if moment > time(9, tzinfo=UTC) else None
    )
    assert reading is not None
    assert reading.assumed == "time without a date: taken as 2020-05-05"


def test_day_and_month_can_be_exchanged_where_both_could_be_a_month() -> None:
    assert swap_day_and_month(at("2022-06-05 10:00")) == at("2022-05-06 10:00")
    assert swap_day_and_month(at("2022-06-13 10:00")) is None
    assert swap_day_and_month(at("2022-06-06 10:00")) is None


@given(st.text(alphabet="0123456789-:/ TZhUTC+apm.,()", max_size=40))
def test_no_text_breaks_the_reader(text: str) -> None:
    """Whatever is read is a real instant."""
    for reading in (read_stamp(text, UTC), read_moment(text, UTC, lambda _: date(2020, 5, 5))):
        assert reading is None or reading.at.tzinfo is not None
