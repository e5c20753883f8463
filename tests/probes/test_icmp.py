"""icmp: pinging a host, and what becomes of lost packets."""

import asyncio
import itertools
import shutil
import subprocess
import sys
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path

import pytest

from statusgen.domain.samples import Counted, Sample
from statusgen.domain.status import Outcome, Reason
from statusgen.net import NetFault, Network, NoRoute, Ping, Resolver
from statusgen.net.ping import CannotPing, Way
from statusgen.net.resolver import Address
from statusgen.probes.icmp import IcmpOptions
from statusgen.probes.runner import ProbeReport
from tests.asking import ask, asked_check

UP, DOWN, PARTIAL, UNKNOWN = Outcome.UP, Outcome.DOWN, Outcome.PARTIAL, Outcome.UNKNOWN
LOST = None
HOSTS = {
    "router.test": (ip_address("127.0.0.1"),),
    "two.test": (ip_address("127.0.0.2"), ip_address("127.0.0.3")),
}


def returning(*trips_ms: float | None) -> Way:
    """Packets come back after so long, one after the other and over again; or never."""
    turns: Iterator[float | None] = itertools.cycle(trips_ms)

    async def way(address: Address) -> float:
        trip_ms = next(turns)
        if trip_ms is LOST:
            await asyncio.sleep(60)
            raise AssertionError("nobody waits that long")
        return trip_ms

    return way


async def closed(address: Address) -> float:
    raise CannotPing("not even root may")


def run(way: Way, target: str = "router.test", *, timeout_s: float = 0.5, **keys: object) -> ProbeReport:
    network = Network(resolver=Resolver(hosts=HOSTS), ping=Ping([way]))
    return ask(asked_check(target, kind="icmp", timeout_s=timeout_s, **keys), network=network)  # type: ignore[arg-type]


def sample_of(way: Way, **keys: object) -> Sample:
    return run(way, **keys).run.samples[0]  # type: ignore[arg-type]


@pytest.mark.skipif(shutil.which("ping") is None, reason="ping is not installed (Debian: iputils-ping)")
@pytest.mark.parametrize("target", ["127.0.0.1", "localhost"])
def test_this_machine_answers_itself(target: str) -> None:
    """For real, whichever way it grants."""
    sample = ask(asked_check(target, kind="icmp", timeout_s=5)).run.samples[0]
    assert (sample.outcome, sample.reason, sample.answered) == (UP, None, None)
    assert sample.latency_ms is not None
    assert sample.phases.first_byte is not None
    assert sample.latency_ms >= sample.phases.first_byte > 0


@pytest.mark.parametrize(
    ("trips_ms", "keys", "outcome", "answered"),
    [
        ((5, 5, 5), {}, UP, None),
        ((5, 5, LOST), {}, UP, None),
        ((5, LOST, LOST), {}, PARTIAL, (1, 3)),
        ((LOST,), {}, DOWN, (0, 3)),
        ((5, 5, LOST), {"expect": {"lost_at_most": 0}}, PARTIAL, (2, 3)),
        ((5, LOST, LOST), {"expect": {"lost_at_most": 2}}, UP, None),
        ((LOST, LOST), {"packets": 2, "expect": {"lost_at_most": 1}}, DOWN, (0, 2)),
        ((5,), {"packets": 1}, UP, None),
        ((LOST,), {"packets": 1}, DOWN, (0, 1)),
    ],
)
def test_one_lost_packet_is_forgiven_and_two_are_partial(
    trips_ms: tuple[float | None, ...],
    keys: dict[str, object],
    outcome: Outcome,
    answered: tuple[int, int] | None,
) -> None:
    """Unless the check wants it otherwise; down is only what never answers."""
    sample = sample_of(returning(*trips_ms), **keys)
    assert (sample.outcome, sample.answered) == (outcome, answered)
    assert sample.reason is (None if outcome is UP else Reason.TIMEOUT)


def test_packets_are_what_is_counted_where_no_addresses_or_attempts_are() -> None:
    """So that the page has the right word for them."""
    counted = [
        IcmpOptions.model_validate({"target": "router.test", **keys}).counts
        for keys in ({}, {"every_address": True}, {"attempts": 2})
    ]
    assert counted == [Counted.PACKETS, Counted.ADDRESSES, Counted.ATTEMPTS]


def test_the_log_says_how_many_came_back() -> None:
    """And what a router said of the others."""

    async def refused(address: Address) -> float:
        raise NetFault(Reason.CONNECT, f"{address} is unreachable")

    assert run(returning(5, LOST, LOST)).details == {"web": "1 of 3 packets answer"}
    report = run(refused)
    assert report.details == {"web": "0 of 3 packets answer: 127.0.0.1 is unreachable"}
    assert (report.run.samples[0].outcome, report.run.samples[0].reason) == (DOWN, Reason.CONNECT)


def test_the_latency_is_the_middle_round_trip_and_the_lookup() -> None:
    """However far apart the packets were sent."""
    sample = sample_of(returning(900, 20, 10))
    assert sample.phases.first_byte == 20
    assert sample.latency_ms == pytest.approx(20 + (sample.phases.lookup or 0))
    slow = sample_of(returning(50), expect={"latency_below": "40ms"})
    assert (slow.outcome, slow.reason) == (Outcome.DEGRADED, Reason.LATENCY)


def test_stragglers_are_not_waited_for_to_the_end() -> None:
    """Where a reply has come, the rest have a second more; not the ten of the timeout."""
    started = asyncio.new_event_loop()
    before = started.time()
    assert sample_of(returning(5, LOST, LOST), timeout_s=10).outcome is PARTIAL
    assert started.time() - before < 5
    started.close()


@pytest.mark.parametrize(
    ("keys", "outcome", "answered"),
    [
        ({"every_address": True}, PARTIAL, (1, 2)),
        ({"addresses": ["127.0.0.2"]}, UP, (1, 1)),
        ({"addresses": ["127.0.0.3", "127.0.0.4"]}, DOWN, (0, 2)),
        ({"every_address": True, "attempts": 2}, PARTIAL, (2, 4)),
    ],
)
def test_every_address_is_pinged(
    keys: dict[str, object], outcome: Outcome, answered: tuple[int, int]
) -> None:
    """One that is silent is partial, as for every kind."""

    async def one_is_well(address: Address) -> float:
        if str(address) != "127.0.0.2":
            await asyncio.sleep(60)
        return 5.0

    sample = sample_of(one_is_well, target="two.test", **keys)
    assert (sample.outcome, sample.answered) == (outcome, answered)


@pytest.mark.parametrize(
    ("trips_ms", "answered"),
    [
        ((5, LOST, LOST), (2, 2)),
        ((5, 5, 5, 5, LOST, LOST), (2, 2)),
        ((5, LOST, LOST, LOST, LOST, LOST), (1, 2)),
    ],
)
def test_an_address_that_answers_in_part_makes_the_whole_partial(
    trips_ms: tuple[float | None, ...], answered: tuple[int, int]
) -> None:
    """One of two, or both of them, or the only one that is not down; it answers, after all."""

    ways = {"127.0.0.2": returning(*trips_ms[:3]), "127.0.0.3": returning(*trips_ms[-3:])}

    async def way(address: Address) -> float:
        return await ways[str(address)](address)

    sample = sample_of(way, target="two.test", every_address=True)
    assert (sample.outcome, sample.reason, sample.answered) == (PARTIAL, Reason.TIMEOUT, answered)


STARVED_RUN = """
import asyncio, resource, socket
resource.setrlimit(resource.RLIMIT_NOFILE, (60, 60))
from contextlib import closing
from statusgen.net import Network, NoRoute, Ping
from tests.asking import ask, asked_check

failures = 0

async def way(address):
    global failures
    try:
        with closing(socket.socket()):
            await asyncio.sleep(0.45)
    except OSError:
        failures += 1
        raise NoRoute("no socket to ping with") from None
    return 1.0

keys = {"kind": "icmp", "packets": 15, "timeout_s": 1}
checks = [asked_check("127.0.0.1", check_id=f"c{n}", **keys) for n in range(4)]
ask(*checks, network=Network(ping=Ping([way])))
print(failures)
"""


def test_few_descriptors_make_pings_slower_and_nothing_else() -> None:
    """A turn is for all the packets of a check: four checks send sixty in a process of as many files."""
    done = subprocess.run(
        [sys.executable, "-c", STARVED_RUN],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        cwd=Path(__file__).parents[2],
    )
    assert done.stdout == "0\n"


def test_a_machine_that_lets_nobody_ping_says_so() -> None:
    """Unknown and a finding: this is no outage, and no reason to fail the job either."""
    report = run(closed)
    sample = report.run.samples[0]
    assert (sample.outcome, sample.reason) == (UNKNOWN, Reason.PROBER_ERROR)
    assert [finding.message for finding in report.findings] == [
        "this machine lets nobody ping: not even root may"
    ]
    assert not report.unhappy


def test_packets_that_we_could_not_send_are_not_lost() -> None:
    """Ours for want of a socket, theirs for want of an answer: only the latter are counted."""
    turns = itertools.count()

    async def way(address: Address) -> float:
        if next(turns):
            return 5.0
        raise NoRoute("no socket")

    assert sample_of(way, expect={"lost_at_most": 0}).outcome is UP


@pytest.mark.parametrize("target", ["router.test:80", "[::1]:7", "-c", "a b", "http://x/", "", "1::2::3"])
def test_a_target_is_a_host_and_nothing_else(target: str) -> None:
    """No port, no URL, and nothing that a program could take for an option."""
    with pytest.raises(ValueError, match="the target must be a host name or an IP address, without a port"):
        asked_check(target, kind="icmp")


def test_the_host_may_come_from_the_environment() -> None:
    """Filled in, it is a host as well, or the check is not configured."""
    check = asked_check("${HOST}", kind="icmp")
    network = Network(resolver=Resolver(hosts=HOSTS), ping=Ping([returning(5)]))
    assert ask(check, environ={"HOST": "router.test"}, network=network).run.samples[0].outcome is UP
    report = ask(check, environ={"HOST": "-f 127.0.0.1"}, network=network)
    assert report.run.samples[0].reason is Reason.NOT_CONFIGURED
    assert "-f" not in report.findings[0].message
