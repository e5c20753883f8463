import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from statusgen.located import Plain, quote, read_foreign_yaml, read_yaml, write_yaml


def test_it_writes_what_a_person_would() -> None:
    """Block style, order as given, quotes only where our reader would read something else."""
    value: Plain = {
        "site": {"name": "Example: hosting", "links": [], "version": "1.10"},
        "list": [{"id": "a", "on": True}, [1, 2.5], {}, "no", "true", "12", "", None],
        "text": "two\nlines # with more",
        "404": "a # b",
    }
    assert write_yaml(value) == (
        "site:\n"
        '  name: "Example: hosting"\n'
        "  links: []\n"
        "  version: 1.10\n"
        "list:\n"
        "  - id: a\n"
        "    on: true\n"
        "  - - 1\n"
        "    - 2.5\n"
        "  - {}\n"
        "  - no\n"
        '  - "true"\n'
        '  - "12"\n'
        '  - ""\n'
        "  - null\n"
        'text: "two\\nlines # with more"\n'
        '404: "a # b"\n'
    )


def test_long_text_stays_on_one_line() -> None:
    """Folding would make diffs of nothing."""
    assert write_yaml({"a": "word " * 100 + "end"}).count("\n") == 1


_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.text(
    st.sampled_from(list("a1 :#-?&*!|>%@`'\"[]{},~<=.\n\t\r\x85\u2028\ufeff\x00\\/")), max_size=8
)
_SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(10**38), 10**38)
    | st.floats(allow_nan=False, allow_infinity=False)
    | _TEXT
)
_VALUES = st.recursive(
    _SCALARS,
    lambda below: st.lists(below, max_size=4) | st.dictionaries(_TEXT, below, max_size=4),
    max_leaves=12,
)


@given(_VALUES)
@example({"k" * 2000: {"a": [{"k" * 1001: 1}]}})
@example(["...", "---", "- a", "<<", "-", "~", "a:", "a: b", "-1", "- ", "#", " a", "a ", "0x1", "=", "?x"])
@example({"<<": {"<<": 1}, "- a": 1, "...": 2, "": 3})
@settings(max_examples=200, deadline=None)
def test_what_is_written_is_read_back(value: Plain) -> None:
    """Any value makes the round trip, places aside."""
    root, problems = read_yaml(write_yaml(value), "f")
    assert problems == []
    assert root is not None
    assert root.plain() == value
    assert read_foreign_yaml(write_yaml(value), "f") == value


@given(_TEXT)
def test_quoted_text_is_json_as_well(text: str) -> None:
    """A double-quoted scalar can stand in JSON."""
    assert json.loads(quote(text)) == text


def test_what_yaml_cannot_hold_is_not_written() -> None:
    """Half characters are replaced, numbers that are none are refused."""
    assert write_yaml("a\ud800b") == '"a\ufffdb"\n'
    with pytest.raises(ValueError, match="cannot be written"):
        write_yaml([float("inf")])
