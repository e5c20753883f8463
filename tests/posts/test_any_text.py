"""Whatever stands in a file: something comes of it, and nothing is raised."""

import random
import time
from itertools import permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from statusgen.domain.posts import Incident, Maintenance, Notice, Post
from tests.builders import utc
from tests.reading import NOW, post_text, read

GOOD = (
    """---
id: cards
title: Checkout: one card in five fails
components: {checkout: partial_outage, api: slow}
started: 2026-11-20 09:00
ignore_checks: [api-http]
workaround: |
  Use PayPal.
---

Intro.

## 2026-11-20 09:20 investigating, next update 10:30

```
## not one
```

## 10:05 · identified · checkout down · next update in 40m

<!-- ## 10:10 resolved -->

## 2026-11-20T11:00+01:00 resolved

## Postmortem

A certificate.
""",
    """---
title: New disks
kind: maintenance
components:
  - checkout
  - api ok
announced: 2026-11-19 10:00
starts: 2026-11-25 22:00
ends: 02:00
timezone: Europe/Dublin
---

Nothing to do.

## 2026-11-21 10:00 update, ends 03:00
""",
    "---\ntitle: We move\nkind: notice\npinned: true\nstarted: 2026-11-20\n---\n\nNew address.\n",
)
FRAGMENTS = [
    *(
        "---\n",
        "\n",
        "## ",
        "##",
        "```\n",
        "<!--",
        "-->",
        "<<<<<<< a\n",
        "=======\n",
        ">>>>>>> b\n",
        "draft: true\n",
    ),
    *(
        "2026-11-20 09:20",
        "2026-10-25 01:30",
        "9999-12-31 23:59 -14:00",
        "0001-01-01 00:00 +14:00",
        "24:00",
        "+99",
    ),
    *(
        "components:",
        "starts:",
        "ends ",
        "[",
        "{",
        '"',
        "'",
        "&a",
        "*a",
        "!!x",
        "- ",
        "\t",
        "\r",
        "\x00",
        "\u2028",
    ),
    *(
        "next update in 366d",
        "next update ",
        "resolved",
        "not ",
        "checkout",
        " down",
        "|",
        "·",
        "\ufeff",
        "\U0001f525",
    ),
]


def check(content: str | bytes) -> Post | None:
    """There is a post or a problem, and what there is holds together."""
    shown = None
    for explicit in (False, True):
        reading = read(content, explicit_now=explicit)
        post = reading.post
        if not explicit:
            shown = post
            assert post is not None or reading.problems or b"draft" in _bytes(content)
        lines = (
            _bytes(content).decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n").split("\n")
        )
        for problem in reading.problems:
            assert 1 <= problem.line <= len(lines)
            assert problem.column >= 1
            str(problem).encode()
        if post is not None:
            assert_sound(post)
    return shown


def _bytes(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content


def assert_sound(post: Post) -> None:
    assert post.updates
    assert [update.at for update in post.updates] == sorted(update.at for update in post.updates)
    assert len({update.id for update in post.updates}) == len(post.updates)
    assert all(update.at <= NOW for update in post.updates)
    assert post.title.strip()
    said = [post.title, *(update.text for update in post.updates)]
    assert not any(character in text for text in said for character in "\x00\x08\x0b\ufffe")
    if isinstance(post, Maintenance):
        assert post.starts <= post.ends
        assert post.announced <= NOW
    if isinstance(post, Incident):
        assert post.started <= NOW
        assert post.resolved is None or post.resolved >= post.started
    if isinstance(post, Notice):
        assert post.at <= NOW


@settings(max_examples=120, deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_any_bytes_give_a_post_or_a_problem(content: bytes) -> None:
    """Never nothing, and never an exception."""
    check(content)


@settings(max_examples=120, deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=25).map("".join), st.booleans())
def test_any_pile_of_fragments_gives_a_post_or_a_problem(text: str, headed: bool) -> None:
    """Fragments that mean something, in an order that means nothing."""
    check(f"---\ntitle: x\n{text}" if headed else text)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(GOOD), st.randoms(use_true_random=False), st.integers(1, 4))
def test_a_good_post_with_slips_in_it_gives_a_post_or_a_problem(
    text: str, chance: random.Random, slips: int
) -> None:
    """Characters lost, doubled, swapped; lines lost; fragments dropped in."""
    for _ in range(slips):
        at = chance.randrange(len(text) + 1)
        text = chance.choice(
            [
                text[:at] + text[at + 1 :],
                text[:at] + chance.choice(FRAGMENTS) + text[at:],
                text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :],
                text[:at] + text[text.find("\n", at) + 1 :],
                text[:at],
            ]
        )
    check(text)


@pytest.mark.parametrize("text", GOOD)
def test_the_good_posts_are_good(text: str) -> None:
    """Else the slips would prove little."""
    reading = read(text)
    assert reading.told == []
    assert reading.post is not None


def test_the_order_of_updates_never_matters() -> None:
    """Every order of five gives the same post."""
    sections = [
        "## 2026-11-20 09:20 investigating, checkout\n\nA.",
        "## 2026-11-20 10:05 identified, checkout down, next update in 40m\n\nB.",
        "## 2026-11-20 10:30\n\nC.",
        "## 2026-11-20 11:00 resolved, checkout\n\nD.",
        "## Postmortem\n\nE.",
    ]
    posts = {repr(read(post_text(*order)).post) for order in permutations(sections)}
    assert len(posts) == 1


@settings(max_examples=60, deadline=None)
@given(st.permutations(range(6)), st.integers(0, 5 * 60))
def test_nor_does_it_when_clocks_change(order: list[int], first: int) -> None:
    """Times with offsets around the end of summer time, in any order."""
    sections = []
    for number in range(6):
        minute = first + 20 * number
        hour, clock = divmod(minute, 60)
        sections.append(f"## 2026-10-25 {hour % 24:02}:{clock:02} +01:00\n\nText {number}.")
    reading = read(post_text(*(sections[number] for number in order)))
    assert reading.told == []
    assert [update.text for update in reading.incident.updates] == [f"Text {number}." for number in range(6)]
    assert reading.incident.started >= utc("2026-10-24 23:00")


@pytest.mark.parametrize(
    "text",
    [
        "```a\n" * 13_000,
        "<!--" * 16_000,
        "<!---->\n" * 8_000,
        "## 10:00\n" * 7_000,
        "## 2026-11-20 10:00 x down\n" * 2_400,
        "## 2026-11-20 10:00 " + "x " * 30_000,
        "## 2026-11-20 10:00 checkout " + "is " * 20_000,
        "## " + "resolved " * 7_000,
        "#" * 65_000,
        "## next update " + "next update " * 5_000,
        "---\n" * 16_000,
        "---\ncomponents: " + "[" * 65_000,
        "---\ncomponents: " + "x, " * 20_000 + "\n---\n",
        "---\ntitle: x\n" + "a: b\n" * 13_000,
        "---\n" + "title: x\n" * 7_000,
        "---\ntitle: x\n" + " \n" * 30_000,
        "---\ntitle: x\n" + "  more\n" * 9_000 + "---\n",
        "<<<<<<<\n" * 8_000,
        " " * 65_000 + "#",
    ],
)
def test_no_text_takes_long(text: str) -> None:
    """A second or so for what would take a careless reader hours."""
    begun = time.process_time()
    read(text)
    assert time.process_time() - begun < 4
