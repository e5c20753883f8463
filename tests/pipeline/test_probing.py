"""Which checks are asked, and from where."""

import pytest

from statusgen.domain.config import Location, Probing
from statusgen.errors import UsageError
from statusgen.pipeline.probing import choose_checks, choose_location
from tests.builders import make_check, make_component, make_config

LISTED = Probing(locations=(Location("dublin", "Dublin"), Location("frankfurt", "Frankfurt")))


def test_without_a_list_any_location_will_do() -> None:
    """`main` unless another is named."""
    assert choose_location(Probing(), None) == "main"
    assert choose_location(Probing(), "dublin") == "dublin"


def test_listed_locations_refuse_others() -> None:
    """A typo would found a location that nobody knows."""
    assert choose_location(LISTED, "dublin") == "dublin"
    with pytest.raises(UsageError, match="dublin, frankfurt"):
        choose_location(LISTED, "dubiln")
    with pytest.raises(UsageError, match="no location was given"):
        choose_location(LISTED, None)


def test_an_empty_location_is_none_at_all() -> None:
    """As an unset STATUSGEN_LOCATION is in a workflow."""
    assert choose_location(Probing(), "") == "main"


@pytest.mark.parametrize("name", ["Dublin", "a b", "../x", "x" * 65])
def test_a_location_is_a_plain_word(name: str) -> None:
    """It becomes part of a file's name."""
    with pytest.raises(UsageError):
        choose_location(Probing(), name)


def test_only_takes_checks_and_components() -> None:
    """Either is named by its id; a name that is neither is refused."""
    config = make_config(
        make_component("web", make_check("web-http"), make_check("web-tls")),
        make_component("api", make_check("api-http", component="api")),
    )
    chosen = choose_checks(config, ["web-tls", "api"])
    assert [check.id for check in chosen] == ["web-tls", "api-http"]
    assert len(choose_checks(config, [])) == 3
    with pytest.raises(UsageError, match="mail"):
        choose_checks(config, ["web", "mail"])
