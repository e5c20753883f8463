"""Announced work: when it really is, and how much of it was announced in good time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from statusgen.domain.page import Affected, MaintenanceView
from statusgen.domain.posts import Maintenance, State
from statusgen.domain.status import Status
from statusgen.verdict.roll import Roll

_OVER = (State.COMPLETED, State.CANCELLED)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the window that was announced at one time."""

    start: datetime
    end: datetime
    announced: datetime


@dataclass(frozen=True, slots=True, eq=False)
class Work:
    """From `start` until just before `end`, maintenance `post` shows `component` as `status`.

    `sound` is False for a post with mistakes in it: that hides nothing and excuses nothing.
    """

    start: datetime
    end: datetime
    post: str
    component: str
    status: Status
    excused: bool
    sound: bool


def window(maintenance: Maintenance) -> list[Piece]:
    """The window as it stands, in order: moved by `ends`, cut by completed and cancelled.

    Time that an extension adds counts as announced when the extension was.
    """
    pieces = [Piece(maintenance.starts, maintenance.ends, maintenance.announced)]
    end = maintenance.ends
    for update in maintenance.updates:
        new_end = min(update.at, end) if update.state in _OVER else update.ends or end
        if new_end > end:
            pieces.append(Piece(max(end, maintenance.starts), new_end, update.at))
        pieces = [Piece(one.start, min(one.end, new_end), one.announced) for one in pieces]
        end = new_end
    return [piece for piece in pieces if piece.start < piece.end]


def works(maintenance: Maintenance, roll: Roll, *, announce_before_s: float) -> Iterator[Work]:
    """What it does to components, by their present ids; one that it names operational is left alone."""
    notice = timedelta(seconds=announce_before_s)
    sound = not maintenance.broken
    for piece in window(maintenance):
        excused = sound and piece.start - piece.announced >= notice
        for name, status in maintenance.statuses:
            if status is not Status.OPERATIONAL:
                yield Work(piece.start, piece.end, maintenance.id, roll.id_of(name), status, excused, sound)


def view_maintenance(maintenance: Maintenance, roll: Roll, now: datetime) -> MaintenanceView:
    pieces = window(maintenance)
    return MaintenanceView(
        maintenance=maintenance,
        state=_state(maintenance, pieces, now),
        starts=maintenance.starts,
        ends=pieces[-1].end if pieces else maintenance.ends,
        affected=tuple(affected(name, status, roll) for name, status in maintenance.statuses),
    )


def affected(name: str, status: Status, roll: Roll) -> Affected:
    component = roll.find(name)
    if component is None:
        return Affected(name, name, status, known=False)
    return Affected(component.id, component.name, status)


def _state(maintenance: Maintenance, pieces: list[Piece], now: datetime) -> State:
    """It begins and ends by itself; what its last update says can only tell it apart further."""
    said = maintenance.updates[-1].state if maintenance.updates else State.SCHEDULED
    if said in _OVER:
        return said
    if pieces and now < pieces[0].start:
        return State.SCHEDULED
    if pieces and now < pieces[-1].end:
        return State.VERIFYING if said is State.VERIFYING else State.IN_PROGRESS
    return State.COMPLETED
