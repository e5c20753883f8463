"""Each incident beside what machines saw: which outages it explains, and whether they deny its end."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from statusgen.domain.page import MaintenanceView, Outage
from statusgen.domain.posts import Incident, State
from statusgen.domain.status import Status
from statusgen.verdict.declared import FOREVER, ever_said, said_now
from statusgen.verdict.order import OUTAGE, worse, worst
from statusgen.verdict.outages import QUIET, is_failing
from statusgen.verdict.record import Record
from statusgen.verdict.roll import Roll
from statusgen.verdict.scene import Scene

_BEFORE = timedelta(minutes=30)
_AFTER = timedelta(hours=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """`components` are those that it is about, `troubles` what it says now that is not good, by
    present ids; `denied_by` are components whose checks still fail although it is resolved.

    `unplaced` is the status of an open post that no component of ours can show: it names others, or
    nothing, or could not be read in full.
    """

    incident: Incident
    components: frozenset[str]
    troubles: Mapping[str, Status]
    denied_by: tuple[str, ...]
    unplaced: Status | None

    @property
    def open(self) -> bool:
        return self.incident.is_open or bool(self.denied_by)

    @property
    def concerned(self) -> frozenset[str]:
        """The components in trouble that it speaks of now."""
        return frozenset({*self.troubles, *self.denied_by})

    def covers(self, outage: Outage) -> bool:
        """Whether the post explains the outage; one that was withdrawn explains nothing."""
        if self.incident.withdrawn or outage.component not in self.components:
            return False
        ended = None if self.open else self.incident.resolved
        began_in_time = outage.started <= (ended or FOREVER)
        return began_in_time and (
            outage.ended is None or self.incident.started - _BEFORE <= outage.ended + _AFTER
        )


def make_case(incident: Incident, scene: Scene, records: Mapping[str, Record]) -> Case:
    troubles = place(_bad(said_now(incident)), scene.roll)
    components = place(_bad(ever_said(incident)), scene.roll).keys() | _ignored(incident, records)
    denied_by = [name for name in sorted(components) if name in records and _denies(records[name], incident)]
    return Case(
        incident=incident,
        components=frozenset(components),
        troubles=troubles,
        denied_by=tuple(denied_by),
        unplaced=_unplaced(incident, troubles, records) if incident.is_open else None,
    )


def place(statuses: Mapping[str, Status], roll: Roll) -> dict[str, Status]:
    """By present ids, the worse winning where two names have become one component."""
    placed: dict[str, Status] = {}
    for name, status in statuses.items():
        component = roll.id_of(name)
        placed[component] = worse(status, placed.get(component, status))
    return placed


def _bad(statuses: Mapping[str, Status]) -> dict[str, Status]:
    return {name: status for name, status in statuses.items() if status is not Status.OPERATIONAL}


def _unplaced(
    incident: Incident, troubles: Mapping[str, Status], records: Mapping[str, Record]
) -> Status | None:
    """At least degraded, at least partial if the post is broken; a post on checks alone accuses nobody."""
    strange = [status for name, status in troubles.items() if name not in records]
    if incident.broken:
        return worst([*strange, Status.PARTIAL_OUTAGE])
    if strange or not (incident.components or incident.ignore_checks):
        return worst([*strange, Status.DEGRADED_PERFORMANCE])
    return None


def _ignored(incident: Incident, records: Mapping[str, Record]) -> set[str]:
    """The components of the checks that it calls wrong, also of checks that are gone by now."""
    if not incident.ignore_checks:
        return set()
    return {
        name
        for name, record in records.items()
        if any(silence.post == incident.id for silence in record.silences)
    }


def _denies(record: Record, incident: Incident) -> bool:
    """Whether checks still fail after the end: only by samples taken after it, and only if the outage
    went on or came back before it had been well for long enough to be another one."""
    ended = incident.resolved
    if incident.state is not State.RESOLVED or ended is None or not record.outages:
        return False
    if record.timeline.now.measured not in OUTAGE or record.outages[-1].started >= ended + QUIET:
        return False
    return any(voice.streak.last > ended for voice in record.speaking if is_failing(voice))


def hand_over(cases: Sequence[Case]) -> list[Case]:
    """A failing component is the business of whoever posted about it last: what a newer open incident
    speaks of does not reopen the ones that ended before it began."""
    open_cases = [case for case in cases if case.incident.is_open]

    def still_denied_by(case: Case) -> tuple[str, ...]:
        ended = case.incident.resolved
        newer = [one for one in open_cases if ended is not None and one.incident.started >= ended]
        return tuple(name for name in case.denied_by if not any(name in one.troubles for one in newer))

    return [replace(case, denied_by=still_denied_by(case)) if case.denied_by else case for case in cases]


def cover(
    outages: Iterable[Outage], cases: Iterable[Case], maintenances: Iterable[MaintenanceView], scene: Scene
) -> list[Outage]:
    """Each outage with the earliest incident that explains it, else with the work that it is part of."""
    incidents: dict[str, list[Case]] = defaultdict(list)
    for case in sorted(cases, key=lambda case: (case.incident.started, case.incident.id)):
        for name in case.components:
            incidents[name].append(case)
    works: dict[str, list[MaintenanceView]] = defaultdict(list)
    for view in sorted(maintenances, key=lambda view: (view.starts, view.maintenance.id)):
        for affected in view.affected:
            if affected.status is not Status.OPERATIONAL and not view.maintenance.broken:
                works[affected.id].append(view)
    return [
        _covered(outage, incidents[outage.component], works[outage.component], scene.now)
        for outage in outages
    ]


def _covered(
    outage: Outage, cases: Iterable[Case], works: Iterable[MaintenanceView], now: datetime
) -> Outage:
    explaining = [case.incident.id for case in cases if case.covers(outage)]
    explaining += [view.maintenance.id for view in works if _is_part(outage, view, now)]
    return replace(outage, covered_by=explaining[0]) if explaining else outage


def _is_part(outage: Outage, work: MaintenanceView, now: datetime) -> bool:
    """Whether it began during the work and was over with it, as far as checks can tell that to the minute."""
    if not work.starts <= outage.started < work.ends:
        return False
    return now < work.ends if outage.ended is None else outage.ended < work.ends + QUIET
