"""Killed in the middle, at any moment."""

import multiprocessing
import random
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from statusgen.history import fold_days, open_store, read_history, record_run
from tests.builders import make_run, utc

KILLS = 40
START = utc("2026-11-18 00:00")


def record(base: Path, first: int, told: Connection) -> None:
    """A run a minute, told once it is stored; folded now and then."""
    store = open_store("state", base=base)
    for number in range(first, first + 1000):
        at = START + timedelta(minutes=number)
        told.send(record_run(store, make_run(f"{at:%Y-%m-%d %H:%M:%S}")))
        if number % 5 == 0:
            fold_days(store, now=at, keep_runs_s=0)


def record_until_killed(base: Path, *, first: int, after_s: float) -> list[str]:
    """The names that were told before the writer was killed, `after_s` after the first."""
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=record, args=(base, first, sender))
    process.start()
    sender.close()
    receiver.poll(30)
    process.join(after_s)
    process.kill()
    process.join()
    told: list[str] = []
    with receiver:
        try:
            while True:
                told.append(receiver.recv())
        except (EOFError, OSError):  # the end, or killed while telling
            return told


@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="processes are forked")
def test_a_writer_killed_at_any_moment_loses_nothing(tmp_path: Path) -> None:
    """The store stays readable, every run that was told is in it, and the next write sweeps the rest."""
    chance = random.Random(1122)
    told: set[str] = set()
    for kill in range(KILLS):
        told.update(record_until_killed(tmp_path, first=kill * 100, after_s=chance.uniform(0, 0.05)))
    store = open_store("state", base=tmp_path)
    now = utc("2026-11-22 12:00")
    seen = read_history(store, now=now)
    assert seen.damaged == seen.damaged_days == ()
    assert len(told) >= KILLS
    counted = (
        each.total for by_location in seen.observed.latencies.values() for each in by_location.values()
    )
    assert sum(counted) >= len(told)

    record_run(store, make_run("2026-11-22 11:00"))
    assert list((tmp_path / "state" / ".tmp").iterdir()) == []
