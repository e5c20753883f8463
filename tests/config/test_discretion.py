import pytest

from statusgen.config import load_config
from tests.config.conftest import KINDS, Load

SITE = "site: {name: X, url: https://status.example.net}\nprobing: {controls: [https://www.example.org]}\n"
UNTOLD = "what stands there is not told, since the check is private"


def _component(check: str) -> str:
    return SITE + f"components: [{{id: web, checks: [{check}]}}]\n"


def _told(load: Load, text: str) -> str:
    return "\n".join(str(problem) for problem in load(text).problems)


_MISTAKES = (
    "http: HUSH",
    "http: https://x.example, headers: {Via: [HUSH]}",
    "http: https://x.example, HUSH: 1",
    "http: https://x.example, id: HUSH HUSH",
    "http: https://x.example, expect: {HUSH: 1}",
    "http: https://x.example, expect: {json: {HUSH: []}}",
    "http: https://x.example, timeout: HUSH",
    "http: https://x.example, worst: HUSH",
    "http: https://x.example, body: *HUSH",
    "http: https://x.example, body: &HUSH x",
    "http: https://x.example, body: !HUSH x",
    "http: https://x.example, HUSH: 1, HUSH: 2",
    'http: https://x.example, body: "$HUSH"',
    "htpp: HUSH",
)


@pytest.mark.parametrize("mistake", _MISTAKES)
@pytest.mark.parametrize("private", ["private: true", "private: yes", "privat: true", "private: {}"])
def test_what_is_wrong_with_a_private_check_is_told_without_quoting_it(
    mistake: str, private: str, load: Load
) -> None:
    """A check that is private, or was meant to be, is not quoted by any mistake or hint."""
    told = _told(load, _component(f"{{{mistake}, {private}}}"))
    assert "checks.yaml:3:" in told
    assert "HUSH" not in told


@pytest.mark.parametrize(
    ("check", "expected"),
    [
        ("http: HUSH", f"'http' is not valid here ({UNTOLD}) [SG105]"),
        ("http: https://x.example, metod: GET", "unknown key (did you mean 'method'?) [SG103]"),
        ("http: https://x.example, HUSH: GET", f"unknown key ({UNTOLD}) [SG103]"),
        ("http: https://x.example, expect: {status: {}}", f"'status' is not valid here ({UNTOLD}) [SG105]"),
        ("http: https://x.example, headers: {HUSH: {}}", f"'headers' is not valid here ({UNTOLD}) [SG105]"),
        ("tcp: null", "'tcp' needs a target [SG106]"),
    ],
)
def test_the_place_the_key_and_the_kind_of_mistake_are_told(check: str, expected: str, load: Load) -> None:
    """Whoever has the file finds it: a key of ours is named, a key of theirs is not."""
    (told,) = _told(load, _component(f"{{private: true, {check}}}")).splitlines()
    assert told.partition(" ")[2] == expected


def test_a_check_that_its_kind_makes_private_is_not_quoted_either(load: Load) -> None:
    """`defaults` can make all checks of a kind private, what they themselves say included."""
    text = SITE + (
        "defaults: {http: {private: true, HUSH: 1}}\n"
        "components: [{id: web, checks: [{http: HUSH}, {http: HUSH, id: c, private: null},"
        " {http: 'x://', id: b, SAID: 1, private: false}]}]\n"
    )
    told = _told(load, text)
    assert "checks.yaml:3:34: unknown key (" in told
    assert "HUSH" not in told
    assert "unknown key 'SAID'" in told


def test_what_stands_around_a_private_check_is_quoted_as_ever(load: Load) -> None:
    """Only the check is private, not its component, its neighbours or its group."""
    private = "{http: https://x.example, private: true}"
    text = SITE + (
        f"groups: [{{id: g, components: [{{id: web, checks: [{private}, {{tcp: 'x:1', SAID1: 1}}],"
        f" SAID2: 1}}], SAID3: 1}}, {{id: h, components: [{{id: dns, checks: [{private}]}}], SAID4: 1}}]\n"
        "SAID5: 1\n"
        "site: {}\n"
    )
    told = _told(load, text)
    assert [f"'SAID{number}'" in told for number in range(1, 6)] == [True] * 5
    assert "key 'site' is here twice" in told


def test_a_public_check_is_quoted() -> None:
    """Without `private`, or with a plain false, everything is told."""
    for private in ("", ", private: false", ", private: null"):
        text = _component(f"{{http: https://x.example, SAID: 1{private}}}")
        (problem,) = load_config(text, "checks.yaml", kinds=KINDS).problems
        assert problem.message == "unknown key 'SAID'"
