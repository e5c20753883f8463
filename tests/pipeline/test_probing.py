"""When a run begins, and what it does with what it finds."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from statusgen.domain.status import Outcome
from statusgen.history import LastWord
from statusgen.pipeline.probing import wait_for_own_second
from statusgen.pipeline.report import Report
from statusgen.pipeline.session import Session, open_session
from tests.builders import utc


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


def said_at(*times: str) -> dict[str, LastWord]:
    """A check for each time at which something was said."""
    return {f"web-{at}": LastWord(utc(at), Outcome.UP) for at in times}


def test_a_second_run_of_one_second_waits_for_the_next(tmp_path: Path) -> None:
    """What was mended and asked again at once must not lose to the failure of the same second."""
    clock = Clock(utc("2026-11-22 09:35:00.250"))
    session = wait_for_own_second(session_at(clock, tmp_path), said_at("2026-11-22 09:35"))
    assert clock.slept_s == [0.75]
    assert session.now == utc("2026-11-22 09:35:01")


def test_a_second_of_its_own_needs_no_waiting(tmp_path: Path) -> None:
    """Earlier runs, and later ones of a clock that went wrong, hold nobody up."""
    clock = Clock(utc("2026-11-22 09:35:00.250"))
    before = said_at("2026-11-22 09:34:59", "2026-11-22 09:35:01")
    assert wait_for_own_second(session_at(clock, tmp_path), before).now == clock.now
    assert clock.slept_s == []
