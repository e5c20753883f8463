"""What people say: incidents, maintenance, notices; every time zone-aware."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from statusgen.domain.status import Impact, Status

Statuses = tuple[tuple[str, Status], ...]
"""Component id (as written, known or not) and what is said of it."""

PROMISE_GRACE = timedelta(minutes=10)
"""How late an update may be before it is called overdue."""


class State(StrEnum):
    """Where a post stands after an update."""

    INVESTIGATING = "investigating"
    IDENTIFIED = "identified"
    MONITORING = "monitoring"
    RESOLVED = "resolved"
    WITHDRAWN = "withdrawn"
    POSTMORTEM = "postmortem"  # written after the end; neither ends nor reopens
    SCHEDULED = "scheduled"
    IN_PROGRESS = "in_progress"
    VERIFYING = "verifying"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    PUBLISHED = "published"  # the only state of a notice


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """One entry of a post. `statuses` names what changes; what it does not name stays."""

    id: str  # unique in its post and stable: its time, such as 20261120t0920z
    at: datetime
    state: State
    text: str = ""  # markdown, untrusted
    statuses: Statuses = ()
    next_update: datetime | None = None  # the promise
    ends: datetime | None = None  # maintenance: the new end


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """What all kinds share. `updates` are in order of time, at least one."""

    id: str
    title: str
    file: str
    updates: tuple[Update, ...]
    pinned: bool = False
    broken: bool = False  # published as far as it was understood: never counts as good news


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident(Post):
    """`statuses` hold from `started`, changed by each update; see `declared` for the result."""

    started: datetime
    statuses: Statuses = ()
    ignore_checks: tuple[str, ...] = ()
    workaround: str | None = None

    @property
    def state(self) -> State:
        """Where it stands: the last state that is not a postmortem."""
        states = [update.state for update in self.updates if update.state is not State.POSTMORTEM]
        return states[-1] if states else State.RESOLVED

    @property
    def is_open(self) -> bool:
        return self.state not in (State.RESOLVED, State.WITHDRAWN)

    @property
    def withdrawn(self) -> bool:
        return self.state is State.WITHDRAWN

    @property
    def resolved(self) -> datetime | None:
        """When it ended; None while it is open."""
        if self.is_open:
            return None
        ends = (State.RESOLVED, State.WITHDRAWN)
        end = None
        for update in self.updates:
            if update.state in ends:
                end = end or update.at
            elif update.state is not State.POSTMORTEM:
                end = None
        return end or self.updates[-1].at

    @property
    def promise(self) -> datetime | None:
        """When the next update is due: by the newest one's word, and only while it is open."""
        return self.updates[-1].next_update if self.is_open else None

    def is_overdue(self, now: datetime) -> bool:
        return self.promise is not None and self.promise + PROMISE_GRACE <= now

    @property
    def components(self) -> tuple[str, ...]:
        """Every component it ever named, in order of naming."""
        named = [name for name, _ in self.statuses]
        named += [name for update in self.updates for name, _ in update.statuses]
        return tuple(dict.fromkeys(named))

    @property
    def impact(self) -> Impact:
        said = [status for _, status in self.statuses]
        said += [status for update in self.updates for _, status in update.statuses]
        return Impact.worst((Impact.of(status) for status in said), Impact.NONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Maintenance(Post):
    """Announced work. `statuses` is what to expect; components named operational are not touched."""

    starts: datetime
    ends: datetime  # as last announced or extended; see also updates that complete or cancel it
    announced: datetime
    timezone: str | None = None
    statuses: Statuses = ()

    @property
    def components(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self.statuses)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice(Post):
    """Something to read that changes no status."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Posts:
    """Everything that people have said, drafts left out, each kind newest first."""

    incidents: tuple[Incident, ...] = ()
    maintenances: tuple[Maintenance, ...] = ()
    notices: tuple[Notice, ...] = ()
