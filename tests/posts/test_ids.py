"""Ids and file names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusgen.posts import free_name
from statusgen.posts.ids import is_id, is_reserved, slug, sound_id


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Checkout: one card in five fails", "checkout-one-card-in-five-fails"),
        ("Störung in Zürich — Île", "storung-in-zurich-ile"),
        ("It's down", "its-down"),
        ("完全に停止", "incident"),
        ("...", "incident"),
        ("a" * 70, "a" * 60),
        ("words " * 20, "words-words-words-words-words-words-words-words-words-words"),
    ],
)
def test_a_slug_is_plain_words(text: str, expected: str) -> None:
    """ASCII, at most 60 long, cut between words."""
    assert slug(text) == expected


@pytest.mark.parametrize("text", ["", "A", "a b", "a\n", "a/b", "..", "é", "a" * 65, "٣"])
def test_what_is_no_id_is_known(text: str) -> None:
    """A newline at the end is no exception."""
    assert not is_id(text)


@given(st.text(max_size=100))
def test_any_text_becomes_a_sound_id(text: str) -> None:
    """One that no other page needs."""
    found = sound_id(text)
    assert is_id(found)
    assert not is_reserved(found)


@pytest.mark.parametrize("text", ["con", "com1", "webmail-20261120t0920z"])
def test_names_that_others_need_are_reserved(text: str) -> None:
    """Windows' devices, and the pages of outages without a post."""
    assert is_reserved(text)
    assert not is_reserved(sound_id(text))


def test_a_free_name_is_numbered() -> None:
    """Before the ending, and never longer than an id."""
    assert free_name("cards", []) == "cards"
    assert free_name("cards.md", ["cards.md", "cards-2.md"]) == "cards-3.md"
    assert free_name("a" * 64, ["a" * 64]) == "a" * 62 + "-2"
