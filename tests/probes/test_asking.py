"""Every timeout says what it was waiting for."""

from typing import Any

import pytest

from statusgen.domain.config import Check
from statusgen.domain.status import Outcome, Reason
from statusgen.net import Resolver
from statusgen.probes.pacing import LagMeter
from statusgen.probes.runner import ProbeReport
from tests.asking import ask, asked_check
from tests.name_servers import OddNameServer, answering
from tests.servers import (
    Behaviour,
    HostileServer,
    black_hole,
    endlessly,
    greeting,
    hang,
    redirect,
    replying,
)

TIMEOUT_S = 0.5


def told(check: Check, *, resolver: Resolver | None = None) -> tuple[Reason | None, str]:
    """Why it is down, and in which words."""
    report = ask(check, resolver=resolver)
    [sample] = report.run.samples
    assert sample.outcome is Outcome.DOWN
    return sample.reason, report.details[check.id]


def check_of(target: str, *, kind: str, **keys: Any) -> Check:
    return asked_check(target, kind=kind, timeout_s=TIMEOUT_S, **keys)


BANNER: dict[str, Any] = {"expect": {"banner": "hello*"}}
CASES: dict[str, tuple[str, Behaviour, dict[str, Any], str]] = {
    "http": ("http", hang, {}, "waiting for an answer"),
    "a body that drips": (
        "http", endlessly(b"HTTP/1.1 200 OK\r\n\r\n", b".", every_s=0.1), {},
        "waiting for the rest of the answer",
    ),
    "tcp": ("tcp", hang, BANNER, "waiting for the first line"),
    "tls": ("tls", hang, {}, "shaking hands in TLS"),
    "smtp": ("smtp", hang, {}, "waiting for the greeting"),
    "smtp under TLS": ("smtp", hang, {"encryption": "implicit"}, "shaking hands in TLS"),
    "an answer to EHLO": ("smtp", greeting(b"220 hello\r\n"), {}, "waiting for an answer after the greeting"),
    "ssh": ("ssh", hang, {}, "waiting for the greeting"),
    "grpc": ("grpc", hang, {"tls": False}, "waiting for an answer"),
}  # fmt: skip


@pytest.fixture(scope="module")
def silences(hostile: HostileServer) -> ProbeReport:
    """All of them asked in one run."""
    checks = []
    for case, (kind, behaviour, keys, _) in CASES.items():
        where = f"127.0.0.1:{hostile.serve(behaviour)}"
        target = f"http://{where}/" if kind == "http" else where
        checks.append(asked_check(target, kind=kind, check_id=case, timeout_s=2, **keys))
    return ask(*checks)


@pytest.mark.parametrize("case", CASES)
def test_a_server_that_goes_silent_is_told_apart(silences: ProbeReport, case: str) -> None:
    """By what was to come next."""
    sample = next(sample for sample in silences.run.samples if sample.check == case)
    assert (sample.outcome, sample.reason) == (Outcome.DOWN, Reason.TIMEOUT)
    assert silences.details[case] == f"not done within 2 s: still {CASES[case][3]}"


def test_a_port_where_nothing_comes_back_is_named() -> None:
    """Nobody there, or a firewall: the address and the port tell where to look."""
    with black_hole() as port:
        where = f"connecting to 127.0.0.1 port {port}"
        for check in (
            check_of(f"127.0.0.1:{port}", kind="smtp"),
            check_of(f"http://127.0.0.1:{port}/", kind="http"),
        ):
            assert told(check) == (Reason.TIMEOUT, f"not done within 0.5 s: still {where}")


def test_of_several_name_servers_the_silent_one_is_named() -> None:
    """A check of kind dns asks them, so it is their timeout."""
    with OddNameServer() as silent:
        check = check_of("www.test", kind="dns", server=f"127.0.0.1:{silent.port}")
        waiting = f"waiting for an answer from 127.0.0.1 port {silent.port}"
        assert told(check) == (Reason.TIMEOUT, f"not done within 0.5 s: still {waiting}")


def test_a_dead_name_server_is_not_blamed_on_the_web_server() -> None:
    """The lookup did not end: `lookup`. With `resolver`, that is named."""
    with OddNameServer() as silent:
        still = "within 0.5 s: still looking up www.test"
        check = check_of("http://www.test/", kind="http", resolver=f"127.0.0.1:{silent.port}")
        said = f"the name server 127.0.0.1 port {silent.port} did not answer {still}"
        assert told(check) == (Reason.LOOKUP, said)
        systems = Resolver(hosts={}, nameserver=("127.0.0.1", silent.port))
        for keys in ({}, {"every_address": True}):
            check = check_of("http://www.test/", kind="http", **keys)
            assert told(check, resolver=systems) == (Reason.LOOKUP, f"no name server answered {still}")


class Away(LagMeter):
    """A meter of a loop that did nothing for ten seconds."""

    def worst_ms(self, since: float) -> float:
        return 10_000


def test_a_name_server_that_nobody_listened_to_is_not_dead() -> None:
    """As with any other timeout, it is our own."""
    with OddNameServer() as silent:
        check = check_of("http://www.test/", kind="http", resolver=f"127.0.0.1:{silent.port}")
        report = ask(check, meter=Away())
    [sample] = report.run.samples
    assert (sample.outcome, sample.reason) == (Outcome.UNKNOWN, Reason.PROBER_ERROR)
    assert "too busy to listen" in report.details["web"]


def test_a_redirect_to_a_name_that_nobody_knows_names_it(hostile: HostileServer) -> None:
    """It is not the check's own host that cannot be looked up."""
    with OddNameServer() as silent:
        here = hostile.serve(replying(redirect("http://elsewhere.test/")))
        resolver = Resolver(hosts={}, nameserver=("127.0.0.1", silent.port))
        reason, said = told(check_of(f"http://127.0.0.1:{here}/", kind="http"), resolver=resolver)
    assert reason is Reason.LOOKUP
    assert said == "no name server answered within 0.5 s: still looking up elsewhere.test"


def test_after_a_lookup_it_is_the_server_that_is_waited_for(hostile: HostileServer) -> None:
    """A name server that has answered is out of it."""
    with OddNameServer(answering("127.0.0.1")) as speaking:
        resolver = Resolver(hosts={}, nameserver=("127.0.0.1", speaking.port))
        check = check_of(f"http://www.test:{hostile.serve(hang)}/", kind="http")
        assert told(check, resolver=resolver)[0] is Reason.TIMEOUT


def test_a_registry_that_says_nothing_is_told_like_others(hostile: HostileServer) -> None:
    """Of kind domain, that is unknown."""
    server = f"http://127.0.0.1:{hostile.serve(hang)}/"
    report = ask(check_of("example.com", kind="domain", server=server))
    said = "the registry of example.com did not answer in time: still waiting for an answer"
    assert report.details["web"] == said
