"""What people say when: incidents as stretches of time in which they say the same."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from statusgen.domain.posts import Incident, State
from statusgen.domain.status import Status
from statusgen.verdict.order import worse
from statusgen.verdict.roll import Roll
from statusgen.verdict.speech import Silence

FOREVER = datetime.max.replace(tzinfo=UTC)
"""The end of what has not ended."""

_ENDS = (State.RESOLVED, State.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch in which the incident is open; `statuses` is what it says of each component."""

    start: datetime
    end: datetime
    statuses: Mapping[str, Status]


@dataclass(frozen=True, slots=True, eq=False)
class Declaration:
    """From `start` until just before `end`, incident `post` says that `component` is in trouble."""

    start: datetime
    end: datetime
    post: str
    component: str
    status: Status


def phases(incident: Incident) -> Iterator[Phase]:
    """The incident's life, without its closed stretches; nothing of one that was withdrawn."""
    if incident.withdrawn:
        return
    statuses = _opening(incident)
    start = incident.started
    is_open = True
    for update in incident.updates:
        at = max(start, update.at)
        if is_open and start < at:
            yield Phase(start, at, dict(statuses))
        start = at
        statuses.update(update.statuses)
        if update.state is not State.POSTMORTEM:
            is_open = update.state not in _ENDS
    if incident.is_open:
        yield Phase(start, FOREVER, dict(statuses))


def _opening(incident: Incident) -> dict[str, Status]:
    """What holds from `started` until the first update: the header, and what that update names.

    An update that ends the incident at once tells of the end, so there the header comes first.
    """
    first = incident.updates[0]
    if first.state in _ENDS:
        return dict(first.statuses) | dict(incident.statuses)
    return dict(incident.statuses) | dict(first.statuses)


def declarations(incident: Incident, roll: Roll) -> Iterator[Declaration]:
    """What it says of components, by their present ids; `operational` takes one out and is not said."""
    for phase in phases(incident):
        for name, status in phase.statuses.items():
            if status is not Status.OPERATIONAL:
                yield Declaration(phase.start, phase.end, incident.id, roll.id_of(name), status)


def silences(incident: Incident) -> Iterator[Silence]:
    """When it says of which checks that they are wrong: as long as it is open."""
    for phase in phases(incident) if incident.ignore_checks else ():
        for check in incident.ignore_checks:
            yield Silence(phase.start, phase.end, incident.id, check)


def said_now(incident: Incident) -> Mapping[str, Status]:
    """What an open incident says now, by names as written; empty when it is over."""
    return next((phase.statuses for phase in phases(incident) if phase.end is FOREVER), {})


def ever_said(incident: Incident) -> Mapping[str, Status]:
    """The worst that the incident ever said of each component, by names as written."""
    worst: dict[str, Status] = {}
    for name, status in _everything(incident):
        worst[name] = worse(status, worst.get(name, status))
    return worst


def _everything(incident: Incident) -> Iterable[tuple[str, Status]]:
    yield from incident.statuses
    for update in incident.updates:
        yield from update.statuses
