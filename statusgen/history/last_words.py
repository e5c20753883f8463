"""What some checks said last at one location, found without reading the past as a whole."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby

from statusgen.domain.status import Outcome, Reason
from statusgen.history.columns import gather
from statusgen.history.day import Day, instant, midnight_s, one_per_second
from statusgen.history.inventory import RUNS, read_runs, read_summary, runs_gone_name
from statusgen.history.runs import RunName, badness, decode_run, parse_run_name
from statusgen.history.states import Damaged, State, States
from statusgen.history.store import Store

_DAY = timedelta(days=1)
_CHECK = re.compile(rb'"check"\s*:\s*"([a-z0-9-]+)"')


@dataclass(frozen=True, slots=True)
class LastWord:
    """What the newest sample of a check at a location found, and when."""

    at: datetime
    outcome: Outcome
    reason: Reason | None = None


def last_words(
    store: Store, *, location: str, looks_back_s: Mapping[str, float], now: datetime
) -> dict[str, LastWord]:
    """By check, its newest sample at this location, unless that is longer ago than the check looks back.

    Files are read from the newest one back, and only while something is missing. What is damaged is passed
    over (`read_history` names it); HistoryError if the store as a whole cannot be read, or a newer version
    wrote it.
    """
    search = _Search(store, location, looks_back_s, now.astimezone(UTC))
    day = search.today
    while search.missing(until_s=midnight_s(day + _DAY) - 1):
        search.look_at(day)
        day -= _DAY
    return search.found


class _Search:
    """Looks at days, the newest one first; `found` is what it has found so far."""

    def __init__(self, store: Store, location: str, looks_back_s: Mapping[str, float], now: datetime) -> None:
        self._store = store
        self._location = location
        self._now_s = now.timestamp()
        self._since_s = {check: self._now_s - back_s for check, back_s in looks_back_s.items()}
        self._states = States()
        self.today = now.date()
        self.found: dict[str, LastWord] = {}

    def missing(self, *, until_s: int) -> set[str]:
        """The checks that are not found yet, and may be in what was found at this second or before."""
        return {check for check in self._since_s if self._is_missing(check, until_s)}

    def look_at(self, day: date) -> None:
        summary = self._summary(day)
        if summary is not None:
            self._take_day(summary)
            return
        for start_s, runs in groupby(self._runs_of(day), key=lambda run: run.start_s):
            missing = self.missing(until_s=start_s)
            if not missing:
                return
            self._take_runs(start_s, runs, missing)

    def _is_missing(self, check: str, at_s: int) -> bool:
        return check not in self.found and check in self._since_s and self._since_s[check] <= at_s

    def _take(self, check: str, at_s: int, state: State) -> None:
        self.found[check] = LastWord(instant(at_s), state.outcome, state.reason)

    def _summary(self, day: date) -> Day | None:
        """The day's summary, with whatever came later, if its runs are gone and it can be read."""
        if day == self.today or self._store.read(runs_gone_name(day)) is None:
            return None
        try:
            summary = read_summary(self._store, day, self._states)
        except Damaged:
            return None
        if summary is None:
            return None
        held = summary.names()
        late = [run for run in self._runs_of(day) if run not in held]
        return gather(day, read_runs(self._store, late, self._states, damaged=[]), onto=summary)

    def _take_day(self, day: Day) -> None:
        for track in day.tracks:
            if track.series.location == self._location:
                counted = one_per_second(track)
                last_s = counted.series.times[-1]
                if self._is_missing(track.check, last_s):
                    self._take(track.check, last_s, counted.last_state)

    def _runs_of(self, day: date) -> list[RunName]:
        """This location's, the newest first."""
        names = map(parse_run_name, self._store.names(f"{RUNS}{day.isoformat()}/"))
        here = (run for run in names if run is not None and run.location == self._location)
        return sorted((run for run in here if run.start_s <= self._now_s), reverse=True)

    def _take_runs(self, at_s: int, runs: Iterable[RunName], missing: set[str]) -> None:
        """All runs of one second: of two samples of a check the worse counts."""
        best: dict[str, tuple[int, str, State]] = {}
        for run in runs:
            for check, state in self._states_in(run, missing):
                rank = (badness(state.outcome), run.suffix)
                if check not in best or rank > best[check][:2]:
                    best[check] = (*rank, state)
        for check, (_, _, state) in best.items():
            self._take(check, at_s, state)

    def _states_in(self, run: RunName, missing: set[str]) -> Iterator[tuple[str, State]]:
        content = self._store.read(str(run)) or b""  # it may be folded and deleted meanwhile
        # seeing whether there is anything of interest costs a twentieth of parsing it
        if missing.isdisjoint(check.decode() for check in _CHECK.findall(content)):
            return
        try:
            facts = decode_run(run, content, self._states).facts
        except Damaged:
            return
        yield from ((check, state) for check, state, _, _ in facts if check in missing)
