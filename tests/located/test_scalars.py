import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusgen.located.scalars import resolve


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("0", 0),
        ("-7", -7),
        ("0.3", 0.3),
    ],
)
def test_words_and_canonical_numbers_are_values(text: str, value: object) -> None:
    """True, false, null and plain decimal numbers mean what they say."""
    assert resolve(text) == value
    assert type(resolve(text)) is type(value)


@pytest.mark.parametrize(
    "text",
    [
        *[
            "no",
            "yes",
            "on",
            "off",
            "True",
            "NULL",
            "1:30",
            "022",
            "1.10",
            "0x1f",
            "1_000",
            "+1",
            "1e3",
            "-0",
            ".5",
            "5.",
            "2026-12-25",
            "nan",
            ".inf",
            "١",
        ],
        "1" * 41,
        "9" * 5000,
    ],
)
def test_what_looks_like_text_stays_text(text: str) -> None:
    """Nothing is guessed: times, dates, versions, octals and other spellings of yes and no are text."""
    assert resolve(text) == text


@given(st.one_of(st.text(), st.from_regex(r"-?[0-9]{1,12}(\.[0-9]{1,9})?", fullmatch=True)))
def test_writing_a_number_gives_the_same_text(text: str) -> None:
    """A scalar that is read as a number loses nothing of what was written."""
    value = resolve(text)
    if isinstance(value, int | float) and not isinstance(value, bool):
        assert str(value) == text
