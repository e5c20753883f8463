"""A terminal that somebody watches: a line that counts while a run lasts, then a table of what it found."""

import os
import select
import time
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, TextIO

import click

if TYPE_CHECKING:
    from statusgen.pipeline.account import Result

USUAL_COLUMNS = 80
FEWEST_COLUMNS = 40
REDRAW_AFTER_S = 0.1
_COLOURS = {"up": "green", "degraded": "yellow", "partial": "magenta", "down": "red", "unknown": "cyan"}
_GAP = "  "


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

    @contextmanager
    def watch(self, total: int) -> Iterator[Callable[[str], None]]:
        """A line that counts, gone at the end; call it with each outcome."""
        asked = bad = 0
        drawn_at, drawn = self._clock(), ""

        def draw() -> None:
            nonlocal drawn, drawn_at
            if not self._takes_more():
                return
            text = shortened(f"{asked} of {total} asked, {bad} not up", self.columns - 1)
            self._write("\r" + text + " " * (len(drawn) - len(text)))
            drawn, drawn_at = text, self._clock()

        def count(outcome: str) -> None:
            nonlocal asked, bad
            asked += 1
            bad += outcome != "up"
            if not self._dumb and self._clock() - drawn_at >= REDRAW_AFTER_S:
                draw()

        try:
            if not self._dumb and total:
                draw()
            yield count
        finally:
            if drawn and self._takes_more():
                self._write("\r" + " " * len(drawn) + "\r")

    def show(self, results: Sequence["Result"]) -> None:
        """One line each, no wider than the terminal; the longest column of words is shortened."""
        rows = [(result.check, str(result.outcome), _latency(result), result.why) for result in results]
        names, outcomes, latencies, whys = (_widest(row[place] for row in rows) for place in range(4))
        room = max(self.columns, FEWEST_COLUMNS) - outcomes - latencies - 3 * len(_GAP)
        names = min(names, max(room * 3 // 5, room - whys))
        for check, outcome, latency, why in rows:
            cells = (
                squeezed(check, names).ljust(names),
                self._styled(outcome.ljust(outcomes), _COLOURS.get(outcome)),
                latency.rjust(latencies),
                shortened(why, room - names),
            )
            self._write(_GAP.join(cells).rstrip() + "\n")

    def _styled(self, text: str, colour: str | None) -> str:
        return click.style(text, fg=colour) if self._color else text

    def _takes_more(self) -> bool:
        """False while it is stopped, or at the other end of a line that is dead: that must hold up no run."""
        try:
            return bool(select.select([], [self._stream], [], 0)[1])
        except (OSError, ValueError):  # no file, or a system that can ask of sockets only
            return True

    def _write(self, text: str) -> None:
        """A terminal that went away must not end the run."""
        with suppress(OSError):
            click.echo(text, file=self._stream, nl=False, color=self._color)


def _latency(result: "Result") -> str:
    return "" if result.latency_ms is None else f"{result.latency_ms:.0f} ms"


def _widest(cells: Iterable[str]) -> int:
    return max(map(width, cells), default=0)


def width(text: str) -> int:
    """How many columns it takes: East Asian wide characters take two, combining ones none."""
    if text.isascii():
        return len(text)
    return sum(map(_width, text))


def _width(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def shortened(text: str, columns: int) -> str:
    """The text, or as much of its beginning as fits, and an ellipsis."""
    if width(text) <= columns:
        return text
    kept, room = "", max(columns, 1) - 1
    for character in text:
        room -= _width(character)
        if room < 0:
            break
        kept += character
    return kept.rstrip() + "…"


def squeezed(name: str, columns: int) -> str:
    """The id, or its beginning and its end: what is alike in many ids stands at their beginning."""
    if len(name) <= columns:
        return name
    head = columns // 2
    return f"{name[:head]}…{name[len(name) - (columns - head - 1) :]}"
