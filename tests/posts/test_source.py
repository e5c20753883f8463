"""From bytes to lines."""

import pytest

from statusgen.domain.posts import State
from tests.reading import FILE, post_text, read

UPDATE = "## 2026-11-20 09:20 investigating\n\nCards fail."


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b"---\ntitle: x\n---\ncaf\xe9\n", "4:4"),
        ("---\ntitle: x\n".encode("utf-16"), "1:1"),
        (b"\xff", "1:1"),
        (b"x" * (64 * 1024 + 1), "1:1"),
    ],
)
def test_what_is_no_text_is_not_on_the_page(content: bytes, place: str) -> None:
    """Told with the place of the first byte that is none."""
    reading = read(content)
    assert reading.post is None
    assert reading.told[0].startswith(f"{FILE}:{place}: ")
    assert "NOT ON THE PAGE" in reading.told[0]
    assert reading.codes == ["SG213"]


def test_a_post_may_be_as_large_as_is_said() -> None:
    """64 KiB to the byte."""
    text = post_text(UPDATE)
    padded = text + "x" * (64 * 1024 - len(text.encode()))
    assert read(padded).post is not None


def test_what_no_feed_may_hold_is_taken_out() -> None:
    """Control characters and the like, wherever they stand."""
    text = post_text(
        "## 2026-11-20 09:20\x00 investigating, \x08mail down\n\nCards\x0b fail\ufffe.",
        header='components:\n  "che\\u0008ckout": down',
        title="Che\x1bckout",
    )
    incident = read(text).incident
    said = [incident.title, incident.updates[0].text, *incident.components]
    assert said == ["Checkout", "Cards fail.", "checkout", "mail"]


@pytest.mark.parametrize("base", ["", "||||||| base\nNobody knows.\n"])
def test_both_sides_of_a_merge_are_shown(base: str) -> None:
    """The markers and what both began with are not; the post is marked."""
    text = post_text(f"{UPDATE}\n<<<<<<< HEAD\nIt is the provider.\n{base}=======\nIt is us.\n>>>>>>> main")
    reading = read(text)
    hint = "settle it and remove the markers"
    assert reading.told == [
        f"{FILE}:8:1: an unfinished merge; the text of both sides is shown ({hint}) [SG214]"
    ]
    assert reading.incident.broken
    shown = [line for line in reading.incident.updates[0].text.splitlines() if line]
    assert shown == ["Cards fail.", "It is the provider.", "It is us."]


@pytest.mark.parametrize("side", ["## 2026-11-20 11:00 resolved\n\nAll works.", "## Withdrawn"])
def test_one_side_of_a_merge_does_not_end_an_incident(side: str) -> None:
    """Nobody knows which side is right, so it goes on; what it says is shown."""
    other = "## 2026-11-20 10:30 identified\n\nIt is the provider."
    incident = read(post_text(UPDATE, f"<<<<<<< HEAD\n{side}\n=======\n{other}\n>>>>>>> main")).incident
    assert incident.is_open
    assert incident.updates[-1].state is State.MONITORING
    assert incident.updates[-1].text == side.partition("\n\n")[2]


def test_one_side_of_a_merge_does_not_end_a_maintenance() -> None:
    """The same for announced work."""
    text = post_text(
        "<<<<<<< HEAD\n## 2026-11-22 11:00 completed\n=======\n>>>>>>> main",
        header="kind: maintenance\nstarts: 2026-11-22 10:00\nends: 13:00",
    )
    assert read(text).maintenance.updates[-1].state is State.IN_PROGRESS


def test_of_a_header_in_conflict_the_last_values_count() -> None:
    """Without a word about keys that are there twice."""
    text = f"---\n<<<<<<< HEAD\ntitle: Cards\n=======\ntitle: Cards fail\n>>>>>>> main\n---\n\n{UPDATE}\n"
    reading = read(text)
    assert reading.codes == ["SG214"]
    assert reading.incident.title == "Cards fail"
    assert reading.incident.broken


def test_a_row_of_equals_signs_is_no_conflict() -> None:
    """Markdown underlines headings so."""
    reading = read(post_text(f"{UPDATE}\n\nTitle\n=======\n"))
    assert reading.told == []
    assert not reading.incident.broken
