"""What may be told about a component."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from statusgen.domain.config import Check
from statusgen.domain.figures import Window
from statusgen.domain.observed import Latest
from statusgen.domain.page import CheckView, ComponentView, LocationView, Outage
from statusgen.domain.status import Outcome
from statusgen.verdict.cases import Case
from statusgen.verdict.days import draw_cells
from statusgen.verdict.measured import weigh_check
from statusgen.verdict.record import Record
from statusgen.verdict.remarks import remark
from statusgen.verdict.response import respond
from statusgen.verdict.scene import Scene
from statusgen.verdict.seen_from import view_from
from statusgen.verdict.speech import Speech
from statusgen.verdict.uptime import reckon

_BAD = (Outcome.DEGRADED, Outcome.PARTIAL, Outcome.DOWN)


def view_component(
    record: Record,
    scene: Scene,
    *,
    cases: Sequence[Case],
    outages: Iterable[Outage],
    locations: Iterable[LocationView],
) -> ComponentView:
    """`cases` are the open ones that concern the component, `outages` its own; newest first."""
    component, timeline = record.component, record.timeline
    response = respond(component, scene.latencies, scene.utc_days)
    return ComponentView(
        id=component.id,
        name=component.name,
        description=component.description,
        status=record.status,
        since=timeline.status_since,
        measured=record.measured,
        timeline=timeline.intervals,
        cells=draw_cells(timeline, scene.days, record.first_sample) if record.measured else (),
        uptime=tuple(
            reckon(timeline, window, first_sample=record.first_sample, partial_weight=scene.partial_weight)
            for window in (Window if record.measured else ())
        ),
        response=response.windows,
        left_out=response.left_out,
        seen_from=tuple(view_from(locations, record, scene, response=response.by_location)),
        outages=tuple(outages),
        checks=tuple(
            view_check(check, record.voices(check.id), scene.newest.get(check.id))
            for check in component.checks
            if not check.private
        ),
        incidents=tuple(case.incident.id for case in cases),
        maintenance=tuple(post for post in timeline.now.why.posts if post in scene.maintenances),
        remarks=tuple(dict.fromkeys(remark(record, cases, scene))),
        first_sample=record.first_sample,
        last_sample=record.newest_sample(),
        retired=component.retired,
        formerly=component.formerly,
    )


def view_check(check: Check, voices: Sequence[Speech], newest: Latest | None) -> CheckView:
    """A public check: what its voices say now, and what its newest sample measured."""
    outcome = weigh_check(voices).outcome if voices else Outcome.UNKNOWN
    telling = [voice for voice in voices if voice.outcome is not Outcome.UP and voice.streak.reason]
    return CheckView(
        id=check.id,
        kind=check.kind,
        outcome=outcome,
        reason=max(telling, key=_gravity).streak.reason if telling else None,
        latency_ms=newest.sample.latency_ms if newest and voices else None,
        certificate_until=newest.sample.certificate_until if newest else None,
    )


def _gravity(voice: Speech) -> tuple[int, datetime, str]:
    """The worst is told, of several the newest."""
    return (_BAD.index(voice.outcome), voice.streak.last, voice.location)
