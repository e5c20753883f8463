"""The page as a whole: one status and one sentence."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from statusgen.domain.page import Headline, HeadlineKind, MaintenanceView
from statusgen.domain.status import Status
from statusgen.verdict.cases import Case
from statusgen.verdict.order import OUTAGE, TROUBLE, worse, worst
from statusgen.verdict.outages import is_failing
from statusgen.verdict.record import Record


@dataclass(frozen=True, slots=True)
class Whole:
    """What the page's status is made of: components that are not retired, open cases.

    `explained` names, by component, the post that explains the outage which is going on there.
    """

    records: Sequence[Record]
    cases: Sequence[Case]
    maintenances: Sequence[MaintenanceView]
    explained: Mapping[str, str]

    @property
    def unplaced(self) -> list[Status]:
        """Of every open post that would otherwise leave no mark on the page."""
        return [case.unplaced for case in self.cases if case.unplaced]

    @property
    def statuses(self) -> list[Status]:
        return [record.status for record in self.records] + self.unplaced

    @property
    def measured(self) -> list[Record]:
        return [record for record in self.records if record.measured]

    @property
    def not_known(self) -> list[Record]:
        return [record for record in self.measured if record.status is Status.UNKNOWN]

    @property
    def lost(self) -> list[Record]:
        """Those that were out when last seen, and are not known since."""
        return [record for record in self.not_known if _is_lost(record)]

    @property
    def core_not_known(self) -> list[Record]:
        return [record for record in self.not_known if record.component.core]

    @property
    def is_unknown(self) -> bool:
        """Nothing is known, or not what the rest cannot make up for."""
        nothing_known = self.not_known and len(self.not_known) == len(self.measured)
        return bool(nothing_known or self.core_not_known or self.lost)

    def about(self, case: Case) -> list[Record]:
        """The components in trouble that an open case speaks of."""
        return [record for record in self.records if record.component.id in case.concerned]

    def gravity(self, case: Case) -> Status:
        """How bad the trouble is that an open case speaks of, as it is shown."""
        shown = worst(record.status for record in self.about(case))
        return worse(shown, case.unplaced or Status.OPERATIONAL)


def _is_lost(record: Record) -> bool:
    """Nobody saw its outage end. What a check saw counts no more once a post calls that check wrong."""
    silenced = any(silence.holds_at(record.now) for silence in record.silences)
    return bool(record.outages) and record.outages[-1].ended is None and not silenced


def page_status(whole: Whole) -> Status:
    statuses = whole.statuses
    majors = statuses.count(Status.MAJOR_OUTAGE)
    # Milder posts must not outnumber components that are out.
    total = len(whole.records) + whole.unplaced.count(Status.MAJOR_OUTAGE)
    core_is_out = any(
        record.component.core and record.status is Status.MAJOR_OUTAGE for record in whole.records
    )
    if core_is_out or (majors and 2 * majors >= total):
        return Status.MAJOR_OUTAGE
    if OUTAGE.intersection(statuses):
        return Status.PARTIAL_OUTAGE
    if Status.DEGRADED_PERFORMANCE in statuses:
        return Status.DEGRADED_PERFORMANCE
    if whole.is_unknown:
        return Status.UNKNOWN
    if Status.UNDER_MAINTENANCE in statuses:
        return Status.UNDER_MAINTENANCE
    return Status.OPERATIONAL


def headline(whole: Whole) -> Headline:
    """What the first sentence is about: the worst that is known, people's words before machines'."""
    gravest = worst(status for status in whole.statuses if status in TROUBLE)
    lead = max(whole.cases, key=lambda case: _prominence(case, whole), default=None)
    if lead and whole.gravity(lead).rank >= gravest.rank:
        return _incident(lead, whole)
    return (
        _found_by_checks(whole, gravest)
        or _last_seen_failing(whole)
        or _no_current_data(whole)
        or _maintenance(whole)
        or _partly_unknown(whole)
        or Headline(kind=HeadlineKind.OPERATIONAL if whole.measured else HeadlineKind.NO_PROBLEMS_REPORTED)
    )


def _prominence(case: Case, whole: Whole) -> tuple[int, datetime, str]:
    return (whole.gravity(case).rank, case.incident.started, case.incident.id)


def _incident(case: Case, whole: Whole) -> Headline:
    return Headline(
        kind=HeadlineKind.INCIDENT,
        title=case.incident.title,
        post=case.incident.id,
        components=_names(whole.about(case)),
        status=whole.gravity(case),
        since=case.incident.started,
        count=sum(record.status in TROUBLE for record in whole.records),
        total=len(whole.records),
    )


def _found_by_checks(whole: Whole, gravest: Status) -> Headline | None:
    """What machines alone know: the components that are measured to be as bad as the page is."""
    found = [record for record in whole.records if record.timeline.now.measured is gravest is record.status]
    if gravest not in TROUBLE or not found:
        return None
    posts = [whole.explained.get(record.component.id) for record in found]
    return Headline(
        kind=HeadlineKind.FOUND_BY_CHECKS,
        post=posts[0] if all(posts) else None,
        components=_names(found),
        status=gravest,
        since=min(filter(None, map(_found_at, found)), default=None),
        reasons=tuple(sorted({reason for record in found for reason in record.timeline.now.why.reasons})),
        count=sum(record.status in TROUBLE for record in whole.records),
        total=len(whole.records),
    )


def _found_at(record: Record) -> datetime | None:
    """When the trouble was first seen, which may be before it became as bad as it is."""
    last = record.outages[-1] if record.outages else None
    return last.started if last and last.ended is None else record.timeline.status_since


def _last_seen_failing(whole: Whole) -> Headline | None:
    """The gravest of those that were out when we lost sight of them; `count` of `total` are lost."""
    if not whole.lost:
        return None
    gravest = max(whole.lost, key=lambda record: _last_outage(record).rank)
    outage = gravest.outages[-1]
    seen = (min(one.newest, gravest.now) for one in gravest.heard if is_failing(one))
    return Headline(
        kind=HeadlineKind.LAST_SEEN_FAILING,
        components=_names([gravest]),
        status=_last_outage(gravest),
        since=max(seen, default=outage.started),
        reasons=outage.reasons,
        count=len(whole.lost),
        total=len(whole.measured),
    )


def _last_outage(record: Record) -> Status:
    """How bad it was when last seen; only of one with an outage."""
    return next(one.measured for one in reversed(record.timeline.moments) if one.measured in OUTAGE)


def _no_current_data(whole: Whole) -> Headline | None:
    """Of everything; or of core `components`, which the rest cannot make up for."""
    if not whole.is_unknown:
        return None
    count, total = len(whole.not_known), len(whole.measured)
    core = () if count == total else _names(whole.core_not_known)
    return Headline(kind=HeadlineKind.NO_CURRENT_DATA, components=core, count=count, total=total)


def _maintenance(whole: Whole) -> Headline | None:
    """The work in force that began last; `count` of `total` are not known meanwhile."""
    touched = {post: record for record in whole.records for post in record.timeline.now.why.posts}
    in_force = [view for view in whole.maintenances if view.maintenance.id in touched]
    if not in_force:
        return None
    view = max(in_force, key=lambda view: (view.starts, view.maintenance.id))
    post = view.maintenance.id
    about = [record for record in whole.records if post in record.timeline.now.why.posts]
    return Headline(
        kind=HeadlineKind.MAINTENANCE,
        title=view.maintenance.title,
        post=post,
        components=_names(about),
        status=worst(record.status for record in about),
        since=view.starts,
        count=len(whole.not_known),
        total=len(whole.measured),
    )


def _partly_unknown(whole: Whole) -> Headline | None:
    if not whole.not_known:
        return None
    return Headline(kind=HeadlineKind.PARTLY_UNKNOWN, count=len(whole.not_known), total=len(whole.measured))


def _names(records: Iterable[Record]) -> tuple[str, ...]:
    return tuple(record.component.name for record in records)
