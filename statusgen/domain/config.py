"""What checks.yaml says, validated: all durations in seconds, all zones resolved."""

from dataclasses import dataclass, field
from datetime import date, time
from functools import cached_property
from zoneinfo import ZoneInfo

from statusgen.domain.samples import Counted
from statusgen.domain.status import Status


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    name: str
    url: str  # absolute, ends with a slash
    description: str = ""
    timezone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    language: str = "en"
    logo: str | None = None  # a path beside checks.yaml
    accent: str | None = None  # "#rrggbb"
    links: tuple[Link, ...] = ()
    mirrors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OpeningTime:
    """Open from `opens` to `closes` on these days (Monday is 0)."""

    weekdays: tuple[int, ...]
    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class Hours:
    timezone: ZoneInfo
    times: tuple[OpeningTime, ...] = ()
    closed: tuple[date, ...] = ()
    always: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    phone: str | None = None
    email: str | None = None
    chat: str | None = None
    portal: str | None = None
    hours: Hours | None = None
    reply_within_s: float | None = None
    note: str | None = None
    during_incident: str | None = None


@dataclass(frozen=True, slots=True)
class Location:
    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Probing:
    interval_s: float = 300
    late_after_s: float = 900
    stale_after_s: float = 1800
    timeout_s: float = 10
    tries: int = 4
    waits_s: tuple[float, ...] = (2, 10, 30)
    concurrency: int = 1000
    deadline_s: float = 180
    controls: tuple[str, ...] = ()
    locations: tuple[Location, ...] = ()
    quorum: int | None = None  # None: the majority of the locations that speak
    minority: Status = Status.OPERATIONAL  # what fewer than the quorum make of it; operational: a note

    @property
    def web_controls(self) -> tuple[str, ...]:
        """Those whose silence says that the prober is offline; of the others, that a port is closed."""
        return tuple(control for control in self.controls if not control.startswith("tcp:"))

    @property
    def asking_s(self) -> float:
        """How long a run may ask: the rest of the deadline is for questioning the controls once more."""
        kept_s = min(self.timeout_s, self.deadline_s / 4) if self.controls else 0
        return self.deadline_s - kept_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One question put regularly. `options` is its kind's own validated model.

    A broken check has a mistake in checks.yaml: it is never asked, so what it watches is not known.
    An external one (`kind` "external") is measured by others, who write into the store.
    """

    id: str
    component: str
    kind: str
    target: str = ""  # may hold ${NAME}: see secrets.Secrets.fill
    options: object = None
    interval_s: float = 300
    late_after_s: float = 900
    stale_after_s: float = 1800
    timeout_s: float = 10
    tries: int = 4
    waits_s: tuple[float, ...] = (2, 10, 30)
    worst: Status = Status.MAJOR_OUTAGE  # the most it can say about its component
    down_after: int = 1  # failures in a row, over runs, before it counts as failing
    up_after: int = 1  # good answers in a row after that before it counts as well again
    private: bool = False
    counts: Counted | None = None  # what it asks several of, if it does
    show_addresses: bool = False  # those that do not answer may be named
    broken: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    id: str
    name: str
    description: str = ""
    formerly: tuple[str, ...] = ()
    core: bool = False
    retired: date | None = None
    checks: tuple[Check, ...] = ()
    broken: bool = False  # a mistake in checks.yaml: nothing is known about it


@dataclass(frozen=True, slots=True)
class Group:
    """`id` and `name` are empty for components that stand at the top level."""

    id: str
    name: str
    components: tuple[Component, ...]


@dataclass(frozen=True, slots=True)
class UptimeRules:
    """How figures are reckoned (not what happened): changing them re-reckons every figure."""

    partial_outage_weight: float = 0.3
    announce_before_s: float = 86400


@dataclass(frozen=True, slots=True)
class HistorySettings:
    store: str = "state"
    keep_runs_s: float = 7 * 86400


@dataclass(frozen=True, kw_only=True)
class Config:
    site: Site
    groups: tuple[Group, ...]
    contact: Contact = field(default_factory=Contact)
    probing: Probing = field(default_factory=Probing)
    history: HistorySettings = field(default_factory=HistorySettings)
    uptime: UptimeRules = field(default_factory=UptimeRules)
    publish: tuple[str, ...] = ()

    @cached_property
    def components(self) -> tuple[Component, ...]:
        return tuple(component for group in self.groups for component in group.components)

    @cached_property
    def checks(self) -> tuple[Check, ...]:
        return tuple(check for component in self.components for check in component.checks)
