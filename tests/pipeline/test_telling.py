"""What people are told of a run, in a log and on a terminal."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

import pytest

from statusgen.domain.status import Outcome, Reason
from statusgen.pipeline.account import Account, Remark, Result
from statusgen.pipeline.report import Report, Verbosity
from statusgen.pipeline.telling import LONG, in_a_line, tell

UP = Result(check="web", outcome=Outcome.UP, latency_ms=84.2)
DOWN = Result(check="mail", outcome=Outcome.DOWN, reason=Reason.CONNECT, detail="refused")
BACK = Result(check="api", outcome=Outcome.UP, latency_ms=9, was=Outcome.DOWN, was_reason=Reason.CONNECT)
BROKE = Result(check="dns", outcome=Outcome.DOWN, reason=Reason.TIMEOUT, was=Outcome.UP)


class Eyes:
    """A screen that remembers what it was shown."""

    def __init__(self) -> None:
        self.shown: list[str] = []

    @contextmanager
    def watch(self, total: int) -> Iterator[Callable[[str], None]]:
        yield lambda _outcome: None

    def show(self, results: Sequence[Result]) -> None:
        self.shown += [result.check for result in results]


def told(
    *results: Result,
    verbosity: Verbosity = Verbosity.NORMAL,
    screen: Eyes | None = None,
    remarks: tuple[Remark, ...] = (),
    offline: bool = False,
    not_due: int = 0,
    not_asked: tuple[str, ...] = (),
    busy: int = 0,
) -> list[str]:
    lines: list[str] = []
    account = Account(
        location="main",
        results=results,
        remarks=remarks,
        offline=offline,
        not_due=not_due,
        not_asked=not_asked,
        busy=busy,
    )
    tell(account, report=Report(lines.append, verbosity=verbosity), screen=screen)
    return lines


def test_a_log_has_what_is_not_up_and_what_has_changed() -> None:
    """And the whole in one line."""
    assert told(UP, DOWN, BACK, BROKE) == [
        "mail: down (connect: refused)",
        "api: up again (was down: connect)",
        "dns: down (timeout), was up",
        "probed from main: 2 up, 2 down",
    ]


def test_a_verbose_log_has_everything() -> None:
    """With the time it took."""
    assert told(UP, verbosity=Verbosity.VERBOSE) == ["web: up (84 ms)", "probed from main: 1 up"]


def test_what_was_not_asked_is_counted() -> None:
    """What is left for a later run, and, by name, what has a mistake in checks.yaml."""
    assert told(UP, not_due=3, not_asked=("mail-smtp",)) == [
        "mail-smtp: not asked (see its mistake above)",
        "probed from main: 1 up, 3 not due, 1 not asked",
    ]


def test_a_check_that_needs_several_failures_is_not_called_down() -> None:
    """Nor up again: the page may never have said otherwise."""
    failed = replace(BROKE, down_after=3)
    partial = replace(failed, outcome=Outcome.PARTIAL)
    assert in_a_line(failed) == "dns: failed (timeout); counts after 3 in a row"
    assert in_a_line(partial) == "dns: partial (timeout); counts after 3 in a row"
    assert in_a_line(replace(BACK, down_after=3)) == "api: answers again (was down: connect)"


def test_a_quiet_log_has_what_must_be_mended() -> None:
    """A service that is down is no such thing."""
    remarks = (Remark("finding: web: no token", unhappy=True), Remark("finding: mail: soon", unhappy=False))
    assert told(DOWN, verbosity=Verbosity.QUIET, remarks=remarks) == ["finding: web: no token"]


def test_an_offline_prober_is_told_before_the_counts() -> None:
    """So that nobody takes them for an outage."""
    *_, problem, counts = told(DOWN, offline=True)
    assert problem.startswith("monitoring problem: ")
    assert counts.startswith("probed from")


def test_a_busy_prober_says_that_its_figures_are_none() -> None:
    """Or somebody would look for a slow server."""
    assert "2 latencies are in no figure" in told(UP, busy=2)[0]


def test_a_terminal_has_a_table_instead_of_lines() -> None:
    """Everything that was asked, in the order of the list."""
    eyes = Eyes()
    assert told(UP, DOWN, BACK, screen=eyes) == ["probed from main: 2 up, 1 down"]
    assert eyes.shown == ["web", "mail", "api"]


@pytest.mark.parametrize(
    ("verbosity", "rows", "more"), [(Verbosity.NORMAL, 2, LONG - 1), (Verbosity.VERBOSE, LONG + 1, 0)]
)
def test_a_long_table_is_cut_to_what_is_news(verbosity: Verbosity, rows: int, more: int) -> None:
    """What is not up and what came back; -v shows all of it."""
    eyes = Eyes()
    lines = told(DOWN, BACK, *[UP] * (LONG - 1), screen=eyes, verbosity=verbosity)
    assert len(eyes.shown) == rows
    assert (f"{more} more are up as before (-v lists them)" in lines) is bool(more)


@pytest.mark.parametrize(
    ("result", "line"),
    [
        (Result(check="web", outcome=Outcome.UP), "web: up"),
        (Result(check="web", outcome=Outcome.PARTIAL, latency_ms=12), "web: partial (12 ms)"),
        (Result(check="web", outcome=Outcome.PARTIAL, was=Outcome.DOWN), "web: partial, was down"),
    ],
    ids=["bare", "measured", "better"],
)
def test_a_line_says_no_more_than_is_known(result: Result, line: str) -> None:
    """No empty brackets."""
    assert in_a_line(result) == line
