"""What every component and every post is judged by."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

from statusgen.domain.config import Check, Config
from statusgen.domain.figures import Window
from statusgen.domain.histogram import Histogram
from statusgen.domain.observed import Latest, Observed
from statusgen.domain.posts import Posts
from statusgen.verdict.days import LocalDay, local_days
from statusgen.verdict.roll import Roll

CELLS = 90
"""How many day cells a component has; as many days as the longest window."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """`public` holds the checks whose details may be told, `places` the names of locations, `latest` the
    newest samples by check and location, `newest` those of each check, wherever they were taken. `days` are
    oldest first, for cells; `utc_days` newest first, for response times."""

    config: Config
    roll: Roll
    since: datetime
    now: datetime
    days: tuple[LocalDay, ...]
    utc_days: tuple[date, ...]
    public: Mapping[str, Check]
    places: Mapping[str, str]
    maintenances: frozenset[str]
    partial_weight: Fraction
    latest: Mapping[tuple[str, str], Latest]
    newest: Mapping[str, Latest]
    latencies: Mapping[tuple[str, date], Mapping[str, Histogram]]


def set_scene(config: Config, observed: Observed, posts: Posts, now: datetime) -> Scene:
    days = local_days(now, config.site.timezone, count=CELLS)
    longest = now - timedelta(days=max(window.days for window in Window))
    return Scene(
        config=config,
        roll=Roll(config),
        since=min(observed.since, longest, days[0].start),
        now=now,
        days=days,
        utc_days=tuple(now.astimezone(UTC).date() - timedelta(days=ago) for ago in range(CELLS)),
        public={check.id: check for check in config.checks if not check.private},
        places={location.id: location.name for location in config.probing.locations},
        maintenances=frozenset(maintenance.id for maintenance in posts.maintenances),
        partial_weight=Fraction(str(config.uptime.partial_outage_weight)),
        latest={(latest.sample.check, latest.location): latest for latest in observed.latest},
        newest={
            latest.sample.check: latest
            for latest in sorted(observed.latest, key=lambda latest: (latest.at, latest.location))
        },
        latencies=observed.latencies,
    )
