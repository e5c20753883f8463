"""docs/posts.md says what is true."""

import re
from pathlib import Path

import pytest

from statusgen.domain.posts import Incident
from statusgen.errors import Code
from statusgen.posts import parse_post
from statusgen.posts.header import KEYS
from statusgen.posts.words import SHORT, STATES, Kind
from tests.builders import utc
from tests.reading import DUBLIN

DOCUMENT = Path(__file__).parents[2] / "docs" / "posts.md"
TEXT = DOCUMENT.read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```markdown\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
COMPONENTS = {name: name for name in ("checkout", "api", "shared-hosting", "mail", "webmail")}


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_is_a_post_without_a_mistake(example: str) -> None:
    """Whoever copies one starts well."""
    post, problems = parse_post(
        example.encode(),
        "incidents/2026-11-20-example.md",
        zone=DUBLIN,
        components=COMPONENTS,
        now=utc("2026-11-26 12:00"),
    )
    assert problems == ()
    assert post is not None
    assert not isinstance(post, Incident) or post.statuses


def test_there_are_examples_of_every_kind() -> None:
    """Else the test above proves nothing."""
    assert len(EXAMPLES) == 4


def test_every_word_is_documented() -> None:
    """Keys, kinds, states and statuses: the reference leaves none out."""
    words = {*KEYS, *Kind, *SHORT.values()}
    words |= {state.value for states in STATES.values() for state in states.values() if state}
    words -= {"published"}  # of a notice, where nobody writes it
    missing = {word for word in words if word not in TEXT and word.replace("_", " ") not in TEXT}
    assert missing - {"postmortem"} == set()
    assert "postmortem" in TEXT.lower()


def test_every_code_of_posts_is_documented() -> None:
    """Those that reading posts can tell; the others belong to rendering and to `lint`."""
    elsewhere = {Code.WILL_NOT_RENDER, Code.PROMISE_OVERDUE}
    codes = {code for code in Code if code.value.startswith("SG2")} - elsewhere
    assert {code for code in codes if f"| {code} |" not in TEXT} == set()
