import pytest

from statusgen.render.prose import Prose


def rendered(text: str) -> str:
    return str(Prose().render(text, file="incidents/x.md"))


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("See https://example.com/a_b?c=1&d=2.", "https://example.com/a_b?c=1&amp;d=2"),
        ("(https://example.com/x)", "https://example.com/x"),
        ("More on https://example.com/#fragment, soon", "https://example.com/#fragment"),
    ],
)
def test_a_bare_address_becomes_a_link(text: str, html: str) -> None:
    """Without the punctuation of the sentence around it."""
    assert f'<a href="{html}" rel="nofollow">{html}</a>' in rendered(text)


@pytest.mark.parametrize(
    "text",
    [
        "[https://example.com/](https://example.com/)",
        "<https://example.com/>",
        "[here](https://example.com/)",
    ],
)
def test_what_is_a_link_already_stays_one(text: str) -> None:
    """No link within a link."""
    assert rendered(text).count("<a ") == 1


def test_code_is_left_alone() -> None:
    """What is shown as typed is shown as typed."""
    assert "<a " not in rendered("`https://example.com/`\n\n    https://example.com/\n")


def test_other_schemes_are_no_links() -> None:
    """javascript: least of all."""
    assert "<a " not in rendered("javascript:alert(1) ftp://example.com/ xhttps://example.com/")
