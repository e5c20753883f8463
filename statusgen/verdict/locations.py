"""Where the probers stand, and whether they still report."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from statusgen.domain.observed import Observed
from statusgen.domain.page import LocationView
from statusgen.domain.samples import Controls
from statusgen.verdict.asides import find_asides
from statusgen.verdict.record import Words
from statusgen.verdict.scene import Scene
from statusgen.verdict.speech import Speech, as_found, heard

GONE = timedelta(days=7)
"""A location that checks.yaml does not list, and that has been silent for so long, is not looked for."""


def view_locations(
    observed: Observed, said: Iterable[Speech], scene: Scene, *, aside: Mapping[str, datetime]
) -> Iterator[LocationView]:
    """Those of checks.yaml in their order, then others that are not gone; `aside` as it may be told."""
    seen = {location.id: location for location in observed.locations}
    reporting = {speech.location for speech in said if speech.holds_at(scene.now)}
    strangers = sorted({*seen, *(track.location for track in observed.tracks)} - set(scene.places))
    for location in (*scene.places, *strangers):
        found = seen.get(location)
        if location not in scene.places and found and scene.now - found.last_run > GONE:
            continue
        reports = location in reporting
        yield LocationView(
            id=location,
            name=scene.places.get(location, location),
            last_run=found.last_run if found else None,
            stopped=not reports,
            ahead=bool(found and found.ahead),
            offline=bool(found and found.controls is Controls.SILENT and reports),
            aside_since=aside.get(location),
        )


def told_aside(words: Words, scene: Scene) -> Mapping[str, datetime]:
    """The locations that are set aside now, since when; only those of which public checks tell as much.

    Until it and another one have reported since, its trouble may be everybody's, or over.
    """
    aside = words.asides.at(scene.now)
    if not aside:
        return {}
    public = [speech for speech in as_found(words.everything) if speech.check in scene.public]
    told = find_asides(heard(public, words.silences), scene).at(scene.now)
    since = {location: max(at, told[location]) for location, at in aside.items() if location in told}
    speaking = [speech for speech in public if speech.holds_at(scene.now)]
    return {location: at for location, at in since.items() if _is_settled(location, at, speaking)}


def _is_settled(location: str, since: datetime, speaking: Iterable[Speech]) -> bool:
    reported = {speech.location for speech in speaking if speech.newest >= since}
    return location in reported and len(reported) > 1
