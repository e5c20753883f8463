"""How old the page's knowledge is, and when it must be doubted."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from statusgen.domain.page import Freshness
from statusgen.verdict.record import Record


def freshness(records: Iterable[Record]) -> Freshness:
    """The oldest knowledge of any component, and the earliest limit, each by its own checks.

    Components that were never measured, are retired or have nothing left to ask are left out. A check
    that has just been renamed or replaced leaves the knowledge of its component as old as it is.
    """
    asked = []
    for record in records:
        checks = [check for check in record.component.checks if not check.broken]
        newest = record.newest_sample()
        if newest and checks and not record.component.retired:
            asked.append((newest, checks))
    return Freshness(
        checked_at=min((newest for newest, _ in asked), default=None),
        next_check_by=_earliest((newest, [check.interval_s for check in checks]) for newest, checks in asked),
        late_after=_earliest((newest, [check.late_after_s for check in checks]) for newest, checks in asked),
        stale_after=_earliest(
            (newest, [check.stale_after_s for check in checks]) for newest, checks in asked
        ),
    )


def _earliest(limits: Iterable[tuple[datetime, Collection[float]]]) -> datetime | None:
    return min((newest + timedelta(seconds=min(each)) for newest, each in limits), default=None)
