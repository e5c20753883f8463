"""From sections to updates: when each was, in order of time, and what it leaves standing."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from statusgen.domain.posts import State, Statuses, Update
from statusgen.domain.status import Status
from statusgen.errors import Code
from statusgen.located import Place
from statusgen.posts.body import Section
from statusgen.posts.components import Mention, settle
from statusgen.posts.deadlines import Deadline
from statusgen.posts.scope import TOP, Notes, Scope
from statusgen.posts.times import Doubt, WrittenTime, next_after, resolve
from statusgen.posts.words import CLOSING, FIRST_STATE, SILENT_STATUS, Kind

_SLIP = timedelta(days=1)
_HALF_A_DAY = timedelta(hours=12)
_DOUBTS = {
    "twice": (
        "the clocks show this time twice that night",
        "write +00:00 or +01:00 behind it, whichever it is",
    ),
    "never": ("the clocks skip this time that night", "it is taken as long after the jump as it seems"),
}


@dataclass(frozen=True, slots=True)
class Moment:
    """One update before it knows its neighbours; `at` None takes the time of the newest other one."""

    place: Place
    at: datetime | None
    text: str
    state: State | None = None
    mentions: tuple[Mention, ...] = ()
    next_update: Deadline | None = None
    ends: Deadline | None = None


def tell_doubt(doubt: Doubt, place: Place, notes: Notes) -> None:
    if doubt:
        message, hint = _DOUBTS[doubt]
        notes.tell(Code.AMBIGUOUS_TIME, place, message, hint)


def date_moments(
    sections: Sequence[Section], *, file_date: date | None, scope: Scope, notes: Notes
) -> list[Moment]:
    """Each section's instant: a time without a date takes that of the update before it in the file."""
    moments: list[Moment] = []
    day, before = file_date, None
    for section in sections:
        heading, at = section.heading, None
        if heading.time is not None:
            day = heading.time.date or day
            at = _instant(heading.time, day, heading.place, heading.state, scope, notes)
            if heading.time.date is None and at and before and before - at > _HALF_A_DAY:
                message = f"{heading.time.clock:%H:%M} lies before the update above it, on the same day"
                notes.tell(
                    Code.WRONG_ORDER, heading.place, message, "write the date of the next day before it"
                )
            before = at or before
        moments.append(
            Moment(
                heading.place,
                at,
                section.text,
                heading.state,
                heading.mentions,
                heading.next_update,
                heading.ends,
            )
        )
    return moments


def _instant(
    written: WrittenTime, day: date | None, place: Place, state: State | None, scope: Scope, notes: Notes
) -> datetime | None:
    """An end at an hour that comes twice is the later one: trouble is never made shorter."""
    if day is None:
        notes.tell(Code.BAD_TIME, place, "this time has no date, and none stands before it", "write the date")
        return None
    instant = resolve(day, written, zone=scope.zone, later=state in CLOSING)
    tell_doubt(instant.doubt, place, notes)
    return instant.at


def runs_newest_first(moments: Sequence[Moment]) -> bool:
    timed = [moment.at for moment in moments if moment.at is not None]
    return len(timed) > 1 and timed[0] > timed[-1]


def in_order(moments: Sequence[Moment], base: datetime) -> list[Moment]:
    """By time; those without one come last, at the newest time of the others, or at `base`.

    Of several at one time the file's own order decides, whichever way it runs.
    """
    newest = max((moment.at for moment in moments if moment.at is not None), default=base)
    along = list(reversed(moments)) if runs_newest_first(moments) else list(moments)
    timed = sorted(
        (moment for moment in along if moment.at is not None), key=lambda moment: moment.at or base
    )
    return timed + [replace(moment, at=newest) for moment in along if moment.at is None]


def known_by_now(moments: Sequence[Moment], scope: Scope, notes: Notes) -> list[Moment]:
    """Without those that are still to come; a slip into the next hours stays."""
    known = [moment for moment in moments if moment.at is not None and moment.at <= scope.now]
    if scope.explicit_now:
        return known
    for moment in moments[len(known) :]:
        slip = moment.at is not None and moment.at - scope.now < _SLIP
        shown = "it is shown at once" if slip else "it is left out until then"
        message = f"this is in the future; {shown}"
        notes.tell(
            Code.FUTURE_TIME, moment.place, message, "" if slip else "announce work with 'kind: maintenance'"
        )
        if slip:
            known.append(moment)
    if moments and not known:
        notes.tell(Code.FUTURE_TIME, TOP, "nothing in this post has happened yet: NOT ON THE PAGE")
    return known


def make_updates(
    moments: Sequence[Moment],
    statuses: Statuses,
    *,
    kind: Kind,
    scope: Scope,
    notes: Notes,
    starts: datetime | None = None,
) -> tuple[Update, ...]:
    """The moments, in order, as updates: with the state each leaves, and what it says of components.

    `starts` is that of a maintenance, which cannot end before.
    """
    updates: list[Update] = []
    ids: Counter[str] = Counter()
    standing = dict(statuses)
    state = FIRST_STATE[kind]
    for moment in moments:
        written = moment.at or scope.now
        said = moment.state or state
        if said is not State.POSTMORTEM:
            state = said
        named = settle(_filled(moment.mentions, standing), silent=_silent(kind), notes=notes)
        standing.update(named)
        updates.append(
            Update(
                id=_update_id(written, ids),
                at=min(written, scope.now),
                state=said,
                text=moment.text,
                statuses=named,
                next_update=_due(moment.next_update, written, scope, notes),
                ends=_due(moment.ends, max(written, starts or written), scope, notes, later=True),
            )
        )
    return tuple(updates)


def _silent(kind: Kind) -> Status:
    return SILENT_STATUS.get(kind, Status.PARTIAL_OUTAGE)


def _filled(mentions: Sequence[Mention], standing: dict[str, Status]) -> list[Mention]:
    """A component named alone is as it was."""
    return [
        one if one.status else Mention(one.component, standing.get(one.component), one.place)
        for one in mentions
    ]


def _update_id(at: datetime, taken: Counter[str]) -> str:
    name = f"{at:%Y%m%dt%H%Mz}"
    taken[name] += 1
    return name if taken[name] == 1 else f"{name}-{taken[name]}"


def _due(
    deadline: Deadline | None, at: datetime, scope: Scope, notes: Notes, *, later: bool = False
) -> datetime | None:
    """A time without a date is the next one after its update."""
    if deadline is None:
        return None
    if deadline.after is not None:
        return at + deadline.after
    if deadline.time is None:
        return None
    due = next_after(at, deadline.time, zone=scope.zone, later=later)
    tell_doubt(due.doubt, deadline.place, notes)
    if due.at < at:
        notes.tell(Code.WRONG_ORDER, deadline.place, "this is too early")
    return due.at
