"""What a component's page says beside its status."""

from collections.abc import Iterable, Iterator, Sequence

from statusgen.domain.config import Check
from statusgen.domain.page import Remark, RemarkKind
from statusgen.domain.status import Outcome
from statusgen.verdict.cases import Case
from statusgen.verdict.measured import weigh_check
from statusgen.verdict.record import Record
from statusgen.verdict.scene import Scene
from statusgen.verdict.speech import Speech, said_since


def remark(record: Record, cases: Iterable[Case], scene: Scene) -> Iterator[Remark]:
    """Everything worth a remark, in the order in which it is told."""
    yield from _resolved_but_failing(record, cases)
    yield from _ignored(record)
    yield from _not_known(record)
    for check in record.component.checks:
        if not check.private:
            voices = record.voices(check.id)
            yield from _not_reachable(voices, record, scene)
            yield from _partly(check, voices, record, scene)


def _resolved_but_failing(record: Record, cases: Iterable[Case]) -> Iterator[Remark]:
    for case in cases:
        if record.component.id in case.denied_by:
            yield Remark(
                kind=RemarkKind.RESOLVED_BUT_FAILING,
                post=case.incident.id,
                since=case.incident.resolved,
            )


def _ignored(record: Record) -> Iterator[Remark]:
    in_force = [silence for silence in record.silences if silence.holds_at(record.now)]
    for post in sorted({silence.post for silence in in_force}):
        since = min(silence.start for silence in in_force if silence.post == post)
        yield Remark(kind=RemarkKind.CHECK_IGNORED, post=post, since=since)


def _not_known(record: Record) -> Iterator[Remark]:
    """How many checks have nothing to say; those that a post calls wrong are told with that post."""
    ignored = {silence.check for silence in record.silences if silence.holds_at(record.now)}
    checks = record.component.checks
    speaking = {voice.check for voice in record.speaking}
    silent = [check for check in checks if check.id not in speaking | ignored]
    if speaking and silent:
        yield Remark(kind=RemarkKind.CHECKS_NOT_KNOWN, count=len(silent), total=len(checks))


def _not_reachable(voices: Sequence[Speech], record: Record, scene: Scene) -> Iterator[Remark]:
    """Some locations fail, too few to make it an outage."""
    failing = [voice for voice in voices if voice.outcome is Outcome.DOWN]
    if failing and weigh_check(voices).outcome is not Outcome.DOWN:
        others = [voice for voice in voices if voice.outcome is not Outcome.DOWN]
        yield Remark(
            kind=RemarkKind.NOT_REACHABLE_FROM,
            places=_places(failing, scene),
            others=_places(others, scene),
            since=min(said_since(voice, record.said) for voice in failing),
        )


def _partly(check: Check, voices: Sequence[Speech], record: Record, scene: Scene) -> Iterator[Remark]:
    """Some addresses or attempts answer and others do not, as seen from where it looks worst."""
    partly = [
        (answered[0] / answered[1], voice, answered)
        for voice in voices
        if (answered := voice.streak.answered) and answered[0] < answered[1]
    ]
    if partly:
        _, voice, (count, total) = min(partly, key=lambda one: (one[0], one[1].location))
        alike = [one for one in voices if one.streak.answered == (count, total)]
        yield Remark(
            kind=RemarkKind.PARTLY_ANSWERS,
            count=count,
            total=total,
            counted=check.counts,
            failing=_failing(check, voice, scene),
            places=_places(alike, scene) if len(alike) < len(voices) else (),
            since=said_since(voice, record.said),
        )


def _failing(check: Check, voice: Speech, scene: Scene) -> tuple[str, ...]:
    """The addresses that do not answer, by the newest sample there, where that is what counts."""
    latest = scene.latest.get((check.id, voice.location))
    if latest is None or not check.show_addresses or latest.sample.answered != voice.streak.answered:
        return ()
    return latest.sample.failing


def _places(voices: Iterable[Speech], scene: Scene) -> tuple[str, ...]:
    return tuple(scene.places.get(voice.location, voice.location) for voice in voices)
