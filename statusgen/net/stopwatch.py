"""The time that each phase of one exchange takes, and which one is under way."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Literal

from statusgen.domain.samples import Phases
from statusgen.net.fault import Refused
from statusgen.net.resolver import Address

Phase = Literal["lookup", "connect", "tls", "first_byte"]

_DOING: dict[Phase, str] = {
    "lookup": "looking up the name",
    "connect": "connecting",
    "tls": "shaking hands in TLS",
    "first_byte": "waiting for an answer",
}
_THEN: dict[Phase, str] = {"first_byte": "waiting for the rest of the answer"}


class Stopwatch:
    """Runs from its making. Phases that happen again (redirects) add up; unfinished ones do not count."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._started = clock()
        self._spent_s: dict[Phase, float] = {}
        self.doing = ""
        """What would be missing if it ended now, in words; empty before the first phase."""
        self.is_looking_up = False
        self.unanswered_port: int | None = None
        """Where a connection was begun and nothing has come back from any address, not even a refusal."""
        self._answering: set[int] = set()

    def phase(self, name: Phase, doing: str = "") -> "_Phase":
        """Measure the block as `name`, if it ends well; `doing` says more exactly what it waits for."""
        return _Phase(self, name, doing or _DOING[name])

    def begin(self, name: Phase, doing: str) -> float:
        """When the phase began, for its `end`."""
        self.doing, self.is_looking_up = doing, name == "lookup"
        return self._clock()

    def end(self, name: Phase, began: float) -> None:
        self._spent_s[name] = self._spent_s.get(name, 0.0) + self._clock() - began
        self.doing, self.is_looking_up = _THEN.get(name, _DOING["first_byte"]), False

    @contextmanager
    def connecting(self, address: Address, port: int) -> Iterator[None]:
        """Measure the block as the connection to a port; it may end in a refusal, which is an answer."""
        self.unanswered_port = None if port in self._answering else port
        try:
            with self.phase("connect", f"connecting to {address} port {port}"):
                yield
        except Refused:
            self._note_answer(port)
            raise
        self._note_answer(port)

    def _note_answer(self, port: int) -> None:
        self._answering.add(port)
        self.unanswered_port = None

    @property
    def elapsed_ms(self) -> float:
        return round((self._clock() - self._started) * 1000, 3)

    @property
    def phases(self) -> Phases:
        return Phases(**{name: round(spent * 1000, 3) for name, spent in self._spent_s.items()})


class _Phase:
    """What `Stopwatch.phase` returns: a generator would do the same at four times the cost."""

    __slots__ = ("_began", "_doing", "_name", "_stopwatch")

    def __init__(self, stopwatch: Stopwatch, name: Phase, doing: str) -> None:
        self._stopwatch, self._name, self._doing = stopwatch, name, doing
        self._began = 0.0

    def __enter__(self) -> None:
        self._began = self._stopwatch.begin(self._name, self._doing)

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._stopwatch.end(self._name, self._began)
