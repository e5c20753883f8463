import dataclasses
import json
from datetime import date, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from statusgen.config import load_config, public_copy
from statusgen.domain.config import (
    Check,
    Component,
    Config,
    Contact,
    Group,
    HistorySettings,
    Hours,
    Link,
    Location,
    OpeningTime,
    Probing,
    Site,
    UptimeRules,
)
from statusgen.domain.status import Status
from statusgen.errors import Severity


def without_questions(config: Config) -> Config:
    """The configuration with every check replaced by one that others measure."""

    def strip(check: Check) -> Check:
        return dataclasses.replace(
            Check(id=check.id, component=check.component, kind="external"),
            interval_s=check.interval_s,
            late_after_s=check.late_after_s,
            stale_after_s=check.stale_after_s,
            timeout_s=config.probing.timeout_s,
            tries=config.probing.tries,
            waits_s=config.probing.waits_s,
            worst=check.worst,
            down_after=check.down_after,
            up_after=check.up_after,
            private=check.private,
        )

    groups = tuple(
        dataclasses.replace(
            group,
            components=tuple(
                dataclasses.replace(component, checks=tuple(strip(check) for check in component.checks))
                for component in group.components
            ),
        )
        for group in config.groups
    )
    return dataclasses.replace(config, groups=groups)


def read_back(content: bytes) -> Config:
    """Read without any kinds, as it is read when checks.yaml is unusable."""
    result = load_config(content.decode(), "config.json", kinds={})
    assert not [problem for problem in result.problems if problem.severity is Severity.MISTAKE]
    assert result.config is not None
    return result.config


_words = st.text(st.characters(exclude_categories=["C", "Zl", "Zp", "Zs"]), min_size=1, max_size=8)
_spans = st.floats(1, 1e6).map(lambda seconds: round(seconds, 3))
_links = st.sampled_from(
    ["https://example.com/", "https://example.org/ä?x=1#y", "http://[2001:db8::1]:8080/"]
)
_zones = st.sampled_from([ZoneInfo("UTC"), ZoneInfo("Europe/Dublin"), ZoneInfo("Asia/Tokyo")])
_hours = st.sampled_from(
    [
        None,
        Hours(ZoneInfo("Asia/Tokyo"), always=False, closed=(date(2026, 12, 25),)),
        Hours(
            ZoneInfo("Europe/Dublin"),
            (
                OpeningTime((5, 6, 0), time(9), time(12)),
                OpeningTime((5, 6, 0), time(13, 30), time.max),
                OpeningTime((2,), time(0), time(1)),
            ),
        ),
    ]
)
_checks = st.builds(
    Check,
    id=st.just(""),
    component=st.just(""),
    kind=st.sampled_from(["http", "tcp"]),
    target=st.just("https://secret.example/hunter2"),
    interval_s=_spans,
    late_after_s=_spans,
    stale_after_s=_spans,
    worst=st.sampled_from([Status.MAJOR_OUTAGE, Status.PARTIAL_OUTAGE, Status.DEGRADED_PERFORMANCE]),
    down_after=st.sampled_from([1, 2]),
    up_after=st.sampled_from([1, 20]),
    private=st.booleans(),
)


@st.composite
def _groups(draw: st.DrawFn) -> tuple[Group, ...]:
    """One group without a name and some with, ids counted through."""
    groups = []
    for number in range(draw(st.integers(1, 3))):
        components = []
        for part in range(draw(st.integers(1, 3))):
            name = f"c{number}-{part}"
            checks = [
                dataclasses.replace(check, id=f"{name}-{index}", component=name)
                for index, check in enumerate(draw(st.lists(_checks, max_size=2)))
            ]
            former = (f"old-{name}",) * draw(st.integers(0, 1))
            retired = draw(st.none() | st.dates())
            components.append(
                Component(
                    id=name,
                    name=draw(_words),
                    description=draw(st.just("") | _words),
                    core=draw(st.booleans()),
                    formerly=former,
                    retired=retired,
                    checks=tuple(checks),
                )
            )
        groups.append(Group(f"g{number}" * bool(number), f"G {number}" * bool(number), tuple(components)))
    return tuple(groups)


_configs = st.builds(
    Config,
    site=st.builds(
        Site,
        name=_words,
        url=st.just("https://status.example.net/"),
        description=st.just("") | _words,
        timezone=_zones,
        accent=st.none() | st.just("#0b5fff"),
        links=st.lists(st.builds(Link, _words, _links), max_size=2).map(tuple),
        mirrors=st.lists(_links, max_size=2).map(tuple),
    ),
    groups=_groups(),
    contact=st.builds(
        Contact,
        phone=st.none() | _words,
        hours=_hours,
        reply_within_s=st.none() | _spans,
        note=st.none() | _words,
    ),
    probing=st.builds(
        Probing,
        interval_s=_spans,
        late_after_s=_spans,
        stale_after_s=_spans,
        timeout_s=_spans,
        tries=st.just(3),
        waits_s=st.tuples(_spans, _spans),
        controls=st.lists(_links, max_size=2).map(tuple),
        locations=st.sampled_from([(), (Location("dublin", "Dublin"),)]),
        quorum=st.none() | st.integers(1, 9),
        minority=st.sampled_from([Status.OPERATIONAL, Status.PARTIAL_OUTAGE]),
    ),
    history=st.builds(HistorySettings, st.just("var/state"), st.just(86400.0)),
    uptime=st.builds(UptimeRules, st.floats(0, 1).map(lambda share: round(share, 3)), _spans),
    publish=st.just(("./mirror",)),
)


@given(_configs)
@settings(max_examples=40, deadline=None)
def test_a_copy_is_read_back_as_it_was_but_for_the_questions(config: Config) -> None:
    """Everything that the page needs makes the round trip, and a copy of the copy is the copy."""
    copy = public_copy(config)
    assert read_back(copy) == without_questions(config)
    assert public_copy(read_back(copy)) == copy
    assert b"hunter2" not in copy


def test_nothing_that_a_check_asks_is_in_the_copy(kinds: dict[str, type[BaseModel]]) -> None:
    """No target, header, body or expectation of any check."""
    text = (
        "site: {name: Example, url: https://status.example.net/}\n"
        "components:\n  - id: web\n    checks:\n"
        "      - http: https://canary-a.example/${CANARY_B}\n"
        "        headers: {X-Canary-C: canary-d}\n        body: canary-e\n"
        "        expect: {body_contains: canary-f}\n"
        "defaults: {http: {headers: {X-Canary-G: canary-h}}}\n"
    )
    config = load_config(text, "checks.yaml", kinds=kinds).config
    assert config is not None
    assert "canary" not in public_copy(config).decode().lower()


def test_the_copy_is_json() -> None:
    """Any tool can read it."""
    config = Config(
        site=Site(name="Ä \U0001f600", url="https://a.example/"),
        groups=(Group("", "", (Component(id="a", name="A"),)),),
    )
    assert json.loads(public_copy(config))["site"]["name"] == "Ä \U0001f600"


@pytest.mark.parametrize("checks", [(), (Check(id="a-http", component="a", kind="http", broken=True),)])
def test_what_is_broken_is_not_greener_in_the_copy(checks: tuple[Check, ...]) -> None:
    """A broken component or check has something that is measured by nobody, so it is not known."""
    broken = Component(id="a", name="A", checks=checks, broken=True)
    config = Config(site=Site(name="X", url="https://a.example/"), groups=(Group("", "", (broken,)),))
    (component,) = read_back(public_copy(config)).components
    assert [check.kind for check in component.checks] == ["external"]
