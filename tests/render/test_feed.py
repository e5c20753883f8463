from dataclasses import replace
from typing import Any

import feedparser
import pytest

from statusgen.domain.page import Affected, StatusPage
from statusgen.domain.posts import State
from statusgen.render.feed import Feeds
from statusgen.render.prose import Prose
from tests.builders import utc
from tests.render import samples
from tests.render.samples import make_incident, make_page, make_update, view_incident


def feed_of(page: StatusPage, path: str = "feed.xml") -> Any:
    feed = feedparser.parse(content_of(page, path))
    assert not feed.bozo, feed.bozo_exception
    return feed


def content_of(page: StatusPage, path: str = "feed.xml") -> bytes:
    return dict(Feeds(page, Prose()).make_all())[path].make()


def make_quiet_page(**changes: object) -> StatusPage:
    nothing: dict[str, object] = {"incidents": (), "maintenances": (), "notices": (), "outages": ()}
    return make_page(**{**nothing, **changes})


def test_there_is_an_item_for_every_update_newest_first() -> None:
    """Each leads to its incident, at the time of the update."""
    feed = feed_of(make_quiet_page(incidents=(view_incident(samples.PAYMENTS),)))
    assert [item.title for item in feed.entries] == [
        "Postmortem: Checkout: one card in five fails",
        "Resolved: Checkout: one card in five fails",
        "Investigating: Checkout: one card in five fails",
    ]
    assert feed.entries[2].link == "https://status.example.net/incidents/2026-11-20-checkout/"
    assert feed.entries[2].published == "Fri, 20 Nov 2026 09:20:00 +0000"
    assert "About one card payment in five fails." in feed.entries[2].summary


def test_ids_are_tag_uris_of_the_updates() -> None:
    """They stay when the page moves to another path, and are no addresses."""
    page = make_quiet_page(incidents=(view_incident(samples.UPLOADS),))
    [_, first] = feed_of(page).entries
    assert first.id == "tag:status.example.net,2026:2026-11-18-uploads/20261118t0810z"
    assert first.guidislink is False
    moved = replace(page, site=replace(page.site, url="https://status.example.net/elsewhere/"))
    assert feed_of(moved).entries[1].id == first.id


def test_an_outage_that_no_post_explains_is_an_item() -> None:
    """Once a post does, the post's items tell it."""
    outage = samples.OLD_OUTAGE
    [item] = feed_of(make_quiet_page(outages=(outage,))).entries
    assert item.title == "Dublin DC1 had problems"
    assert item.id == "tag:status.example.net,2026:dublin-dc1-20261117t0312z"
    assert "it could not be connected to" in item.summary
    covered = replace(outage, covered_by=samples.UPLOADS.id)
    page = make_quiet_page(outages=(covered,), incidents=(view_incident(samples.UPLOADS),))
    assert len(feed_of(page).entries) == 2


def test_maintenance_and_notices_are_in_it() -> None:
    """With both ends of the window."""
    page = make_quiet_page(
        maintenances=(samples.view_maintenance(samples.ROUTER),), notices=(samples.NOTICE,)
    )
    work, notice = feed_of(page).entries
    assert work.title == "Scheduled: New core router in DC1"
    assert "Sunday 29 November 2026, 02:00 to 04:00 (Dublin time)" in work.summary
    assert notice.title == "New prices from January"


def test_the_feed_is_dated_by_its_newest_update() -> None:
    """Never by the build: the same posts give the same bytes whenever they are built."""
    page = make_page()
    later = replace(page, generated_at=utc("2027-01-01 00:00"))
    assert content_of(page) == content_of(later)
    assert feed_of(page).feed.updated == "Sat, 21 Nov 2026 15:00:00 +0000"


def test_an_empty_feed_has_no_date_at_all() -> None:
    """There is no update to take one from."""
    feed = feed_of(make_quiet_page())
    assert feed.entries == []
    assert "updated" not in feed.feed
    assert content_of(make_quiet_page()) == content_of(make_quiet_page())


def test_at_most_a_hundred_items_are_in_it() -> None:
    """The newest ones."""
    updates = [
        make_update(f"2026-11-{day:02} {hour:02}:00", State.MONITORING, "Still slow.")
        for day in range(1, 22)
        for hour in range(6)
    ]
    feed = feed_of(make_quiet_page(incidents=(view_incident(make_incident("long", "Long", *updates)),)))
    assert len(feed.entries) == 100
    assert feed.entries[0].published == "Sat, 21 Nov 2026 05:00:00 +0000"


def test_a_component_has_a_feed_of_its_own() -> None:
    """Posts that name it and its outages, nothing else."""
    page = make_page()
    billing = feed_of(page, "components/billing/feed.xml")
    assert {item.link for item in billing.entries} == {
        "https://status.example.net/incidents/2026-11-20-checkout/"
    }
    assert billing.feed.link == "https://status.example.net/components/billing/"
    network = feed_of(page, "components/dublin-dc1/feed.xml")
    assert {item.title for item in network.entries} == {
        "Scheduled: New core router in DC1",
        "Dublin DC1 had problems",
    }


def test_the_feed_of_a_renamed_component_stays_where_it_was_too() -> None:
    """The same feed at both addresses: it names its present one, and subscribers need do nothing."""
    page = samples.rename(make_page(), "billing", formerly="invoices")
    assert content_of(page, "components/invoices/feed.xml") == content_of(page, "components/billing/feed.xml")


def test_a_post_that_uses_a_former_id_is_in_the_components_feed() -> None:
    """It was written before the renaming, and speaks of the component by its present name."""
    old = make_update("2026-11-20 09:20", State.INVESTIGATING, "", statuses=(("invoices", samples.PARTIAL),))
    view = replace(
        view_incident(make_incident("old", "Old", old)),
        ever=(Affected("billing", "Billing", samples.PARTIAL),),
    )
    page = samples.rename(make_quiet_page(incidents=(view,)), "billing", formerly="invoices")
    [item] = feed_of(page, "components/billing/feed.xml").entries
    assert "Billing: partial outage" in item.summary


def test_the_channel_links_to_the_page_and_to_itself() -> None:
    """feedgen takes the last link for the channel's; readers need both."""
    feed = feed_of(make_page()).feed
    assert feed.link == "https://status.example.net/"
    assert "https://status.example.net/feed.xml" in [link.href for link in feed.links]


@pytest.mark.parametrize("character", ["\x00", "\x08", "\x1b", "\ud800", "\ufffe", "\x7f"])
def test_no_character_breaks_it(character: str) -> None:
    """One post with a stray control character must not cost all readers the feed."""
    bad = f"a{character}b ]]> <b>&amp;"
    update = make_update(
        "2026-11-20 09:20", State.INVESTIGATING, bad, statuses=((f"x{character}", samples.SLOW),)
    )
    page = make_quiet_page(
        incidents=(view_incident(make_incident("bad", bad, update)),),
        site=replace(samples.SITE, name=bad, description=bad),
    )
    assert len(feed_of(page).entries) == 1


def test_what_it_carries_is_sanitised() -> None:
    """The same text as on the page."""
    update = make_update("2026-11-20 09:20", State.INVESTIGATING, "<script>alert(1)</script>**fine**")
    content = content_of(make_quiet_page(incidents=(view_incident(make_incident("a", "A", update)),)))
    assert b"alert" not in content
    assert b"&lt;strong&gt;fine&lt;/strong&gt;" in content
