"""Locations that see much fail which is fine from everywhere else: what they say is set aside."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from statusgen.verdict.crowd import Crowd
from statusgen.verdict.days import first_instant
from statusgen.verdict.declared import FOREVER
from statusgen.verdict.outages import is_failing
from statusgen.verdict.scene import Scene
from statusgen.verdict.speech import Speech, cut
from statusgen.verdict.stretches import Stretch, Stretches

_NEVER = Stretches()


class Asides:
    """When which location is set aside, to be asked about any stretch of time."""

    def __init__(self, spans: Mapping[str, Iterable[Stretch]] | None = None) -> None:
        self._spans = {location: Stretches(own) for location, own in (spans or {}).items()}

    def spare(self, speeches: Iterable[Speech]) -> Iterator[Speech]:
        """The speeches about one component without what is set aside of them.

        That it fails is left to a location while another, not set aside itself, says so too by a check
        that both ask: to doubt the one must not hide what the other confirms.
        """
        said = list(speeches)
        agreed = self._agreed(said)
        doubted = {location: self._spans[location].without(spans) for location, spans in agreed.items()}
        for speech in said:
            spans = doubted if is_failing(speech) else self._spans
            yield from _without(speech, spans.get(speech.location, _NEVER))

    def at(self, moment: datetime) -> Mapping[str, datetime]:
        """The locations that are set aside at the moment, and since when."""
        found = ((location, spans.at(moment)) for location, spans in self._spans.items())
        return {location: span.start for location, span in found if span}

    def _agreed(self, said: Sequence[Speech]) -> Mapping[str, Stretches]:
        """By location that is set aside at times: when another that is not sees fail what it asks too."""
        suspects = [speech for speech in said if speech.location in self._spans]
        if not suspects:
            return {}
        failing: dict[str, list[Stretch]] = defaultdict(list)
        for speech in said:
            if is_failing(speech):  # as early as it was known, so that nothing is agreed on in hindsight
                words = _without(speech, self._spans.get(speech.location, _NEVER))
                failing[speech.check] += (
                    Stretch(max(word.start, word.known), word.end) for word in words if word.known < word.end
                )
        believed = {check: Stretches(words) for check, words in failing.items()}
        agreed: dict[str, list[Stretch]] = defaultdict(list)
        for speech in suspects:
            agreed[speech.location] += believed.get(speech.check, _NEVER).within(speech)
        return {location: Stretches(spans) for location, spans in agreed.items()}


def _without(speech: Speech, doubted: Stretches) -> Iterator[Speech]:
    """What is left of the speech; a word that was doubted does not hold until the next is confirmed."""
    if speech.streak is speech.found or not doubted.at(speech.streak.last):
        yield from cut(speech, doubted.within(speech))


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
    crowd = Crowd()
    spans: dict[str, list[Stretch]] = defaultdict(list)
    open_since: dict[str, datetime] = {}
    for moment in sorted(edges):
        crowd.pass_on(*edges[moment])
        aside = crowd.accused()
        for location in open_since.keys() - aside:
            spans[location].append(Stretch(open_since.pop(location), moment))
        open_since.update(dict.fromkeys(aside - open_since.keys(), moment))
    for location, start in open_since.items():
        spans[location].append(Stretch(start, FOREVER))
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
