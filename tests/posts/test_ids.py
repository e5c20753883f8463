"""What a post may be called."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusgen.domain.ids import is_id
from statusgen.posts.ids import is_reserved, sound_id


@given(st.text(max_size=100))
def test_any_text_becomes_a_sound_id(text: str) -> None:
    """One that no other page needs."""
    found = sound_id(text)
    assert is_id(found)
    assert not is_reserved(found)


@pytest.mark.parametrize("text", ["con", "com1", "webmail-20261120t0920z"])
def test_names_that_others_need_are_reserved(text: str) -> None:
    """Windows' devices, and the pages of outages without a post."""
    assert is_reserved(text)
    assert not is_reserved(sound_id(text))
