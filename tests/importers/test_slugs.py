import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusgen.importers.slugs import distinguish, slugify


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("API", "api"),
        ("Büro & Telefon", "buro-telefon"),
        ("ci.jenkins.io", "ci-jenkins-io"),
        ("  --x--  ", "x"),
        ("状態", "unnamed"),
        ("a" * 63 + "-b", "a" * 63),
    ],
)
def test_names_become_ids(name: str, slug: str) -> None:
    assert slugify(name) == slug


@given(st.text())
def test_every_name_becomes_a_valid_id(name: str) -> None:
    """Also one that ends in a newline, or is longer than an id may be."""
    assert re.fullmatch(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?", slugify(name))


def test_a_taken_id_gets_a_number_and_stays_short_enough() -> None:
    assert distinguish("api", {"web"}) == "api"
    assert distinguish("api", {"api", "api-2"}) == "api-3"
    assert distinguish("x" * 64, {"x" * 64}) == "x" * 62 + "-2"
