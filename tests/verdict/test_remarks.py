"""What a component's page says beside its status: what answers in part, and where from."""

from dataclasses import replace

from statusgen.domain.config import Check
from statusgen.domain.page import ComponentView, Remark, RemarkKind
from statusgen.domain.posts import Posts
from statusgen.domain.samples import Counted, Run, Sample
from statusgen.domain.status import Outcome, Reason
from statusgen.verdict import judge
from tests.builders import (
    make_check,
    make_component,
    make_config,
    make_run,
    make_runs,
    make_sample,
    observe,
    utc,
)

NOW = utc("2026-11-22 12:00")
EVERY = replace(make_check(), counts=Counted.ADDRESSES)
NAMED = replace(EVERY, show_addresses=True)


def partly(count: int, total: int, *failing: str, check: str = "web-http", down_after: int = 1) -> Sample:
    sample = make_sample(
        Outcome.PARTIAL, check=check, reason=Reason.CONNECT, failing=failing, down_after=down_after
    )
    return replace(sample, answered=(count, total))


def view(*runs: Run, checks: tuple[Check, ...] = (EVERY,)) -> ComponentView:
    config = make_config(make_component("web", *checks))
    return judge(config, observe(*runs, now=NOW), Posts(), now=NOW).components[0]


def told(*runs: Run, checks: tuple[Check, ...] = (EVERY,)) -> tuple[Remark, ...]:
    return tuple(one for one in view(*runs, checks=checks).remarks if one.kind is RemarkKind.PARTLY_ANSWERS)


def test_it_says_how_many_of_what_answer() -> None:
    """Two of three addresses now, one of three at worst: each is told, with what was counted."""
    runs = [
        make_run("2026-11-22 11:50", partly(1, 3)),
        make_run("2026-11-22 11:55", partly(2, 3)),
    ]
    (remark,) = told(*runs)
    assert (remark.count, remark.total, remark.counted) == (2, 3, Counted.ADDRESSES)
    assert remark.since == utc("2026-11-22 11:50")
    (outage,) = view(*runs).outages
    assert (outage.answered, outage.counted) == ((1, 3), Counted.ADDRESSES)


def test_addresses_are_named_only_where_that_is_asked_for() -> None:
    """By default, and for private checks in any case, nobody learns which one is broken."""
    run = make_run("2026-11-22 11:55", partly(2, 3, "192.0.2.2"))
    assert [one.failing for one in told(run)] == [()]
    assert [one.failing for one in told(run, checks=(NAMED,))] == [("192.0.2.2",)]
    assert told(run, checks=(replace(NAMED, private=True),)) == ()


def test_the_addresses_named_are_those_of_the_newest_sample() -> None:
    """While a recovery waits to be confirmed the count stands, and nobody is accused by name any more."""
    failing = partly(2, 3, "192.0.2.2")
    failing = replace(failing, terms=replace(failing.terms, up_after=2))
    good = replace(make_sample(up_after=2), answered=(3, 3))
    assert [one.failing for one in told(make_run("2026-11-22 11:50", failing), checks=(NAMED,))] == [
        ("192.0.2.2",)
    ]
    waiting = told(make_run("2026-11-22 11:50", failing), make_run("2026-11-22 11:55", good), checks=(NAMED,))
    assert [(one.count, one.total, one.failing) for one in waiting] == [(2, 3, ())]


def test_a_failure_that_is_not_confirmed_is_not_remarked_upon() -> None:
    """Asked for two in a row, the first partial answer says nothing yet."""
    up = replace(make_sample(down_after=2), answered=(3, 3))
    assert (
        told(make_run("2026-11-22 11:50", up), make_run("2026-11-22 11:55", partly(2, 3, down_after=2))) == ()
    )


def test_it_says_from_where_if_others_see_more_answer() -> None:
    """Seen from Frankfurt alone; where all see the same there is nothing to add."""
    here = [make_run("2026-11-22 11:55", partly(2, 3), location=place) for place in ("dublin", "frankfurt")]
    assert [one.places for one in told(*here)] == [()]
    other = make_run("2026-11-22 11:55", replace(make_sample(), answered=(3, 3)), location="dublin")
    assert [one.places for one in told(other, here[1])] == [("frankfurt",)]


def test_the_same_is_not_said_twice() -> None:
    """Two checks of one component that find the same make one remark."""
    tls = replace(make_check("web-tls", kind="tls"), counts=Counted.ADDRESSES)
    run = make_run("2026-11-22 11:55", partly(2, 3), partly(2, 3, check="web-tls"))
    assert len(told(run, checks=(EVERY, tls))) == 1


def test_the_worst_count_of_an_outage_is_told_with_its_own_unit() -> None:
    """One of five attempts is worse than two of three addresses, whichever check it comes from."""
    ping = replace(make_check("web-icmp", kind="icmp"), counts=Counted.PACKETS)
    runs = make_runs("2026-11-22 11:50", "2026-11-22 11:55", partly(2, 3), partly(1, 5, check="web-icmp"))
    (outage,) = view(*runs, checks=(EVERY, ping)).outages
    assert (outage.answered, outage.counted) == ((1, 5), Counted.PACKETS)
