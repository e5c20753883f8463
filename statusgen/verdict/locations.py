"""Where the probers stand, and whether they still report."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from statusgen.domain.observed import Observed
from statusgen.domain.page import LocationView
from statusgen.domain.samples import Controls
from statusgen.verdict.asides import find_asides
from statusgen.verdict.record import Words
from statusgen.verdict.scene import Scene
from statusgen.verdict.speech import Speech, heard


def view_locations(
    observed: Observed, said: Iterable[Speech], scene: Scene, *, aside: Mapping[str, datetime]
) -> Iterator[LocationView]:
    """Those of checks.yaml in their order, then others that were seen; `aside` as it may be told."""
    seen = {location.id: location for location in observed.locations}
    reporting = {speech.location for speech in said if speech.holds_at(scene.now)}
    strangers = sorted({*seen, *(track.location for track in observed.tracks)} - set(scene.places))
    for location in (*scene.places, *strangers):
        found = seen.get(location)
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
    """The locations that are set aside now, since when; only those of which public checks tell as much."""
    aside = words.asides.at(scene.now)
    if not aside:
        return {}
    public = [speech for speech in words.everything if speech.check in scene.public]
    told = find_asides(heard(public, words.silences), scene).at(scene.now)
    return {location: max(since, told[location]) for location, since in aside.items() if location in told}
