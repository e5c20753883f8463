import time

import pytest

from statusgen.errors import InvalidInput
from statusgen.located import Place, find, read_foreign_nodes, read_foreign_yaml


def test_anchors_and_merge_keys_are_resolved() -> None:
    """Explicit keys win over merged ones, wherever they stand."""
    text = "base: &b {a: 1, c: [x]}\none:\n  <<: *b\n  a: 2\ntwo:\n  a: 3\n  <<: [*b, {d: 4}]\nsame: *b\n"
    assert read_foreign_yaml(text, "f") == {
        "base": {"a": 1, "c": ["x"]},
        "one": {"a": 2, "c": ["x"]},
        "two": {"a": 3, "c": ["x"], "d": 4},
        "same": {"a": 1, "c": ["x"]},
    }


def test_scalars_are_as_strict_as_ours() -> None:
    """Dates, times, versions and other spellings of yes stay text."""
    text = "date: 2020-01-02\ntime: 12:30\nversion: 1.10\nflag: yes\ntagged: !!str 5\ntruth: true\n"
    assert read_foreign_yaml(text, "f") == {
        "date": "2020-01-02",
        "time": "12:30",
        "version": "1.10",
        "flag": "yes",
        "tagged": "5",
        "truth": True,
    }


def test_nodes_know_where_they_were_written() -> None:
    """What came through an alias is placed where its anchor stands."""
    root = read_foreign_nodes("a: &x\n  k: v\nb: *x\n", "f")
    assert root is not None
    assert find(root, ["b", "k"]).place == Place(2, 6)


def test_the_last_of_two_keys_and_the_first_of_two_documents_count() -> None:
    """As the tools whose files these are have it; keys that are no text are left out."""
    assert read_foreign_yaml("a: 1\na: 2\n? [x]\n: 3\n---\nb: 1\n", "f") == {"a": 2}
    assert read_foreign_yaml("", "f") is None
    assert read_foreign_nodes("# nothing\n", "f") is None


def test_a_bomb_of_aliases_is_refused_at_once() -> None:
    """Few bytes that unfold to billions of values cost nothing."""
    lines = ["a0: &a0 [x,x,x,x,x,x,x,x,x]"]
    lines += [f"a{i}: &a{i} [{','.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 10)]
    started = time.monotonic()
    with pytest.raises(InvalidInput, match="more than 200000 values"):
        read_foreign_yaml("\n".join(lines), "f")
    assert time.monotonic() - started < 5


def test_a_ladder_of_aliases_cannot_nest_without_end() -> None:
    """Depth counts as if aliases were written out."""
    lines = ["a0: &a0 [x]", *(f"a{i}: &a{i} [*a{i - 1}]" for i in range(1, 100))]
    with pytest.raises(InvalidInput, match="nested more than 20 deep"):
        read_foreign_yaml("\n".join(lines), "f")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: &a [*a]", "f:1:8: alias '*a' names nothing that is complete here [SG101]"),
        ("a: b: c", "f:1:5: not valid YAML: mapping values are not allowed in this context"),
        ("a: \x00", "f:1:4: the control character U+0000 is not allowed [SG101]"),
    ],
)
def test_what_is_not_yaml_is_told_with_its_place(text: str, message: str) -> None:
    """A file that cannot be read raises InvalidInput that says where."""
    with pytest.raises(InvalidInput) as caught:
        read_foreign_yaml(text, "f")
    assert str(caught.value).startswith(message)
