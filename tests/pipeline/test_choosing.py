"""Which checks are asked, from where, and when."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypedDict

import pytest

from statusgen.domain.config import Location, Probing
from statusgen.domain.status import Outcome, Reason
from statusgen.errors import UsageError
from statusgen.history import LastWord
from statusgen.pipeline.choosing import (
    Shard,
    choose_checks,
    choose_due,
    choose_location,
    is_due,
    parse_shard,
)
from tests.builders import make_check, make_component, make_config, utc

LISTED = Probing(locations=(Location("dublin", "Dublin"), Location("frankfurt", "Frankfurt")))
NOW = utc("2026-11-22 09:35")
HOURLY = replace(make_check(), interval_s=3600)


class At(TypedDict):
    probing: Probing
    now: datetime


def at() -> At:
    """The job of every five minutes runs now."""
    return {"probing": Probing(), "now": NOW}


def said(*, ago_s: float, outcome: Outcome = Outcome.UP, reason: Reason | None = None) -> LastWord:
    return LastWord(NOW - timedelta(seconds=ago_s), outcome, reason)


def test_without_a_list_any_location_will_do() -> None:
    """`main` unless another is named."""
    assert choose_location(Probing(), None) == "main"
    assert choose_location(Probing(), "dublin") == "dublin"


def test_listed_locations_refuse_others() -> None:
    """A typo would found a location that nobody knows."""
    assert choose_location(LISTED, "dublin") == "dublin"
    with pytest.raises(UsageError, match="dublin, frankfurt"):
        choose_location(LISTED, "dubiln")
    with pytest.raises(UsageError, match="no location was given"):
        choose_location(LISTED, None)


def test_an_empty_location_is_none_at_all() -> None:
    """As an unset STATUSGEN_LOCATION is in a workflow."""
    assert choose_location(Probing(), "") == "main"


@pytest.mark.parametrize("name", ["Dublin", "a b", "../x", "x" * 65])
def test_a_location_is_a_plain_word(name: str) -> None:
    """It becomes part of a file's name."""
    with pytest.raises(UsageError):
        choose_location(Probing(), name)


def test_only_takes_checks_and_components() -> None:
    """Either is named by its id; a name that is neither is refused."""
    config = make_config(
        make_component("web", make_check("web-http"), make_check("web-tls")),
        make_component("api", make_check("api-http", component="api")),
    )
    chosen = choose_checks(config, ["web-tls", "api"])
    assert [check.id for check in chosen] == ["web-tls", "api-http"]
    assert len(choose_checks(config, [])) == 3
    with pytest.raises(UsageError, match="mail"):
        choose_checks(config, ["web", "mail"])


def test_what_cannot_be_asked_is_no_part_of_the_list() -> None:
    """Neither a check that others measure, nor one with a mistake in it: shards stay balanced."""
    broken = replace(make_check("broken"), broken=True)
    config = make_config(make_component("web", broken, make_check("others", kind="external"), make_check()))
    assert [check.id for check in choose_checks(config)] == ["web-http"]


@pytest.mark.parametrize("count", [1, 2, 7, 9])
def test_shards_share_out_every_check_once(count: int) -> None:
    """Whatever their number: all together they are the list, and none is larger by more than one."""
    checks = [make_check(f"web-{number}") for number in range(9)]
    config = make_config(make_component("web", *checks))
    shards = [choose_checks(config, shard=Shard(number, count)) for number in range(1, count + 1)]
    assert sorted(check.id for shard in shards for check in shard) == sorted(check.id for check in checks)
    assert max(map(len, shards)) - min(map(len, shards)) <= 1


def test_a_shard_is_a_part_of_what_was_named() -> None:
    """--only and --shard together."""
    config = make_config(
        make_component("web", make_check("a"), make_check("b")), make_component("api", make_check("c"))
    )
    assert [check.id for check in choose_checks(config, ["web"], Shard(2, 2))] == ["b"]


def test_a_shard_is_written_as_a_fraction() -> None:
    """Counted from 1 to at most 1000."""
    assert parse_shard("2/8") == Shard(2, 8)
    assert parse_shard("1000/1000") == Shard(1000, 1000)


@pytest.mark.parametrize("text", ["0/3", "4/3", "1/1001", "1", "1/", "/3", "-1/3", "1/3/3", "a/b", "٢/٨", ""])
def test_what_is_no_part_is_refused(text: str) -> None:
    """In words that say what to write."""
    with pytest.raises(UsageError, match="such as 2/8"):
        parse_shard(text)


def test_a_check_with_a_longer_interval_waits_for_its_time() -> None:
    """Asked every hour by a job of every five minutes: the eleven runs in between leave it alone."""
    asked = [minute for minute in range(5, 65, 5) if is_due(HOURLY, said(ago_s=minute * 60), **at())]
    assert asked == [60]


def test_a_cron_job_that_starts_early_is_near_enough() -> None:
    """Half of the job's own interval is let pass; else an hour would become an hour and five minutes."""
    assert is_due(HOURLY, said(ago_s=3600 - 150), **at())
    assert not is_due(HOURLY, said(ago_s=3600 - 151), **at())


def test_what_was_never_asked_is_due() -> None:
    """By this location: others have their own times."""
    assert is_due(HOURLY, None, **at())


@pytest.mark.parametrize("interval_s", [60, 300])
def test_a_check_of_every_run_is_always_due(interval_s: float) -> None:
    """However short ago it was asked: by hand, or by a job that runs twice as often."""
    assert is_due(replace(HOURLY, interval_s=interval_s), said(ago_s=1), **at())


def test_a_kind_that_must_not_be_asked_often_is_not() -> None:
    """A registry is asked once a day, even by somebody whose jobs run more often than they promise."""
    domain = replace(make_check(kind="domain"), interval_s=86400)
    daily = Probing(interval_s=86400)
    assert not is_due(domain, said(ago_s=300), probing=daily, now=NOW)
    assert is_due(domain, said(ago_s=86400 - 3600), probing=daily, now=NOW)


@pytest.mark.parametrize(
    "reason",
    [
        Reason.PROBER_OFFLINE,
        Reason.DEADLINE,
        Reason.NOT_CONFIGURED,
        Reason.PROBER_ERROR,
        Reason.BLOCKED,
    ],
)
def test_what_was_not_really_asked_is_due(reason: Reason) -> None:
    """Offline, too short a run, a secret missing, or any other lack of ours: the next run makes up for it."""
    assert is_due(HOURLY, said(ago_s=300, outcome=Outcome.UNKNOWN, reason=reason), **at())


@pytest.mark.parametrize("reason", [Reason.LOOKUP, Reason.TIMEOUT, Reason.STATUS, Reason.PROTOCOL])
def test_who_found_out_nothing_asks_again_within_the_hour(reason: Reason) -> None:
    """A registry that is away for a minute must not make a day unknown, nor be asked every five minutes."""
    daily = replace(make_check(kind="domain"), interval_s=86400)
    for ago_s, due in ((600, False), (3500, True)):
        last = said(ago_s=ago_s, outcome=Outcome.UNKNOWN, reason=reason)
        assert is_due(daily, last, **at()) is due
    assert not is_due(daily, said(ago_s=3500), **at())


def test_a_failure_is_an_answer() -> None:
    """And so is a refusal: they wait for their time like any other."""
    assert not is_due(HOURLY, said(ago_s=300, outcome=Outcome.DOWN, reason=Reason.CONNECT), **at())
    refused = said(ago_s=300, outcome=Outcome.UNKNOWN, reason=Reason.CREDENTIALS_REFUSED)
    assert not is_due(HOURLY, refused, **at())


def test_the_due_ones_are_chosen_by_their_own_last_words() -> None:
    """In the order of the list."""
    fresh, old, new = (replace(HOURLY, id=name) for name in ("fresh", "old", "new"))
    before = {"fresh": said(ago_s=300), "old": said(ago_s=3600)}
    assert choose_due([fresh, old, new], before, **at()) == (old, new)
