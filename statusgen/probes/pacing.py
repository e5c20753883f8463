"""Starting many things without a burst, and watching whether the event loop keeps up."""

import asyncio
import math
from collections.abc import AsyncIterator, Iterable
from typing import TypeVar

T = TypeVar("T")

START_GAP_S = 0.002
"""A burst makes every probe wait for the others' handshakes, and that would be measured as latency."""

_TICK_S = 0.02


async def paced(things: Iterable[T], *, gap_s: float = START_GAP_S) -> AsyncIterator[T]:
    """The things, one every `gap_s`; what is late is not made later still."""
    clock = asyncio.get_running_loop().time
    started = clock()
    for number, thing in enumerate(things):
        ahead = started + number * gap_s - clock()
        if ahead > 0:
            await asyncio.sleep(ahead)
        yield thing


class LagMeter:
    """Ticks while a run lasts, and notes by how much the event loop is late."""

    def __init__(self) -> None:
        self._lags_s: list[float] = []

    async def run(self) -> None:
        """Tick until cancelled."""
        clock = asyncio.get_running_loop().time
        while True:
            due = clock() + _TICK_S
            await asyncio.sleep(_TICK_S)
            self._lags_s.append(clock() - due)

    @property
    def lag_ms(self) -> float | None:
        """The 95th percentile of all ticks; None if the run was over before the first."""
        if not self._lags_s:
            return None
        ordered = sorted(self._lags_s)
        return round(max(0.0, ordered[math.ceil(0.95 * len(ordered)) - 1]) * 1000, 3)
