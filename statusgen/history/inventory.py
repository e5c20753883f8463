"""What the store holds, day by day, from its names; and the reading of each, damage told apart."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from statusgen.history.day import Day
from statusgen.history.runs import RunFacts, RunName, decode_run, parse_run_name
from statusgen.history.states import Damaged, States
from statusgen.history.store import Store
from statusgen.history.summary import decode_day

RUNS = "runs/"
DAYS = "days/"
_SUMMARY = ".json.gz"
_RUNS_GONE = ".runs-gone"


@dataclass(frozen=True, slots=True)
class Inventory:
    """`strangers` are files among the runs that no run can be called."""

    runs: dict[date, list[RunName]]
    summaries: frozenset[date]
    without_runs: frozenset[date]  # days whose runs were deleted once they were folded
    strangers: tuple[str, ...]

    @classmethod
    def take(cls, store: Store) -> "Inventory":
        runs: dict[date, list[RunName]] = {}
        strangers: list[str] = []
        for name in store.names(RUNS):
            run = parse_run_name(name)
            if run is None:
                strangers.append(name)
            else:
                runs.setdefault(run.day, []).append(run)
        files = store.names(DAYS)
        return cls(runs, _days(files, _SUMMARY), _days(files, _RUNS_GONE), tuple(strangers))


def summary_name(day: date) -> str:
    return f"{DAYS}{day.isoformat()}{_SUMMARY}"


def runs_gone_name(day: date) -> str:
    """A mark beside the summary, older than the deletion of the day's runs: now it is all there is."""
    return f"{DAYS}{day.isoformat()}{_RUNS_GONE}"


def read_summary(store: Store, day: date, states: States) -> Day | None:
    """None if there is none; raises Damaged."""
    content = store.read(summary_name(day))
    return None if content is None else decode_day(day, content, states)


def read_runs(
    store: Store, names: Iterable[RunName], states: States, *, damaged: list[str]
) -> Iterator[RunFacts]:
    """The runs that can be read; the names of the others are added to `damaged`."""
    by_name = {str(name): name for name in names}
    for name, content in store.read_each(by_name):
        if content is None:
            continue  # folded and deleted by somebody else since it was listed
        try:
            yield decode_run(by_name[name], content, states)
        except Damaged:
            damaged.append(name)


def _days(files: Iterable[str], ending: str) -> frozenset[date]:
    days: set[date] = set()
    for name in files:
        text = name.removeprefix(DAYS).removesuffix(ending)
        try:
            if name.endswith(ending):
                days.add(date.fromisoformat(text))
        except ValueError:
            continue  # somebody else's file
    return frozenset(days)
