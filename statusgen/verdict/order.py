"""The order of statuses, quick enough to be asked at every boundary of every timeline."""

from collections.abc import Iterable
from functools import cache

from statusgen.domain.status import Status

OUTAGE = frozenset(status for status in Status if status.is_outage)
TROUBLE = frozenset(status for status in Status if status.is_trouble)


@cache
def worse(one: Status, other: Status) -> Status:
    return max(one, other, key=lambda status: status.rank)


@cache
def better(one: Status, other: Status) -> Status:
    return min(one, other, key=lambda status: status.rank)


def worst(statuses: Iterable[Status], default: Status = Status.OPERATIONAL) -> Status:
    return Status.worst(statuses, default)
