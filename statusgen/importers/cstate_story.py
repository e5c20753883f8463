"""From what a cState post tells, to updates in order: what was said when, and where it then stood."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from statusgen.domain.posts import State
from statusgen.importers.cstate_updates import Told
from statusgen.importers.imported import Notes
from statusgen.importers.post_writer import Entry

_WORKING = (State.INVESTIGATING, State.IDENTIFIED, State.MONITORING)


@dataclass(frozen=True, slots=True)
class _Dated:
    at: datetime  # to the minute: finer is not written
    told: Told

    @property
    def state(self) -> State | None:
        return self.told.state


def tell(
    told: Sequence[Told], *, started: datetime, ended: datetime | None, notes: Notes
) -> tuple[Entry, ...]:
    """The entries of an incident. Exactly one resolves it, at `ended`, if that is given."""
    started = _minute(started)
    ended = ended and _minute(ended)
    dated, texts, epilogue = _place(told, started, ended, notes)
    moments = sorted({started, *(piece.at for piece in dated), *([ended] if ended else [])})
    entries = [
        Entry(
            at=moment,
            state=_state_at(moment, dated, started, ended, notes),
            text="\n\n".join(filter(None, _texts_at(moment, dated, texts, started))),
        )
        for moment in moments
    ]
    if len(entries) > 1 and not entries[0].text and ended not in (entries[0].at, entries[1].at):
        entries = _begin_later(entries)
    entries = [entries[0], *(entry for entry in entries[1:] if entry.text or entry.at == ended)]
    return (*entries, *(Entry(at=None, state=State.POSTMORTEM, text=piece.text) for piece in epilogue))


def _begin_later(entries: list[Entry]) -> list[Entry]:
    """Nothing was said at the start: the first words open the story, which began before them."""
    first = entries[1]
    state = first.state if first.state in _WORKING else State.INVESTIGATING
    return [Entry(at=first.at, state=state, text=first.text), *entries[2:]]


_Texts = dict[int, list[str]]
"""By the index of a dated piece (-1: the start), the texts that follow it without a time of their own."""


def _place(
    told: Sequence[Told], started: datetime, ended: datetime | None, notes: Notes
) -> tuple[list[_Dated], _Texts, list[Told]]:
    dated: list[_Dated] = []
    texts: _Texts = {}
    epilogue: list[Told] = []
    for piece in reversed(told) if _newest_first(told) else told:
        at = _moment(piece, started, ended, notes)
        if at:
            dated.append(_Dated(at, piece))
        elif piece.state is State.POSTMORTEM and ended:
            epilogue.append(piece)
        else:
            if piece.label:
                notes.add(piece.line, f"'{piece.label}' has no time that can be read: kept as text")
            follows = len(dated) - 1 if piece.label else -1
            texts.setdefault(follows, []).append(piece.as_text)
    return dated, texts, epilogue


def _newest_first(told: Sequence[Told]) -> bool:
    """Which way a post is written, by its times, else by its labels."""
    times = [piece.reading.at for piece in told if piece.reading]
    if len(times) > 1 and times[0] != times[-1]:
        return times[0] > times[-1]
    states = [piece.state for piece in told if piece.label]
    beginning = _index(states, lambda state: state is State.INVESTIGATING)
    ending = _index(states, lambda state: state is State.RESOLVED)
    if beginning is not None:
        return beginning > 0
    return ending is not None and ending < len(states) - 1


def _index(states: Sequence[State | None], wanted: Callable[[State | None], bool]) -> int | None:
    return next((number for number, state in enumerate(states) if wanted(state)), None)


def _moment(piece: Told, started: datetime, ended: datetime | None, notes: Notes) -> datetime | None:
    """When a piece was said: by its own time, or because it is the first or the last word."""
    if piece.reading:
        at = _minute(piece.reading.at)
        if piece.reading.assumed:
            notes.add(piece.line, f"update: {piece.reading.assumed}")
        if at < started:
            notes.add(
                piece.line, f"an update of {at:%Y-%m-%d %H:%M} UTC, before the start: moved to the start"
            )
        return max(at, started)
    if piece.state is State.INVESTIGATING:
        notes.add(piece.line, f"'{piece.label}' taken as said at the start")
        return started
    if piece.state is State.RESOLVED and ended:
        notes.add(piece.line, f"'{piece.label}' taken as said at the end")
        return ended
    return None


def _state_at(
    moment: datetime, dated: Sequence[_Dated], started: datetime, ended: datetime | None, notes: Notes
) -> State | None:
    """Of what is said at one moment the last state; the end is where the header puts it, and only there."""
    if moment == ended:
        return State.RESOLVED
    here = [piece for piece in dated if piece.at == moment]
    state = next((piece.state for piece in reversed(here) if piece.state), None)
    if state is State.RESOLVED:
        line = next(piece.told.line for piece in here if piece.state is State.RESOLVED)
        notes.add(line, "an update that says resolved, but not at resolvedWhen: kept as an update")
        state = None
    after_end = ended is not None and moment > ended
    if state is State.POSTMORTEM and not after_end:
        state = None
    if state in _WORKING and after_end:
        state = None
    return state or (State.INVESTIGATING if moment == started else None)


def _texts_at(moment: datetime, dated: Sequence[_Dated], texts: _Texts, started: datetime) -> list[str]:
    said = texts.get(-1, []) if moment == started else []
    for number, piece in enumerate(dated):
        if piece.at == moment:
            said = [*said, piece.told.text, *texts.get(number, [])]
    return said


def _minute(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(second=0, microsecond=0)
