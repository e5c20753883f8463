import pytest

from statusgen.config.values import contrast_on_white, slugify


@pytest.mark.parametrize(
    ("colour", "ratio"),
    [("#ffffff", 1.0), ("#000000", 21.0), ("#767676", 4.54), ("#ff0000", 4.0), ("#949494", 3.03)],
)
def test_contrast_is_wcags(colour: str, ratio: float) -> None:
    """The ratios are those that everybody else computes."""
    assert contrast_on_white(colour) == pytest.approx(ratio, abs=0.005)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Web hosting", "web-hosting"),
        ("  Café №1 ", "cafe-no1"),
        ("日本", ""),
        ("-a--b-", "a-b"),
        ("x" * 70, "x" * 64),
    ],
)
def test_a_name_makes_an_id(name: str, slug: str) -> None:
    """Only what an id may hold is left, and nothing where nothing can be."""
    assert slugify(name) == slug
