"""Ninety days as one small SVG: a line of dashes, one dash a day.

An ordinary day costs nothing, however many there are: days in a row are one stroke, cut into days by
the style sheet's stroke-dasharray (the pattern starts anew with each stroke). Statuses differ by height
and shape as well as by hue: an ordinary day is low, a major outage full height, a partial one is
broken in the middle, maintenance floats, an unknown day is a stub. A day that is not there yet is blank.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby

from markupsafe import Markup

from statusgen.domain.figures import DayCell
from statusgen.domain.status import Status
from statusgen.render.words import say_bar

HEIGHT = 20

CLASSES = {
    Status.OPERATIONAL: "ok",
    Status.UNDER_MAINTENANCE: "maint",
    Status.UNKNOWN: "unknown",
    Status.DEGRADED_PERFORMANCE: "slow",
    Status.PARTIAL_OUTAGE: "partial",
    Status.MAJOR_OUTAGE: "major",
}
"""The style sheet's name for each status."""

_MIDDLES = {
    Status.OPERATIONAL: ("14",),
    Status.UNDER_MAINTENANCE: ("13",),
    Status.UNKNOWN: ("18.5",),
    Status.DEGRADED_PERFORMANCE: ("12.5",),
    Status.PARTIAL_OUTAGE: ("4", "16"),
    Status.MAJOR_OUTAGE: ("10",),
}
"""Where the strokes of a status run; the style sheet says how thick they are."""


def draw_bar(cells: Sequence[DayCell]) -> Markup:
    """The bar, with its words as the accessible name."""
    paths = Markup().join(_draw_status(cells, status) for status in Status)
    box = f"0 0 {max(len(cells), 1)} {HEIGHT}"
    return Markup(
        '<svg class="bar" viewBox="{}" preserveAspectRatio="none" role="img" aria-label="{}">{}</svg>'
    ).format(box, say_bar(cells), paths)


def draw_key(status: Status) -> Markup:
    """Three days of `status`, for the key below the bars."""
    strokes = "".join(f"M0 {middle}h3" for middle in _MIDDLES[status])
    return Markup(
        '<svg class="bar" viewBox="0 0 3 {}" preserveAspectRatio="none" aria-hidden="true">'
        '<path class="{}" d="{}"/></svg>'
    ).format(HEIGHT, CLASSES[status], strokes)


def _draw_status(cells: Sequence[DayCell], status: Status) -> Markup:
    strokes = [
        f"M{first} {middle}h{length}" for first, length in _runs(cells, status) for middle in _MIDDLES[status]
    ]
    if not strokes:
        return Markup()
    return Markup('<path class="{}" d="{}"/>').format(CLASSES[status], "".join(strokes))


def _runs(cells: Sequence[DayCell], status: Status) -> Iterator[tuple[int, int]]:
    """Days in a row with this status: position of the first, and how many."""
    position = 0
    for found, run in groupby(cells, key=lambda cell: cell.status):
        length = len(list(run))
        if found is status:
            yield position, length
        position += length
