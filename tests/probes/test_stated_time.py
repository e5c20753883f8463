"""Times as programs write them."""

import time
from zoneinfo import ZoneInfo

import pytest

from statusgen.probes.stated_time import UnknownZone, first_time, unix_time
from tests.builders import utc

NOON = utc("2026-11-22 12:00")

FORMS = [
    "2026-11-22T12:00:00Z",
    "2026-11-22t12:00:00.123456789z",
    "2026-11-22 12:00:00+00",  # PostgreSQL
    "2026-11-22T13:00:00+01:00",
    "2026-11-22 06:30 -0530",
    "2026-11-22 12:00",
    "2026-11-22 12:00:00,123",  # Python's logging
    "20261122T120000Z",
    "Sun, 22 Nov 2026 12:00:00 GMT",
    "Sun, 22 Nov 2026 13:00:00 +0100",
    "Sunday, 22-Nov-26 12:00:00 GMT",
    "22 Nov 2026 12:00 UTC",
    "Sun Nov 22 12:00:00 2026",
    "Sun Nov 22 12:00:00 UTC 2026",
    "Sun Nov 22 12:00:00 PM UTC 2026",  # date in en_US
    "Sun 22 Nov 2026 12:00:00 PM UTC",  # en_CA
    "Sun 22 Nov 2026 12:00:00 GMT",  # en_IE
    "Sun 22 Nov 12:00:00 GMT 2026",  # en_GB
    "Sunday 22 November 2026 12:00:00 PM UTC",  # en_IN
    "Sun Nov 22 09:00:00 -03 2026",  # where the zone has no other name
    "2026-11-22 12:00 PM",
    "2026-11-22, 1:00 p.m. UTC+1",
    "2026-11-22 7:00 AM -05:00",
    "2026-11-22 13:00:00 GMT+0100",
    "2026-11-22 13:00:00 (Europe/Berlin)",
    "2026-11-22T13:00:00+01:00[Europe/Berlin]",
    "2026-11-22 12:00:00 INFO",
    "1795348800",
    "1795348800.25",
    "1795348800123",
]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "around", ["{}", "the backup of web-2 ended at {}.", '{{"at": "{}"}}', "at={}\n1 error"]
)
def test_usual_forms_are_found_in_any_text(form: str, around: str) -> None:
    """Alone, in a sentence, in JSON, in a line of a log."""
    found = first_time(around.format(form))
    assert found is not None
    assert found.replace(microsecond=0) == NOON


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2026-11-22", "2026-11-22 00:00"),
        ("from 2026-11-21 23:00Z to 2026-11-22 12:00Z", "2026-11-21 23:00"),
        ("1795348800 is later than 2020-01-01", "2026-11-22 12:00"),
        ("not 2026-13-22 25:00 but 2026-11-22 12:00", "2026-11-22 12:00"),
        ("2016-12-31T23:59:60Z", "2016-12-31 23:59:59"),
        ("Sunday, 06-Nov-94 08:49:37 GMT", "1994-11-06 08:49:37"),
        ("Mon Nov 23 12:05:00 AM UTC 2026", "2026-11-23 00:05"),
        ("Sun 22 Nov 2026 02:35:38 PM UTC", "2026-11-22 14:35:38"),
        ("2026-11-22 02:35 PM", "2026-11-22 14:35"),
        ("2026-11-22 2:35", "2026-11-22 02:35"),
        ("2026-11-22 12:00 (CETUS)", "2026-11-22 12:00"),
        ("2026-11-22 23:00 to 2026-11-23 01:00 CET", "2026-11-22 23:00"),
    ],
)
def test_the_first_that_is_one_counts(text: str, found: str) -> None:
    """What only looks like a time is passed over."""
    assert first_time(text) == utc(found)


@pytest.mark.parametrize(
    "text",
    ["", "soon", "12:00", "v1.2026-11-22", "12345678901", "179534880", "0x1795348800",
     "2026-11-22 13:00 PM", "2026-11-22 15.34", "2026-11-22 25:00", "2026-11-22T12:00:00+25:00",
     "2026-02-30", "+44 1795348800-1"],
)  # fmt: skip
def test_everything_else_is_none(text: str) -> None:
    """Numbers of other lengths, versions, days and hours that do not exist, dates with half a time."""
    assert first_time(text) is None


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("2026-11-22 15:34:33 CET", "CET"),
        ("2026-11-22 15:34:33 (EST)", "EST"),
        ("2026-11-22T15:34:33.5 IST", "IST"),
        ("Sun Nov 22 15:34:27 CET 2026", "CET"),
        ("Sun 22 Nov 15:34:27 PET 2026", "PET"),
        ("Sun Nov 22 03:34:27 PM QQQQ 2026", "QQQQ"),
        ("Sun, 22 Nov 2026 15:34:27 PST", "PST"),
        ("2026-11-22 15:34 Europe/Nowhere", "Europe/Nowhere"),
    ],
)
def test_an_abbreviation_says_not_which_zone_it_means(text: str, zone: str) -> None:
    """It is refused, with what was found: taking it for UTC would be wrong by hours."""
    with pytest.raises(UnknownZone) as raised:
        first_time(f"backup of {text}, at last")
    assert raised.value.args[1] == zone
    assert raised.value.args[0] in text


@pytest.mark.parametrize(
    ("text", "zone", "found"),
    [
        ("2026-11-22 13:00", "Europe/Berlin", "2026-11-22 12:00"),
        ("2026-11-22", "Europe/Berlin", "2026-11-21 23:00"),
        ("2026-11-22 13:00 CET", "Europe/Berlin", "2026-11-22 12:00"),
        ("Sun Nov 22 13:00:00 CET 2026", "Europe/Berlin", "2026-11-22 12:00"),
        ("Wed Jul 22 13:00:00 IST 2026", "Europe/Dublin", "2026-07-22 12:00"),
        ("Wed Jul 22 17:30:00 IST 2026", "Asia/Kolkata", "2026-07-22 12:00"),
        ("2026-10-25 02:30 CEST", "Europe/Berlin", "2026-10-25 00:30"),  # an hour that comes twice
        ("2026-10-25 02:30 CET", "Europe/Berlin", "2026-10-25 01:30"),
        ("2026-07-22 12:00 GMT", "Europe/Dublin", "2026-07-22 12:00"),
        ("2026-11-22 12:00Z", "Europe/Berlin", "2026-11-22 12:00"),
        ("2026-11-22 07:00 -05", "Europe/Berlin", "2026-11-22 12:00"),
        ("1795348800", "Europe/Berlin", "2026-11-22 12:00"),
    ],
)
def test_the_usual_zone_is_that_of_times_without_one(text: str, zone: str, found: str) -> None:
    """And of those with an abbreviation that its clocks have then; what is said otherwise counts."""
    assert first_time(text, ZoneInfo(zone)) == utc(found)


@pytest.mark.parametrize(
    "text", ["2026-07-22 12:00 CET", "2026-11-22 12:00 IST", "Sun Nov 22 12:00:00 MET 2026"]
)
def test_an_abbreviation_of_another_zone_or_season_is_none_of_the_usual_ones(text: str) -> None:
    """Berlin has CEST in July."""
    with pytest.raises(UnknownZone):
        first_time(text, ZoneInfo("Europe/Berlin"))


def test_numbers_are_seconds_or_milliseconds() -> None:
    """Told apart by their size."""
    assert unix_time(1795348800) == unix_time(1795348800000) == NOON
    for beyond in (1e300, float("nan"), float("inf")):
        with pytest.raises((ValueError, OverflowError)):
            unix_time(beyond)


def test_no_text_takes_long() -> None:
    """Other probes wait meanwhile: a zone's name without an end would take ten seconds to give up."""
    started = time.perf_counter()
    assert first_time("2026-11-22 25:00 Europe/" + "a" * 60_000 + "2026") is None
    assert time.perf_counter() - started < 5
