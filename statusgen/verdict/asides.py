"""Locations that see much fail which is fine from everywhere else: what they say is set aside."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from statusgen.verdict.days import first_instant
from statusgen.verdict.declared import FOREVER
from statusgen.verdict.outages import is_failing
from statusgen.verdict.scene import Scene
from statusgen.verdict.speech import Speech, cut

_FEWEST = 2
"""One component alone accuses no location: that may well be the way to it."""


@dataclass(frozen=True, slots=True)
class Aside:
    """From `start` until just before `end` what `location` says does not count."""

    location: str
    start: datetime
    end: datetime


class Asides:
    """When which location is set aside, to be asked about any stretch of time."""

    def __init__(self, spans: Iterable[Aside] = ()) -> None:
        self._spans: dict[str, list[Aside]] = defaultdict(list)
        for span in sorted(spans, key=lambda span: span.start):
            self._spans[span.location].append(span)
        self._ends = {location: [span.end for span in spans] for location, spans in self._spans.items()}

    def spare(self, speeches: Iterable[Speech]) -> Iterator[Speech]:
        """The speeches without what is set aside of them; nor does it hold until the next is confirmed."""
        for speech in speeches:
            if speech.location not in self._ends:
                yield speech
            elif speech.streak is speech.found or not self._has(speech.location, speech.streak.last):
                yield from cut(speech, self._during(speech))

    def at(self, moment: datetime) -> Mapping[str, datetime]:
        """The locations that are set aside at the moment, and since when."""
        everything = (span for spans in self._spans.values() for span in spans)
        return {span.location: span.start for span in everything if span.start <= moment < span.end}

    def _has(self, location: str, moment: datetime) -> bool:
        return any(span.start <= moment < span.end for span in self._spans[location])

    def _during(self, speech: Speech) -> Iterator[Aside]:
        spans = self._spans[speech.location]
        for index in range(bisect_right(self._ends[speech.location], speech.start), len(spans)):
            if speech.end <= spans[index].start:
                break
            yield spans[index]


def find_asides(heard: Iterable[Speech], scene: Scene) -> Asides:
    """Whom to set aside when, up to now.

    A location is set aside while it alone sees two or more components fail, and at least half of those
    that it and others measure. Where one of these is contradicted by none but others of these, they accuse
    each other, and all are heard. `heard` is as found, confirmed or not, so that nobody is set aside in
    hindsight. Retired components have no say.
    """
    speeches = list(heard)
    if len({speech.location for speech in speeches}) < 2:
        return Asides()
    edges = _edges(speeches, scene)
    crowd = _Crowd()
    spans: list[Aside] = []
    open_since: dict[str, datetime] = {}
    for moment in sorted(edges):
        crowd.pass_on(*edges[moment])
        aside = crowd.accused()
        over = open_since.keys() - aside
        spans += [Aside(location, open_since.pop(location), moment) for location in over]
        open_since.update(dict.fromkeys(aside - open_since.keys(), moment))
    spans += [Aside(location, start, FOREVER) for location, start in open_since.items()]
    return Asides(spans)


_Edge = tuple[list[Speech], list[Speech]]


def _edges(speeches: Iterable[Speech], scene: Scene) -> dict[datetime, _Edge]:
    """Which speeches end, and which begin, at each moment up to now."""
    edges: dict[datetime, _Edge] = defaultdict(lambda: ([], []))
    leaves = _leaves(scene)
    for speech in speeches:
        end = min(speech.end, leaves(speech.streak.component))
        if speech.start < end:
            edges[speech.start][1].append(speech)
            if end <= scene.now:
                edges[end][0].append(speech)
    return edges


def _leaves(scene: Scene) -> Callable[[str], datetime]:
    """When a component, by any of its names, is retired."""
    zone = scene.config.site.timezone
    known = {
        name: first_instant(component.retired, zone)
        for component in scene.config.components
        if component.retired
        for name in (component.id, *component.formerly)
    }
    return lambda name: known.get(name, FOREVER)


class _Crowd:
    """Who speaks of what while the sweep goes by, and who is alone in seeing it fail."""

    def __init__(self) -> None:
        self._voices: dict[str, dict[str, dict[str, Speech]]] = defaultdict(lambda: defaultdict(dict))
        self._sharing: dict[str, frozenset[str]] = {}  # by component: who measures it together with others
        self._alone: dict[str, str] = {}  # by component: who is the only one to see it fail
        self._shared: Counter[str] = Counter()  # by location: how many components it shares
        self._accused: Counter[str] = Counter()  # by location: how many it alone sees fail

    def pass_on(self, ending: Iterable[Speech], beginning: Iterable[Speech]) -> None:
        touched = set()
        for speech in ending:
            touched.add(speech.streak.component)
            self._voices[speech.streak.component][speech.check].pop(speech.location, None)
        for speech in beginning:
            touched.add(speech.streak.component)
            self._voices[speech.streak.component][speech.check][speech.location] = speech
        for component in touched:
            self._count(component)

    def accused(self) -> set[str]:
        """The locations to set aside."""
        found = {
            location
            for location, count in self._accused.items()
            if count >= _FEWEST and 2 * count >= self._shared[location]
        }
        witnessed = {at for component, at in self._alone.items() if self._sharing[component] - found}
        return found if found <= witnessed else set()

    def _count(self, component: str) -> None:
        shared = [voices for voices in self._voices[component].values() if len(voices) > 1]
        sharing = frozenset(location for voices in shared for location in voices)
        before = self._sharing.get(component, frozenset())
        if sharing != before:
            self._shared.subtract(before)
            self._shared.update(sharing)
            self._sharing[component] = sharing
        if component in self._alone:
            self._accused[self._alone.pop(component)] -= 1
        failing = {voice.location for voices in shared for voice in voices.values() if is_failing(voice)}
        if len(failing) == 1:
            (self._alone[component],) = failing
            self._accused.update(failing)
