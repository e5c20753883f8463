"""No form of a secret is left in a text."""

import base64
import html
import json
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusgen.domain.redaction import Redactor

VALUE = "Acme & Söhne/S3cret+1\\x"

WAYS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "other case": str.swapcase,
    "in a URL": lambda text: quote(text, safe=""),
    "in a path": quote,
    "in a path, more left": lambda text: quote(text, safe="/?:@!$&'()*+,;=-._~%[]|"),
    "every byte": lambda text: "".join(f"%{byte:02X}" for byte in text.encode()),
    "in a form": quote_plus,
    "in a form, blanks only": lambda text: text.replace(" ", "+"),
    "as Python writes it": lambda text: repr(text)[1:-1],
    "as Python writes it in ASCII": lambda text: ascii(text)[1:-1],
    "as bytes": lambda text: repr(text.encode())[2:-1],
    "in JSON": lambda text: json.dumps(text)[1:-1],
    "in HTML": html.escape,
    "in a URL in a URL": lambda text: quote(quote(text, safe="")),
    "from a URL, in base64": lambda text: base64.b64encode(quote(text, safe="").encode()).decode(),
    "in numbers": lambda text: "".join(f"&#{ord(each)};" for each in text),
    "in base64": lambda text: base64.b64encode(text.encode()).decode(),
    "in base64 of URLs": lambda text: base64.urlsafe_b64encode(text.encode()).decode().rstrip("="),
}


@pytest.mark.parametrize("way", WAYS)
def test_it_goes_however_it_is_written(way: str) -> None:
    """Alone, and with text around it that stays."""
    written = WAYS[way](VALUE)
    assert written
    shown = Redactor([VALUE]).redact(f"asked {written}: refused")
    assert shown.replace("=", "") == "asked ***: refused"


_WRITTEN = (
    str,
    lambda each: each.upper() if each.isascii() else each,
    lambda each: quote(each, safe=""),
    lambda each: f"%{ord(each):02x}" if each.isascii() else each,
    lambda each: json.dumps(each)[1:-1],
    html.escape,
)


@given(
    value=st.text(
        st.characters(min_codepoint=0x20, max_codepoint=0x17F, exclude_characters="%\\&"),
        min_size=6,
        max_size=30,
    ).filter(lambda text: text == text.strip()),
    ways=st.lists(st.sampled_from(_WRITTEN), min_size=30, max_size=30),
)
def test_each_character_may_be_written_in_another_way(value: str, ways: list[Callable[[str], str]]) -> None:
    """Peers escape what they please; nothing is left of it."""
    written = "".join(way(each) for way, each in zip(ways, value, strict=False))
    assert Redactor([value]).redact(f"<{written}>") == "<***>"


@pytest.mark.parametrize("end", ["'", '"', ")", "…", ";", ""])
@pytest.mark.parametrize("length", [8, 12, 20])
def test_what_a_quotation_cut_off_goes_too(end: str, length: int) -> None:
    """Of what a peer says only the beginning is told: it may end in the middle of a secret."""
    value = "correct-horse-battery-staple"
    assert Redactor([value]).redact(f"said: {value[:length]}{end}") == f"said: ***{end}"


def test_words_that_only_begin_like_a_secret_stay() -> None:
    """In the middle of a text they are just words; and few letters are no beginning of anything."""
    redact = Redactor(["correct-horse-battery-staple"]).redact
    for text in ("correct-horses are fast", "that is correct", "'correct'", "correct-horse but alive"):
        assert redact(text) == text


def test_each_line_of_a_secret_is_one() -> None:
    """Who prints them indents them."""
    key = "-----BEGIN KEY-----\nMIIEvQIBADAN\nBgkqhkiG9w0B\n-----END KEY-----\n"
    shown = Redactor([key]).redact("  | MIIEvQIBADAN\n  | BgkqhkiG9w0B\n")
    assert shown == "  | ***\n  | ***\n"


def test_what_a_secret_says_when_decoded_is_one() -> None:
    """Basic credentials as they stand in a header, a password as it stands in a URL."""
    basic = base64.b64encode(b"monitor:hunter2hunter2").decode()
    assert Redactor([basic]).redact("no access for monitor:hunter2hunter2") == "no access for ***"
    assert Redactor([basic]).redact("hunter2hunter2 is wrong") == "*** is wrong"
    assert Redactor(["p%40ssw%2Frd"]).redact("p@ssw/rd is wrong") == "*** is wrong"


def test_letters_that_grow_in_lower_case_move_nothing() -> None:
    """`İ` becomes two: what is cut out stays in its place."""
    assert Redactor(["secret-value"]).redact("İİİ SECRET-VALUE İ") == "İİİ *** İ"
    assert Redactor(["geheimİnis"]).redact("x geheimİnis y %20") == "x *** y %20"


def test_overlapping_secrets_go_as_one() -> None:
    """And what touches stays two."""
    assert Redactor(["abcdef", "defghi"]).redact("abcdefghi") == "***"
    assert Redactor(["abcdef"]).redact("abcdefabcdef") == "******"


@pytest.mark.parametrize(
    "text",
    ["", "100 % sure", "%", "%zz", "\\", "\\x", "\\X41", "&", "&amp", "&nothing;", "&#1;", "\\U99999999"],
)
def test_what_is_no_escape_is_text(text: str) -> None:
    """Whatever it is, it comes out as it went in."""
    assert Redactor(["some-secret"]).redact(text) == text


_ESCAPING = st.sampled_from(
    ("%", "\\", "&", "#", ";", "x", "u", "U", "X", "n", "41", "c3", "d8", "00", "ff", "İ")
)


@given(st.lists(_ESCAPING | st.characters(), max_size=30).map("".join))
def test_any_text_can_be_searched(text: str) -> None:
    """Peers send what they like: without the secret it stays as it is, with it it loses that only."""
    redact = Redactor(["some-secret-value"]).redact
    assert redact(text) == text
    assert redact(f"{text} some-secret-value {text}") == f"{text} *** {text}"
