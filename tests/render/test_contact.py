from datetime import date, time
from zoneinfo import ZoneInfo

from statusgen.domain.config import Contact, Hours, Link, OpeningTime
from statusgen.render.contact import list_contacts, list_links, say_hours, say_reply
from tests.render.samples import CONTACT, DUBLIN


def test_every_way_to_reach_people_is_a_link() -> None:
    """A phone number is dialled, an address mailed."""
    assert [link.url for link in list_contacts(CONTACT)] == [
        "tel:+35315550100",
        "mailto:support@example.com",
        "https://example.com/chat",
        "https://example.com/support",
    ]


def test_what_a_browser_would_run_is_no_link() -> None:
    """Only what leads somewhere."""
    assert list_contacts(Contact(chat="javascript:alert(1)", portal="data:text/html,x")) == ()
    kept = Link("Mail", "mailto:a@example.com")
    assert list_links((Link("x", "javascript:alert(1)"), kept)) == (kept,)


def test_opening_hours_are_said_as_hours() -> None:
    """In their own zone, days in a row as a range, and never whether it is open now."""
    assert say_hours(CONTACT.hours or Hours(DUBLIN)) == (
        "Mon–Fri 09:00–18:00, Sat 10:00–14:00 (Dublin time)."
    )
    odd = Hours(ZoneInfo("UTC"), (OpeningTime((0, 2), time(8), time(12, 30)),))
    assert say_hours(odd) == "Mon and Wed 08:00–12:30 (UTC)."
    assert say_hours(Hours(ZoneInfo("UTC"), always=True)) == "Around the clock."


def test_a_day_that_is_open_to_its_end_closes_at_24() -> None:
    """The last instant of a day is its midnight, not a minute before it."""
    weekend = Hours(ZoneInfo("UTC"), (OpeningTime((5, 6), time(0), time.max),))
    assert say_hours(weekend) == "Sat and Sun 00:00–24:00 (UTC)."


def test_hours_that_are_all_closed_say_nothing_of_opening() -> None:
    """Holidays alone have no times, and so no zone."""
    holidays = Hours(ZoneInfo("UTC"), closed=(date(2026, 12, 25),))
    assert say_hours(holidays) == ""
    assert say_reply(Contact(reply_within_s=1800, hours=holidays)) == ("We usually reply within 30 minutes.")


def test_a_reply_is_promised_within_opening_hours_if_there_are_any() -> None:
    """Three hours on a Sunday night would be a lie."""
    assert say_reply(CONTACT) == "We usually reply within 3 hours during opening hours."
    always = Contact(reply_within_s=1800, hours=Hours(ZoneInfo("UTC"), always=True))
    assert say_reply(always) == "We usually reply within 30 minutes."
    assert say_reply(Contact()) == ""
