"""Which checks are asked, from where, and when."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from statusgen.domain.config import Location, Probing
from statusgen.errors import UsageError
from statusgen.pipeline.probing import choose_checks, choose_location, wait_for_own_second
from statusgen.pipeline.report import Report
from statusgen.pipeline.session import Session, open_session
from tests.builders import make_check, make_component, make_config, utc

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


class Clock:
    """Stands still until somebody sleeps."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.slept_s: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept_s.append(seconds)
        self.now += timedelta(seconds=seconds)


def session_at(clock: Clock, folder: Path) -> Session:
    (folder / "checks.yaml").touch()
    session = open_session(
        folder / "checks.yaml",
        clock=lambda: clock.now,
        environ={},
        report=lambda _redact: Report(lambda _text: None),
    )
    return replace(session, sleep=clock.sleep)


def test_a_second_run_of_one_second_waits_for_the_next(tmp_path: Path) -> None:
    """What was mended and asked again at once must not lose to the failure of the same second."""
    clock = Clock(utc("2026-11-22 09:35:00.250"))
    session = wait_for_own_second(session_at(clock, tmp_path), starts={utc("2026-11-22 09:35")})
    assert clock.slept_s == [0.75]
    assert session.now == utc("2026-11-22 09:35:01")


def test_a_second_of_its_own_needs_no_waiting(tmp_path: Path) -> None:
    """Earlier runs, and later ones of a clock that went wrong, hold nobody up."""
    clock = Clock(utc("2026-11-22 09:35:00.250"))
    starts = {utc("2026-11-22 09:34:59"), utc("2026-11-22 09:35:01")}
    assert wait_for_own_second(session_at(clock, tmp_path), starts=starts).now == clock.now
    assert clock.slept_s == []
