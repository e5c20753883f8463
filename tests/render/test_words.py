from dataclasses import replace
from datetime import date, time
from zoneinfo import ZoneInfo

import pytest

from statusgen.domain.config import Contact, Hours, OpeningTime
from statusgen.domain.page import DayCell, Freshness, Headline, HeadlineKind, Outage, Uptime, Window
from statusgen.domain.status import Reason, Status
from statusgen.render import words
from statusgen.render.dates import Clock
from tests.builders import utc
from tests.render import samples

DUBLIN = Clock(ZoneInfo("Europe/Dublin"))


def make_figure(*, known_ms: int = 1_000_000, unknown_ms: int = 0, down_ms: int = 0) -> Uptime:
    return Uptime(window=Window.WEEK, known_ms=known_ms, unknown_ms=unknown_ms, excused_ms=0, down_ms=down_ms)


@pytest.mark.parametrize(
    ("down_ms", "text"),
    [
        (0, "100 %"),
        (1, "99.99 %"),
        (40, "99.99 %"),
        (101, "99.98 %"),
        (500_000, "50.00 %"),
        (1_000_000, "0.00 %"),
    ],
)
def test_a_percentage_never_rounds_up(down_ms: int, text: str) -> None:
    """100 % means not one second down."""
    assert words.say_uptime(make_figure(down_ms=down_ms)) == text


def test_coverage_is_said_below_99_percent() -> None:
    """A figure from two thirds of the time must not look like one from all of it."""
    assert words.say_coverage(make_figure(known_ms=66, unknown_ms=34), DUBLIN) == "measured 66 % of the time"
    assert words.say_coverage(make_figure(known_ms=99, unknown_ms=1), DUBLIN) == ""
    assert words.say_coverage(make_figure(known_ms=0, unknown_ms=1), DUBLIN) == "not measured yet"


def test_what_is_young_says_since_when_it_is_measured() -> None:
    """A percentage of ninety days says little about a component of yesterday."""
    young = replace(make_figure(known_ms=1, unknown_ms=99), since=utc("2026-11-20 23:30"))
    assert words.say_coverage(young, DUBLIN) == "measured since 20 November"
    assert words.say_uptime(make_figure(known_ms=49, unknown_ms=51)) == "not enough data"


def test_the_summary_names_what_is_affected_and_counts_the_rest() -> None:
    """Affected first; what works is a number."""
    components = [
        samples.make_component("Webmail", Status.MAJOR_OUTAGE),
        samples.make_component("Outbound mail", Status.PARTIAL_OUTAGE),
        samples.make_component("API", Status.DEGRADED_PERFORMANCE),
        *(samples.make_component(f"Server {number}") for number in range(16)),
    ]
    expected = "Webmail is down. Outbound mail and API have problems. 16 other services are working."
    assert words.say_summary(components) == expected


def test_the_summary_calls_nothing_working_that_is_not_measured() -> None:
    """By hand and unknown are not the same as well."""
    by_hand = samples.make_component("Phone", measured=False)
    assert words.say_summary([samples.make_component(), by_hand]) == (
        "1 service is working; no problems are reported for 1 more."
    )
    assert words.say_summary([by_hand]) == "None of it is measured; our team says how things are."
    unknown = samples.make_component("DNS", Status.UNKNOWN)
    assert words.say_summary([unknown, by_hand]) == "DNS has no current data."


def test_many_names_are_counted() -> None:
    """A sentence stays a sentence with a hundred components down."""
    assert words.join_some([f"S{number}" for number in range(9)]) == "S0, S1, S2 and 6 others"
    assert words.join_some(["A", "B", "C", "D"]) == "A, B, C and D"


@pytest.mark.parametrize(
    ("headline", "text"),
    [
        (Headline(kind=HeadlineKind.INCIDENT, title="Mail is down"), "Mail is down"),
        (
            Headline(kind=HeadlineKind.FOUND_BY_CHECKS, components=("Webmail",), status=Status.MAJOR_OUTAGE),
            "Webmail is not responding",
        ),
        (
            Headline(kind=HeadlineKind.FOUND_BY_CHECKS, components=("A", "B"), status=Status.PARTIAL_OUTAGE),
            "A and B have problems",
        ),
        (
            Headline(kind=HeadlineKind.PARTLY_UNKNOWN, count=3, total=20),
            "No known problems; 3 of 20 services have no current data",
        ),
        (
            Headline(kind=HeadlineKind.PARTLY_UNKNOWN, count=1, total=20),
            "No known problems; 1 of 20 services has no current data",
        ),
        (Headline(kind=HeadlineKind.NO_CURRENT_DATA), "The current status is unknown"),
        (Headline(kind=HeadlineKind.OPERATIONAL), "All systems operational"),
        (Headline(kind=HeadlineKind.NO_PROBLEMS_REPORTED), "No problems reported"),
    ],
)
def test_the_headline_says_what_is_known(headline: Headline, text: str) -> None:
    """Each kind has its own sentence; with something unknown it is never all systems operational."""
    assert words.say_headline(headline, samples.FRESH) == text


def test_on_the_first_day_nothing_has_been_measured() -> None:
    """No sample at all is not the same as no fresh one."""
    headline = Headline(kind=HeadlineKind.NO_CURRENT_DATA)
    assert words.say_headline(headline, Freshness()) == "Nothing has been measured yet"


def test_a_headline_for_machines_tells_how_it_is_known() -> None:
    """Where no person has said anything yet, that is said."""
    assert words.say_whole_headline(samples.partial_page()) == (
        "Webmail has problems. Found by automatic checks at 10:58 (Dublin time) on Sunday 22 November;"
        " we have not posted about it yet."
    )


def test_the_next_check_is_due_or_late() -> None:
    """The page says itself what to think of its age."""
    due = words.say_next_check(samples.FRESH, DUBLIN, samples.NOW)
    assert due == "The next check is due by 14:40. If it is much later for you, take the status as unknown."
    late = words.say_next_check(samples.FRESH, DUBLIN, utc("2026-11-22 14:51"))
    assert late == "The next check was due by 14:40 and is late."


def test_opening_hours_are_said_as_hours() -> None:
    """In their own zone, days in a row as a range, and never whether it is open now."""
    assert words.say_hours(samples.CONTACT.hours or Hours(DUBLIN.zone)) == (
        "Mon–Fri 09:00–18:00, Sat 10:00–14:00 (Dublin time)."
    )
    odd = Hours(ZoneInfo("UTC"), (OpeningTime((0, 2), time(8), time(12, 30)),))
    assert words.say_hours(odd) == "Mon and Wed 08:00–12:30 (UTC)."
    assert words.say_hours(Hours(ZoneInfo("UTC"), always=True)) == "Around the clock."


def test_a_day_that_is_open_to_its_end_closes_at_24() -> None:
    """The last instant of a day is its midnight, not a minute before it."""
    weekend = Hours(ZoneInfo("UTC"), (OpeningTime((5, 6), time(0), time.max),))
    assert words.say_hours(weekend) == "Sat and Sun 00:00–24:00 (UTC)."


def test_hours_that_are_all_closed_say_nothing_of_opening() -> None:
    """Holidays alone have no times, and so no zone."""
    holidays = Hours(ZoneInfo("UTC"), closed=(date(2026, 12, 25),))
    assert words.say_hours(holidays) == ""
    assert words.say_reply(Contact(reply_within_s=1800, hours=holidays)) == (
        "We usually reply within 30 minutes."
    )


def test_a_reply_is_promised_within_opening_hours_if_there_are_any() -> None:
    """Three hours on a Sunday night would be a lie."""
    assert words.say_reply(samples.CONTACT) == "We usually reply within 3 hours during opening hours."
    always = Contact(reply_within_s=1800, hours=Hours(ZoneInfo("UTC"), always=True))
    assert words.say_reply(always) == "We usually reply within 30 minutes."
    assert words.say_reply(Contact()) == ""


def test_a_bar_is_a_sentence_too() -> None:
    """Days, outages, the worst of them; what is not measured is not called fine."""
    cells = samples.make_cells({8: (Status.PARTIAL_OUTAGE, 2460), 3: (Status.MAJOR_OUTAGE, 60)})
    assert words.say_bar(cells) == "90 days: 2 with an outage, worst Saturday 14 November, 41 minutes down"
    assert words.say_bar(samples.make_cells()) == "90 days: no outage"
    assert words.say_bar(samples.make_cells(first=89)) == "1 day: no outage"
    assert words.say_bar(samples.make_cells(first=90)) == "90 days: not measured yet"
    mixed: dict[int, tuple[Status, int]] = {1: (Status.DEGRADED_PERFORMANCE, 0), 2: (Status.UNKNOWN, 0)}
    assert words.say_bar(samples.make_cells(mixed)) == (
        "90 days: no outage, 1 with degraded performance, 1 unknown"
    )
    assert words.say_bar((DayCell(day=samples.TODAY, status=Status.UNKNOWN),)) == "1 day: unknown"


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({}, "17 November 2026, 03:12 to 03:53: 41 minutes"),
        ({"stretches": 3}, "17 November 2026, 03:12 to 03:53: 41 minutes, on and off"),
        ({"ended": None}, "since 17 November 2026, 03:12"),
        ({"ended": None, "stretches": 2}, "on and off since 17 November 2026, 03:12"),
        (
            {"ended_after": utc("2026-11-17 03:40")},
            "17 November 2026, 03:12 to between 03:40 and 03:53: at least 28 minutes",
        ),
    ],
)
def test_an_outage_is_told_as_far_as_it_was_watched(changes: dict[str, object], text: str) -> None:
    """Where nobody watched its end, it ended between two times."""
    outage: Outage = replace(samples.OLD_OUTAGE, **changes)  # type: ignore[arg-type]
    assert words.say_outage(outage, DUBLIN) == text


def test_reasons_are_words_and_said_once() -> None:
    """Codes stay in the store."""
    said = words.say_reasons((Reason.BODY, Reason.JSON, Reason.TIMEOUT))
    assert said == "its answer lacked what should be in it and it did not answer in time"


def test_a_page_is_not_called_status_twice() -> None:
    """Some sites have it in their name."""
    assert words.name_page("Example Hosting") == "Example Hosting status"
    assert words.name_page("Jenkins Status Page") == "Jenkins Status Page"
