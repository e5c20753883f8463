"""The verdict: from what is configured, measured and said to everything that is told."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import chain
from typing import TypeVar

from statusgen.domain.config import Component, Config, Group
from statusgen.domain.observed import Observed
from statusgen.domain.page import ComponentView, GroupView, LocationView, Outage, StatusPage
from statusgen.domain.posts import Posts
from statusgen.verdict.asides import find_asides
from statusgen.verdict.cases import Case, cover, hand_over, make_case
from statusgen.verdict.components import view_component
from statusgen.verdict.declared import declarations, silences
from statusgen.verdict.freshness import freshness
from statusgen.verdict.incidents import view_incident
from statusgen.verdict.known import known_by, present_at
from statusgen.verdict.locations import told_aside, view_locations
from statusgen.verdict.maintenance import view_maintenance, works
from statusgen.verdict.order import worst
from statusgen.verdict.overall import Whole, headline, page_status
from statusgen.verdict.record import Record, Words, record
from statusgen.verdict.scene import Scene, set_scene
from statusgen.verdict.speech import as_found, heard, listen

_Thing = TypeVar("_Thing")
_Key = TypeVar("_Key")


def judge(config: Config, observed: Observed, posts: Posts, *, now: datetime) -> StatusPage:
    """Decide everything there is to say at `now` (aware, UTC), the same for any order of the input."""
    config, posts = present_at(config, now), known_by(posts, now)
    scene = set_scene(config, observed, posts, now)
    words = _gather(observed, posts, scene)
    records = {component.id: record(component, words, scene) for component in config.components}
    cases = hand_over([make_case(incident, scene, records) for incident in posts.incidents])
    cases.sort(key=lambda case: (case.incident.started, case.incident.id), reverse=True)
    maintenances = [view_maintenance(one, scene.roll, now) for one in posts.maintenances]
    maintenances.sort(key=lambda view: (view.starts, view.maintenance.id), reverse=True)
    found = chain.from_iterable(one.outages for one in records.values())
    outages = cover(found, cases, maintenances, scene)
    outages.sort(key=lambda outage: (outage.started, outage.id), reverse=True)
    present = [one for one in records.values() if not one.component.retired]
    going_on = {one.component: one.covered_by for one in outages if one.covered_by and one.ended is None}
    whole = Whole(present, [case for case in cases if case.open], maintenances, going_on)
    locations = tuple(view_locations(observed, words.everything, scene, aside=told_aside(words, scene)))
    explained = _by(outages, lambda outage: outage.covered_by)
    return StatusPage(
        site=config.site,
        contact=config.contact,
        generated_at=now,
        freshness=freshness(present),
        status=page_status(whole),
        headline=headline(whole),
        groups=_view_groups(records, scene, cases=cases, outages=outages, locations=locations),
        incidents=tuple(view_incident(case, explained[case.incident.id], scene) for case in cases),
        maintenances=tuple(maintenances),
        notices=tuple(sorted(posts.notices, key=lambda notice: (notice.at, notice.id), reverse=True)),
        outages=tuple(outages),
        locations=locations,
        partial_outage_weight=config.uptime.partial_outage_weight,
        history_available=observed.available,
    )


def _gather(observed: Observed, posts: Posts, scene: Scene) -> Words:
    """Everything said up to now, by the component that it is about."""
    notice_s = scene.config.uptime.announce_before_s
    declared = (declarations(incident, scene.roll) for incident in posts.incidents)
    announced = (
        works(maintenance, scene.roll, announce_before_s=notice_s) for maintenance in posts.maintenances
    )
    silenced = tuple(chain.from_iterable(silences(incident) for incident in posts.incidents))
    said = list(listen(observed.tracks, scene.now))
    return Words(
        speeches=_by(said, lambda speech: speech.streak.component),
        declarations=_by(chain.from_iterable(declared), lambda one: one.component),
        works=_by(chain.from_iterable(announced), lambda work: work.component),
        silences=silenced,
        asides=find_asides(heard(as_found(said), silenced), scene),
    )


def _view_groups(
    records: Mapping[str, Record],
    scene: Scene,
    *,
    cases: Iterable[Case],
    outages: Iterable[Outage],
    locations: Sequence[LocationView],
) -> tuple[GroupView, ...]:
    concerned = [(name, case) for case in cases if case.open for name in case.concerned]
    cases_of = _by(concerned, lambda pair: pair[0])
    outages_of = _by(outages, lambda outage: outage.component)

    def view(component: Component) -> ComponentView:
        return view_component(
            records[component.id],
            scene,
            cases=[case for _, case in cases_of[component.id]],
            outages=outages_of[component.id],
            locations=locations,
        )

    return tuple(
        _view_group(group, tuple(view(component) for component in group.components))
        for group in scene.config.groups
    )


def _view_group(group: Group, components: tuple[ComponentView, ...]) -> GroupView:
    status = worst(component.status for component in components if not component.retired)
    return GroupView(group.id, group.name, status, components)


def _by(things: Iterable[_Thing], key: Callable[[_Thing], _Key]) -> dict[_Key, list[_Thing]]:
    found: dict[_Key, list[_Thing]] = defaultdict(list)
    for thing in things:
        found[key(thing)].append(thing)
    return found
