"""Hints about what a check, or all of them, cannot do as it is said."""

import pytest

from statusgen.config import Loaded, load_config
from statusgen.errors import Code
from statusgen.probes import PROBES

_KINDS = {name: probe.options for name, probe in PROBES.items()}


def text_of(check: str, probing: str) -> str:
    return (
        "site: {name: Example, url: https://status.example.net/}\n"
        f"probing: {{{probing}, controls: [https://www.example.org/]}}\n"
        f"components: [{{id: web, checks: [{{{check}}}]}}]\n"
    )


def load(check: str, probing: str = "interval: 5m") -> Loaded:
    return load_config(text_of(check, probing), "checks.yaml", kinds=_KINDS)


def hints(check: str = "tcp: 'a.example:1'", probing: str = "interval: 5m") -> list[tuple[str, str]]:
    """What is told of one check, and the text that stands where it is told."""
    loaded = load(check, probing)
    assert {problem.code for problem in loaded.problems} <= {Code.IN_VAIN}
    assert loaded.config is not None
    assert not any(check.broken for check in loaded.config.checks)
    lines = text_of(check, probing).splitlines()
    return [(lines[each.line - 1][each.column - 1 :], each.message) for each in loaded.problems]


LATE = "all tries and waits together take longer than a run may"
PLAIN = "there is no certificate to look at: this check asks without TLS"
SLOW = "nothing can be too slow: 'latency_below' is not less than the timeout"
STALE = "no answer lasts until the next one comes: 'stale_after' is less than the interval"
ALONE = "no outage can be agreed on: 'quorum' is more than there are locations"


@pytest.mark.parametrize(
    ("check", "where", "message"),
    [
        ("tcp: 'a.example:1', stale_after: 1m", "1m", STALE),
        ("tcp: 'a.example:1', tries: 4, timeout: 60s", "4, ", LATE),
        ("tcp: 'a.example:1', waits: [90s]", "[90s]", LATE),
        ("tcp: 'a.example:1', expect: {latency_below: 10s}", "10s", SLOW),
        ("tcp: 'a.example:1', timeout: 1s, expect: {latency_below: 2s}", "2s", SLOW),
        ("http: 'http://a.example', redirects: 0, expect: {certificate_valid_for: 14d}", "14d", PLAIN),
        ("websocket: 'ws://a.example', expect: {certificate_valid_for: 14d}", "14d", PLAIN),
        ("grpc: 'a.example:1', tls: false, expect: {certificate_valid_for: 14d}", "14d", PLAIN),
        ("smtp: a.example, encryption: never, expect: {certificate_valid_for: 14d}", "14d", PLAIN),
    ],
)
def test_what_a_check_says_in_vain_is_hinted_at(check: str, where: str, message: str) -> None:
    """At the key that says it; the check is asked all the same."""
    ((start, told),) = hints(check)
    assert start.startswith(where)
    assert told == message


@pytest.mark.parametrize(
    "check",
    [
        "tcp: 'a.example:1'",
        "tcp: 'a.example:1', stale_after: 5m, interval: 5m",
        "tcp: 'a.example:1', tries: 1, timeout: 180s",
        "tcp: 'a.example:1', expect: {latency_below: 9999ms}",
        "http: 'http://a.example', expect: {certificate_valid_for: 14d}",
        "http: 'https://a.example', redirects: 0, expect: {certificate_valid_for: 14d}",
        "websocket: 'wss://a.example', expect: {certificate_valid_for: 14d}",
        "grpc: 'a.example:1', expect: {certificate_valid_for: 14d}",
        "smtp: a.example, expect: {certificate_valid_for: 14d}",
        "external: true, stale_after: 10m",
    ],
)
def test_what_can_be_meant_is_not(check: str) -> None:
    """Such as a certificate behind a redirect, or a time that is just long enough."""
    assert hints(check) == []


@pytest.mark.parametrize(
    ("probing", "where", "message"),
    [
        ("interval: 10m, stale_after: 5m", "5m", STALE),
        ("deadline: 81s", "81s", LATE),
        ("quorum: 3, locations: [{id: a}, {id: b}]", "3", ALONE),
    ],
)
def test_what_all_say_in_vain_is_hinted_at_once(probing: str, where: str, message: str) -> None:
    """Where it stands, and not at each check."""
    ((start, told),) = hints(probing=probing)
    assert start.startswith(where)
    assert told == message


def test_how_long_the_tries_take_is_reckoned() -> None:
    """Four tries of a minute, and the waits between them; of a private check no number is told."""
    check = "tcp: 'a.example:1', timeout: 60s"
    (problem,) = load(check).problems
    assert problem.hint == "4 tries of 60s with 42s of waits take 282s, and probing.deadline is 180s"
    (problem,) = load(f"{check}, private: true").problems
    assert (problem.message, problem.hint) == (LATE, "")


def test_a_quorum_without_a_list_of_locations_may_be_any() -> None:
    """Nobody knows how many there will be."""
    assert hints(probing="quorum: 3") == []
    assert hints(probing="quorum: 2, locations: [{id: a}, {id: b}]") == []
