"""One line per component on which everything is laid: the only place where a status is decided."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from statusgen.domain.page import Interval, Why
from statusgen.domain.status import Reason, Status
from statusgen.verdict.declared import Declaration
from statusgen.verdict.maintenance import Work
from statusgen.verdict.measured import Said, weigh_check, weigh_component
from statusgen.verdict.order import worse, worst
from statusgen.verdict.speech import Speech

Span = Speech | Declaration | Work


@dataclass(frozen=True, slots=True)
class Timeline:
    """`intervals` cover [since, now) without a gap, no two neighbours alike; `now` is the moment after.

    What begins or ends at this very moment is seen in `now` and not yet in any interval.
    """

    intervals: tuple[Interval, ...]
    now: Interval
    starts: tuple[datetime, ...]  # of the intervals, to find one by bisection

    def at(self, moment: datetime) -> Interval:
        """The interval that holds the moment, which must lie on the line."""
        return self.intervals[bisect_right(self.starts, moment) - 1]

    def within(self, start: datetime, end: datetime) -> Iterator[tuple[Interval, timedelta]]:
        """The intervals that share time with [start, end), and how much of it."""
        if start < end:
            for index in range(max(0, bisect_right(self.starts, start) - 1), len(self.intervals)):
                interval = self.intervals[index]
                if end <= interval.start:
                    break
                if start < interval.end:
                    yield interval, min(interval.end, end) - max(interval.start, start)

    @property
    def moments(self) -> tuple[Interval, ...]:
        """The intervals and, without length, this moment."""
        return (*self.intervals, self.now)

    @property
    def status_since(self) -> datetime | None:
        """Since when the status is what it is now; None if for as long as the line goes back."""
        since = self.now.start
        for interval in reversed(self.intervals):
            if interval.shown is not self.now.shown:
                return since
            since = interval.start
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What holds at a moment."""

    shown: Status
    measured: Status
    declared: Status
    excused: bool
    why: Why

    def between(self, start: datetime, end: datetime) -> Interval:
        return Interval(
            start=start,
            end=end,
            shown=self.shown,
            measured=self.measured,
            declared=self.declared,
            excused=self.excused,
            why=self.why,
        )


def lay(
    spans: Iterable[Span], *, since: datetime, now: datetime, measured: bool, public: Collection[str]
) -> Timeline:
    """Lay on one line everything that was said of one component.

    Without measurement it is operational where nothing is declared. Only the checks in `public`
    give their reasons.
    """
    floor = _Floor(measured=measured, public=public)
    intervals: list[Interval] = []
    start, state = since, floor.state()
    edges = _edges(spans, since, now)
    for moment in sorted(edges):
        floor.pass_on(*edges[moment])
        changed = floor.state()
        if changed != state:
            if start < moment:
                intervals.append(state.between(start, moment))
            start, state = moment, changed
    if start < now:
        intervals.append(state.between(start, now))
    starts = tuple(interval.start for interval in intervals)
    return Timeline(tuple(intervals), state.between(now, now), starts)


def decide(
    measured: Status, declarations: Collection[Declaration], works: Collection[Work]
) -> tuple[Status, Status, bool]:
    """Merge what is measured, declared and announced: what is shown, what people say, whether excused.

    A declared incident beats maintenance, and maintenance beats measurement. A maintenance post with
    mistakes in it is heard like an incident: it hides nothing.
    """
    if declarations:
        declared = worst(one.status for one in declarations)
        return worse(measured, declared), declared, False
    announced = worst(work.status for work in works)
    if any(work.sound for work in works):
        return announced, announced, any(work.excused for work in works)
    return worse(measured, announced), announced, False


_Edge = tuple[list[Span], list[Span]]


def _edges(spans: Iterable[Span], since: datetime, now: datetime) -> dict[datetime, _Edge]:
    """Which spans end, and which begin, at each moment up to now."""
    edges: dict[datetime, _Edge] = defaultdict(lambda: ([], []))
    for span in spans:
        if since < span.end and span.start <= now and span.start < span.end:
            edges[max(span.start, since)][1].append(span)
            if span.end <= now:
                edges[span.end][0].append(span)
    return edges


class _Floor:
    """Who has the floor while the sweep goes by."""

    def __init__(self, *, measured: bool, public: Collection[str]) -> None:
        self._measured = measured
        self._public = public
        self._voices: dict[str, set[Speech]] = defaultdict(set)
        self._said: dict[str, Said] = {}
        self._declarations: set[Declaration] = set()
        self._works: set[Work] = set()
        self._states: dict[Hashable, State] = {}  # a component is in few states, and often in each

    def pass_on(self, ending: Iterable[Span], beginning: Iterable[Span]) -> None:
        for span in ending:
            self._of_its_kind(span).discard(span)
        for span in beginning:
            self._of_its_kind(span).add(span)
        for check in {span.check for span in (*ending, *beginning) if isinstance(span, Speech)}:
            self._weigh(check)

    def state(self) -> State:
        measured = weigh_component(self._said.values()) if self._measured else Status.OPERATIONAL
        reasons = frozenset().union(
            *(said.reasons for check, said in self._said.items() if check in self._public)
        )
        key = (measured, reasons, frozenset(self._declarations), frozenset(self._works))
        if key not in self._states:
            self._states[key] = self._decide(measured, reasons)
        return self._states[key]

    def _decide(self, measured: Status, reasons: Iterable[Reason]) -> State:
        shown, declared, excused = decide(measured, self._declarations, self._works)
        posts = {one.post for one in self._declarations} | {one.post for one in self._works}
        return State(
            shown=shown,
            measured=measured,
            declared=declared,
            excused=excused,
            why=Why(posts=tuple(sorted(posts)), reasons=tuple(sorted(reasons))),
        )

    def _of_its_kind(self, span: Span) -> set[Any]:
        match span:
            case Speech():
                return self._voices[span.check]
            case Declaration():
                return self._declarations
        return self._works

    def _weigh(self, check: str) -> None:
        if voices := self._voices[check]:
            self._said[check] = weigh_check(voices)
        else:
            self._said.pop(check, None)
