"""Times as programs write them."""

import pytest

from statusgen.probes.stated_time import first_time, unix_time
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
    "Sun Nov 22 12:00:00 PM UTC 2026",
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
    ],
)
def test_the_first_that_is_one_counts(text: str, found: str) -> None:
    """What only looks like a time is passed over."""
    assert first_time(text) == utc(found)


@pytest.mark.parametrize(
    "text",
    ["", "soon", "12:00", "v1.2026-11-22", "12345678901", "179534880", "0x1795348800",
     "Sun Nov 22 12:00:00 CET 2026", "2026-11-22T12:00:00+25:00", "2026-02-30", "+44 1795348800-1"],
)  # fmt: skip
def test_everything_else_is_none(text: str) -> None:
    """Numbers of other lengths, versions, days that do not exist, zones that only have a name."""
    assert first_time(text) is None


def test_numbers_are_seconds_or_milliseconds() -> None:
    """Told apart by their size."""
    assert unix_time(1795348800) == unix_time(1795348800000) == NOON
    for beyond in (1e300, float("nan"), float("inf")):
        with pytest.raises((ValueError, OverflowError)):
            unix_time(beyond)
