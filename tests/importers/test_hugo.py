import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusgen.importers.hugo import decode, is_yes, items, read_document, read_settings, words
from statusgen.importers.imported import Notes


def test_front_matter_in_toml_keeps_the_lines_of_the_file() -> None:
    notes = Notes("x.md")
    document = read_document(
        '+++\ntitle = "A: b"\ndate = 2019-05-10T08:17:31Z\naffected = [\n  "API",\n  "Web"\n]\n+++\nBody\n',
        notes,
    )
    assert words(document.get("title")) == "A: b"
    assert words(document.get("date")) == "2019-05-10T08:17:31+00:00"
    assert [(words(node), node.place.line) for node in items(document.get("affected"))] == [
        ("API", 5),
        ("Web", 6),
    ]
    assert (document.body, document.body_line) == ("Body\n", 9)
    assert notes.taken == []


def test_front_matter_in_yaml_keeps_the_lines_of_the_file() -> None:
    document = read_document("---\ntitle: A\n\naffected:\n  - API\n---\n\nBody", Notes("x.md"))
    assert [node.place.line for node in items(document.get("affected"))] == [5]
    assert document.line("title") == 2
    assert document.body_line == 7


def test_a_header_that_is_no_yaml_is_salvaged_line_by_line() -> None:
    """Hugo would refuse it as well; the post is still worth having."""
    notes = Notes("x.md")
    document = read_document(
        "---\ntitle: Slow: all of it\n<!-- gone: x -->\nseverity: 'down'\n"
        'affected: [A, "B"]\nmore:\n  - c\n---\nBody',
        notes,
    )
    assert words(document.get("title")) == "Slow: all of it"
    assert words(document.get("severity")) == "down"
    assert [words(node) for node in items(document.get("affected"))] == ["A", "B"]
    assert [words(node) for node in items(document.get("more"))] == ["c"]
    assert [note.message for note in notes.taken] == [
        "the front matter cannot be read as a whole: taken line by line"
    ]


def test_a_header_that_is_never_closed_ends_where_it_stops_looking_like_one() -> None:
    notes = Notes("x.md")
    document = read_document("---\ntitle: A\naffected:\n  - API\nThe API is down.\n", notes)
    assert words(document.get("title")) == "A"
    assert document.body == "The API is down.\n"
    assert notes.taken[0].message.startswith("the front matter is not closed")


def test_a_file_without_a_header_is_all_body() -> None:
    document = read_document("Just text", Notes("x.md"))
    assert (document.body, document.header.entries) == ("Just text", ())


def test_keys_are_found_in_any_case() -> None:
    """Hugo lowers them."""
    document = read_document("---\nResolvedwhen: x\n---\n", Notes("x.md"))
    assert words(document.get("resolvedWhen")) == "x"


@pytest.mark.parametrize("text", ["true", "True", "yes", "on", "1", '"true"'])
def test_what_people_write_for_yes_is_yes(text: str) -> None:
    document = read_document(f"---\nresolved: {text}\n---\n", Notes("x.md"))
    assert is_yes(document.get("resolved"))


def test_windows_text_is_read_and_noted() -> None:
    notes = Notes("x.md")
    assert decode("caf\xe9\r\nx".encode("latin-1"), notes) == "café\nx"
    assert [note.message for note in notes.taken] == ["not UTF-8: read as Windows-1252"]


def test_control_characters_are_left_out_and_noted_with_their_line() -> None:
    notes = Notes("x.md")
    assert decode(b"a\nb\x08c", notes) == "a\nbc"
    assert [(note.line, note.message) for note in notes.taken] == [(2, "control characters left out")]


@pytest.mark.parametrize(
    ("suffix", "text"),
    [
        ("yml", "params:\n  systems:\n    - name: API\n"),
        ("toml", "[params]\n[[params.systems]]\nname = 'API'\n"),
        ("json", '{"params":\n {"systems":\n [{"name": "API"}]}}'),
    ],
)
def test_settings_are_the_same_in_every_notation(suffix: str, text: str) -> None:
    settings = read_settings(text, suffix, "config")
    params = settings.get("params")
    assert params is not None
    assert params.plain() == {"systems": [{"name": "API"}]}


@given(st.text(alphabet="-+=:[]{}'\"# \nab01", max_size=120))
def test_no_file_breaks_the_reader(text: str) -> None:
    document = read_document(text, Notes("x.md"))
    assert document.body_line >= 1
