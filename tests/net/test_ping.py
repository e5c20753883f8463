"""Pinging, each way for real."""

import asyncio
import os
import shutil
import socket
import struct
from collections.abc import Iterator
from functools import partial
from ipaddress import ip_address
from pathlib import Path

import pytest

from statusgen.domain.status import Reason
from statusgen.net import Blocked, NetFault, NoRoute, Ping
from statusgen.net.ping import CannotPing, Way, by_datagram, by_program, is_reply
from statusgen.net.resolver import Address, has_route

PATIENCE_S = 5
HERE = ip_address("127.0.0.1")
GROUPS = Path("/proc/sys/net/ipv4/ping_group_range")

has_ping = pytest.mark.skipif(
    shutil.which("ping") is None and not os.environ.get("CI"),
    reason="ping is not installed (Debian: apt-get install iputils-ping)",
)


@pytest.fixture(scope="module")
def everybody() -> Iterator[None]:
    """Everybody may open ICMP sockets, for as long as the tests last, if not always."""
    if may_everybody():
        yield
        return
    try:
        before = GROUPS.read_text()
        GROUPS.write_text("0 2147483647")
    except OSError as error:
        pytest.skip(f"this system grants no ICMP sockets, and its ping_group_range stays: {error}")
    yield
    GROUPS.write_text(before)


def may_everybody() -> bool:
    try:
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM, socket.IPPROTO_ICMP).close()
    except OSError:
        return False
    return True


def echo(address: Address, *ways: Way) -> float:
    return asyncio.run(asyncio.wait_for(Ping(ways).echo(address), PATIENCE_S))


def program(folder: Path, script: str) -> Way:
    """The way by a program that is this shell script."""
    path = folder / "ping"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return partial(by_program, name=str(path))


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.2", "::1"])
def test_the_kernel_sends_an_echo_and_brings_the_reply(everybody: None, address: str) -> None:
    """Over IPv4 and IPv6, without any privilege."""
    if not has_route(ip_address(address)):
        pytest.skip(f"there is no route to {address} here")
    assert 0 < echo(ip_address(address), by_datagram) < PATIENCE_S * 1000


def test_a_hundred_at_once_keep_their_replies_apart(everybody: None) -> None:
    """Each socket hears of its own request only."""

    async def all_at_once() -> list[float]:
        return await asyncio.gather(*(by_datagram(HERE) for _ in range(100)))

    assert len(asyncio.run(asyncio.wait_for(all_at_once(), PATIENCE_S))) == 100


def test_what_the_kernel_forbids_is_our_lack(everybody: None) -> None:
    """Nobody may ping the broadcast address just so: this says nothing about who lives there."""
    with pytest.raises(Blocked) as raised:
        echo(ip_address("255.255.255.255"), by_datagram)
    assert raised.value.reason is Reason.BLOCKED


@has_ping
@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
def test_the_system_s_ping_does_it_as_well(address: str) -> None:
    """The program of this machine, found by its name."""
    if not has_route(ip_address(address)):
        pytest.skip(f"there is no route to {address} here")
    assert 0 < echo(ip_address(address), by_program) < PATIENCE_S * 1000


IPUTILS = """
echo "PING 127.0.0.1 (127.0.0.1) 56(84) bytes of data."
echo "64 bytes from 127.0.0.1: icmp_seq=1 ttl=64 time=12.5 ms"
"""
BUSYBOX = """
echo "PING 127.0.0.1 (127.0.0.1): 56 data bytes"
echo "64 bytes from 127.0.0.1: seq=0 ttl=64 time=0.061 ms"
"""


@pytest.mark.parametrize(("script", "trip_ms"), [(IPUTILS, 12.5), (BUSYBOX, 0.061)])
def test_what_ping_says_is_read(tmp_path: Path, script: str, trip_ms: float) -> None:
    """The time that it measured itself, without what starting it took."""
    assert echo(HERE, program(tmp_path, script)) == trip_ms


LOST = "echo '1 packets transmitted, 0 received, 100% packet loss, time 0ms'; exit 1"
UNREACHABLE = f"echo 'From 192.0.2.1 icmp_seq=1 Destination Host Unreachable'; {LOST}"
NO_WAY = "echo 'ping: connect: Network is unreachable' >&2; exit 2"


@pytest.mark.parametrize(
    ("script", "reason"),
    [(LOST, Reason.TIMEOUT), (UNREACHABLE, Reason.CONNECT), (NO_WAY, Reason.CONNECT)],
)
def test_what_ping_misses_is_the_peer_s(tmp_path: Path, script: str, reason: Reason) -> None:
    """It was sent, and nothing came back but perhaps a router's regret."""
    with pytest.raises(NetFault) as raised:
        echo(HERE, program(tmp_path, script))
    assert raised.value.reason is reason


def test_ping_is_asked_for_no_more_than_all_of_them_understand(tmp_path: Path) -> None:
    """One packet, no names; secrets of the environment are none of its business."""
    heard = tmp_path / "heard"
    echo(HERE, program(tmp_path, f'echo "$*" "$STATUSGEN_TEST" > {heard}\n{IPUTILS}'))
    assert heard.read_text().strip() == "-n -c 1 127.0.0.1"


def test_nobody_waits_for_a_ping_that_nobody_waits_for(tmp_path: Path) -> None:
    """Cancelled, it is killed and buried."""
    pid = tmp_path / "pid"

    async def give_up() -> None:
        asking = asyncio.ensure_future(program(tmp_path, f"echo $$ > {pid}; exec sleep 60")(HERE))
        while not (pid.exists() and pid.read_text()):
            await asyncio.sleep(0.01)
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)

    asyncio.run(asyncio.wait_for(give_up(), PATIENCE_S))
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)


async def closed(address: Address) -> float:
    raise CannotPing("the door is shut")


async def open_(address: Address) -> float:
    return 7.0


async def never(address: Address) -> float:
    raise AssertionError("this way was not to be taken")


def test_the_first_way_that_is_open_is_taken() -> None:
    """In their order, and no further."""
    assert echo(HERE, closed, open_, never) == 7.0


def test_without_any_way_the_trouble_is_ours_and_is_told(tmp_path: Path) -> None:
    """Each way says why it is closed."""
    forbidden = program(tmp_path, "echo 'ping: socket: Operation not permitted' >&2; exit 2")
    missing = partial(by_program, name=str(tmp_path / "none"))
    with pytest.raises(NoRoute) as raised:
        echo(HERE, closed, forbidden, missing)
    assert raised.value.reason is Reason.PROBER_ERROR
    assert raised.value.detail == (
        "this machine lets nobody ping: the door is shut, and its program for it fails "
        f"(ping: socket: Operation not permitted), and there is no program named {tmp_path}/none"
    )


def packet(kind: int, *, identifier: int = 7, sequence: int = 1, payload: bytes = b"mine") -> bytes:
    return struct.pack("!BBHHH", kind, 0, 0xBEEF, identifier, sequence) + payload


@pytest.mark.parametrize(
    ("received", "to", "is_ours"),
    [
        (packet(0), packet(8), True),
        (packet(129), packet(128), True),
        (b"\x45" + bytes(19) + packet(0), packet(8), True),
        (packet(8), packet(8), False),
        (packet(128), packet(128), False),
        (packet(3), packet(8), False),
        (packet(0, identifier=8), packet(8), False),
        (packet(0, sequence=2), packet(8), False),
        (packet(0, payload=b"theirs"), packet(8), False),
        (packet(0)[:6], packet(8), False),
        (b"\x45", packet(8), False),
        (b"", packet(8), False),
    ],
)
def test_a_reply_is_the_echo_of_the_very_request(received: bytes, to: bytes, is_ours: bool) -> None:
    """Not of somebody else's, not the request itself as loopback shows it, not another message."""
    assert is_reply(received, to=to) is is_ours
