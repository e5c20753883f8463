"""The front page as a view: what it shows, in which order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from statusgen.domain.page import (
    ComponentView,
    GroupView,
    HeadlineKind,
    IncidentView,
    MaintenanceView,
    Outage,
    StatusPage,
)
from statusgen.domain.posts import Notice, State
from statusgen.domain.status import Status
from statusgen.render.dates import Clock, say_duration
from statusgen.render.entries import Entry, uncovered
from statusgen.render.vocabulary import STATUSES
from statusgen.render.words import join_some

PAST_DAYS = 14

_RUNNING = (State.IN_PROGRESS, State.VERIFYING)


@dataclass(frozen=True, slots=True)
class Day:
    """One local day; `rest` is what its entries do not tell, and all there is to say of a quiet one."""

    date: date
    entries: tuple[Entry, ...]
    rest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """`lead` is the incident that the headline is the title of; it stands first, without a title."""

    lead: IncidentView | None
    incidents: tuple[IncidentView, ...]
    outages: tuple[Outage, ...]  # open, and no post explains them
    running: tuple[MaintenanceView, ...]
    ahead: tuple[MaintenanceView, ...]
    notices: tuple[Notice, ...]
    groups: tuple[GroupView, ...]
    days: tuple[Day, ...]


def view_front(page: StatusPage, entries: Sequence[Entry]) -> Front:
    opened = sorted(
        (view for view in page.incidents if view.open),
        key=lambda view: view.incident.updates[-1].at,
        reverse=True,
    )
    lead = next((view for view in opened if _is_lead(view, page)), None)
    return Front(
        lead=lead,
        incidents=tuple(view for view in opened if view is not lead),
        outages=tuple(outage for outage in uncovered(page) if outage.ended is None),
        running=_by_start(view for view in page.maintenances if view.state in _RUNNING),
        ahead=_by_start(view for view in page.maintenances if view.state is State.SCHEDULED),
        notices=tuple(notice for notice in page.notices if notice.pinned),
        groups=_worst_first(page.groups),
        days=_past_days(page, entries),
    )


def is_eventful(page: StatusPage) -> bool:
    """Whether something is open: people get the words for that."""
    return any(view.open for view in page.incidents) or any(o.ended is None for o in uncovered(page))


def _is_lead(view: IncidentView, page: StatusPage) -> bool:
    return page.headline.kind is HeadlineKind.INCIDENT and view.incident.id == page.headline.post


def _by_start(views: Iterable[MaintenanceView]) -> tuple[MaintenanceView, ...]:
    return tuple(sorted(views, key=lambda view: (view.starts, view.maintenance.id)))


def _worst_first(groups: Sequence[GroupView]) -> tuple[GroupView, ...]:
    """Affected before quiet; otherwise as in checks.yaml. Retired components are not here."""
    shown = []
    for group in groups:
        present = [component for component in group.components if component.retired is None]
        if present:
            present.sort(key=lambda component: -component.status.rank)
            shown.append(replace(group, components=tuple(present)))
    return tuple(sorted(shown, key=lambda group: -group.components[0].status.rank))


def _past_days(page: StatusPage, entries: Sequence[Entry]) -> tuple[Day, ...]:
    clock = Clock(page.site.timezone)
    today = clock.day_of(page.generated_at)
    days = [today - timedelta(days=back) for back in range(PAST_DAYS)]
    found = {day: tuple(entry for entry in entries if clock.day_of(entry.at) == day) for day in days}
    return tuple(
        Day(day, found[day], _say_rest(page, day, found[day]))
        for day in days
        if found[day] or _was_watched(page, day)
    )


def _was_watched(page: StatusPage, day: date) -> bool:
    """Whether there is anything to say of that day: a bar has a cell for it, or people watch instead."""
    measured = [component for component in page.components if component.measured]
    cells = (cell for component in measured for cell in component.cells if cell.day == day)
    return not measured or any(cell.status is not None for cell in cells)


def _say_rest(page: StatusPage, day: date, entries: Sequence[Entry]) -> str:
    """What the bars show of that day and no entry tells; no promise for what was not measured."""
    told = {component for entry in entries for component in entry.components}
    cells = [
        (component, cell)
        for component in page.components
        if component.retired is None
        for cell in component.cells
        if cell.day == day and cell.status is not None
    ]
    troubled = [
        _say_cell(component, cell.status, cell.down_s)
        for component, cell in cells
        if cell.status is not None and cell.status.is_trouble and component.id not in told
    ]
    if troubled:
        return join_some(troubled, 6) + "."
    if entries:
        return ""
    unknown = sum(cell.status is Status.UNKNOWN for _, cell in cells)
    if any(component.measured for component in page.components) and unknown == len(cells):
        return "Not measured; nothing was reported."
    if unknown:
        return f"No problems known; {unknown} of {len(cells)} services could not be measured."
    return "No problems."


def _say_cell(component: ComponentView, status: Status, down_s: int) -> str:
    length = f" for {say_duration(down_s)}" if down_s and status.is_outage else ""
    return f"{component.name}: {STATUSES[status].lower()}{length}"
