"""From a manuscript to an incident."""

from collections.abc import Sequence
from dataclasses import replace

from statusgen.domain.posts import Incident, State
from statusgen.errors import Code
from statusgen.posts.manuscript import Manuscript
from statusgen.posts.timeline import Moment
from statusgen.posts.words import CLOSING


def make_incident(manuscript: Manuscript) -> Incident | None:
    """None if nothing of it has happened yet."""
    started = manuscript.time("started")
    moments = manuscript.moments(started)
    if not moments:
        return None
    updates = manuscript.updates(moments)
    if started is None or not manuscript.has_come(started, "started"):
        started = updates[0].at
    incident = Incident(
        id=manuscript.id,
        title=manuscript.title,
        file=manuscript.notes.file,
        updates=updates,
        pinned=manuscript.pinned,
        broken=manuscript.broken,
        started=started,
        statuses=manuscript.statuses,
        workaround=manuscript.values.prose("workaround") or None,
    )
    checks = manuscript.values.ignored_checks(closed=not incident.is_open)
    return replace(_in_order(incident, moments, manuscript), ignore_checks=checks)


def _in_order(incident: Incident, moments: Sequence[Moment], manuscript: Manuscript) -> Incident:
    """One that ends before it starts is told of, and starts with its first update."""
    header, notes = manuscript.values.header, manuscript.notes
    if incident.resolved is not None and incident.resolved < incident.started:
        notes.tell(Code.WRONG_ORDER, header.place("started"), "this incident is resolved before it started")
        return replace(incident, started=incident.updates[0].at)
    goes_on = any(moment.state not in (None, State.POSTMORTEM, *CLOSING) for moment in moments)
    if moments[0].state in CLOSING and goes_on and header.get("started") is None:
        notes.tell(Code.WRONG_ORDER, moments[0].place, "this ends the incident before it begins")
    return incident
