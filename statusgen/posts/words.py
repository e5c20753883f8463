"""The vocabulary of posts: kinds, states and statuses, and the short forms people type."""

from enum import StrEnum
from functools import lru_cache

from statusgen.domain.posts import State
from statusgen.domain.status import Status


class Kind(StrEnum):
    INCIDENT = "incident"
    MAINTENANCE = "maintenance"
    NOTICE = "notice"
    KNOWN_ISSUE = "known-issue"
    CORRECTION = "correction"


STATUSES = {
    "operational": Status.OPERATIONAL,
    "ok": Status.OPERATIONAL,
    "okay": Status.OPERATIONAL,
    "up": Status.OPERATIONAL,
    "degraded performance": Status.DEGRADED_PERFORMANCE,
    "degraded": Status.DEGRADED_PERFORMANCE,
    "slow": Status.DEGRADED_PERFORMANCE,
    "partial outage": Status.PARTIAL_OUTAGE,
    "partial": Status.PARTIAL_OUTAGE,
    "major outage": Status.MAJOR_OUTAGE,
    "major": Status.MAJOR_OUTAGE,
    "down": Status.MAJOR_OUTAGE,
    "under maintenance": Status.UNDER_MAINTENANCE,
    "maintenance": Status.UNDER_MAINTENANCE,
}
"""By `normal` form."""

SHORT = {
    Status.OPERATIONAL: "ok",
    Status.DEGRADED_PERFORMANCE: "slow",
    Status.PARTIAL_OUTAGE: "partial",
    Status.MAJOR_OUTAGE: "down",
    Status.UNDER_MAINTENANCE: "maintenance",
}
"""How a status is written into a post."""

UPDATE = "update"
"""The word for an update that keeps the state."""

_AFTERWARDS = {"postmortem": State.POSTMORTEM, "post mortem": State.POSTMORTEM}

STATES: dict[Kind, dict[str, State | None]] = {
    Kind.INCIDENT: {
        UPDATE: None,
        "investigating": State.INVESTIGATING,
        "identified": State.IDENTIFIED,
        "monitoring": State.MONITORING,
        "resolved": State.RESOLVED,
        "withdrawn": State.WITHDRAWN,
        **_AFTERWARDS,
    },
    Kind.MAINTENANCE: {
        UPDATE: None,
        "scheduled": State.SCHEDULED,
        "in progress": State.IN_PROGRESS,
        "verifying": State.VERIFYING,
        "completed": State.COMPLETED,
        "cancelled": State.CANCELLED,
        "canceled": State.CANCELLED,
        **_AFTERWARDS,
    },
    Kind.NOTICE: {UPDATE: None, "published": State.PUBLISHED},
}
"""By kind and `normal` form; None keeps the state."""

ALL_STATES = {word for states in STATES.values() for word in states}

ALMOST_STATES = {
    "fixed": "resolved",
    "solved": "resolved",
    "closed": "resolved",
    "done": "resolved",
    "retracted": "withdrawn",
    "finished": "completed",
    "started": "in_progress",
    "aborted": "cancelled",
}
"""What people say instead, and what is meant; only good for a hint."""

FIRST_STATE = {
    Kind.INCIDENT: State.INVESTIGATING,
    Kind.MAINTENANCE: State.SCHEDULED,
    Kind.NOTICE: State.PUBLISHED,
}

OPEN_STATE = {**FIRST_STATE, Kind.MAINTENANCE: State.IN_PROGRESS}
"""What an unknown state is taken for: nothing that would end the post."""

CLOSING = (State.RESOLVED, State.WITHDRAWN, State.COMPLETED, State.CANCELLED)

SILENT_STATUS = {Kind.MAINTENANCE: Status.UNDER_MAINTENANCE}
"""What a component is that is named without a status; a partial outage where nothing is said here."""

YES = ("true", "yes", "on", "y", "1")
NO = ("false", "no", "off", "n", "0")


@lru_cache(maxsize=4096)
def normal(phrase: str) -> str:
    """Lower case, words apart by one space: `Partial_Outage`, `partial-outage` are one phrase."""
    return " ".join(phrase.lower().replace("_", " ").replace("-", " ").split())


def parse_status(phrase: str) -> Status | None:
    """The status that a word or two mean, short or full; None if it is none."""
    return STATUSES.get(normal(phrase))
