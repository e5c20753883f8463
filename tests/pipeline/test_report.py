"""What is told, and what the exit code becomes."""

import itertools

import pytest

from statusgen.errors import Code, HistoryError, Problem, Severity
from statusgen.pipeline.report import Report, Verbosity, one_line, printable

ORDER = (70, 3, 2, 4, 5, 1)


@pytest.mark.parametrize(("graver", "lesser"), list(itertools.combinations(ORDER, 2)))
def test_of_several_troubles_the_gravest_is_the_exit_code(graver: int, lesser: int) -> None:
    """70 before 3, 2, 4, 5, 1, whatever came first; each is told."""
    told: list[str] = []
    report = Report(told.append)
    report.trouble(lesser, "lesser")
    report.trouble(graver, "graver")
    report.trouble(lesser, "lesser again")
    assert report.exit_code == graver
    assert told == ["lesser", "graver", "lesser again"]


def test_nothing_wrong_is_zero() -> None:
    """Words alone change no exit code."""
    report = Report(lambda _text: None)
    report.say("probed")
    assert report.exit_code == 0


@pytest.mark.parametrize(
    ("verbosity", "told"),
    [
        (Verbosity.QUIET, ["trouble"]),
        (Verbosity.NORMAL, ["said", "trouble"]),
        (Verbosity.VERBOSE, ["said", "detail", "trouble"]),
    ],
)
def test_verbosity_silences_words_but_no_trouble(verbosity: Verbosity, told: list[str]) -> None:
    """-q tells only troubles, -v everything."""
    heard: list[str] = []
    report = Report(heard.append, verbosity=verbosity)
    report.say("said")
    report.detail("detail")
    report.trouble(1, "trouble")
    assert heard == told


def test_hints_are_told_and_pass() -> None:
    """Only mistakes count."""
    heard: list[str] = []
    report = Report(heard.append)
    hint = Problem("checks.yaml", 1, 1, Code.NO_CONTROLS, "no controls", severity=Severity.HINT)
    report.problems([hint])
    assert report.exit_code == 0
    report.problems([Problem("checks.yaml", 2, 1, Code.UNKNOWN_KEY, "unknown key 'x'")])
    assert report.exit_code == 1
    assert heard[1] == "checks.yaml:2:1: unknown key 'x' [SG103]"


def test_an_error_of_a_stage_brings_its_exit_code() -> None:
    """The class knows it."""
    report = Report(lambda _text: None)
    report.failure(HistoryError("state/: cannot be read"))
    assert report.exit_code == 3


def test_nothing_that_is_written_steers_a_terminal() -> None:
    """Whatever a message quotes is written out; letters of any script, newlines and tabs are not touched."""
    said = "\x1b[2J\x07 caf\xe9\xa0\u202eサ\n\t\x9b"
    assert printable(said) == r"\x1b[2J\x07 café \u202eサ" + "\n\t" + r"\x9b"


def test_a_line_stays_one() -> None:
    """A newline would let a peer begin a line of its own in a log that is read by programs."""
    assert one_line("no\r\n::error::x\ty") == r"no\r\n::error::x y"
    assert printable("plain") == "plain"
