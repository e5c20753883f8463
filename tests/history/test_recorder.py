"""Writing runs, keeping those that found no store, setting damaged ones aside."""

from pathlib import Path

import pytest

from statusgen.errors import HistoryError
from statusgen.history import adopt_pending, keep_pending, open_store, read_history, record_run, set_aside
from tests.builders import make_run, make_sample, utc
from tests.history.glass_store import GlassStore

NOW = utc("2026-11-22 10:00")


def test_a_run_is_recorded_under_the_name_that_is_told(store: GlassStore) -> None:
    """One new file, and nothing else."""
    name = record_run(store, make_run("2026-11-22 09:35", location="dublin"))
    assert name.startswith("runs/2026-11-22/093500Z-dublin-")
    assert list(store.contents) == [name]


def test_recording_again_changes_nothing(store: GlassStore) -> None:
    """So whoever is not sure may repeat it."""
    first = record_run(store, make_run("2026-11-22 09:35"))
    assert record_run(store, make_run("2026-11-22 09:35")) == first
    assert len(store.contents) == 1


def test_recording_again_mends_a_damaged_run(store: GlassStore) -> None:
    """What stands under its name and is not the run can only be damage: it is set aside."""
    name = record_run(store, make_run("2026-11-22 09:35"))
    whole = store.contents[name]
    store.contents[name] = b"half a ru"
    record_run(store, make_run("2026-11-22 09:35"))
    assert store.contents == {name: whole, name.replace("runs/", "damaged/"): b"half a ru"}


def test_what_could_not_be_read_again_is_not_recorded(store: GlassStore) -> None:
    """A fault of ours shows at once, not when the page is built."""
    with pytest.raises(ValueError, match="not an id"):
        record_run(store, make_run("2026-11-22 09:35", make_sample(check="Not An Id")))
    assert store.contents == {}


def test_pending_runs_move_into_the_store(tmp_path: Path) -> None:
    """Kept beside an unusable store, adopted when there is one again, gone from where they waited."""
    state = tmp_path / "state"
    kept = Path(keep_pending(state / "pending", make_run("2026-11-22 09:35")))
    assert kept.is_file()
    store = open_store("state", base=tmp_path)
    assert adopt_pending(store, state / "pending") == 1
    assert store.names("runs/") == [kept.relative_to(state / "pending").as_posix()]
    assert adopt_pending(store, state / "pending") == 0


def test_a_pending_run_that_is_damaged_is_set_aside_where_it_is(tmp_path: Path, store: GlassStore) -> None:
    """It neither enters the store nor stops the others."""
    damaged = Path(keep_pending(tmp_path, make_run("2026-11-22 09:30")))
    sound = Path(keep_pending(tmp_path, make_run("2026-11-22 09:35")))
    damaged.write_bytes(b"{")
    assert adopt_pending(store, tmp_path) == 1
    assert store.names("runs/") == [sound.relative_to(tmp_path).as_posix()]
    aside = damaged.relative_to(tmp_path / "runs")
    assert (tmp_path / "damaged" / aside).read_bytes() == b"{"


def test_pending_runs_stay_while_the_store_does_not_take_them(tmp_path: Path) -> None:
    """Deleted only after they are safe."""
    (tmp_path / "state").mkdir()
    store = open_store("state", base=tmp_path)
    kept = keep_pending(tmp_path / "pending", make_run("2026-11-22 09:35"))
    (tmp_path / "state" / "runs").write_text("in the way")
    with pytest.raises(HistoryError):
        adopt_pending(store, tmp_path / "pending")
    assert Path(kept).exists()


def test_damaged_runs_are_set_aside_not_deleted(store: GlassStore) -> None:
    """The page goes on without them, their bytes stay to be looked at."""
    name = record_run(store, make_run("2026-11-22 09:35"))
    store.contents[name] = b"half a ru"
    set_aside(store, read_history(store, now=NOW).damaged)
    assert store.contents == {name.replace("runs/", "damaged/"): b"half a ru"}
    assert read_history(store, now=NOW).damaged == ()


def test_a_run_that_is_damaged_twice_is_kept_twice(store: GlassStore) -> None:
    """Setting aside overwrites nothing either."""
    name = record_run(store, make_run("2026-11-22 09:35"))
    for damage in (b"one", b"two"):
        store.contents[name] = damage
        set_aside(store, [name])
    assert sorted(store.contents.values()) == [b"one", b"two"]


def test_setting_aside_what_is_gone_is_fine(store: GlassStore) -> None:
    """Another machine may have been quicker."""
    set_aside(store, ["runs/2026-11-22/093500Z-main-000000000000.json"])
    assert store.contents == {}
