"""Random lives of a component, less than an hour long: what hypothesis draws for property tests."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from hypothesis import strategies as st

from statusgen.domain.config import Config
from statusgen.domain.posts import Incident, Maintenance, Posts, State, Statuses, Update
from statusgen.domain.samples import Run, Sample, Terms
from statusgen.domain.status import Outcome, Reason, Status
from tests.builders import make_check, make_component, make_config, utc

NOW = utc("2026-11-22 12:00")
LENGTH_S = 2400
"""Everything happens in the forty minutes before NOW, at whole seconds."""

CHECKS = {"web-http": Status.MAJOR_OUTAGE, "web-tls": Status.PARTIAL_OUTAGE}
PLACES = ("dublin", "frankfurt", "tokyo")


@dataclass(frozen=True, slots=True)
class Life:
    """A configuration, and everything that was measured and said."""

    config: Config
    runs: tuple[Run, ...]
    posts: Posts


def moments() -> st.SearchStrategy[datetime]:
    return st.integers(0, LENGTH_S).map(lambda ago_s: NOW - timedelta(seconds=ago_s))


def config() -> Config:
    return make_config(
        make_component("web", *(make_check(check, worst=worst) for check, worst in CHECKS.items()))
    )


@st.composite
def terms(draw: st.DrawFn) -> dict[str, Terms]:
    """What checks.yaml says of each check at a time."""
    return {
        check: Terms(
            valid_for_s=draw(st.sampled_from((60, 300, 900))),
            worst=worst,
            quorum=draw(st.sampled_from((None, 1, 2, 3))),
            minority=draw(
                st.sampled_from((Status.OPERATIONAL, Status.DEGRADED_PERFORMANCE, Status.PARTIAL_OUTAGE))
            ),
        )
        for check, worst in CHECKS.items()
    }


@st.composite
def samples(draw: st.DrawFn, terms: dict[str, Terms]) -> tuple[Sample, ...]:
    asked = draw(st.lists(st.sampled_from(sorted(CHECKS)), min_size=1, max_size=2, unique=True))
    return tuple(
        Sample(
            check=check,
            component="web",
            outcome=draw(st.sampled_from(Outcome)),
            terms=terms[check],
            reason=draw(st.sampled_from((None, Reason.TIMEOUT, Reason.STATUS))),
        )
        for check in asked
    )


@st.composite
def runs(draw: st.DrawFn) -> tuple[Run, ...]:
    """From three places; checks.yaml is edited once on the way."""
    before, after, edited = draw(terms()), draw(terms()), draw(moments())
    keys = st.tuples(moments(), st.sampled_from(PLACES))
    return tuple(
        Run(at=at, location=place, samples=draw(samples(after if at >= edited else before)))
        for at, place in draw(st.lists(keys, max_size=25, unique=True))
    )


DAMPED = ("web-http", "web-tls", "mail-http", "dns-http")


def damped_config() -> Config:
    """Three components, so that a location that alone sees two of them fail is set aside."""
    names = sorted({check.split("-")[0] for check in DAMPED})
    checks = [make_check(check, component=check.split("-")[0]) for check in DAMPED]
    return make_config(
        *(make_component(name, *(check for check in checks if check.component == name)) for name in names)
    )


@st.composite
def stretches(draw: st.DrawFn, checks: Sequence[str]) -> set[tuple[str, str, int]]:
    """Some runs in a row at one place, for each of the checks."""
    place, first = draw(st.sampled_from(PLACES[:2])), draw(st.integers(2, 8))
    numbers = range(first, first + draw(st.integers(1, 5)))
    return {(check, place, number) for check in checks for number in numbers}


@st.composite
def damped_runs(draw: st.DrawFn) -> tuple[Run, ...]:
    """Well but for some stretches; seen from two places, of which one is enough to make an outage."""
    down_after, up_after = st.sampled_from((1, 3)), st.sampled_from((1, 2))
    of_check = {
        check: Terms(valid_for_s=300, quorum=1, down_after=draw(down_after), up_after=draw(up_after))
        for check in DAMPED
    }
    down = set().union(*(draw(stretches(checks)) for checks in (DAMPED[:1], DAMPED[1:2], DAMPED[1:])))
    unknown = draw(stretches(DAMPED[:3]))

    def found(check: str, place: str, number: int) -> Outcome:
        if (check, place, number) in unknown:
            return Outcome.UNKNOWN
        return Outcome.DOWN if (check, place, number) in down else Outcome.UP

    return tuple(
        Run(
            at=NOW - timedelta(seconds=LENGTH_S - 180 * number - late_s),
            location=place,
            samples=tuple(
                Sample(
                    check=check,
                    component=check.split("-")[0],
                    outcome=found(check, place, number),
                    terms=terms,
                )
                for check, terms in of_check.items()
            ),
        )
        for place, late_s in zip(PLACES, (0, 60), strict=False)
        for number in range(13)
    )


def statuses() -> st.SearchStrategy[Statuses]:
    said = st.sampled_from(tuple(status for status in Status if status is not Status.UNKNOWN))
    return st.lists(st.tuples(st.just("web"), said), max_size=1).map(tuple)


@st.composite
def updates(draw: st.DrawFn, states: Sequence[State], *, ends: bool = False) -> tuple[Update, ...]:
    times = draw(st.lists(moments(), min_size=1, max_size=4, unique=True))
    return tuple(
        Update(
            id=f"{at:%Y%m%dt%H%M%S}z",
            at=at,
            state=draw(st.sampled_from(states)),
            statuses=() if ends else draw(statuses()),
            ends=draw(st.none() | moments()) if ends else None,
        )
        for at in sorted(times)
    )


_INCIDENT_STATES = (
    State.INVESTIGATING,
    State.MONITORING,
    State.RESOLVED,
    State.POSTMORTEM,
    State.WITHDRAWN,
)


@st.composite
def incidents(draw: st.DrawFn, post_id: str) -> Incident:
    said = draw(updates(_INCIDENT_STATES))
    return Incident(
        id=post_id,
        title=post_id,
        file=f"{post_id}.md",
        updates=said,
        started=said[0].at - timedelta(seconds=draw(st.sampled_from((0, 600)))),
        statuses=draw(statuses()),
        ignore_checks=draw(st.sampled_from(((), (), ("web-http",)))),
        broken=draw(st.booleans()),
    )


@st.composite
def maintenances(draw: st.DrawFn, post_id: str) -> Maintenance:
    starts = draw(moments())
    notice_s = draw(st.sampled_from((0, 900, 86400)))
    states = (State.SCHEDULED, State.SCHEDULED, State.IN_PROGRESS, State.COMPLETED)
    return Maintenance(
        id=post_id,
        title=post_id,
        file=f"{post_id}.md",
        updates=draw(updates(states, ends=True)),
        starts=starts,
        ends=starts + timedelta(seconds=draw(st.integers(0, 1800))),
        announced=starts - timedelta(seconds=notice_s),
        statuses=draw(statuses()),
        broken=draw(st.sampled_from((False, False, True))),
    )


@st.composite
def posts(draw: st.DrawFn) -> Posts:
    return Posts(
        incidents=tuple(draw(incidents(f"incident-{n}")) for n in range(draw(st.integers(0, 2)))),
        maintenances=tuple(draw(maintenances(f"works-{n}")) for n in range(draw(st.integers(0, 2)))),
    )


@st.composite
def lives(draw: st.DrawFn) -> Life:
    return Life(config(), draw(runs()), draw(posts()))
