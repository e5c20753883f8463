"""A terminal that somebody watches: a line that counts while a run lasts, then a table of what it found."""

import os
import select
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, TextIO

import click

from statusgen.cli.columns import lay_out, shortened

if TYPE_CHECKING:
    from statusgen.pipeline.account import Result

USUAL_COLUMNS = 80
REDRAW_AFTER_S = 0.1
_COLOURS = {"up": "green", "degraded": "yellow", "partial": "magenta", "down": "red", "unknown": "cyan"}


class Terminal:
    """What the pipeline knows as its Screen. With `dumb` nothing is drawn twice."""

    def __init__(
        self,
        stream: TextIO,
        *,
        color: bool,
        dumb: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._stream = stream
        self._color = color
        self._dumb = dumb
        self._clock = clock

    @property
    def columns(self) -> int:
        """Its width; a terminal that does not know it says 0."""
        try:
            return os.get_terminal_size(self._stream.fileno()).columns or USUAL_COLUMNS
        except (OSError, ValueError):
            return USUAL_COLUMNS

    @property
    def takes_more(self) -> bool:
        """Not while it is stopped, or at the other end of a line that is dead: writing would block."""
        try:
            return bool(select.select([], [self._stream], [], 0)[1])
        except (OSError, ValueError):  # no file, or a system that can ask this of sockets only
            return True

    @contextmanager
    def watch(self, total: int) -> Iterator[Callable[[str], None]]:
        """A line that counts, gone at the end; call it with each outcome."""
        if self._dumb or not total:
            yield lambda _outcome: None
            return
        counter = _Counter(self, total, self._clock)
        counter.draw()
        try:
            yield counter.count
        finally:
            counter.erase()

    def show(self, results: Sequence["Result"]) -> None:
        """One line each, no wider than the terminal, the outcome in its colour."""
        for line in lay_out(results, columns=self.columns, style=self._styled):
            self.write(line + "\n")

    def write(self, text: str) -> None:
        """A terminal that went away must not end the run."""
        with suppress(OSError):
            click.echo(text, file=self._stream, nl=False, color=self._color)

    def _styled(self, text: str, outcome: str) -> str:
        return click.style(text, fg=_COLOURS[outcome]) if self._color else text


class _Counter:
    """The line while it stands there; `_drawn` is what was drawn last."""

    def __init__(self, terminal: Terminal, total: int, clock: Callable[[], float]) -> None:
        self._terminal = terminal
        self._total = total
        self._clock = clock
        self._asked = self._bad = 0
        self._drawn, self._drawn_at_s = "", clock()

    def count(self, outcome: str) -> None:
        self._asked += 1
        self._bad += outcome != "up"
        if self._clock() - self._drawn_at_s >= REDRAW_AFTER_S:
            self.draw()

    def draw(self) -> None:
        """Over what was drawn before, a column short of the edge: a line that wraps cannot be drawn over."""
        if self._terminal.takes_more:
            text = f"{self._asked} of {self._total} asked, {self._bad} not up"
            text = shortened(text, self._terminal.columns - 1)
            self._terminal.write("\r" + text.ljust(len(self._drawn)))
            self._drawn, self._drawn_at_s = text, self._clock()

    def erase(self) -> None:
        if self._drawn and self._terminal.takes_more:
            self._terminal.write("\r" + " " * len(self._drawn) + "\r")
