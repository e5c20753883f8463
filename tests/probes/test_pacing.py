"""Starts are paced."""

import asyncio
import time

from statusgen.probes.pacing import LagMeter, paced


async def collect(count: int, *, gap_s: float, work_s: float = 0.0) -> list[float]:
    started = time.monotonic()
    times = []
    async for _ in paced(range(count), gap_s=gap_s):
        times.append(time.monotonic() - started)
        time.sleep(work_s)
    return times


def test_nothing_starts_before_its_turn() -> None:
    """The n-th thing comes n gaps after the first, or later."""
    times = asyncio.run(collect(10, gap_s=0.01))
    assert all(at >= number * 0.01 - 0.001 for number, at in enumerate(times))


def test_what_is_late_is_not_made_later() -> None:
    """A slow start eats into the next gaps instead of moving everything."""
    times = asyncio.run(collect(10, gap_s=0.01, work_s=0.01))
    assert times[-1] < 0.19


def test_a_meter_that_never_ticked_knows_nothing() -> None:
    """A run without a check has no lag."""
    assert LagMeter().lag_ms is None
