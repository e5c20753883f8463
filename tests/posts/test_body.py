"""Where updates begin in a text, and where they only seem to."""

import pytest

from statusgen.errors import Severity
from tests.reading import FILE, post_text, read

FIRST = "## 2026-11-20 09:20 investigating"
LATER = "## 2026-11-20 10:05 resolved"


def texts(*sections: str) -> list[str]:
    return [update.text for update in read(post_text(*sections)).incident.updates]


def test_a_heading_in_a_code_block_is_text() -> None:
    """With backticks or tildes, indented or not."""
    for block in ("```\n## Resolved\n```", "~~~~ console\n## 9.20\n~~~\n~~~~", "    ## Resolved"):
        reading = read(post_text(FIRST, f"See:\n\n{block}", "More."))
        assert reading.told == []
        assert reading.incident.updates[0].text == f"See:\n\n{block}\n\nMore."


def test_a_block_that_nobody_closed_hides_nothing() -> None:
    """At three in the morning the last backticks are forgotten."""
    assert texts(FIRST, "```\nerror 500", "## Resolved") == ["```\nerror 500", ""]


@pytest.mark.parametrize("fence", ["```", "~~~", "```` console"])
def test_a_block_that_quotes_an_update_does_not_resolve(fence: str) -> None:
    """Even the whole heading is text there; a hint tells of it: two blocks may have been left open."""
    block = f"{fence}\n{LATER}\n{fence.partition(' ')[0]}"
    reading = read(post_text(FIRST, block, "More."))
    assert reading.incident.is_open
    assert reading.incident.updates[0].text == f"{block}\n\nMore."
    hint = "if it is one, close the block above it"
    assert reading.told == [f"{FILE}:8:4: an update inside a code block is shown as text ({hint}) [SG208]"]
    assert reading.problems[0].severity is Severity.HINT


def test_inline_code_is_no_block() -> None:
    """Three backticks that close on their own line."""
    assert texts(FIRST, "```x``` happens", "## Resolved", "```y``` too") == ["```x``` happens", "```y``` too"]


def test_a_comment_hides_an_update() -> None:
    """It was put there to do so; one that is not closed hides nothing."""
    assert len(texts(FIRST, f"<!--\n{LATER}\n-->")) == 1
    assert len(texts(FIRST, f"<!-- one --> <!--\n{LATER}")) == 2
    assert len(texts(FIRST, f"<!-- one -->\n{LATER}\n-->")) == 2


def test_blank_lines_around_a_text_go_and_its_indentation_stays() -> None:
    """A text may begin with a code block."""
    assert texts(f"{FIRST}\n\n \n\n    code\n\nText.  \n \n\n") == ["    code\n\nText."]


def test_order_in_the_file_does_not_matter() -> None:
    """The newest may stand on top, and equal times follow the file's direction."""
    forth = post_text(FIRST, "## 2026-11-20 10:00 monitoring", "## 2026-11-20 10:00 resolved")
    back = post_text("## 2026-11-20 10:00 resolved", "## 2026-11-20 10:00 monitoring", FIRST)
    assert read(forth).incident.updates == read(back).incident.updates
