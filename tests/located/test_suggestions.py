import pytest

from statusgen.located import suggest


@pytest.mark.parametrize("word", ["timout", "Timeout", "tiemout", "time_out"])
def test_a_near_miss_is_named(word: str) -> None:
    """A slip of the finger finds the word that was meant, whatever its case."""
    assert suggest(word, ["interval", "timeout", "tries"]) == "did you mean 'timeout'?"


def test_two_letters_of_a_short_word_may_change_places() -> None:
    """Component ids are often short."""
    assert suggest("wbe", ["web", "mail"]) == "did you mean 'web'?"


def test_what_is_far_from_everything_gets_no_advice() -> None:
    """A wrong guess is worse than none."""
    assert suggest("colour", ["interval", "timeout", "tries"]) == ""
    assert suggest("timeout", []) == ""


def test_another_name_is_as_good_as_a_near_miss() -> None:
    """What it is called elsewhere, whatever its case, and before anything that looks like it."""
    assert suggest("Ping", ["ping3", "icmp"], also={"ping": "icmp"}) == "did you mean 'icmp'?"


def test_words_in_capitals_are_known_as_well() -> None:
    """Case is no distance, on either side."""
    assert suggest("nxdomian", ["NOERROR", "NXDOMAIN"]) == "did you mean 'NXDOMAIN'?"
