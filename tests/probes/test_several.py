"""Several addresses, several attempts: the partial failure that a single shot misses."""

import asyncio
import itertools
from dataclasses import replace
from ipaddress import ip_address

import pytest

from statusgen.domain.status import Outcome, Reason
from statusgen.net import Address, Resolver
from statusgen.probes import Answer, Finding
from statusgen.probes.several import Asked, Target, Targets, combine
from tests.asking import ask, ask_one, asked_check
from tests.servers import HostileServer, Nginx, hang, html, read_request, replying

UP = Answer(outcome=Outcome.UP, latency_ms=10)
SLOW = Answer(outcome=Outcome.DEGRADED, reason=Reason.LATENCY, latency_ms=900)
DOWN = Answer(outcome=Outcome.DOWN, reason=Reason.CONNECT, detail="refused")
REFUSED = Answer(
    outcome=Outcome.UNKNOWN,
    reason=Reason.CREDENTIALS_REFUSED,
    findings=(Finding("web", "refused", unhappy=True),),
)

OURS = Answer(outcome=Outcome.UNKNOWN, reason=Reason.PROBER_ERROR, detail="no route to it")

CHECK = asked_check("http://x/")


def asked_at(
    *addresses: str, answers: tuple[Answer, ...], left_out: tuple[Address, ...] = (), lookup_ms: float = 0
) -> list[Asked]:
    """One peer's addresses with the answer of each."""
    targets = tuple(Target(address=ip_address(each)) for each in addresses)
    return [Asked(Targets(targets, left_out, lookup_ms), answers)]


def attempted(*answers: Answer, lookup_ms: float | None = None) -> list[Asked]:
    """One peer that was asked several times."""
    return [Asked(Targets((Target(),) * len(answers), lookup_ms=lookup_ms), answers)]


COMBINATIONS = [
    ((UP, UP), Outcome.UP, None, (2, 2)),
    ((UP, DOWN, UP), Outcome.PARTIAL, Reason.CONNECT, (2, 3)),
    ((SLOW, DOWN), Outcome.PARTIAL, Reason.CONNECT, (1, 2)),
    ((DOWN, DOWN), Outcome.DOWN, Reason.CONNECT, (0, 2)),
    ((SLOW, SLOW, UP), Outcome.DEGRADED, Reason.LATENCY, (3, 3)),
    ((SLOW, UP, UP), Outcome.UP, None, (3, 3)),
    ((UP, REFUSED), Outcome.UNKNOWN, Reason.CREDENTIALS_REFUSED, (1, 2)),
    ((DOWN, REFUSED), Outcome.DOWN, Reason.CONNECT, (0, 2)),
    ((REFUSED, REFUSED), Outcome.UNKNOWN, Reason.CREDENTIALS_REFUSED, (0, 2)),
    ((UP, OURS), Outcome.UP, None, (1, 1)),
    ((UP, OURS, DOWN), Outcome.PARTIAL, Reason.CONNECT, (1, 2)),
    ((OURS, DOWN), Outcome.DOWN, Reason.CONNECT, (0, 1)),
    ((OURS, OURS), Outcome.UNKNOWN, Reason.PROBER_ERROR, (0, 2)),
]


@pytest.mark.parametrize(("answers", "outcome", "reason", "answered"), COMBINATIONS)
def test_answers_combine(
    answers: tuple[Answer, ...], outcome: Outcome, reason: Reason | None, answered: tuple[int, int]
) -> None:
    """Some down is partial, all down is down; slow counts if the middle one is; what we lack is left out."""
    combined = combine(CHECK, attempted(*answers))
    assert (combined.outcome, combined.reason, combined.answered) == (outcome, reason, answered)


TWICE = asked_check("http://x/", addresses=["127.0.0.2", "127.0.0.3"], attempts=2)


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ((UP, DOWN, UP, DOWN), "1 of 2 addresses answer; 127.0.0.3: refused"),
        ((DOWN, DOWN, DOWN, DOWN), "0 of 2 addresses answer; 127.0.0.2: refused; 127.0.0.3: refused"),
        ((UP, UP, UP, DOWN), "3 of 4 attempts answer; 127.0.0.3: refused"),
    ],
)
def test_a_dead_address_is_counted_once_however_often_it_is_asked(
    answers: tuple[Answer, ...], said: str
) -> None:
    """Attempts are counted only where they tell more than the addresses do."""
    asked = asked_at("127.0.0.2", "127.0.0.3", "127.0.0.2", "127.0.0.3", answers=answers)
    assert combine(TWICE, asked).detail == said


def test_the_same_finding_is_told_once() -> None:
    """Two attempts with a refused token are one thing to mend."""
    combined = combine(CHECK, attempted(REFUSED, REFUSED))
    assert len(combined.findings) == 1


def test_the_order_of_answers_never_matters() -> None:
    """Whichever address is bad, the outcome is the same."""
    for answers in itertools.permutations((UP, SLOW, DOWN)):
        assert combine(CHECK, attempted(*answers)).outcome is Outcome.PARTIAL


@pytest.fixture
def two_addresses(hostile: HostileServer) -> int:
    """A port that a healthy server has on 127.0.0.2, and nobody on 127.0.0.3."""
    return hostile.serve(replying(html(b"ok")), host="127.0.0.2")


def test_one_dead_address_of_two_is_partial(two_addresses: int) -> None:
    """Each address that a name has is asked; which one failed is in the log."""
    resolver = Resolver(hosts={"two.test": (ip_address("127.0.0.2"), ip_address("127.0.0.3"))})
    report = ask(asked_check(f"http://two.test:{two_addresses}/", every_address=True), resolver=resolver)
    sample = report.run.samples[0]
    assert (sample.outcome, sample.reason, sample.answered) == (Outcome.PARTIAL, Reason.CONNECT, (1, 2))
    port = two_addresses
    assert report.details["web"] == f"1 of 2 addresses answer; 127.0.0.3: port {port}: Connection refused"


def test_listed_addresses_replace_the_lookup(hostile: HostileServer, two_addresses: int) -> None:
    """A name that does not resolve can be asked at addresses; Host stays."""
    check = asked_check(f"http://nowhere.invalid:{two_addresses}/", addresses=["127.0.0.2"])
    sample = ask_one(check)
    assert (sample.outcome, sample.answered) == (Outcome.UP, (1, 1))


@pytest.mark.server
def test_an_address_is_asked_under_the_checks_own_name(web: Nginx) -> None:
    """In SNI and against the certificate: an address is where to go, and not who is there."""
    for host, reason in (("localhost", None), ("shop.test", Reason.CERTIFICATE_NAME)):
        check = asked_check(f"https://{host}:{web.good}/", addresses=["127.0.0.1"])
        assert ask_one(check, ca_file=web.certificates.ca).reason is reason


def test_an_address_sees_the_checks_own_host_header(hostile: HostileServer) -> None:
    """With the port, as always."""
    heads: list[str] = []

    async def listening(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads.append(await read_request(reader))
        writer.write(html(b"ok"))

    port = hostile.serve(listening)
    ask_one(asked_check(f"http://shop.test:{port}/", addresses=["127.0.0.1"], attempts=2))
    assert len(heads) == 2
    assert all(f"Host: shop.test:{port}\r\n" in head for head in heads)


def test_a_hanging_address_does_not_hide_a_good_one(hostile: HostileServer, two_addresses: int) -> None:
    """All addresses are asked at once, each up to the timeout: partial, and not a timeout of all."""
    hostile.serve(hang, host="127.0.0.3", port=two_addresses)
    check = asked_check(
        f"http://two.test:{two_addresses}/", addresses=["127.0.0.2", "127.0.0.3"], timeout_s=1.5
    )
    sample = ask_one(check)
    assert (sample.outcome, sample.reason, sample.answered) == (Outcome.PARTIAL, Reason.TIMEOUT, (1, 2))


def test_attempts_see_what_a_single_shot_misses(hostile: HostileServer) -> None:
    """A server that drops every third connection is partial."""
    turns = itertools.count()

    async def unsteady(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if next(turns) % 3 != 0:
            await replying(html(b"ok"))(reader, writer)

    sample = ask_one(asked_check(f"http://127.0.0.1:{hostile.serve(unsteady)}/", attempts=6))
    assert (sample.outcome, sample.reason, sample.answered) == (Outcome.PARTIAL, Reason.RESET, (4, 6))


def test_a_family_without_a_route_is_left_out_and_named() -> None:
    """Scenario 17: what this machine cannot reach is no failure of theirs."""
    left_out = (ip_address("2001:db8::1"),)
    asked = asked_at("192.0.2.1", "192.0.2.2", answers=(UP, UP), left_out=left_out)
    combined = combine(asked_check("http://x/", every_address=True), asked)
    assert combined.outcome is Outcome.UP
    assert combined.detail == "2 of 2 IPv4 addresses answer; IPv6 cannot be reached from here"
    assert [finding.unhappy for finding in combined.findings] == [False]


def test_retries_follow_only_if_all_have_failed(two_addresses: int) -> None:
    """A partial answer counts at once, however many tries there are."""
    check = asked_check(f"http://x.test:{two_addresses}/", addresses=["127.0.0.2", "127.0.0.3"], tries=3)
    assert ask_one(check).tries == 1
    check = asked_check(f"http://x.test:{two_addresses}/", addresses=["127.0.0.3", "127.0.0.4"], tries=3)
    assert ask_one(check).tries == 3


def test_a_slow_address_is_found_among_others() -> None:
    """Which one it is, and how slow, also where the middle one is not."""
    slow = replace(SLOW, detail="took 616 ms, expected less than 300 ms")
    for answers, outcome in (((UP, slow), Outcome.DEGRADED), ((slow, UP, UP), Outcome.UP)):
        addresses = [f"192.0.2.{number}" for number in range(len(answers))]
        combined = combine(
            asked_check("http://x/", every_address=True), asked_at(*addresses, answers=answers)
        )
        guilty = addresses[answers.index(slow)]
        count = f"{len(answers)} of {len(answers)} addresses answer"
        assert combined.outcome is outcome
        assert combined.detail == f"{count}; {guilty}: took 616 ms, expected less than 300 ms"


def test_the_lookup_counts_once_for_all() -> None:
    """What resolving took is part of every answer's latency."""
    combined = combine(CHECK, attempted(UP, UP, lookup_ms=7))
    assert (combined.latency_ms, combined.phases.lookup) == (17, 7)
