"""Posts and outages as lines of a list: what happened when, of whatever kind.

The same lines stand in the two past weeks of the front page and in the months of the history, so nothing
in one may depend on when it is looked at.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from statusgen.domain.page import IncidentView, MaintenanceView, Outage, StatusPage
from statusgen.domain.posts import Notice, Post, State
from statusgen.domain.status import Status
from statusgen.render.addresses import path_of_post
from statusgen.render.dates import Clock, say_duration
from statusgen.render.headlines import say_past_trouble, say_trouble
from statusgen.render.prose import Prose, excerpt
from statusgen.render.vocabulary import IMPACT_STATUSES, STATES, STATUSES
from statusgen.render.words import join_some, say_found_course, say_reasons


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line: when, what, where it is told in full. `status` gives the shape in front of it."""

    at: datetime
    label: str  # "Partial outage", "Maintenance"
    facts: str  # components and length: "Billing · 41 minutes"
    title: str
    path: str
    excerpt: str
    status: Status | None
    components: tuple[str, ...]  # ids
    open: bool = False


class Entries:
    """Makes the lines of one page value."""

    def __init__(self, page: StatusPage, prose: Prose) -> None:
        self._page = page
        self._prose = prose
        self._clock = Clock(page.site.timezone)
        self._names = {name: component.name for name, component in page.by_id.items()}

    def list_all(self) -> tuple[Entry, ...]:
        """Everything, newest first."""
        entries = [
            *(self._of_incident(view) for view in self._page.incidents),
            *(self._of_maintenance(view) for view in self._page.maintenances),
            *(self._of_notice(notice) for notice in self._page.notices),
            *(self._of_outage(outage) for outage in uncovered(self._page)),
        ]
        return tuple(sorted(entries, key=lambda entry: (entry.at, entry.path), reverse=True))

    def name_of(self, component_id: str) -> str:
        return self._names.get(component_id, component_id)

    def _of_incident(self, view: IncidentView) -> Entry:
        incident = view.incident
        status = status_of_incident(view)
        label = "Incident" if status is Status.UNKNOWN else STATUSES[status]
        return Entry(
            at=incident.started,
            label="Withdrawn" if incident.withdrawn else label,
            facts=_facts((affected.name for affected in view.ever), self._length_of_incident(view)),
            title=incident.title,
            path=path_of_post(incident.id),
            excerpt=self._excerpt(incident),
            status=None if incident.withdrawn or status is Status.UNKNOWN else status,
            components=tuple(affected.id for affected in view.ever),
            open=view.open,
        )

    @staticmethod
    def _length_of_incident(view: IncidentView) -> str:
        if view.open or view.incident.resolved is None:
            return "still open"
        if view.incident.withdrawn or view.incident.resolved <= view.incident.started:
            return ""
        return say_duration((view.incident.resolved - view.incident.started).total_seconds())

    def _of_maintenance(self, view: MaintenanceView) -> Entry:
        maintenance = view.maintenance
        ended = view.state in (State.COMPLETED, State.CANCELLED)
        length = say_duration((view.ends - view.starts).total_seconds())
        return Entry(
            at=view.starts,
            label="Maintenance"
            if view.state is State.COMPLETED
            else f"Maintenance, {STATES[view.state].lower()}",
            facts=_facts((affected.name for affected in view.affected), length),
            title=maintenance.title,
            path=path_of_post(maintenance.id),
            excerpt=self._excerpt(maintenance),
            status=Status.UNDER_MAINTENANCE,
            components=tuple(affected.id for affected in view.affected),
            open=not ended,
        )

    def _of_notice(self, notice: Notice) -> Entry:
        return Entry(
            at=notice.at,
            label="Notice",
            facts="",
            title=notice.title,
            path=path_of_post(notice.id),
            excerpt=self._excerpt(notice),
            status=None,
            components=(),
        )

    def _of_outage(self, outage: Outage) -> Entry:
        name = self.name_of(outage.component)
        reasons = say_reasons(outage.reasons)
        return Entry(
            at=outage.started,
            label=STATUSES[outage.worst],
            facts=_facts((name,), say_found_course(outage)),
            title=title_of_outage(outage, name),
            path=path_of_post(outage.id),
            excerpt=f"Found by automatic checks{': ' + reasons if reasons else ''}.",
            status=outage.worst,
            components=(outage.component,),
            open=outage.ended is None,
        )

    def _excerpt(self, post: Post) -> str:
        spoken = [update for update in post.updates if update.state is not State.POSTMORTEM and update.text]
        return excerpt(self._prose.render(spoken[-1].text, file=post.file)) if spoken else ""


def uncovered(page: StatusPage) -> tuple[Outage, ...]:
    """Outages that no post of this page explains."""
    posts = {view.incident.id for view in page.incidents}
    posts |= {view.maintenance.id for view in page.maintenances}
    return tuple(outage for outage in page.outages if outage.covered_by not in posts)


def title_of_outage(outage: Outage, name: str) -> str:
    """What stands where a post would have its title."""
    if outage.ended is None:
        return say_trouble((name,), outage.worst, outage.reasons)
    return say_past_trouble(name, outage.worst, outage.reasons)


def status_of_incident(view: IncidentView) -> Status:
    """Its worst status now; over its life once it is over. UNKNOWN where it names none."""
    if view.open and view.now:
        return Status.worst((affected.status for affected in view.now), Status.UNKNOWN)
    return IMPACT_STATUSES[view.impact]


def _facts(names: Iterable[str], length: str) -> str:
    return " · ".join(part for part in (join_some(tuple(names)), length) if part)
