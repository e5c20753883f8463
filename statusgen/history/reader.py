"""Reading the past: summaries for folded days, runs for the rest, one Observed from both."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from statusgen.domain.observed import Latest, LocationSeen, Observed
from statusgen.domain.samples import Controls
from statusgen.domain.status import Outcome
from statusgen.history.columns import gather
from statusgen.history.day import Day, instant, midnight_s, one_per_second
from statusgen.history.details import full_sample
from statusgen.history.inventory import Inventory, read_runs, read_summary
from statusgen.history.latencies import DailyLatencies
from statusgen.history.runs import RunName
from statusgen.history.states import Damaged, States
from statusgen.history.store import Store
from statusgen.history.streaks import Streaks

AHEAD_AFTER_S = 300
"""A run this far in the future shows a wrong clock; a nearer one may have begun while we were busy."""

FURTHEST = timedelta(days=365)
"""So far back the beginning of an outage is looked for: a check that nobody mends must not cost ever more."""

_DAY = timedelta(days=1)
_FAILED = (Outcome.DOWN, Outcome.PARTIAL)
_DOUBT = (Controls.NONE, Controls.OK, Controls.SILENT)


@dataclass(frozen=True, slots=True)
class History:
    """What was seen, and what could not be read: names of runs, and days as ISO dates."""

    observed: Observed
    damaged: tuple[str, ...] = ()
    damaged_days: tuple[str, ...] = ()


def read_history(store: Store, *, now: datetime, days: int = 91, explicit_now: bool = False) -> History:
    """All that was seen in the `days` UTC days before today, and today until `now`.

    The window begins earlier, by up to a year, where it would cut off the beginning of an outage. One day
    more is read, since its last samples still speak at the window's edge. With `explicit_now` samples after
    `now` say nothing about anybody's clock. A damaged file is left out and named; HistoryError if the store
    as a whole cannot be read, or a newer version wrote it.
    """
    today = now.astimezone(UTC).date()
    reading = _Reading(store, now.astimezone(UTC))
    since = today - timedelta(days=days)
    known = reading.days(since - _DAY, today)
    while known and known[0].date < since and _ends_failing(known[0]) and today - since < FURTHEST:
        since -= _DAY
        known = [*reading.days(since - _DAY, since - _DAY), *known]
    streaks = Streaks()
    for day in known:
        streaks.lay(day)
    observed = Observed(
        since=instant(midnight_s(since)),
        tracks=streaks.tracks(since_s=midnight_s(since)),
        latest=_latest(known),
        latencies=DailyLatencies(day for day in known if day.date >= since),
        locations=_locations(known, ahead=() if explicit_now else reading.ahead()),
    )
    return History(observed, tuple(sorted(reading.damaged)), tuple(sorted(reading.damaged_days)))


class _Reading:
    def __init__(self, store: Store, now: datetime) -> None:
        self._store = store
        self._inventory = Inventory.take(store)
        self._states = States()
        self._today = now.date()
        self._now_s = int(now.timestamp())
        self.damaged: list[str] = list(self._inventory.strangers)
        self.damaged_days: list[str] = []

    def days(self, first: date, last: date) -> list[Day]:
        """What is known of each day, both included, the oldest first; days without runs are left out."""
        dates = (first + timedelta(days=number) for number in range((last - first).days + 1))
        days = (self._day(day) for day in dates)
        return [day for day in days if day is not None]

    def ahead(self) -> list[RunName]:
        """Runs from the future."""
        limit_s = self._now_s + AHEAD_AFTER_S
        later = (names for day, names in self._inventory.runs.items() if day >= self._today)
        return [name for names in later for name in names if name.start_s > limit_s]

    def _day(self, day: date) -> Day | None:
        names = self._inventory.runs.get(day, [])
        summary = self._summary(day, names)
        held = summary.names() if summary and names else set()
        if summary is not None and day == self._today:
            if held and held <= set(names):  # the runs tell more about a part of the day
                summary, held = None, set()
            else:
                summary = summary.until(self._now_s)
        fresh = [name for name in names if name not in held and name.start_s <= self._now_s]
        if not fresh:
            return summary
        runs = read_runs(self._store, fresh, self._states, damaged=self.damaged)
        return gather(day, runs, onto=summary)

    def _summary(self, day: date, names: list[RunName]) -> Day | None:
        """None if there is none that can be read: then its runs say the same, if they are all there."""
        lost = day in self._inventory.without_runs
        try:
            summary = None
            if lost or day in self._inventory.summaries:
                summary = read_summary(self._store, day, self._states)
        except Damaged:
            lost = lost or not names
        if summary is None and lost:
            self.damaged_days.append(day.isoformat())
        return summary


def _ends_failing(day: Day) -> bool:
    """Whether what fails at the end of the day may make an outage of it."""
    last = (track.last_state for track in day.tracks)
    return any(state.outcome in _FAILED and state.terms.worst.is_outage for state in last)


def _latest(days: list[Day]) -> tuple[Latest, ...]:
    latest: dict[tuple[str, str], Latest] = {}
    for day in reversed(days):
        for place, track in enumerate(day.tracks):
            key = (track.check, track.series.location)
            if key not in latest:
                newest = one_per_second(track)
                sample = full_sample(track.check, newest.last_state, day.details()[place])
                latest[key] = Latest(instant(newest.series.times[-1]), track.series.location, sample)
    return tuple(latest[key] for key in sorted(latest))


def _locations(days: Iterable[Day], *, ahead: Iterable[RunName]) -> tuple[LocationSeen, ...]:
    """One whose runs are all in the future is shown with the first of these."""
    early = {name.location: name for name in sorted(ahead, reverse=True)}
    seen = {
        id_: LocationSeen(id=id_, last_run=instant(name.start_s), ahead=True) for id_, name in early.items()
    }
    for day in days:
        for id_, entries in day.runs.items():
            if entries:
                last = entries[-1].second
                controls = max((e.controls for e in entries if e.second == last), key=_DOUBT.index)
                last_run = instant(midnight_s(day.date) + last)
                seen[id_] = LocationSeen(id=id_, last_run=last_run, controls=controls, ahead=id_ in early)
    return tuple(seen[id_] for id_ in sorted(seen))
