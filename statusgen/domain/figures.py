"""Figures over windows of time: uptime, response times, day cells."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from statusgen.domain.status import Status


class Window(StrEnum):
    """The windows of every figure, each ending now."""

    DAY = "24h"
    WEEK = "7d"
    MONTH = "30d"
    QUARTER = "90d"

    @property
    def days(self) -> int:
        return {"24h": 1, "7d": 7, "30d": 30, "90d": 90}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Uptime:
    """One figure and what it was reckoned from, in integer milliseconds.

    known + unknown + excused is the window. `down_ms` has partial outages weighted already.
    """

    window: Window
    known_ms: int
    unknown_ms: int
    excused_ms: int
    down_ms: int
    since: datetime | None = None  # the first sample, where the window began before it

    @property
    def window_ms(self) -> int:
        return self.known_ms + self.unknown_ms + self.excused_ms

    def share(self, digits: int) -> float | None:
        """Uptime from 0 to 1, floored to `digits`; None where under half of the window is known."""
        if self.known_ms == 0 or 2 * self.known_ms < self.window_ms - self.excused_ms:
            return None
        return _floored(self.known_ms - self.down_ms, self.known_ms, digits)

    def coverage(self, digits: int) -> float:
        """The known share of the window, from 0 to 1, floored to `digits`."""
        countable = self.window_ms - self.excused_ms
        return _floored(self.known_ms, countable, digits) if countable else 0.0


def _floored(part: int, whole: int, digits: int) -> float:
    scale = int(10**digits)
    return part * scale // whole / scale


@dataclass(frozen=True, slots=True)
class Percentiles:
    """Response times over whole UTC days, today included, in milliseconds."""

    window: Window
    samples: int
    p50_ms: float
    p95_ms: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCell:
    """One local day. `status` is None before the first sample: no cell."""

    day: date
    status: Status | None
    down_s: int = 0  # seconds shown partial or major, for the words beside the colour
