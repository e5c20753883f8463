"""Starting many things without a burst, and watching whether the event loop keeps up."""

import asyncio
import math
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from typing import TypeVar

T = TypeVar("T")

START_GAP_S = 0.0005
"""A burst makes every probe wait for the others' handshakes, and that would be measured as latency."""
LONGEST_GAP_S = 0.01
"""After this it is the machine that is slow, and waiting for it to become faster would have no end."""
PUNCTUAL_S = 0.008
"""Who wakes later than this after a gap finds the event loop with more to do than it can, and soon busy."""

_TICK_S = 0.02


async def paced(
    things: Iterable[T],
    *,
    gap_s: float = START_GAP_S,
    longest_gap_s: float = LONGEST_GAP_S,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> AsyncIterator[T]:
    """The things, one every `gap_s` while the event loop keeps up, and fewer until it does again.

    Whether it does shows in how late one wakes. What was late is not made up for: that would be a burst.
    """
    started = -math.inf
    for thing in things:
        due = started + gap_s
        while (now := clock()) < due:
            await sleep(due - now)
            woken = clock()
            if woken - due < PUNCTUAL_S or woken - started >= longest_gap_s:
                break
            due = woken + gap_s
        started = clock()
        yield thing


class LagMeter:
    """Ticks while checks are asked, and notes by how much the event loop is late each time."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._due = math.inf
        self._ticks: list[tuple[float, float]] = []  # when it came, and by how much too late
        self._taken = 0
        self._added_s: list[float] = []

    async def run(self, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        """Tick until cancelled."""
        try:
            while True:
                self._due = self._clock() + _TICK_S
                await sleep(_TICK_S)
                now = self._clock()
                self._ticks.append((now, max(0.0, now - self._due)))
        finally:
            self._due = math.inf

    def worst_ms(self, since: float) -> float:
        """The largest lag since a time of the clock; that of a tick which is overdue counts so far."""
        worst_s = max(0.0, self._clock() - self._due)
        for at, lag_s in reversed(self._ticks):
            if at < since:
                break
            worst_s = max(worst_s, lag_s)
        return worst_s * 1000

    def take(self) -> tuple[float, ...]:
        """The lags of all ticks since the last taking, in seconds."""
        new = self._ticks[self._taken :]
        self._taken = len(self._ticks)
        return tuple(lag_s for _, lag_s in new)

    def add(self, lags_s: Iterable[float]) -> None:
        """Count the lags of another process's loop too."""
        self._added_s.extend(lags_s)

    @property
    def lag_ms(self) -> float | None:
        """The 95th percentile of all ticks; None if the run was over before the first."""
        ordered = sorted([*self._added_s, *(lag_s for _, lag_s in self._ticks)])
        return round(ordered[math.ceil(0.95 * len(ordered)) - 1] * 1000, 3) if ordered else None
