from statusgen.domain.config import Contact, Link
from statusgen.render.contact import list_contacts, list_links
from tests.render.samples import CONTACT


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
