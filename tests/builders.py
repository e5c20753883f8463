"""Values for tests, with defaults, so that a test names only what it is about."""

from datetime import UTC, datetime

from statusgen.domain.config import Check, Component, Config, Group, Probing, Site, UptimeRules
from statusgen.domain.samples import Run, Sample, Terms
from statusgen.domain.status import Outcome, Reason, Status


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
) -> Check:
    return Check(id=check_id, component=component, kind=kind, target=target, worst=worst, private=private)


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
) -> Sample:
    terms = Terms(valid_for_s=valid_for_s, worst=worst)
    return Sample(
        check=check, component=component, outcome=outcome, reason=reason, terms=terms, latency_ms=latency_ms
    )


def make_run(at: str, *samples: Sample, location: str = "main") -> Run:
    return Run(at=utc(at), location=location, samples=samples or (make_sample(),))
