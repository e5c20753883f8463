import gzip
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from posixpath import join, normpath
from urllib.parse import unquote

import pytest

from statusgen.domain.config import Contact, Hours, Link
from statusgen.domain.output import OutputFile
from statusgen.domain.page import Affected, LocationView, StatusPage
from statusgen.domain.posts import State
from statusgen.errors import Code
from statusgen.render import Rendered, render_site
from tests.builders import utc
from tests.render import samples
from tests.render.samples import STATES, make_incident, make_page, make_theme, make_update, view_incident

VOID = {"meta", "link", "img", "br", "hr", "path"}
EVIL = "\"><script>alert(1)</script><img src=x onerror=alert(1)>' onmouseover=alert(1) {{ 7*7 }} \x00\x08"


class Page(HTMLParser):
    """What a test wants to know of an HTML page."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> closes something else"

    def handle_data(self, data: str) -> None:
        if not {"style", "script"} & set(self.open):
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())

    def values(self, attribute: str) -> list[str]:
        return [value for _, attributes in self.tags if (value := attributes.get(attribute)) is not None]


def render(page: StatusPage) -> Mapping[str, OutputFile]:
    rendered = render_site(page, make_theme())
    assert rendered.template_failures == ()
    return rendered.tree


def bytes_of(page: StatusPage) -> dict[str, bytes]:
    return {path: file.make() for path, file in render(page).items()}


@cache
def site_of(state: str) -> Mapping[str, bytes]:
    return bytes_of(STATES[state]())


def parse(tree: Mapping[str, bytes]) -> Iterator[tuple[str, Page]]:
    for path, content in tree.items():
        if path.endswith(".html"):
            yield path, Page(content.decode())


def front_of(state: str) -> Page:
    return Page(site_of(state)["index.html"].decode())


def evil_page() -> StatusPage:
    """Everything that people write, or that comes from a file, is hostile."""
    update = make_update("2026-11-22 09:20", State.INVESTIGATING, EVIL, statuses=((EVIL, samples.MAJOR),))
    incident = make_incident("evil", EVIL, update, workaround=EVIL)
    component = replace(samples.make_component("Web", samples.MAJOR), name=EVIL, description=EVIL)
    outage = replace(samples.OLD_OUTAGE, component="web", locations=(EVIL,), ended=None)
    group = replace(samples.make_groups()[0], name=EVIL, components=(component,))
    return make_page(
        site=replace(
            samples.SITE,
            name=EVIL,
            description=EVIL,
            links=(Link(EVIL, "javascript:alert(1)"), Link(EVIL, f"https://a.example/{EVIL}")),
            mirrors=("javascript:alert(1)", f"https://b.example/{EVIL}"),
        ),
        contact=Contact(
            phone=EVIL,
            email=EVIL,
            chat="javascript:alert(1)",
            portal=f"https://c.example/{EVIL}",
            note=EVIL,
            during_incident=EVIL,
        ),
        groups=(group,),
        incidents=(view_incident(incident),),
        maintenances=(samples.view_maintenance(replace(samples.UPS, title=EVIL), State.IN_PROGRESS),),
        notices=(replace(samples.NOTICE, title=EVIL, pinned=True),),
        outages=(outage,),
        headline=replace(make_page().headline, title=EVIL),
    )


def test_every_file_of_the_format_is_there() -> None:
    """Pages, feeds, status.json and the small files."""
    tree = site_of("major")
    assert {
        *("index.html", "404.html", "favicon.svg", "robots.txt", "sitemap.xml", "feed.xml", "status.json"),
        *("components/webmail/index.html", "components/webmail/feed.xml"),
        *("incidents/2026-11-22-webmail/index.html", "incidents/2026-11-22-ups/index.html"),
        *("incidents/2026-11-10-prices/index.html", "incidents/webmail-20261122t1058z/index.html"),
        *(
            "incidents/dublin-dc1-20261117t0312z/index.html",
            "history/index.html",
            "history/2026-11/index.html",
        ),
    } <= set(tree)
    assert "site-manifest.json" not in tree


@pytest.mark.parametrize("state", STATES)
def test_every_page_is_sound(state: str) -> None:
    """One h1, headings in order, landmarks, a language, a title; each tag closed; no style attribute."""
    for path, page in parse(site_of(state)):
        assert page.open == [], path
        tags = [tag for tag, _ in page.tags]
        levels = [int(tag[1]) for tag in tags if re.fullmatch("h[1-6]", tag)]
        assert levels.count(1) == 1, path
        assert levels[0] == 1, path
        assert all(after <= before + 1 for before, after in pairwise(levels)), path
        assert tags.count("main") == tags.count("header") == tags.count("footer") == 1, path
        assert dict(page.tags)["html"] == {"lang": "en", "dir": "ltr"}, path
        assert page.values("style") == [], path
        ids = page.values("id")
        assert len(ids) == len(set(ids)), path


@pytest.mark.parametrize("state", STATES)
def test_no_link_leads_nowhere(state: str) -> None:
    """Every relative link has a file behind it, every labelled element its label."""
    tree = site_of(state)
    for path, page in parse(tree):
        folder = path.rpartition("/")[0]
        for link in page.values("href") + page.values("src"):
            if link.startswith("#"):
                assert link[1:] in page.values("id"), f"{path}: {link}"
                continue
            if link.startswith(samples.SITE.url):
                target = link.removeprefix(samples.SITE.url)
            elif re.match("[a-z]+:", link):
                continue
            else:
                target = normpath(join(folder, link)) + ("/" if link.endswith("/") else "")
                target = target.removeprefix("./")
            target = unquote(target)
            file = f"{target}index.html" if target.endswith("/") or not target else target
            assert file in tree, f"{path}: {link}"
        for label in page.values("aria-labelledby"):
            assert label in page.values("id"), f"{path}: {label}"


def test_hostile_text_does_nothing() -> None:
    """No script but ours, no handler, no address that runs, whatever field it comes through."""
    for path, page in parse(bytes_of(evil_page())):
        scripts = [attributes for tag, attributes in page.tags if tag == "script"]
        assert scripts in ([], [{}]), path
        assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on")], path
        assert not [tag for tag, _ in page.tags if tag in ("img", "iframe", "form", "object")], path
        for link in {*page.values("href"), *page.values("src")} - {"data:,"}:
            scheme = re.match(r"\s*([a-z]+):", link, re.IGNORECASE)
            assert scheme is None or scheme[1] in ("http", "https", "mailto", "tel"), f"{path}: {link}"
        assert "49" not in page.text, path
        assert "\x00" not in page.text, path


def test_the_same_value_gives_the_same_bytes() -> None:
    """Whatever was rendered before."""
    assert bytes_of(samples.major_page()) == site_of("major")


def test_no_byte_of_the_past_depends_on_now() -> None:
    """Closed incidents, past outages, months and feeds are the same whenever they are built."""
    page = make_page()
    later = replace(
        page,
        generated_at=page.generated_at + timedelta(days=400),
        freshness=replace(page.freshness, checked_at=utc("2027-12-01 00:00")),
    )
    now, then = bytes_of(page), bytes_of(later)
    assert now.keys() == then.keys()
    differing = {path for path in now if now[path] != then[path]}
    live = {"index.html", "status.json", *(f"components/{c.id}/index.html" for c in page.components)}
    assert differing <= live
    assert "incidents/2026-11-20-checkout/index.html" in now
    assert "history/2026-11/index.html" in now


def test_an_incident_that_opens_changes_no_page_about_another_one() -> None:
    """The words for those who call while something is open stand on live pages only."""
    calm, troubled = site_of("fine"), site_of("degraded")
    path = "incidents/2026-11-20-checkout/index.html"
    assert calm[path] == troubled[path]


def test_the_heaviest_front_page_fits_one_round_trip() -> None:
    """20 components × 90 days, 3 open incidents, 2 maintenances, two weeks of posts: 9 000 bytes."""
    content = site_of("major")["index.html"]
    assert len(gzip.compress(content, 9)) <= 9_000


def test_the_first_screen_has_the_four_answers() -> None:
    """Is it me or you, do you know, when will it be over, how do I reach you."""
    text = front_of("major").text
    for sentence in (
        "Webmail is unreachable and outgoing mail is delayed",
        "Webmail is down. File storage, Outbound mail and API have problems.",
        "Dublin DC2 is under maintenance. 14 other services are working.",
        "We know about this; you don't need to report it.",
        "Seeing something different? Contact us",
        "The next update is due by 15:00.",
        "Checked Sunday 22 November 2026, 14:35 (Dublin time).",
        "The next check is due by 14:40.",
        "Detected 10:58 · first post 11:04",
        "Mon–Fri 09:00–18:00, Sat 10:00–14:00 (Dublin time).",
        "We usually reply within 3 hours during opening hours.",
        "We are getting many calls; this page is the fastest source.",
    ):
        assert sentence in text, sentence
    assert text.index("support@example.com") < text.index("Webmail is down.")
    assert "One ticket is enough." not in text


def test_a_missed_promise_is_said_plainly() -> None:
    """The next best thing to keeping it."""
    text = front_of("major").text
    assert "An update was due at 11:00 and is late. The incident is still open." in text


def test_a_contradicted_resolution_says_both() -> None:
    """What we said, and what our checks say."""
    assert "Resolved by us at 11:30; our checks still fail." in front_of("long").text


def test_each_location_is_told_in_word_shape_and_figures() -> None:
    """One that fails, one that is left out and why, one that stopped; the front page tells of it too."""
    pages = dict(parse(site_of("locations")))
    aside = "From Frankfurt, many services look unreachable that are fine from elsewhere"
    assert aside in pages["index.html"].text
    text = pages["components/webmail/index.html"].text
    for told in (
        aside,
        "Fails in part since 13:10",
        "left out since 12:05",
        "No reports since 21 November, 09:10",
        "190 ms",
        "2 of 3 addresses answer; 192.0.2.2 does not answer.",
        "12 measurements are left out: they were taken while our prober was busy.",
    ):
        assert told in text
    assert "At worst 2 of 3 addresses answered." in pages["index.html"].text
    assert "From each location" not in pages["components/billing/index.html"].text


def test_a_location_that_has_seen_nothing_of_a_component_is_told_below_its_table() -> None:
    """One that never reported, beside three that did: it alone, and by its name."""
    page = STATES["locations"]()
    oslo = LocationView("oslo", "Oslo", None, stopped=True, ahead=False)
    site = bytes_of(replace(page, locations=(*page.locations, oslo)))
    text = dict(parse(site))["components/webmail/index.html"].text
    measured = text[text.index("How it is measured") :]
    assert re.search(r"Oslo\s*has not reported yet", measured)
    assert "Tokyo" not in measured


def test_an_outage_without_a_post_says_so() -> None:
    """Machines were first."""
    text = front_of("partial").text
    assert "Found by automatic checks at 10:58; we have not posted about it yet." in text
    assert "it did not answer in time" in text


def test_trouble_of_our_own_is_said() -> None:
    """Unknown is never green, and never unexplained."""
    page = front_of("unknown")
    assert "History is not available right now." in page.text
    assert "Monitoring problem: what our own checks cannot confirm is shown as unknown." in page.text
    assert ("body", {"class": "unknown"}) in page.tags
    assert "are working" not in page.text


def test_demonstration_data_is_labelled_on_every_page() -> None:
    """Nobody must take it for real."""
    for path, page in parse(site_of("long")):
        assert "Demonstration: the services and everything that happened to them are made up." in page.text, (
            path
        )


def test_components_run_by_hand_have_no_figures() -> None:
    """No problems reported is not 100 %."""
    text = front_of("by-hand").text
    assert "No problems reported" in text
    assert "%" not in text


def test_a_covered_outage_points_at_its_post() -> None:
    """Its address stays, and search engines are told which one counts."""
    tree = site_of("major")
    page = Page(tree["incidents/webmail-20261122t1058z/index.html"].decode())
    assert "This is explained in Webmail is unreachable and outgoing mail is delayed" in page.text
    assert "../../incidents/2026-11-22-webmail/" in page.values("href")
    canonical = [dict(a)["href"] for t, a in page.tags if t == "link" and a.get("rel") == "canonical"]
    assert canonical == ["https://status.example.net/incidents/2026-11-22-webmail/"]
    assert b"webmail-20261122t1058z" not in tree["sitemap.xml"]


def test_the_page_of_a_renamed_component_leads_to_where_it_stands_now() -> None:
    """For people by a link, for browsers at once, for search engines by the address to cite."""
    tree = bytes_of(samples.rename(make_page(), "billing", formerly="invoices"))
    page = Page(tree["components/invoices/index.html"].decode())
    assert "This page has moved: Billing: status and uptime." in page.text
    assert "../../components/billing/" in page.values("href")
    assert "0; url=../../components/billing/" in page.values("content")
    assert "https://status.example.net/components/billing/" in page.values("href")
    assert b"components/invoices/" not in tree["sitemap.xml"]


def test_an_open_post_that_uses_a_former_id_is_on_the_components_page() -> None:
    """It was written before the renaming."""
    old = make_update("2026-11-20 09:20", State.INVESTIGATING, "", statuses=(("invoices", samples.PARTIAL),))
    view = replace(
        view_incident(make_incident("old", "Cards fail", old)),
        ever=(Affected("billing", "Billing", samples.PARTIAL),),
    )
    tree = bytes_of(samples.rename(make_page(incidents=(view,)), "billing", formerly="invoices"))
    assert "Cards fail" in Page(tree["components/billing/index.html"].decode()).text


def test_closed_days_alone_say_nothing_of_opening_hours() -> None:
    """No line with nothing but a zone on it."""
    contact = Contact(hours=Hours(samples.DUBLIN, closed=(samples.TODAY,)))
    page = Page(bytes_of(make_page(contact=contact))["index.html"].decode())
    assert "hours" not in page.values("class")
    assert "Closed on 22 November 2026." in page.text


def test_a_withdrawn_incident_says_that_it_was_none() -> None:
    """Its page stays."""
    incident = make_incident(
        "false",
        "Mail is down",
        make_update(
            "2026-11-20 09:20", State.INVESTIGATING, "Mail is down.", statuses=(("webmail", samples.MAJOR),)
        ),
        make_update("2026-11-20 09:40", State.WITHDRAWN, "It was our test account."),
    )
    tree = bytes_of(make_page(incidents=(view_incident(incident),)))
    text = Page(tree["incidents/false/index.html"].decode()).text
    assert "This was a false report." in text
    assert "Affected" not in text


def test_the_favicon_has_the_shape_of_the_status() -> None:
    """Shape and hue, in a tab as on the page."""
    icons = {site_of(state)["favicon.svg"] for state in ("fine", "major", "unknown")}
    assert len(icons) == 3


def test_the_policy_allows_our_own_style_and_script_and_nothing_else() -> None:
    """By hash; pages about the past have no script at all."""
    for path, page in parse(site_of("fine")):
        [policy] = [
            a["content"] or "" for _, a in page.tags if a.get("http-equiv") == "Content-Security-Policy"
        ]
        assert policy.startswith("default-src 'none'; style-src 'sha256-"), path
        assert policy.endswith(
            "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'"
        ), path
        assert ("script-src" in policy) == any(tag == "script" for tag, _ in page.tags), path
        assert "unsafe" not in policy, path


def test_the_logo_is_copied_and_shown() -> None:
    """On every page, from wherever it stands."""
    tree = render_site(make_page(), make_theme(logo=b"<svg/>")).tree
    assert tree["logo.svg"].make() == b"<svg/>"
    assert "../../logo.svg" in Page(tree["components/webmail/index.html"].make().decode()).values("src")


def render_with(folder: Path, **own: str) -> Rendered:
    for name, source in own.items():
        (folder / f"{name}.html.j2").write_text(source)
    return render_site(make_page(), make_theme(user=folder))


def test_an_own_template_makes_its_page(tmp_path: Path) -> None:
    """One block of it, or all."""
    source = '{% extends "builtin/index.html.j2" %}{% block footer %}Our own footer{% endblock %}'
    rendered = render_with(tmp_path, index=source)
    text = Page(rendered.tree["index.html"].make().decode()).text
    assert "Our own footer" in text
    assert "All systems operational" in text
    assert rendered.template_failures == ()


def test_a_failing_own_template_costs_its_own_look_only(tmp_path: Path) -> None:
    """The built-in one makes the page; the failure is told once, however many pages it has."""
    rendered = render_with(tmp_path, component="{{ component.no_such_thing }}")
    path = "components/api/index.html"
    assert rendered.tree[path].make() == site_of("fine")[path]
    [failure] = rendered.template_failures
    assert failure.code is Code.TEMPLATE_FAILED
    assert str(failure).startswith("site_templates/component.html.j2:1:1: ")


def test_text_that_will_not_render_is_shown_and_told() -> None:
    """Escaped, with the file it stands in."""
    update = make_update("2026-11-20 09:20", State.INVESTIGATING, "[" * 5000)
    rendered = render_site(
        make_page(incidents=(view_incident(make_incident("odd", "Odd", update)),)), make_theme()
    )
    assert [failure.file for failure in rendered.text_failures] == ["incidents/odd.md"]
    assert b"[" * 5000 in rendered.tree["incidents/odd/index.html"].make()


def test_three_hundred_posts_take_little_time() -> None:
    """Of the processor, from nothing; the bound is wide, bench/ has the figure."""
    text = (
        "The mail store lost a shelf. We are **moving** mailboxes; [details](https://example.com/).\n\n" * 2
    )
    views = []
    for number in range(300):
        at = utc("2026-11-20 09:00") - timedelta(days=5 * number)
        updates = [
            make_update(
                f"{at + timedelta(hours=hour):%Y-%m-%d %H:%M}",
                state,
                f"{number} {hour} {text}",
                statuses=(("webmail", samples.MAJOR),),
            )
            for hour, state in enumerate((State.INVESTIGATING, State.IDENTIFIED, State.RESOLVED))
        ]
        views.append(view_incident(make_incident(f"incident-{number}", f"Incident {number}", *updates)))
    page = make_page(incidents=tuple(views))
    start = time.process_time()
    tree = render(page)
    assert time.process_time() - start < 3
    assert sum(path.startswith("incidents/") for path in tree) > 300
