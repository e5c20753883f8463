from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest

from tests.builders import utc
from tests.render.samples import NOW, STATES

pytestmark = pytest.mark.browser

ALL_KINDS = (
    "major/",
    "major/components/webmail/",
    "major/incidents/2026-11-20-checkout/",
    "major/incidents/2026-11-22-webmail/",
    "major/incidents/2026-11-22-ups/",
    "major/incidents/2026-11-10-prices/",
    "major/incidents/dublin-dc1-20261117t0312z/",
    "major/history/",
    "major/history/2026-11/",
    "major/404.html",
)
"""A page of every kind."""


@contextmanager
def opened(browser: Any, url: str, *, at: datetime = NOW, width: int = 390, **context: Any) -> Iterator[Any]:
    """A page in a window of its own, at a time of the reader's clock; it must not complain."""
    window = browser.new_context(viewport={"width": width, "height": 844}, **context)
    page = window.new_page()
    page.clock.install(time=at)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(url)
    yield page
    assert complaints == []
    window.close()


def test_nothing_scrolls_sideways_on_the_narrowest_phone(browser: Any, served: str) -> None:
    """320 pixels, every state and every kind of page, long names and long words included."""
    with opened(browser, "about:blank", width=320) as page:
        for path in [*STATES, "long/components/dns/", "long/incidents/2026-11-22-long/", *ALL_KINDS]:
            page.goto(f"{served}{path}")
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, path


def test_no_page_asks_anybody_else(browser: Any, served: str) -> None:
    """One request for the page and one for its icon, both to where it came from."""
    asked: list[str] = []
    with opened(browser, "about:blank") as page:
        page.on("request", lambda request: asked.append(request.url))
        for path in ALL_KINDS:
            asked.clear()
            page.goto(f"{served}{path}")
            assert all(url.startswith((served, "data:")) for url in asked), path
            assert len(asked) <= 2, path


def test_the_policy_lets_nothing_through_but_our_own(browser: Any, served: str) -> None:
    """The hashes are right: the page is styled; what somebody else puts in does not run."""
    with opened(browser, f"{served}major/") as page:
        assert page.evaluate("getComputedStyle(document.querySelector('.card')).borderRadius") == "12px"
    page = browser.new_page()
    page.goto(f"{served}major/")
    page.evaluate("""() => { const script = document.createElement('script');
        script.textContent = 'window.ran = true'; document.body.append(script) }""")
    assert page.evaluate("window.ran === undefined")
    page.close()


STALE = "We can't confirm the current status. Our monitoring last reported on Sunday 22 November 2026, 14:35"
LATE = "Our checks are running late; the last was at 14:35."


@pytest.mark.parametrize(
    ("at", "late", "stale"),
    [
        ("2026-11-22 14:49", False, False),
        ("2026-11-22 14:51", True, False),
        ("2026-11-22 15:06", False, True),
        ("2027-01-01 00:00", False, True),
    ],
)
def test_the_page_ages_by_the_readers_clock(
    browser: Any, served: str, at: str, late: bool, stale: bool
) -> None:
    """Late in small print, stale in the banner; a cached page cannot lie for ever."""
    with opened(browser, f"{served}fine/", at=utc(at)) as page:
        assert page.get_by_text(LATE).is_visible() is late
        assert page.get_by_text(STALE).is_visible() is stale
        tint = page.evaluate("getComputedStyle(document.querySelector('main > .band')).backgroundColor")
        assert (tint == "rgb(236, 238, 241)") is stale


def test_an_open_page_becomes_stale_by_itself(browser: Any, served: str) -> None:
    """Without a reload, on the wall of an office."""
    with opened(browser, f"{served}fine/") as page:
        assert not page.get_by_text(STALE).is_visible()
        page.clock.fast_forward("40:00")
        assert page.get_by_text(STALE).is_visible()
        assert not page.locator(".label").first.is_visible()
        glyph = "getComputedStyle(document.querySelector('.rows .s')).fill"
        assert page.evaluate(glyph) == "rgb(88, 96, 108)"


@pytest.mark.parametrize("state", ["first-day", "by-hand"])
def test_without_samples_nothing_is_ever_stale(browser: Any, served: str, state: str) -> None:
    """What people say does not expire."""
    with opened(browser, f"{served}{state}/", at=utc("2030-01-01 00:00")) as page:
        assert "can't confirm" not in page.inner_text("body")


def test_it_reads_the_same_without_scripting(browser: Any, served: str) -> None:
    """Status, time, contact, incidents: all there; what depends on the clock is said in words."""
    with opened(browser, f"{served}major/", java_script_enabled=False) as page:
        text = page.inner_text("body")
        assert "Webmail is unreachable" in text
        assert "If it is much later for you, take the status as unknown." in text
        assert "We can't confirm" not in text


def luminance(colour: str) -> float:
    channels = [int(part) / 255 for part in colour[colour.index("(") + 1 : -1].split(",")[:3]]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


COLOURS = """() => {
  const solid = c => c !== 'rgba(0, 0, 0, 0)';
  const behind = e => { while (e && !solid(getComputedStyle(e).backgroundColor)) e = e.parentElement;
                        return e ? getComputedStyle(e).backgroundColor : 'rgb(255, 255, 255)' };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), seen = {};
  while (walker.nextNode()) {
    const e = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || ['STYLE', 'SCRIPT'].includes(e.tagName)) continue;
    seen[getComputedStyle(e).color + ' on ' + behind(e)] = walker.currentNode.textContent.trim();
  }
  return seen }"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_can_be_read(browser: Any, served: str, scheme: str) -> None:
    """WCAG AA, 4.5:1, for every text on whatever is behind it, in every state."""
    with opened(browser, "about:blank", color_scheme=scheme) as page:
        for path in [*STATES, *ALL_KINDS]:
            page.goto(f"{served}{path}")
            for pair, text in page.evaluate(COLOURS).items():
                ink, _, paper = pair.partition(" on ")
                low, high = sorted((luminance(ink), luminance(paper)))
                assert (high + 0.05) / (low + 0.05) >= 4.5, f"{path}: {text!r}: {pair}"


def test_contact_is_easy_to_hit(browser: Any, served: str) -> None:
    """With a thumb, in a hurry: 44 pixels high, all of it on the first screen."""
    with opened(browser, f"{served}major/", width=320) as page:
        for box in [link.bounding_box() for link in page.locator("#contact a").all()]:
            assert box["height"] >= 44
            assert box["width"] >= 44
            assert box["y"] + box["height"] < 200


def test_the_keyboard_reaches_everything(browser: Any, served: str) -> None:
    """First a way past the header, then every link in turn, each with a visible focus."""
    with opened(browser, f"{served}by-hand/") as page:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Skip to the status"
        links = page.locator("a").count()
        reached = {page.evaluate("[...document.links].indexOf(document.activeElement)")}
        for _ in range(links - 1):
            page.keyboard.press("Tab")
            reached.add(page.evaluate("[...document.links].indexOf(document.activeElement)"))
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
        assert reached == set(range(links))
