"""What a terminal shows: a line that counts, and a table no wider than it is."""

import io
import os
import pty
import signal
from collections.abc import Sequence

import pytest

from statusgen.cli.terminal import Terminal
from statusgen.domain.status import Outcome
from statusgen.pipeline.account import Result


class Stream(io.StringIO):
    """One that is no terminal: so it is 80 columns wide."""

    def fileno(self) -> int:
        raise OSError("not a file")


class Gone(Stream):
    """A terminal whose window was closed."""

    def write(self, _text: str) -> int:
        raise OSError("Input/output error")


class Clock:
    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def drawn(stream: Stream) -> Sequence[str]:
    """What the line has been, one after the other."""
    return [part.rstrip() for part in stream.getvalue().split("\r") if part.strip()]


def test_a_colour_never_stands_for_a_word() -> None:
    """Each outcome has its own, and says itself too."""
    stream = Stream()
    Terminal(stream, color=True).show([Result(check="web", outcome=outcome) for outcome in Outcome])
    lines = stream.getvalue().splitlines()
    assert all(outcome.value in line for outcome, line in zip(Outcome, lines, strict=True))
    assert len({line[line.index("\x1b") : line.index("m") + 1] for line in lines}) == len(Outcome)


def test_the_line_counts_and_is_redrawn_ten_times_a_second_at_most() -> None:
    """A hundred answers in half a second are five pictures, and none is left at the end."""
    stream, clock = Stream(), Clock()
    with Terminal(stream, color=True, clock=clock).watch(100) as asked:
        for number in range(100):
            clock.now_s += 0.005
            asked("down" if number % 10 == 0 else "up")
    pictures = drawn(stream)
    assert pictures[:2] == ["0 of 100 asked, 0 not up", "20 of 100 asked, 2 not up"]
    assert len(pictures) in (5, 6)
    assert stream.getvalue().endswith("\r" + " " * len(pictures[-1]) + "\r")


def test_the_line_is_erased_whatever_ends_the_run() -> None:
    """Ctrl-C, or a bug."""
    stream = Stream()
    with pytest.raises(KeyboardInterrupt), Terminal(stream, color=True).watch(1):
        raise KeyboardInterrupt
    assert stream.getvalue().endswith(" \r")


@pytest.mark.parametrize(("total", "dumb"), [(0, False), (9, True)])
def test_nothing_is_drawn_where_it_would_be_of_no_use(total: int, *, dumb: bool) -> None:
    """With nothing to ask, and on a terminal that cannot go back in its line."""
    stream, clock = Stream(), Clock()
    with Terminal(stream, color=False, dumb=dumb, clock=clock).watch(total) as asked:
        clock.now_s = 5
        asked("up")
    assert stream.getvalue() == ""


def test_a_terminal_that_went_away_ends_no_run() -> None:
    """There is still a run to store."""
    terminal = Terminal(Gone(), color=True)
    with terminal.watch(1) as asked:
        asked("up")
    terminal.show([Result(check="web", outcome=Outcome.UP)])


def test_a_terminal_that_does_not_read_holds_up_no_run() -> None:
    """Stopped by Ctrl-S, or behind a connection that died: what is drawn would fill it up and then block."""
    terminal, end = pty.openpty()
    before = signal.signal(signal.SIGALRM, lambda *_: os.close(terminal))  # lets go what waits
    signal.setitimer(signal.ITIMER_REAL, 20)
    try:
        clock = Clock()
        with (
            open(end, "w", encoding="utf-8", closefd=False) as stream,
            Terminal(stream, color=True, clock=clock).watch(100_000) as asked,
        ):
            for _ in range(20_000):
                clock.now_s += 1
                asked("up")
        assert 0 < len(os.read(terminal, 1 << 20)) < 1 << 20
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        os.close(end)
        os.close(terminal)
