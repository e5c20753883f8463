"""The first sentences."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from statusgen.domain.page import Freshness, Headline, HeadlineKind
from statusgen.domain.status import Reason, Status
from statusgen.render.dates import Clock
from statusgen.render.headlines import (
    name_page,
    say_headline,
    say_next_check,
    say_summary,
    say_whole_headline,
)
from tests.builders import utc
from tests.render import samples

DUBLIN = Clock(ZoneInfo("Europe/Dublin"))


def test_the_summary_names_what_is_affected_and_counts_the_rest() -> None:
    """Affected first; what works is a number."""
    components = [
        samples.make_component("Webmail", Status.MAJOR_OUTAGE),
        samples.make_component("Outbound mail", Status.PARTIAL_OUTAGE),
        samples.make_component("API", Status.DEGRADED_PERFORMANCE),
        *(samples.make_component(f"Server {number}") for number in range(16)),
    ]
    expected = "Webmail is down. Outbound mail and API have problems. 16 other services are working."
    assert say_summary(components) == expected


def test_the_summary_calls_nothing_working_that_is_not_measured() -> None:
    """By hand and unknown are not the same as well."""
    by_hand = samples.make_component("Phone", measured=False)
    assert say_summary([samples.make_component(), by_hand]) == (
        "1 service is working; no problems are reported for 1 more."
    )
    assert say_summary([by_hand]) == "None of it is measured; our team says how things are."
    unknown = samples.make_component("DNS", Status.UNKNOWN)
    assert say_summary([unknown, by_hand]) == "DNS has no current data."


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
        (
            Headline(
                kind=HeadlineKind.FOUND_BY_CHECKS,
                components=("Backups",),
                status=Status.MAJOR_OUTAGE,
                reasons=(Reason.OUTDATED,),
            ),
            "Backups has not reported in time",
        ),
        (
            Headline(
                kind=HeadlineKind.FOUND_BY_CHECKS,
                components=("Web", "Mail"),
                status=Status.MAJOR_OUTAGE,
                reasons=(Reason.DOMAIN_EXPIRED,),
            ),
            "The domain registration of Web and Mail has ended",
        ),
        (Headline(kind=HeadlineKind.NO_CURRENT_DATA), "The current status is unknown"),
        (
            Headline(kind=HeadlineKind.NO_CURRENT_DATA, components=("Web",), count=1, total=9),
            "The current status of Web is unknown",
        ),
        (Headline(kind=HeadlineKind.OPERATIONAL), "All systems operational"),
        (Headline(kind=HeadlineKind.NO_PROBLEMS_REPORTED), "No problems reported"),
    ],
)
def test_the_headline_says_what_is_known(headline: Headline, text: str) -> None:
    """Each kind has its own sentence; with something unknown it is never all systems operational."""
    assert say_headline(replace(samples.unknown_page(), headline=headline)) == text


def test_an_outage_that_was_lost_from_sight_is_told_as_it_was_last_seen() -> None:
    """The first by name and time, the others counted; the date only if it is another."""

    def told(seen: str, count: int, status: Status, *reasons: Reason) -> str:
        headline = Headline(
            kind=HeadlineKind.LAST_SEEN_FAILING,
            components=("Webmail",),
            status=status,
            since=utc(seen),
            reasons=reasons,
            count=count,
        )
        return say_headline(replace(samples.unknown_page(), headline=headline))

    assert told("2026-11-22 12:40", 1, Status.MAJOR_OUTAGE, Reason.CONNECT) == (
        "Webmail was not responding when last seen at 12:40; we have not been able to check since"
    )
    assert told("2026-11-21 12:40", 3, Status.PARTIAL_OUTAGE) == (
        "Webmail had problems when last seen on 21 November, 12:40, and 2 other services failed too;"
        " we have not been able to check since"
    )
    assert told("2026-11-22 12:40", 1, Status.MAJOR_OUTAGE, Reason.OUTDATED).startswith(
        "Webmail had not reported in time when last seen"
    )


def test_on_the_first_day_nothing_has_been_measured() -> None:
    """No sample at all is not the same as no fresh one."""
    headline = Headline(kind=HeadlineKind.NO_CURRENT_DATA)
    page = replace(samples.unknown_page(), headline=headline, freshness=Freshness())
    assert say_headline(page) == "Nothing has been measured yet"


def test_a_headline_for_machines_tells_how_it_is_known() -> None:
    """Where no person has said anything yet, that is said."""
    assert say_whole_headline(samples.partial_page()) == (
        "Webmail has problems. Found by automatic checks at 10:58 (Dublin time) on Sunday 22 November;"
        " we have not posted about it yet."
    )


def test_the_next_check_is_due_or_late() -> None:
    """The page says itself what to think of its age."""
    due = say_next_check(samples.FRESH, DUBLIN, samples.NOW)
    assert due == "The next check is due by 14:40. If it is much later for you, take the status as unknown."
    late = say_next_check(samples.FRESH, DUBLIN, utc("2026-11-22 14:51"))
    assert late == "The next check was due by 14:40 and is late."


def test_a_page_is_not_called_status_twice() -> None:
    """Some sites have it in their name."""
    assert name_page("Example Hosting") == "Example Hosting status"
    assert name_page("Jenkins Status Page") == "Jenkins Status Page"
