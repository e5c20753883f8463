"""One component from each location: how it looks from there, and how quick it is."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from statusgen.domain.figures import Percentiles
from statusgen.domain.page import LocationView, SeenFrom
from statusgen.verdict.locations import GONE
from statusgen.verdict.measured import weigh_check, weigh_component
from statusgen.verdict.outages import is_failing
from statusgen.verdict.record import Record
from statusgen.verdict.scene import Scene
from statusgen.verdict.speech import Speech, heard, said_since


def view_from(
    locations: Iterable[LocationView], record: Record, scene: Scene, *, response: Mapping[str, Percentiles]
) -> Iterator[SeenFrom]:
    """The locations that have asked its public checks, if there are several."""
    said = [speech for speech in record.said if speech.check in scene.public]
    newest: dict[str, datetime] = {}
    for speech in said:
        taken = min(speech.newest, scene.now)
        newest[speech.location] = max(taken, newest.get(speech.location, taken))
    shown = [
        location
        for location in locations
        if (at := newest.get(location.id)) and (location.id in scene.places or scene.now - at <= GONE)
    ]
    speaking = heard([speech for speech in said if speech.holds_at(scene.now)], record.silences)
    voices = [voice for voice in speaking if voice.holds_at(scene.now)]
    for location in shown if len(shown) > 1 else ():
        own = [voice for voice in voices if voice.location == location.id]
        yield SeenFrom(
            location=location,
            status=weigh_component([weigh_check([voice]) for voice in own]),
            last_sample=newest[location.id],
            since=_failing_since(own, said),
            response=response.get(location.id),
        )


def _failing_since(voices: Iterable[Speech], said: Sequence[Speech]) -> datetime | None:
    return min((said_since(voice, said) for voice in voices if is_failing(voice)), default=None)
