"""Starts are paced, and the event loop's lag is known."""

import asyncio
from collections.abc import Iterator

import pytest

from statusgen.probes.pacing import LagMeter, paced


class Loop:
    """A clock whose sleepers wake late, as they do in an event loop that has much to do."""

    def __init__(self, *late_s: float) -> None:
        self.now = 100.0
        self._late_s: Iterator[float] = iter(late_s)

    def clock(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds + next(self._late_s, 0.0)
        await asyncio.sleep(0)


def starts(loop: Loop, count: int, *, work_s: float = 0.0) -> list[float]:
    """When each of so many things starts, in milliseconds: every 10, or at the latest after 50."""

    async def collect() -> list[float]:
        times = []
        async for _ in paced(
            range(count), gap_s=0.01, longest_gap_s=0.05, clock=loop.clock, sleep=loop.sleep
        ):
            times.append(round((loop.now - 100) * 1000, 3))
            loop.now += work_s
        return times

    return asyncio.run(collect())


def test_one_starts_every_gap() -> None:
    """No burst, and the first one at once."""
    assert starts(Loop(), 4) == [0, 10, 20, 30]


def test_waking_a_little_late_is_no_reason_to_wait() -> None:
    """Timers are never exact; what comes late starts at once, and the next a gap after it."""
    assert starts(Loop(0.001, 0.001), 4) == [0, 11, 22, 32]


def test_while_the_loop_is_late_nothing_starts() -> None:
    """Only after a gap from which it woke in time: then the loop has done what it had to do."""
    assert starts(Loop(0.012, 0.009), 3) == [0, 51, 61]


def test_a_machine_that_is_always_late_goes_on_all_the_same() -> None:
    """It will not become faster by waiting: after the longest gap the next one starts."""
    assert starts(Loop(*[0.03] * 9), 3) == [0, 80, 160]


def test_what_took_longer_than_a_gap_is_followed_at_once_but_not_made_up_for() -> None:
    """A slow start does not move the next one further, nor do the next ones come in a burst."""
    assert starts(Loop(), 3, work_s=0.025) == [0, 25, 50]


def ticking(loop: Loop, ticks: int) -> LagMeter:
    """A meter that has ticked so often, every 20 ms."""
    meter = LagMeter(loop.clock)

    async def tick() -> None:
        running = asyncio.create_task(meter.run(loop.sleep))
        for _ in range(ticks + 1):
            await asyncio.sleep(0)
        running.cancel()

    asyncio.run(tick())
    return meter


def test_a_meter_that_never_ticked_knows_nothing() -> None:
    """A run without a check has no lag."""
    assert LagMeter().lag_ms is None


def test_the_lag_is_that_of_nearly_all_ticks() -> None:
    """One late tick among twenty is not the run's lag; two of them are."""
    assert ticking(Loop(0.05), 20).lag_ms == pytest.approx(0)
    assert ticking(Loop(0.05, 0.05), 20).lag_ms == pytest.approx(50)


def test_the_lag_of_other_processes_counts() -> None:
    """What a worker took from its meter is added to the run's."""
    theirs = ticking(Loop(*[0.05] * 10), 10)
    ours = ticking(Loop(), 10)
    ours.add(theirs.take())
    assert ours.lag_ms == pytest.approx(50)
    assert theirs.take() == ()


def test_the_worst_lag_is_that_of_a_stretch_of_time() -> None:
    """A try is judged by what happened while it lasted, not by what was before it."""
    loop = Loop(0, 0.03, 0, 0.007)
    meter = ticking(loop, 4)  # at 20, 70, 90 and 117 ms
    assert meter.worst_ms(since=100) == pytest.approx(30)
    assert meter.worst_ms(since=100.08) == pytest.approx(7)
    assert meter.worst_ms(since=loop.now + 1) == 0


def test_a_tick_that_is_overdue_counts() -> None:
    """A loop that is blocked right now is late already, although no tick could say so yet."""
    loop = Loop()
    meter = LagMeter(loop.clock)

    async def block() -> float:
        running = asyncio.create_task(meter.run())
        await asyncio.sleep(0)
        loop.now += 0.12
        worst_ms = meter.worst_ms(since=100)
        running.cancel()
        return worst_ms

    assert asyncio.run(block()) == pytest.approx(100)
