"""Stretches of time: joined, cut from one another, and found again."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from statusgen.verdict.speech import Gap


@dataclass(frozen=True, slots=True)
class Stretch:
    """From `start` until just before `end`."""

    start: datetime
    end: datetime


class Stretches:
    """Stretches that neither overlap nor touch, oldest first."""

    def __init__(self, stretches: Iterable[Gap] = ()) -> None:
        self._all: list[Stretch] = []
        for one in sorted(stretches, key=lambda one: one.start):
            if self._all and one.start <= self._all[-1].end:
                last = self._all.pop()
                self._all.append(Stretch(last.start, max(last.end, one.end)))
            else:
                self._all.append(Stretch(one.start, one.end))
        self._ends = [one.end for one in self._all]

    def at(self, moment: datetime) -> Stretch | None:
        """The whole stretch that the moment lies in."""
        index = bisect_right(self._ends, moment)
        return self._all[index] if index < len(self._all) and self._all[index].start <= moment else None

    def within(self, span: Gap) -> Iterator[Stretch]:
        """What of them lies within the span."""
        for index in range(bisect_right(self._ends, span.start), len(self._all)):
            one = self._all[index]
            if span.end <= one.start:
                break
            yield Stretch(max(one.start, span.start), min(one.end, span.end))

    def outside(self, span: Gap) -> Iterator[Stretch]:
        """What of the span lies in none of them."""
        start = span.start
        for one in self.within(span):
            if start < one.start:
                yield Stretch(start, one.start)
            start = one.end
        if start < span.end:
            yield Stretch(start, span.end)

    def without(self, others: "Stretches") -> "Stretches":
        """What is left of them where the others are not."""
        return Stretches(left for one in self._all for left in others.outside(one))
