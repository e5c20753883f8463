"""Response times over whole UTC days, always from the histograms, so that folding cannot change them."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta

from statusgen.domain.config import Component
from statusgen.domain.histogram import Histogram
from statusgen.domain.page import Percentiles, Window


def percentiles(
    component: Component, latencies: Mapping[tuple[str, date], Histogram], now: datetime
) -> Iterator[Percentiles]:
    """Per window, over as many days with today as the last; private checks give no figures."""
    today = now.astimezone(UTC).date()
    checks = [check.id for check in component.checks if not check.private]
    merged, days = Histogram(), 0
    for window in Window:
        dates = (today - timedelta(days=ago) for ago in range(days, window.days))
        found = [latencies.get((check, day)) for day in dates for check in checks]
        merged = Histogram.merged([merged, *filter(None, found)])
        days = window.days
        p50, p95 = merged.percentile(0.5), merged.percentile(0.95)
        if p50 is not None and p95 is not None:
            yield Percentiles(window, merged.total, p50, p95)
