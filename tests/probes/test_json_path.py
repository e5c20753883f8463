"""Expectations of JSON, robust against whatever a body holds."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from statusgen.probes.json_path import JsonExpectation, NotJson, parse_json, parse_path

DOCUMENT = {
    "status": "ok",
    "queue": {"depth": 7, "share": 0.5, "names": ["a", "b"]},
    "ready": True,
    "error": None,
    "code": "200",
    "odd name": {"x.y": 1},
    "huge": 10**400,
}

TRUE = [
    ("$.status", "ok"),
    ("$.status", "== ok"),
    ("$.status", "!= bad"),
    ("$.queue.depth", "7"),
    ("$.queue.depth", "7.0"),
    ("$.queue.depth", "< 100"),
    ("$.queue.depth", "<= 7"),
    ("$.queue.depth", ">= 7"),
    ("$.queue.depth", ">6.5"),
    ("$.queue.share", "0.5"),
    ("$.queue.names[1]", "b"),
    ("$.ready", "true"),
    ("$.ready", "!= 1"),
    ("$.error", "null"),
    ("$.error", "exists"),
    ("$.none", "absent"),
    ("$.queue.names[2]", "absent"),
    ("$.status.deeper", "absent"),
    ("$.queue[0]", "absent"),
    ("$.code", "200"),
    ('$["odd name"]["x.y"]', "1"),
    ("$['odd name']", "exists"),
    ("$", "exists"),
    ("$.huge", "> 5"),
]

FALSE = [
    ("$.status", "bad"),
    ("$.status", "< 5"),
    ("$.queue.depth", "> 7"),
    ("$.queue.depth", "!= 7"),
    ("$.ready", "1"),
    ("$.ready", "> 0"),
    ("$.error", "absent"),
    ("$.error", "< 1"),
    ("$.none", "exists"),
    ("$.none", "!= x"),
    ("$.queue", "{}"),
    ("$.queue.names", "a"),
]


@pytest.mark.parametrize(("path", "comparison"), TRUE)
def test_what_holds(path: str, comparison: str) -> None:
    """By kind of value: text as text, numbers by size, true, false and null by name."""
    assert JsonExpectation.parse(path, comparison).holds(DOCUMENT)


@pytest.mark.parametrize(
    ("path", "comparison", "said"),
    [
        ("$.queue.depth", "< 2", "$.queue.depth < 2 (is 7)"),
        ("$.status", "up", "$.status == up (is 'ok')"),
        ("$.ready", "false", "$.ready == false (is true)"),
        ("$.error", "absent", "$.error absent (is null)"),
        ("$.none", "exists", "$.none exists (is missing)"),
        ("$.queue", "x", "$.queue == x (is an object)"),
        ("$.queue.names", "a", "$.queue.names == a (is a list)"),
        ("$.huge", "< 5", f"$.huge < 5 (is 1{'0' * 79})"),
        ("$.strange", "x", r"$.strange == x (is '\x1b[2J')"),
    ],
)
def test_what_there_is_instead_is_said(path: str, comparison: str, said: str) -> None:
    """Without moving the cursor of whoever reads the log."""
    document = {**DOCUMENT, "strange": "\x1b[2J"}
    assert JsonExpectation.parse(path, comparison).say(document, quote=repr) == said


@pytest.mark.parametrize(("path", "comparison"), FALSE)
def test_what_does_not_hold(path: str, comparison: str) -> None:
    """A missing value only ever is absent; an order needs a number."""
    assert not JsonExpectation.parse(path, comparison).holds(DOCUMENT)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
    max_leaves=8,
)


@settings(max_examples=80)
@given(document=JSON, path=st.sampled_from(["$", "$.a", "$.a.b", "$[0]", "$.a[1].b"]))
def test_any_document_is_judged_without_raising(document: object, path: str) -> None:
    """Anything where anything else was meant is a no; `absent` is the opposite of `exists`."""
    for comparison in ("ok", "< 5", "!= x", "null", "true"):
        JsonExpectation.parse(path, comparison).holds(document)
    there, missing = (JsonExpectation.parse(path, word).holds(document) for word in ("exists", "absent"))
    assert there is not missing


@settings(max_examples=80)
@given(JSON)
def test_what_python_writes_is_read_back(document: object) -> None:
    """Every JSON document is one."""
    assert parse_json(json.dumps(document).encode()) == document


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"NaN",
        b'{"a": NaN}',
        b"[Infinity]",
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b"\xff\xfe",
        b"9" * 10_000,
    ],
)
def test_what_is_no_json_is_said_to_be_none(body: bytes) -> None:
    """NaN, absurd nesting, broken encodings and numbers without end never reach an expectation."""
    with pytest.raises(NotJson):
        parse_json(body)


@pytest.mark.parametrize("path", ["", "a", "$a", "$.", "$..a", "$[x]", "$[-1]", "$.a b", "$[0", "$.*"])
def test_other_paths_are_refused(path: str) -> None:
    """No wildcards, no slices, no filters: one path, one value."""
    with pytest.raises(ValueError, match="is not a path"):
        parse_path(path)


@pytest.mark.parametrize("comparison", ["> 5", ">= 5", "< 5", "== 5", "<= -5"])
@pytest.mark.parametrize("number", ["1e99999999999", "-1e99999999999"])
def test_what_is_too_large_to_be_a_number_is_none(comparison: str, number: str) -> None:
    """Python reads it as infinity, which is more than anything that anybody could mean."""
    document = parse_json(f'{{"a": {number}}}'.encode())
    assert not JsonExpectation.parse("$.a", comparison).holds(document)


def test_a_whole_number_may_be_as_large_as_it_likes() -> None:
    """It needs no approximation to be compared."""
    document = parse_json(b'{"a": 1' + b"0" * 400 + b"}")
    assert JsonExpectation.parse("$.a", "> 5").holds(document)
