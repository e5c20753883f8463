from zoneinfo import ZoneInfo

import pytest

from statusgen.render.dates import Clock, name_zone, say_duration, to_iso
from tests.builders import utc

DUBLIN = Clock(ZoneInfo("Europe/Dublin"))


@pytest.mark.parametrize(
    ("zone", "name"),
    [
        ("Europe/Dublin", "Dublin time"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires time"),
        ("UTC", "UTC"),
        ("Etc/UTC", "UTC"),
        ("Etc/GMT+3", "Etc/GMT+3"),
    ],
)
def test_a_zone_is_named_after_its_place(zone: str, name: str) -> None:
    """People know cities, not tz keys; zones without a place keep their name."""
    assert name_zone(ZoneInfo(zone)) == name


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "less than a minute"),
        (59.9, "less than a minute"),
        (60, "1 minute"),
        (2460, "41 minutes"),
        (3600, "1 hour"),
        (7500, "2 hours 5 minutes"),
        (86400, "1 day"),
        (90061, "1 day 1 hour"),
        (10 * 86400 + 59, "10 days"),
        (86400 + 300, "1 day"),
    ],
)
def test_a_duration_is_said_in_its_two_largest_units(seconds: float, text: str) -> None:
    """Rounded down, so that nothing is made longer than it was."""
    assert say_duration(seconds) == text


def test_a_time_reads_as_on_a_clock_in_the_zone_of_the_site() -> None:
    """Summer time included, and the date is that of the place."""
    assert DUBLIN.full(utc("2026-07-01 23:30")) == "Thursday 2 July 2026, 00:30 (Dublin time)"
    assert DUBLIN.full(utc("2026-11-22 14:35")) == "Sunday 22 November 2026, 14:35 (Dublin time)"


def test_a_time_on_the_same_day_needs_no_date() -> None:
    """Later on it has its day, much later its year."""
    now = utc("2026-11-22 14:35")
    assert DUBLIN.near(utc("2026-11-22 23:59"), now) == "23:59"
    assert DUBLIN.near(utc("2026-11-23 00:00"), now) == "23 November, 00:00"
    assert DUBLIN.near(utc("2025-11-22 14:35"), now) == "22 November 2025, 14:35"


def test_a_span_has_both_ends_and_the_zone() -> None:
    """The later end has its date only if it is another day."""
    span = DUBLIN.span(utc("2026-11-29 02:00"), utc("2026-11-29 04:00"))
    assert span == "Sunday 29 November 2026, 02:00 to 04:00 (Dublin time)"
    span = DUBLIN.span(utc("2026-11-28 23:00"), utc("2026-11-29 04:00"))
    assert span == "Saturday 28 November 2026, 23:00 to Sunday 29 November 2026, 04:00 (Dublin time)"


def test_instants_for_machines_are_whole_seconds_in_utc() -> None:
    """As status.json and datetime attributes want them."""
    assert to_iso(utc("2026-11-22 14:35:09.7").astimezone(ZoneInfo("Asia/Tokyo"))) == "2026-11-22T14:35:09Z"
