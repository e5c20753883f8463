"""Everything decided about one component, before it is told to anybody."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain

from statusgen.domain.config import Component
from statusgen.domain.page import Outage
from statusgen.domain.status import Status
from statusgen.verdict.asides import Asides
from statusgen.verdict.declared import Declaration
from statusgen.verdict.maintenance import Work
from statusgen.verdict.outages import Evidence, describe, find_troubles
from statusgen.verdict.roll import names_of
from statusgen.verdict.scene import Scene
from statusgen.verdict.speech import Silence, Speech, heard
from statusgen.verdict.timeline import Timeline, lay


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Everything said, by machines and people, each by the component that it is about."""

    speeches: Mapping[str, Sequence[Speech]]  # by the name recorded with the samples
    declarations: Mapping[str, Sequence[Declaration]]  # by present id, as are works
    works: Mapping[str, Sequence[Work]]
    silences: Sequence[Silence]
    asides: Asides = field(default_factory=Asides)

    @property
    def everything(self) -> Iterator[Speech]:
        return chain.from_iterable(self.speeches.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """`said` is all that its samples say, `heard` what of it counts, `speaking` what of that holds now,
    by check and location. Outages are oldest first."""

    component: Component
    measured: bool
    first_sample: datetime | None
    said: Sequence[Speech]
    heard: Sequence[Speech]
    speaking: Sequence[Speech]
    silences: Sequence[Silence]
    timeline: Timeline
    outages: tuple[Outage, ...]

    @property
    def now(self) -> datetime:
        return self.timeline.now.start

    @property
    def status(self) -> Status:
        """What it is now. Whatever has lost its checks is run by hand: silence says nothing about it."""
        shown, component = self.timeline.now.shown, self.component
        by_hand = not (component.checks or component.broken)
        return Status.OPERATIONAL if by_hand and shown is Status.UNKNOWN else shown

    def newest_sample(self) -> datetime | None:
        """When a sample was last taken."""
        return max((min(one.newest, self.now) for one in self.said), default=None)

    def voices(self, check: str) -> list[Speech]:
        """Who speaks of one check now, by location."""
        return [one for one in self.speaking if one.check == check]


def record(component: Component, words: Words, scene: Scene) -> Record:
    """Decide one component: its timeline, and the outages read off it."""
    said = [speech for name in names_of(component) for speech in words.speeches.get(name, ())]
    checks = {speech.check for speech in said} | {check.id for check in component.checks}
    silences = [silence for silence in words.silences if silence.check in checks]
    spoken = list(words.asides.spare(heard(said, silences)))
    measured = bool(component.checks or said or component.broken)
    timeline = lay(
        [
            *spoken,
            *words.declarations.get(component.id, ()),
            *words.works.get(component.id, ()),
        ],
        since=scene.since,
        now=scene.now,
        measured=measured,
        public=scene.public,
    )
    return Record(
        component=component,
        measured=measured,
        first_sample=min((speech.start for speech in said), default=None),
        said=said,
        heard=spoken,
        speaking=sorted(
            (speech for speech in spoken if speech.holds_at(scene.now)),
            key=lambda speech: (speech.check, speech.location),
        ),
        silences=silences,
        timeline=timeline,
        outages=_outages(component, spoken, timeline, scene),
    )


def _outages(
    component: Component, spoken: Sequence[Speech], timeline: Timeline, scene: Scene
) -> tuple[Outage, ...]:
    evidence = Evidence(spoken)
    return tuple(
        describe(trouble, component.id, evidence, public=scene.public, places=scene.places)
        for trouble in find_troubles(timeline.moments, maintenances=scene.maintenances)
    )
