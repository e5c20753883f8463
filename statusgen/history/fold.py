"""Folding: closed days become summaries, and runs go once a summary is proven to hold them."""

from dataclasses import dataclass
from datetime import date, datetime

from statusgen.errors import HistoryError
from statusgen.history.columns import gather
from statusgen.history.day import Day, midnight_s
from statusgen.history.inventory import Inventory, read_runs, runs_gone_name, summary_name
from statusgen.history.states import Damaged, States
from statusgen.history.store import Store
from statusgen.history.summary import decode_day, encode_day

GRACE_S = 6 * 3600
"""How long after its end a day waits for late locations. A later run is folded too, only less cheaply."""

_TRIES = 5
_RUNS_GONE_TEXT = b"The runs of this day are in its summary, and were deleted.\n"


@dataclass(frozen=True, slots=True)
class FoldReport:
    """`damaged` names runs that could not be read, `damaged_days` summaries that cannot be folded again."""

    folded: tuple[str, ...] = ()
    runs_deleted: int = 0
    damaged: tuple[str, ...] = ()
    damaged_days: tuple[str, ...] = ()


def fold_days(store: Store, *, now: datetime, keep_runs_s: float, grace_s: float = GRACE_S) -> FoldReport:
    """Give every closed day a summary that holds all its runs; delete runs that are older than `keep_runs_s`.

    May run anywhere, at any time, on several machines at once: the same runs make the same bytes.
    """
    inventory = Inventory.take(store)
    folding = _Folding(store, inventory)
    for day in sorted(inventory.runs):
        age_s = now.timestamp() - midnight_s(day) - 86400
        if age_s >= grace_s:
            folding.visit(day, delete_runs=age_s >= keep_runs_s)
    return folding.report()


class _Folding:
    def __init__(self, store: Store, inventory: Inventory) -> None:
        self._store = store
        self._inventory = inventory
        self._states = States()
        self._folded: list[str] = []
        self._damaged: list[str] = list(inventory.strangers)
        self._damaged_days: list[str] = []
        self._runs_deleted = 0

    def report(self) -> FoldReport:
        return FoldReport(
            tuple(self._folded), self._runs_deleted, tuple(self._damaged), tuple(self._damaged_days)
        )

    def visit(self, day: date, *, delete_runs: bool) -> None:
        for _ in range(_TRIES):
            content = self._store.read(summary_name(day))
            summary = self._summary(day, content)
            if summary is None and day in self._inventory.without_runs:
                self._damaged_days.append(day.isoformat())
                return  # what is left of its runs must not pass for the day
            if self._fold(day, summary, content):
                if delete_runs and summary is not None:
                    self._delete_runs(day, summary)
                return
        raise HistoryError(
            f"{self._store.where}: {summary_name(day)} changes all the time; fold it again later"
        )

    def _summary(self, day: date, content: bytes | None) -> Day | None:
        try:
            return None if content is None else decode_day(day, content, self._states)
        except Damaged:
            return None

    def _fold(self, day: date, summary: Day | None, content: bytes | None) -> bool:
        """Add what is not in the summary yet. False if somebody else has changed it meanwhile."""
        held = summary.names() if summary else set()
        fresh = [name for name in self._inventory.runs[day] if name not in held]
        runs = list(read_runs(self._store, fresh, self._states, damaged=self._damaged))
        if not runs:
            if content is not None and summary is None:
                self._damaged_days.append(day.isoformat())
            return True
        renewed = encode_day(gather(day, runs, onto=summary))
        if not self._store.swap(summary_name(day), renewed, was=content):
            return False
        self._folded.append(day.isoformat())
        return True

    def _delete_runs(self, day: date, summary: Day) -> None:
        """Of the runs, those that the summary held before this fold: one that another machine writes at this
        moment, from what it read a moment ago, holds them too."""
        held = summary.names()
        settled = [name for name in self._inventory.runs[day] if name in held]
        if settled:
            self._store.add(runs_gone_name(day), _RUNS_GONE_TEXT)
        for name in settled:
            self._store.delete(str(name))
        self._runs_deleted += len(settled)
