import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from statusgen.errors import Code
from statusgen.located import Place, Scalar, Table, find, read_yaml
from statusgen.located.nodes import Node
from statusgen.located.reader import PlainComposer


def read(text: str) -> Node:
    """The root of a document without mistakes."""
    root, problems = read_yaml(text, "f")
    assert problems == []
    assert root is not None
    return root


def mistakes(text: str, *, first_line: int = 1) -> list[str]:
    return [str(problem) for problem in read_yaml(text, "f", first_line=first_line)[1]]


def test_a_document_keeps_its_order_and_its_places() -> None:
    """Every node knows its line and column, in characters, from 1."""
    root = read("é: ü b\nlist:\n  - x\n  - key: 1\nempty:\n")
    assert root.plain() == {"é": "ü b", "list": ["x", {"key": 1}], "empty": None}
    assert find(root, ["é"]).place == Place(1, 4)
    assert find(root, ["list", 1, "key"]).place == Place(4, 10)
    assert isinstance(root, Table)
    assert [key.place for key, _ in root] == [Place(1, 1), Place(2, 1), Place(5, 1)]


def test_quoted_scalars_are_always_text() -> None:
    """Quotes make text of what would be a value."""
    assert read(
        """{a: "1", b: 'true', c: "null", d: "", e: |-\n 5\n}""".replace("|-\n 5\n", "'5'")
    ).plain() == {
        "a": "1",
        "b": "true",
        "c": "null",
        "d": "",
        "e": "5",
    }
    assert read("a: |-\n  5\nb: >-\n  true\n").plain() == {"a": "5", "b": "true"}


def test_keys_are_text_as_written() -> None:
    """`on`, `404` and `1.10` are fine keys, and stay what they are."""
    assert read("on: 1\n404: 2\n1.10: 3\ntrue: 4\n'': 5\n").plain() == {
        "on": 1,
        "404": 2,
        "1.10": 3,
        "true": 4,
        "": 5,
    }


@pytest.mark.parametrize("text", ["", "\n", "# a comment\n", "\ufeff"])
def test_nothing_is_no_mistake(text: str) -> None:
    """A document without content has no root; whether that is wrong, its reader decides."""
    assert read_yaml(text, "f") == (None, [])


def test_an_explicit_empty_document_is_null() -> None:
    """`---` alone is a document, and it says nothing."""
    assert read("---\n").plain() is None


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_places_do_not_depend_on_line_endings(ending: str) -> None:
    """A file from Windows, with its byte order mark, has the same lines and columns."""
    root = read("\ufeff" + ending.join(["a: 1", "b:", "  - x", ""]))
    assert find(root, ["b", 0]).place == Place(3, 5)


def test_a_line_is_what_an_editor_calls_one() -> None:
    """Characters that YAML breaks lines at, and editors do not, leave the count alone."""
    root = read('a: "x\u2028y\x85z"\nb: 1\n')
    assert find(root, ["b"]).place == Place(2, 4)


def test_front_matter_counts_from_its_place_in_the_post() -> None:
    """`first_line` moves every place, mistakes included."""
    root, _ = read_yaml("a: 1\nb: 2\n", "f", first_line=2)
    assert root is not None
    assert find(root, ["b"]).place == Place(3, 4)
    assert mistakes("a: b: c", first_line=5)[0].startswith("f:5:5: ")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: &x 1", "f:1:4: anchors such as '&x' are not allowed (write it out) [SG102]"),
        ("a: *x", "f:1:4: aliases such as '*x' are not allowed (write it out) [SG102]"),
        ("a: !!str 1", "f:1:4: tags such as '!!str' are not allowed (quotes make text) [SG102]"),
        ("a: !x {}", "f:1:4: tags such as '!x' are not allowed (quotes make text) [SG102]"),
        ("<<: {a: 1}", "f:1:1: merge keys ('<<') are not allowed (write it out) [SG102]"),
        ("? [a]\n: 1", "f:1:3: a key must be text [SG102]"),
        (
            "a: 1\n---\nb: 2",
            "f:2:1: only one document is allowed (remove this '---' and what follows) [SG102]",
        ),
        ("a: 1\nb: 2\na: 3", "f:3:1: key 'a' is here twice (first on line 1) [SG104]"),
        ("[" * 30_000, "f:1:21: nested more than 20 deep [SG102]"),
        ("- " * 30_000, "f:1:41: nested more than 20 deep [SG102]"),
        ("{a: " * 30_000, "f:1:78: nested more than 20 deep [SG102]"),
        ("a: \x08b", "f:1:4: the control character U+0008 is not allowed [SG101]"),
        ("é\n\ud800", "f:2:1: the control character U+D800 is not allowed [SG101]"),
    ],
)
def test_whatever_is_not_plain_is_refused_at_its_place(text: str, message: str) -> None:
    """Anchors, aliases, tags, merge keys, depth, doubles: each is one mistake with one place."""
    assert mistakes(text) == [message]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: b: c", "f:1:5: not valid YAML: mapping values are not allowed in this context"),
        ("k:\n\ta: b", "f:2:1: not valid YAML: found character that cannot start any token"),
        ('a: 1\nb: "x\n\nc: 1\n', "f:2:4: not valid YAML: found unexpected end of stream"),
        ("a:\n  - b\n c: d", "f:3:2: not valid YAML: did not find expected key"),
        ("é: @x", "f:1:4: not valid YAML: found character that cannot start any token"),
    ],
)
def test_a_syntax_error_has_a_place_and_advice(text: str, message: str) -> None:
    """What cannot be parsed is told once, where it is, with the likely reason."""
    root, problems = read_yaml(text, "f")
    assert root is None
    assert [problem.code for problem in problems] == [Code.NOT_READABLE]
    assert str(problems[0]).startswith(message)
    assert problems[0].hint


@pytest.mark.parametrize("address", ["[::1]:80", "[2001:db8::1]:443", "[::ffff:192.0.2.1]:80"])
@pytest.mark.parametrize("line", ["- tcp: {}\n  id: x", "- {{tcp: {}, id: x}}"])
def test_an_address_in_brackets_wants_quotes(line: str, address: str) -> None:
    """To YAML it is a list with something behind it; other mistakes on the line keep their advice."""
    hint = "an address in brackets needs quotes around it and its port"
    (problem,) = read_yaml(line.format(address), "f")[1]
    assert problem.hint == hint
    assert read_yaml(line.format(f'"{address}"'), "f")[1] == []
    (other,) = read_yaml('a: "[::1]:80", b: @', "f")[1]
    assert other.hint != hint


def test_all_mistakes_come_in_one_go_and_in_order() -> None:
    """One mistake hides no other, and the rest is still read."""
    root, problems = read_yaml("b: *x\na: &y 1\nb: 2\nc: !!int 3\n", "f")
    assert root is not None
    assert root.plain() == {"b": "*x", "a": 1, "c": "3"}
    assert [problem.line for problem in problems] == [1, 2, 3, 4]


def test_the_number_of_values_is_bounded() -> None:
    """A file of a million values is refused before it is built."""
    text = "[" + "1," * 60_000 + "]"
    assert mistakes(text) == ["f:1:100000: more than 50000 values [SG102]"]
    root, problems = read_yaml(text, "f", max_nodes=100_000)
    assert problems == []
    assert root is not None


class _PurePython(PlainComposer):
    """What reads where PyYAML comes without its C library."""

    loader = yaml.SafeLoader


@pytest.mark.parametrize(
    "text",
    [
        "é: ü b\r\nlist:\r\n  - x\r\n  - {a: 1, b: [2.5, no]}\r\n",
        '\ufeffa: |\n  one\n  two\nb: >-\n  folded\n  text\nc: "q\\u2028"\n# end\n',
        "a: &x 1\nb: *x\nc: !!str 2\n<<: {}\na: 2\n---\nd: 1\n",
        "",
        "[" * 100,
    ],
)
def test_both_of_pyyamls_parsers_give_the_same(text: str) -> None:
    """Where the C library is missing, reading is slower and nothing else."""
    fast, slow = PlainComposer(text, "f"), _PurePython(text, "f")
    assert fast.compose() == slow.compose()
    assert fast.problems == slow.problems


@given(
    st.text(
        alphabet=st.sampled_from(list("ab1: -\n\t\r[]{},#&*!|>'\"%@`?~<=.\x85\u2028\ufeffé")), max_size=60
    )
)
@settings(max_examples=200, deadline=None)
def test_no_text_breaks_the_reader(text: str) -> None:
    """Any text gives a root or a mistake, or is empty; mistakes lie within the text."""
    _, problems = read_yaml(text, "f")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for problem in problems:
        assert 1 <= problem.line <= len(lines)
        assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-1000, 1000) | st.text("abc xyz", max_size=5),
    lambda below: (
        st.lists(below, max_size=3)
        | st.dictionaries(st.text("abc", min_size=1, max_size=3), below, max_size=3)
    ),
    max_leaves=10,
)


@given(_VALUES)
@settings(max_examples=100, deadline=None)
def test_we_understand_what_other_writers_write(value: object) -> None:
    """PyYAML's own output, without its aliases, is read as what went in."""

    class Dumper(yaml.SafeDumper):
        def ignore_aliases(self, data: object) -> bool:
            return True

    root = read(yaml.dump(value, Dumper=Dumper))
    assert root.plain() == value


def test_a_scalar_remembers_its_text() -> None:
    """A number can still be read as it was written."""
    assert find(read("a: 30"), ["a"]) == Scalar(Place(1, 4), "30", 30)


def test_a_table_remembers_the_keys_that_came_again() -> None:
    """So that a reader can tell in which of its parts something is doubtful."""
    root, _ = read_yaml("a: 1\nb: {c: 1, c: 2}\na: 3\n", "f")
    assert isinstance(root, Table)
    assert [(key.text, key.place) for key in root.repeated] == [("a", Place(3, 1))]
    below = root.get("b")
    assert isinstance(below, Table)
    assert [key.place for key in below.repeated] == [Place(2, 11)]
