"""Response times over whole UTC days, always from the histograms, so that folding cannot change them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from statusgen.domain.config import Component
from statusgen.domain.figures import Percentiles, Window
from statusgen.domain.histogram import Histogram

_NONE: Mapping[str, Histogram] = {}


def percentiles(
    component: Component, latencies: Mapping[tuple[str, date], Mapping[str, Histogram]], days: Sequence[date]
) -> Iterator[Percentiles]:
    """Per window, over as many of the `days` (UTC, newest first); private checks give no figures."""
    checks = [check.id for check in component.checks if not check.private]
    merged, done = Histogram(), 0
    for window in Window:
        asked = [(check, day) for day in days[done : window.days] for check in checks]
        found = [histogram for key in asked for histogram in latencies.get(key, _NONE).values()]
        merged, done = Histogram.merged([merged, *found]), window.days
        p50, p95 = merged.percentile(0.5), merged.percentile(0.95)
        if p50 is not None and p95 is not None:
            yield Percentiles(window, merged.total, p50, p95)
