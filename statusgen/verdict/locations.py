"""Where the probers stand, and whether they still report."""

from collections.abc import Iterable, Iterator

from statusgen.domain.observed import Observed
from statusgen.domain.page import LocationView
from statusgen.domain.samples import Controls
from statusgen.verdict.scene import Scene
from statusgen.verdict.speech import Speech


def view_locations(observed: Observed, said: Iterable[Speech], scene: Scene) -> Iterator[LocationView]:
    """Those of checks.yaml in their order, then others that were seen."""
    seen = {location.id: location for location in observed.locations}
    reporting = {speech.location for speech in said if speech.holds_at(scene.now)}
    strangers = sorted({*seen, *(track.location for track in observed.tracks)} - set(scene.places))
    for location in (*scene.places, *strangers):
        found = seen.get(location)
        yield LocationView(
            id=location,
            name=scene.places.get(location, location),
            last_run=found.last_run if found else None,
            stopped=location not in reporting,
            ahead=bool(found and found.ahead),
        )


def is_offline(observed: Observed, views: Iterable[LocationView]) -> bool:
    """Whether the newest run of some location that still reports found itself cut off."""
    silent = {location.id for location in observed.locations if location.controls is Controls.SILENT}
    return any(view.id in silent and not view.stopped for view in views)
