"""Response times over whole UTC days, always from the histograms, so that folding cannot change them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from statusgen.domain.config import Component
from statusgen.domain.figures import Percentiles, Window
from statusgen.domain.histogram import Histogram


def percentiles(
    component: Component, latencies: Mapping[tuple[str, date], Histogram], days: Sequence[date]
) -> Iterator[Percentiles]:
    """Per window, over as many of the `days` (UTC, newest first); private checks give no figures."""
    checks = [check.id for check in component.checks if not check.private]
    merged, done = Histogram(), 0
    for window in Window:
        found = [latencies.get((check, day)) for day in days[done : window.days] for check in checks]
        merged, done = Histogram.merged([merged, *filter(None, found)]), window.days
        p50, p95 = merged.percentile(0.5), merged.percentile(0.95)
        if p50 is not None and p95 is not None:
            yield Percentiles(window, merged.total, p50, p95)
