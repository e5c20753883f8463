import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusgen.render.colours import READABLE, contrast, make_readable

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("#000000", "#ffffff", 21.0), ("#ffffff", "#ffffff", 1.0), ("#777777", "#ffffff", 4.48)],
)
def test_contrast_is_that_of_wcag(one: str, other: str, expected: float) -> None:
    """Known pairs, either way round."""
    assert contrast(one, other) == pytest.approx(expected, abs=0.005)
    assert contrast(other, one) == contrast(one, other)


@given(colours, st.sampled_from(["#ffffff", "#e6f4ec", "#101317", "#20252d"]))
def test_any_accent_becomes_readable(accent: str, paper: str) -> None:
    """Somebody's yellow on white included."""
    assert contrast(make_readable(accent, on=paper), paper) >= READABLE


def test_a_readable_accent_stays_as_it_is() -> None:
    """It is somebody's brand."""
    assert make_readable("#0b5fff", on="#ffffff") == "#0b5fff"
