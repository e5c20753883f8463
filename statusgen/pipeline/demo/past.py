"""Ninety days that never were: plausible samples, so that the demonstration's page has something to show."""

import random
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from statusgen.domain.samples import Controls, Run, Sample, Terms
from statusgen.domain.status import Outcome, Reason

DAYS = 90
EVERY = timedelta(minutes=15)
_TERMS = Terms(valid_for_s=1800)

_USUAL_MS = {
    "shared-hosting-http": 84,
    "control-panel-http": 310,
    "wordpress-http": 140,
    "shell-tcp": 12,
    "webmail-http": 95,
    "databases-tcp": 6,
}
_COMPONENTS = {check: check.rpartition("-")[0] for check in _USUAL_MS}

# Check to (hours ago it began, how long it took in hours, what was found).
_TROUBLES: Mapping[str, tuple[tuple[float, float, Outcome, Reason], ...]] = {
    "shared-hosting-http": (
        (6 * 24 + 5, 3, Outcome.DEGRADED, Reason.LATENCY),
        (41 * 24, 0.75, Outcome.DOWN, Reason.TIMEOUT),
    ),
    "control-panel-http": ((1.25, 1.5, Outcome.DEGRADED, Reason.LATENCY),),
    "wordpress-http": (
        (19 * 24 + 3, 1, Outcome.PARTIAL, Reason.STATUS),
        (63 * 24, 5, Outcome.DOWN, Reason.CONNECT),
    ),
    "webmail-http": ((1.25, 1.5, Outcome.DOWN, Reason.CERTIFICATE_EXPIRED),),
    "databases-tcp": ((3 * 24 + 7.25, 1, Outcome.DOWN, Reason.CONNECT),),
}
_PROBER_OFFLINE_HOURS_AGO = (30 * 24, 30 * 24 - 14)


def past_runs(now: datetime) -> Iterator[Run]:
    """A run every quarter of an hour for ninety days, the newest a quarter of an hour old."""
    chance = random.Random(7)  # noqa: S311 - the same past each time, and nothing that needs secrecy
    start = now.replace(minute=now.minute // 15 * 15, second=0, microsecond=0)
    for steps in range(int(timedelta(days=DAYS) / EVERY), 0, -1):
        at = start - steps * EVERY
        hours_ago = (now - at) / timedelta(hours=1)
        first, last = _PROBER_OFFLINE_HOURS_AGO
        if not last < hours_ago <= first:
            samples = tuple(_sample(check, hours_ago, chance) for check in _USUAL_MS)
            yield Run(at=at, location="main", samples=samples, controls=Controls.OK)


def _sample(check: str, hours_ago: float, chance: random.Random) -> Sample:
    outcome, reason = Outcome.UP, None
    for began, took, found, why in _TROUBLES.get(check, ()):
        if began - took < hours_ago <= began:
            outcome, reason = found, why
    return Sample(
        check=check,
        component=_COMPONENTS[check],
        outcome=outcome,
        reason=reason,
        terms=_TERMS,
        latency_ms=None
        if outcome is Outcome.DOWN
        else round(_USUAL_MS[check] * chance.lognormvariate(0, 0.25), 1),
    )
