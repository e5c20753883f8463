import base64
from urllib.parse import quote

import pytest

from statusgen.domain.secrets import MissingSecret, Secrets

VALUE = "AcmeCorp/Secret+1"


def secrets(value: str = VALUE) -> Secrets:
    """Of which one, H, was filled in."""
    found = Secrets({"H": value})
    found.fill("${H}")
    return found


@pytest.mark.parametrize(
    "form",
    [
        VALUE,
        VALUE.lower(),
        VALUE.upper(),
        quote(VALUE, safe=""),
        quote(VALUE, safe="").lower(),
        base64.b64encode(VALUE.encode()).decode(),
        base64.b64encode(VALUE.encode()).decode().rstrip("="),
        base64.urlsafe_b64encode(VALUE.encode()).decode(),
    ],
)
def test_no_form_of_a_secret_is_shown(form: str) -> None:
    """Hosts are lower-cased, URLs encoded, headers put into base64."""
    shown = secrets().redact(f"asked {form}, and {form}.invalid does not exist")
    assert form not in shown
    assert shown.startswith("asked ***")


@pytest.mark.parametrize("before", ["", "u", "us", "me:", "user:"])
@pytest.mark.parametrize("after", ["", ":", ":x"])
def test_a_secret_inside_base64_is_not_shown(before: str, after: str) -> None:
    """Wherever the groups of three bytes begin, nothing is left that could be decoded."""
    encoded = base64.b64encode(f"{before}{VALUE}{after}".encode()).decode()
    left = secrets().redact(encoded)
    assert "***" in left
    assert len(left) - len("***") <= len(encoded) - len(VALUE) * 8 // 6 + 1


def test_a_host_name_beyond_ascii_is_not_shown() -> None:
    """DNS knows it by another name, which says the same."""
    value = "geheim-schlüssel"
    assert secrets(value).redact(f"{value.encode('idna').decode()}.example does not exist") == (
        "***.example does not exist"
    )


def test_a_label_that_a_secret_is_a_part_of_is_not_shown() -> None:
    """In ASCII it is another word than the secret alone would be."""
    found = secrets("schlüssel")
    host = "kunde-schlüssel.example.com".encode("idna").decode()
    found.remember_host(host)
    assert found.redact(f"{host} does not exist") == "***.example.com does not exist"


def test_a_secret_that_holds_another_goes_as_a_whole() -> None:
    found = Secrets({"SHORT": "token", "LONG": "token-and-more"})
    found.fill("${SHORT} ${LONG}")
    assert found.redact("token-and-more, token") == "***, ***"


def test_a_secret_is_no_pattern() -> None:
    assert secrets("a.c[x").redact("abc[x a.c[x") == "abc[x ***"


@pytest.mark.parametrize("value", ["x", "42"])
def test_a_value_of_two_characters_is_no_secret(value: str) -> None:
    """Taking it out would leave no text that can be read."""
    text = "HTTP 420 from x.example after 42 s"
    assert secrets(value).redact(text) == text


def test_a_secret_may_be_any_bytes() -> None:
    """An environment need not be UTF-8."""
    value = b"canary\xff".decode("utf-8", "surrogateescape")
    assert secrets(value).redact(f"{value} canary%FF Y2FuYXJ5/w==") == "*** *** ***=="


@pytest.mark.parametrize("text", ["specify", "abacus"])
def test_a_short_secret_takes_no_word_apart(text: str) -> None:
    """By what it would be in the midst of base64."""
    assert secrets("abc").redact(text) == text


def test_what_was_not_filled_in_is_not_looked_for() -> None:
    assert Secrets({"H": "never used"}).redact("never used") == "never used"


@pytest.mark.parametrize("environ", [{}, {"H": ""}, {"H": " "}])
def test_an_empty_secret_is_missing(environ: dict[str, str]) -> None:
    with pytest.raises(MissingSecret):
        Secrets(environ).fill("${H}")
