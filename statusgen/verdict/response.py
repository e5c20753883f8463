"""Response times over whole UTC days, always from the histograms, so that folding cannot change them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from statusgen.domain.config import Component
from statusgen.domain.figures import Percentiles, Window
from statusgen.domain.histogram import Histogram

_NONE: Mapping[str, Histogram] = {}


@dataclass(frozen=True, slots=True)
class Response:
    """The figures of each window that has any, those of a week by location, and how much is in none of
    them: what a prober measured in the longest window while it was too busy."""

    windows: tuple[Percentiles, ...]
    by_location: Mapping[str, Percentiles]
    left_out: int


def respond(
    component: Component, latencies: Mapping[tuple[str, date], Mapping[str, Histogram]], days: Sequence[date]
) -> Response:
    """Over as many of the `days` (UTC, newest first) as each window has; private checks give no figures."""
    checks = [check.id for check in component.checks if not check.private]
    seen: dict[str, Histogram] = {}
    whole, done = Histogram(), 0
    windows: list[Percentiles | None] = []
    week: dict[str, Percentiles | None] = {}
    for window in Window:
        found = defaultdict(list, {location: [histogram] for location, histogram in seen.items()})
        for key in ((check, day) for day in days[done : window.days] for check in checks):
            for location, histogram in latencies.get(key, _NONE).items():
                found[location].append(histogram)
        seen = {location: Histogram.merged(parts) for location, parts in found.items()}
        whole, done = Histogram.merged(seen.values()), window.days
        windows.append(_percentiles(window, whole))
        if window is Window.WEEK:
            week = {location: _percentiles(window, histogram) for location, histogram in seen.items()}
    return Response(
        windows=tuple(figure for figure in windows if figure),
        by_location={location: figure for location, figure in week.items() if figure},
        left_out=whole.left_out,
    )


def _percentiles(window: Window, histogram: Histogram) -> Percentiles | None:
    p50, p95 = histogram.percentile(0.5), histogram.percentile(0.95)
    return None if p50 is None or p95 is None else Percentiles(window, histogram.total, p50, p95)
