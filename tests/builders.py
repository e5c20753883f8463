"""Values for tests, with defaults, so that a test names only what it is about."""

import os
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from statusgen.domain.config import Check, Component, Config, Group, Probing, Site, UptimeRules
from statusgen.domain.observed import Latest, LocationSeen, Observed, Streak, Track
from statusgen.domain.posts import Incident, Maintenance, State, Update
from statusgen.domain.samples import Run, Sample, Terms
from statusgen.domain.status import Outcome, Reason, Status
from statusgen.files import temporary_file


def utc(text: str) -> datetime:
    """`utc("2026-11-22 09:35")`: an instant in UTC, as people write it."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def make_check(
    check_id: str = "web-http",
    *,
    component: str = "web",
    kind: str = "http",
    target: str = "https://web.example.com/",
    worst: Status = Status.MAJOR_OUTAGE,
    private: bool = False,
    interval_s: float = 300,
    down_after: int = 1,
    up_after: int = 1,
) -> Check:
    return Check(
        id=check_id,
        component=component,
        kind=kind,
        target=target,
        interval_s=interval_s,
        worst=worst,
        down_after=down_after,
        up_after=up_after,
        private=private,
    )


def make_component(
    component_id: str = "web", *checks: Check, name: str = "", core: bool = False
) -> Component:
    return Component(id=component_id, name=name or component_id.title(), core=core, checks=checks)


def make_config(
    *components: Component,
    site: Site | None = None,
    probing: Probing | None = None,
    uptime: UptimeRules | None = None,
) -> Config:
    """One top-level group of the given components, or of one component `web` with one http check."""
    return Config(
        site=site or Site(name="Example", url="https://status.example.net/"),
        groups=(Group("", "", components or (make_component("web", make_check()),)),),
        probing=probing or Probing(),
        uptime=uptime or UptimeRules(),
    )


def make_sample(
    outcome: Outcome = Outcome.UP,
    *,
    check: str = "web-http",
    component: str = "web",
    valid_for_s: float = 900,
    reason: Reason | None = None,
    latency_ms: float | None = 84.2,
    worst: Status = Status.MAJOR_OUTAGE,
    down_after: int = 1,
    up_after: int = 1,
    busy: bool = False,
    failing: tuple[str, ...] = (),
) -> Sample:
    terms = Terms(valid_for_s=valid_for_s, worst=worst, down_after=down_after, up_after=up_after)
    return Sample(
        check=check,
        component=component,
        outcome=outcome,
        reason=reason,
        terms=terms,
        latency_ms=latency_ms,
        busy=busy,
        failing=failing,
    )


def make_run(at: str, *samples: Sample, location: str = "main") -> Run:
    return Run(at=utc(at), location=location, samples=samples or (make_sample(),))


def observe(*runs: Run, now: datetime) -> Observed:
    """What history would make of these runs at `now`, whatever their order."""
    tracks: dict[tuple[str, str], list[Streak]] = {}
    latest: dict[tuple[str, str], Latest] = {}
    newest: dict[str, LocationSeen] = {}
    known = sorted((run for run in runs if run.at <= now), key=lambda run: (run.at, run.location))
    for run in known:
        newest[run.location] = LocationSeen(
            id=run.location,
            last_run=run.at,
            controls=run.controls,
            ahead=any(other.location == run.location and other.at > now for other in runs),
        )
        for sample in run.samples:
            _lay(tracks.setdefault((sample.check, run.location), []), run.at, sample)
            latest[sample.check, run.location] = Latest(run.at, run.location, sample)
    return Observed(
        since=now - timedelta(days=91),
        tracks=tuple(Track(*key, tuple(streaks)) for key, streaks in tracks.items()),
        latest=tuple(latest.values()),
        locations=tuple(newest.values()),
    )


def _lay(streaks: list[Streak], at: datetime, sample: Sample) -> None:
    """One sample more on a track: it lengthens the last streak or begins another."""
    streak = Streak(
        first=at,
        last=at,
        component=sample.component,
        outcome=sample.outcome,
        terms=sample.terms,
        reason=sample.reason,
        answered=sample.answered,
    )
    if streaks:
        last = streaks[-1]
        valid_for = timedelta(seconds=last.terms.valid_for_s)
        if at - last.last <= valid_for and replace(last, first=at, last=at, early=()) == streak:
            wanted = max(last.terms.down_after, last.terms.up_after) - 1
            streaks[-1] = replace(last, last=at, early=(*last.early, at)[:wanted])
            return
    streaks.append(streak)


def make_update(
    at: str,
    state: State = State.INVESTIGATING,
    *,
    statuses: Mapping[str, Status] | None = None,
    next_update: str | None = None,
    ends: str | None = None,
) -> Update:
    moment = utc(at)
    return Update(
        id=f"{moment:%Y%m%dt%H%Mz}",
        at=moment,
        state=state,
        statuses=tuple((statuses or {}).items()),
        next_update=utc(next_update) if next_update else None,
        ends=utc(ends) if ends else None,
    )


def make_incident(
    started: str,
    *updates: Update,
    post_id: str = "trouble",
    title: str = "Trouble",
    statuses: Mapping[str, Status] | None = None,
    ignore_checks: tuple[str, ...] = (),
    broken: bool = False,
) -> Incident:
    """Under investigation since `started`, unless updates say otherwise."""
    return Incident(
        id=post_id,
        title=title,
        file=f"{post_id}.md",
        updates=updates or (make_update(started),),
        broken=broken,
        started=utc(started),
        statuses=tuple((statuses or {}).items()),
        ignore_checks=ignore_checks,
    )


def make_maintenance(
    starts: str,
    ends: str,
    *updates: Update,
    announced: str,
    post_id: str = "works",
    statuses: Mapping[str, Status] | None = None,
    broken: bool = False,
) -> Maintenance:
    """Of component `web` unless `statuses` names others."""
    return Maintenance(
        id=post_id,
        title="Works",
        file=f"{post_id}.md",
        updates=updates or (make_update(announced, State.SCHEDULED),),
        broken=broken,
        starts=utc(starts),
        ends=utc(ends),
        announced=utc(announced),
        statuses=tuple((statuses or {"web": Status.UNDER_MAINTENANCE}).items()),
    )


def make_runs(
    first: str, last: str, *samples: Sample, every_s: float = 300, location: str = "main"
) -> list[Run]:
    """A run every five minutes, both ends included, each with the same samples."""
    count = int((utc(last) - utc(first)).total_seconds() // every_s) + 1
    times = [utc(first) + timedelta(seconds=number * every_s) for number in range(count)]
    return [Run(at=at, location=location, samples=samples or (make_sample(),)) for at in times]


def make_leftover(folder: Path, *, process: int, host: str = "") -> Path:
    """A temporary file in `folder` as a writer with that process id leaves it, here or on another host."""
    with temporary_file(folder, b"half", sync=False) as mine:
        name = mine.name.replace(f".{os.getpid()}.", f".{process}.")
    here, _, rest = name.removeprefix(".statusgen-").partition(".")
    leftover = folder / f".statusgen-{host or here}.{rest}"
    leftover.write_bytes(b"half")
    return leftover
