"""Everything that may be public. Renderers see this and nothing else, so what is not here cannot leak."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from statusgen.domain.config import Contact, Site
from statusgen.domain.figures import DayCell, Percentiles, Uptime
from statusgen.domain.posts import Incident, Maintenance, Notice, State
from statusgen.domain.samples import Counted
from statusgen.domain.status import Impact, Outcome, Reason, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """What put a status there: measurement, a post, or both."""

    posts: tuple[str, ...] = ()  # ids of the incidents and maintenances in force
    reasons: tuple[Reason, ...] = ()  # what the failing public checks said


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A piece of a component's timeline, [start, end), in which nothing changes.

    `declared` is OPERATIONAL where nobody declares anything. `excused` time is announced
    maintenance: neither up nor down.
    """

    start: datetime
    end: datetime
    shown: Status
    measured: Status
    declared: Status
    excused: bool = False
    why: Why = Why()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """What machines saw of one trouble on one component.

    It is over when `ended` is set. Where it was not watched at its end, `ended` is when it was seen
    well again and `ended_after` when it was last seen ill.
    """

    id: str  # <component>-<yyyymmdd>t<hhmm>z
    component: str
    started: datetime
    worst: Status
    ended: datetime | None = None
    ended_after: datetime | None = None
    stretches: int = 1  # more than one: on and off
    reasons: tuple[Reason, ...] = ()
    locations: tuple[str, ...] = ()  # names of those that saw it
    answered: tuple[int, int] | None = None  # the worst "2 of 3" seen
    counted: Counted | None = None  # of what
    covered_by: str | None = None  # the post that explains it: an incident, or announced work


class RemarkKind(StrEnum):
    """What a component's page says beside its status."""

    CHECKS_NOT_KNOWN = "checks_not_known"  # `count` of `total` checks have no current data
    NOT_REACHABLE_FROM = "not_reachable_from"  # fewer than the quorum: `places` fail, `others` do not
    PARTLY_ANSWERS = "partly_answers"  # `count` of `total` answer, at `places` if others find more
    CHECK_IGNORED = "check_ignored"  # our check is wrong, says post `post`
    RESOLVED_BUT_FAILING = "resolved_but_failing"  # post `post` says resolved, checks disagree


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    kind: RemarkKind
    count: int = 0
    total: int = 0
    counted: Counted | None = None  # what `count` and `total` are of
    failing: tuple[str, ...] = ()  # addresses that do not answer, where they may be shown
    places: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    since: datetime | None = None
    post: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckView:
    """One public check now. `outcome` is over all locations that speak."""

    id: str
    kind: str
    outcome: Outcome
    reason: Reason | None = None
    latency_ms: float | None = None
    certificate_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class LocationView:
    id: str
    name: str
    last_run: datetime | None
    stopped: bool  # nothing it said still speaks
    ahead: bool  # its clock is wrong; what it says from the future is not heard
    offline: bool = False  # it reports, and found itself cut off
    aside_since: datetime | None = None  # it alone sees much fail: what it says does not count


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenFrom:
    """A component as one location sees it, by its public checks, whatever that counts for.

    `status` is what it would be by this location's word alone, unknown if it says nothing now; `since`
    is when it began to fail from there. `response` is of a week.
    """

    location: LocationView
    status: Status
    last_sample: datetime
    since: datetime | None = None
    response: Percentiles | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentView:
    """`measured` is False for components without checks: then there are no figures and no cells."""

    id: str
    name: str
    description: str
    status: Status
    since: datetime | None  # since when it has this status; None if not within the window
    measured: bool
    timeline: tuple[Interval, ...]
    cells: tuple[DayCell, ...] = ()  # 90 local days, oldest first, today last
    uptime: tuple[Uptime, ...] = ()  # one per Window
    response: tuple[Percentiles, ...] = ()  # windows without samples are left out
    left_out: int = 0  # measurements in 90 days that are in no figure: the prober was too busy
    seen_from: tuple[SeenFrom, ...] = ()  # where there are several locations
    outages: tuple[Outage, ...] = ()  # newest first
    checks: tuple[CheckView, ...] = ()  # public ones
    incidents: tuple[str, ...] = ()  # open ones
    maintenance: tuple[str, ...] = ()  # in force
    remarks: tuple[Remark, ...] = ()
    first_sample: datetime | None = None
    last_sample: datetime | None = None
    retired: date | None = None
    formerly: tuple[str, ...] = ()  # ids that it had before


@dataclass(frozen=True, slots=True)
class GroupView:
    """`id` and `name` are empty for components that stand at the top level."""

    id: str
    name: str
    status: Status
    components: tuple[ComponentView, ...]


@dataclass(frozen=True, slots=True)
class Affected:
    """A component in a post. `name` is its id as written if no such component exists."""

    id: str
    name: str
    status: Status
    known: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentView:
    """A post with the machines' side of it."""

    incident: Incident
    open: bool
    impact: Impact
    now: tuple[Affected, ...]  # what it says now; empty when it is over
    ever: tuple[Affected, ...]  # the worst it ever said of each
    detected: datetime | None  # the first failure that machines saw of it
    first_post: datetime
    outages: tuple[Outage, ...] = ()
    contradicted: bool = False  # resolved by us, but checks still fail by samples taken after it
    promise: datetime | None = None  # when the next update is due; only of the newest update
    overdue: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MaintenanceView:
    """`starts` and `ends` are as they really stand: cut by completed or cancelled, moved by `ends`."""

    maintenance: Maintenance
    state: State
    starts: datetime
    ends: datetime
    affected: tuple[Affected, ...]


class HeadlineKind(StrEnum):
    """What the first sentence of the page is about."""

    INCIDENT = "incident"  # `title`: the worst, newest open incident
    FOUND_BY_CHECKS = (
        "found_by_checks"  # machines say so: `components`, `since`; `post`: over, says that post
    )
    LAST_SEEN_FAILING = "last_seen_failing"  # `components`, at `since`, and not known after that
    NO_CURRENT_DATA = "no_current_data"  # nothing measured is known, or not of core `components`
    PARTLY_UNKNOWN = "partly_unknown"  # no known problems; `count` of `total` not known
    MAINTENANCE = "maintenance"  # `title`
    OPERATIONAL = "operational"
    NO_PROBLEMS_REPORTED = "no_problems_reported"  # everything is run by hand


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    kind: HeadlineKind
    title: str = ""
    post: str | None = None
    components: tuple[str, ...] = ()  # names
    status: Status = Status.OPERATIONAL  # of those components
    since: datetime | None = None
    reasons: tuple[Reason, ...] = ()  # what the failing public checks said
    count: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Freshness:
    """How old the page's knowledge is; all None only where there is no sample at all, and nothing is late."""

    checked_at: datetime | None = None
    next_check_by: datetime | None = None
    late_after: datetime | None = None
    stale_after: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusPage:
    """The page as a value: groups in the order of checks.yaml, posts and outages newest first."""

    site: Site
    contact: Contact
    generated_at: datetime
    freshness: Freshness
    status: Status
    headline: Headline
    groups: tuple[GroupView, ...]
    incidents: tuple[IncidentView, ...] = ()
    maintenances: tuple[MaintenanceView, ...] = ()
    notices: tuple[Notice, ...] = ()
    outages: tuple[Outage, ...] = ()
    locations: tuple[LocationView, ...] = field(default=())
    partial_outage_weight: float = 0.3
    history_available: bool = True
    demonstration: bool = False  # made-up data: the page says so

    @property
    def monitoring_trouble(self) -> bool:
        """Whether a location that still reports found itself offline."""
        return any(location.offline for location in self.locations)

    @property
    def components(self) -> tuple[ComponentView, ...]:
        return tuple(component for group in self.groups for component in group.components)

    @property
    def by_id(self) -> Mapping[str, ComponentView]:
        """Each component under its id, and under those that it had before."""
        former = {name: component for component in self.components for name in component.formerly}
        return former | {component.id: component for component in self.components}
