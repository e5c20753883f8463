"""Folding closed days, and deleting what a summary holds."""

import itertools
from collections.abc import Iterator
from datetime import timedelta

import pytest

from statusgen.domain.samples import Run
from statusgen.domain.status import Outcome
from statusgen.errors import HistoryError
from statusgen.history import FoldReport, fold_days, read_history, record_run
from tests.builders import make_run, make_sample, utc
from tests.history.glass_store import GlassStore

NOW = utc("2026-11-22 12:00")
WEEK_S = 7 * 86400
SUMMARY = "days/2026-11-20.json.gz"
MARK = "days/2026-11-20.runs-gone"


def runs_of_a_day() -> list[Run]:
    samples = [make_sample(), make_sample(Outcome.DOWN), make_sample(check="api-http", latency_ms=12.5)]
    return [
        make_run("2026-11-20 00:00:30", samples[0], samples[2]),
        make_run("2026-11-20 00:05:30", samples[1]),
        make_run("2026-11-20 00:05:30", samples[0], location="dublin"),
        make_run("2026-11-20 12:05:30", samples[0], location="dublin"),
        make_run("2026-11-20 23:59:30", samples[0], samples[2]),
    ]


def store_of(*runs: Run) -> GlassStore:
    store = GlassStore()
    for run in runs:
        record_run(store, run)
    return store


def folded(*runs: Run) -> GlassStore:
    store = store_of(*runs)
    fold_days(store, now=NOW, keep_runs_s=WEEK_S)
    return store


def test_a_day_is_folded_once_it_is_closed() -> None:
    """Six hours after its end, for locations that are late; not a second sooner."""
    store = store_of(make_run("2026-11-20 09:00"))
    end = utc("2026-11-21 06:00")
    assert fold_days(store, now=end - timedelta(seconds=1), keep_runs_s=WEEK_S) == FoldReport()
    assert fold_days(store, now=end, keep_runs_s=WEEK_S) == FoldReport(folded=("2026-11-20",))
    assert SUMMARY in store.contents


def test_folding_again_changes_nothing() -> None:
    """Not a byte, and no write either."""
    store = folded(*runs_of_a_day())
    before = dict(store.contents)
    assert fold_days(store, now=NOW, keep_runs_s=WEEK_S) == FoldReport()
    assert store.contents == before


def test_the_order_of_runs_does_not_matter() -> None:
    """All at once or one by one, first to last or last to first: the same bytes."""
    runs = runs_of_a_day()
    at_once = folded(*runs).contents[SUMMARY]
    for order in itertools.islice(itertools.permutations(runs), 0, None, 7):
        store = GlassStore()
        for run in order:
            record_run(store, run)
            fold_days(store, now=NOW, keep_runs_s=WEEK_S)
        assert store.contents[SUMMARY] == at_once


def test_a_late_run_is_folded_into_a_day_whose_runs_are_gone() -> None:
    """The summary plus the run make the same bytes as all runs at once."""
    *first, late = runs_of_a_day()
    store = store_of(*first)
    for _ in range(2):
        fold_days(store, now=NOW, keep_runs_s=0)
    assert store.names("runs/") == []
    record_run(store, late)
    assert fold_days(store, now=NOW, keep_runs_s=0).folded == ("2026-11-20",)
    assert store.contents[SUMMARY] == folded(*runs_of_a_day()).contents[SUMMARY]


def test_runs_are_kept_for_as_long_as_asked() -> None:
    """Counted from the end of their day."""
    store = folded(*runs_of_a_day())
    week_later = utc("2026-11-28 00:00")
    assert fold_days(store, now=week_later - timedelta(seconds=1), keep_runs_s=WEEK_S).runs_deleted == 0
    assert fold_days(store, now=week_later, keep_runs_s=WEEK_S).runs_deleted == len(runs_of_a_day())
    assert sorted(store.contents) == [SUMMARY, MARK]


def test_deleting_runs_changes_nothing_that_is_read() -> None:
    """Not a streak, not a latency, not a detail of the newest samples."""
    store = store_of(*runs_of_a_day(), make_run("2026-11-21 00:04"))
    before = read_history(store, now=NOW)
    fold_days(store, now=NOW, keep_runs_s=0)
    assert read_history(store, now=NOW) == before
    fold_days(store, now=NOW, keep_runs_s=0)
    assert store.names("runs/") == []
    assert read_history(store, now=NOW) == before


def test_a_run_is_not_deleted_by_the_fold_that_takes_it_in() -> None:
    """Another machine may be writing a summary without it at this moment; the next fold would see that."""
    store = store_of(make_run("2026-11-20 09:00"))
    assert fold_days(store, now=NOW, keep_runs_s=0) == FoldReport(folded=("2026-11-20",))
    assert len(store.names("runs/")) == 1
    assert fold_days(store, now=NOW, keep_runs_s=0) == FoldReport(runs_deleted=1)


def test_a_damaged_run_is_neither_folded_nor_deleted() -> None:
    """It is told, until somebody sets it aside."""
    store = store_of(*runs_of_a_day())
    damaged = record_run(store, make_run("2026-11-20 10:00"))
    store.contents[damaged] = b"half a ru"
    for _ in range(3):
        assert fold_days(store, now=NOW, keep_runs_s=0).damaged == (damaged,)
    assert store.names("runs/") == [damaged]
    assert store.contents[SUMMARY] == folded(*runs_of_a_day()).contents[SUMMARY]


def test_a_day_of_which_no_run_can_be_read_gets_no_summary() -> None:
    """An empty summary would pass for a day without runs."""
    store = GlassStore({"runs/2026-11-20/093500Z-main-000000000000.json": b"half a ru"})
    fold_days(store, now=NOW, keep_runs_s=0)
    assert store.names("days/") == []


def test_a_damaged_summary_is_folded_again_from_its_runs() -> None:
    """They are all there as long as no mark says otherwise."""
    store = folded(*runs_of_a_day())
    whole = store.contents[SUMMARY]
    store.contents[SUMMARY] = whole[:-1]
    assert fold_days(store, now=NOW, keep_runs_s=WEEK_S).folded == ("2026-11-20",)
    assert store.contents[SUMMARY] == whole


@pytest.mark.parametrize("damage", [b"damaged", None])
def test_a_lost_summary_is_not_rebuilt_from_a_late_run(damage: bytes | None) -> None:
    """What is left of a day must not pass for the day: it is told, and everything stays as it is."""
    store = store_of(*runs_of_a_day())
    for _ in range(2):
        fold_days(store, now=NOW, keep_runs_s=0)
    if damage is None:
        del store.contents[SUMMARY]
    else:
        store.contents[SUMMARY] = damage
    late = record_run(store, make_run("2026-11-20 10:00"))
    before = dict(store.contents)
    assert fold_days(store, now=NOW, keep_runs_s=0) == FoldReport(damaged_days=("2026-11-20",))
    assert store.contents == before
    assert late in store.contents
    assert read_history(store, now=NOW).damaged_days == ("2026-11-20",)


def test_a_damaged_summary_whose_runs_are_damaged_too_is_told() -> None:
    """Nothing can be done about it here, and nothing is made worse."""
    store = store_of(make_run("2026-11-20 09:00"))
    fold_days(store, now=NOW, keep_runs_s=WEEK_S)
    for name in store.contents:
        store.contents[name] = b"damaged"
    before = dict(store.contents)
    assert fold_days(store, now=NOW, keep_runs_s=0).damaged_days == ("2026-11-20",)
    assert store.contents == before


class Contended(GlassStore):
    """A store in which other machines replace summaries just before we do."""

    def __init__(self, contents: dict[str, bytes], others: Iterator[bytes]) -> None:
        super().__init__(contents)
        self._others = others

    def swap(self, name: str, content: bytes, *, was: bytes | None) -> bool:
        for other in itertools.islice(self._others, 1):
            self.contents[name] = other
        return super().swap(name, content, was=was)


def test_two_folds_at_once_lose_nothing() -> None:
    """Whoever comes second reads again what the first has written, and adds to it."""
    first, second = make_run("2026-11-20 09:00"), make_run("2026-11-20 09:05", location="dublin")
    store = Contended(store_of(second).contents, iter([folded(first).contents[SUMMARY]]))
    fold_days(store, now=NOW, keep_runs_s=WEEK_S)
    assert store.contents[SUMMARY] == folded(first, second).contents[SUMMARY]


def test_a_summary_that_never_stands_still_is_given_up() -> None:
    """Until the next fold; the runs are all there."""
    versions = (folded(make_run(f"2026-11-20 {hour:02}:00")).contents[SUMMARY] for hour in range(24))
    store = Contended(store_of(make_run("2026-11-20 09:05")).contents, versions)
    with pytest.raises(HistoryError, match=r"2026-11-20.json.gz changes all the time; fold it again later"):
        fold_days(store, now=NOW, keep_runs_s=WEEK_S)
