"""Results as lines of aligned columns that fit a width."""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from statusgen.pipeline.account import Result

FEWEST_COLUMNS = 40
_GAP = "  "


def lay_out(results: Sequence["Result"], *, columns: int, style: Callable[[str, str], str]) -> Iterator[str]:
    """One line each: id, outcome, latency, reason. Where they do not fit the reason gives way, then the id.

    `style` gets the cell of the outcome, and the outcome.
    """
    rows = [(result.check, str(result.outcome), _latency(result), result.explanation) for result in results]
    checks, outcomes, latencies, whys = (_widest(row[place] for row in rows) for place in range(4))
    room = max(columns, FEWEST_COLUMNS) - outcomes - latencies - 3 * len(_GAP)
    checks = min(checks, max(room * 3 // 5, room - whys))
    for check, outcome, latency, why in rows:
        cells = (
            squeezed(check, checks).ljust(checks),
            style(outcome.ljust(outcomes), outcome),
            latency.rjust(latencies),
            shortened(why, room - checks),
        )
        yield _GAP.join(cells).rstrip()


def _latency(result: "Result") -> str:
    return "" if result.latency_ms is None else f"{result.latency_ms:.0f} ms"


def _widest(cells: Iterable[str]) -> int:
    return max(map(width, cells), default=0)


def width(text: str) -> int:
    """How many columns it takes: East Asian wide characters take two, combining ones none."""
    return len(text) if text.isascii() else sum(map(_width, text))


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
