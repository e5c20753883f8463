"""Incidents as they are told: the post, with the machines' side of it."""

from collections.abc import Iterable, Mapping

from statusgen.domain.page import Affected, IncidentView, Outage
from statusgen.domain.status import Status
from statusgen.verdict.cases import Case, place
from statusgen.verdict.declared import ever_said
from statusgen.verdict.maintenance import affected
from statusgen.verdict.roll import Roll
from statusgen.verdict.scene import Scene


def view_incident(case: Case, outages: Iterable[Outage], scene: Scene) -> IncidentView:
    """`outages` are those that the incident explains, newest first."""
    incident, outages = case.incident, tuple(outages)
    return IncidentView(
        incident=incident,
        open=case.open,
        impact=incident.impact,
        now=_affected(case.troubles, scene.roll),
        ever=_affected(ever_said(incident), scene.roll),
        detected=min((outage.started for outage in outages), default=None),
        first_post=incident.updates[0].at,
        outages=outages,
        contradicted=bool(case.denied_by),
        promise=incident.promise,
        overdue=incident.is_overdue(scene.now),
    )


def _affected(statuses: Mapping[str, Status], roll: Roll) -> tuple[Affected, ...]:
    return tuple(affected(name, status, roll) for name, status in place(statuses, roll).items())
