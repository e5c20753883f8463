import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusgen.domain.ids import LONGEST_ID, free_id, is_id, slugify


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Checkout: one card in five fails", "checkout-one-card-in-five-fails"),
        ("  Café №1 ", "cafe-no1"),
        ("Störung in Zürich — Île", "storung-in-zurich-ile"),
        ("It's down", "its-down"),
        ("-a--b-", "a-b"),
        ("日本", "unnamed"),
        ("...", "unnamed"),
        ("a" * 70, "a" * 64),
        ("a" * 63 + "-b", "a" * 63),
        ("words " * 20, "-".join(["words"] * 10)),
    ],
)
def test_a_name_becomes_an_id(name: str, slug: str) -> None:
    """Plain words, cut between two of them; the fallback where nothing can stay."""
    assert slugify(name, fallback="unnamed") == slug


def test_a_slug_may_be_asked_to_be_short() -> None:
    assert slugify("one two three", max_length=7) == "one-two"
    assert slugify("one two three", max_length=8) == "one-two"
    assert slugify("日本") == ""


@given(st.text(), st.integers(4, LONGEST_ID))
def test_every_name_becomes_an_id(name: str, max_length: int) -> None:
    """Also one that ends in a newline, or is longer than an id may be."""
    slug = slugify(name, fallback="none", max_length=max_length)
    assert re.fullmatch(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?", slug)
    assert len(slug) <= max_length


@pytest.mark.parametrize("text", ["", "A", "a b", "a\n", "a/b", "..", "é", "a" * 65, "٣"])
def test_what_is_no_id_is_known(text: str) -> None:
    """A newline at the end is no exception."""
    assert not is_id(text)


def test_a_taken_id_gets_a_number_and_stays_short_enough() -> None:
    assert free_id("api", {"web"}) == "api"
    assert free_id("api", {"api", "api-2"}) == "api-3"
    assert free_id("x" * 64, {"x" * 64}) == "x" * 62 + "-2"
