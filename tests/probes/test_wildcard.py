"""Texts with *."""

import fnmatch
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusgen.probes.wildcard import matches


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("", "", True),
        ("*", "", True),
        ("*", "anything\nat all", True),
        ("a*", "abc", True),
        ("a*", "ba", False),
        ("*c", "abc", True),
        ("a*a", "a", False),
        ("a*b*c", "a-b-b-c", True),
        ("a*b*c", "a-c-b", False),
        ("[a]?", "[a]?", True),
        ("[a]?", "ab", False),
    ],
)
def test_only_the_star_is_special(pattern: str, text: str, expected: bool) -> None:
    """It may stand for nothing; the whole text must fit."""
    assert matches(pattern, text) is expected


@given(pattern=st.text("ab*", max_size=8), text=st.text("ab", max_size=12))
def test_it_agrees_with_the_shell(pattern: str, text: str) -> None:
    """On patterns that have nothing but stars."""
    assert matches(pattern, text) is fnmatch.fnmatchcase(text, pattern)


def test_no_pattern_takes_long() -> None:
    """Fifty stars against a long text that almost fits."""
    started = time.perf_counter()
    assert not matches("*a" * 50 + "b", "a" * 200_000)
    assert time.perf_counter() - started < 5
