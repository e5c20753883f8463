"""ICMP echo, asked for in whichever way this machine grants.

An unprivileged datagram socket where the kernel allows it (Linux: net.ipv4.ping_group_range; macOS
always), the system's own `ping` otherwise.
"""

import asyncio
import os
import re
import secrets
import shutil
import socket
import struct
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import closing

from statusgen.domain.status import Reason
from statusgen.net.descriptors import is_our_lack
from statusgen.net.fault import Blocked, NetFault, NoRoute, NoSocket, is_forbidden
from statusgen.net.resolver import Address

_ECHO = {4: (8, 0), 6: (128, 129)}  # request, reply: RFC 792, RFC 4443
_HEAD = struct.Struct("!BBHHH")  # type, code, checksum, identifier, sequence number
_SEQUENCE = 1
_TOKEN_BYTES = 32
_IPV4_HEAD = b"\x45"  # version 4, five words: macOS hands out the header of IPv4 as well
_IPV4_HEAD_BYTES = 20
_PATH = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/bin", "/bin", "/usr/sbin", "/sbin"))
_TIME = re.compile(rb"time[=<] ?([0-9.]+) ?ms")


class CannotPing(Exception):
    """This way is closed on this machine; the argument says why."""


Way = Callable[[Address], Awaitable[float]]
"""Sends one echo request and waits for its reply: the round trip in milliseconds.

It raises CannotPing, or NetFault where somebody says that the request does not get there; it has no
deadline, and cancelling it leaves nothing behind.
"""


async def by_datagram(address: Address) -> float:
    """Over a socket of the kernel's own making, which needs no privilege where it is allowed."""
    with closing(_open(address)) as ours:
        try:
            ours.connect((str(address), 0))  # from then on the kernel tells us what routers say
            request = _request(ours, address)
            sent_s = time.perf_counter()
            ours.send(request)
        except OSError as error:
            raise _send_fault(address, error) from error
        try:
            await _reply(ours, address, request)
        except OSError as error:
            raise NetFault(Reason.CONNECT, f"{address}: {_said(error)}") from error
        return (time.perf_counter() - sent_s) * 1000


def _open(address: Address) -> socket.socket:
    v4 = address.version == 4
    family = socket.AF_INET if v4 else socket.AF_INET6
    try:
        ours = socket.socket(family, socket.SOCK_DGRAM, socket.IPPROTO_ICMP if v4 else socket.IPPROTO_ICMPV6)
    except OSError as error:
        if is_our_lack(error):
            raise NoSocket(f"no socket to ping {address} with") from error
        raise CannotPing(f"its kernel grants no ICMP socket ({_said(error)})") from error
    ours.setblocking(False)
    return ours


def _request(ours: socket.socket, address: Address) -> bytes:
    """An echo request that nobody else has sent: by its identifier, and by 32 bytes at random."""
    identifier = ours.getsockname()[1] or secrets.randbelow(0xFFFF) + 1  # Linux: the socket's own "port"
    token = secrets.token_bytes(_TOKEN_BYTES)
    kind, _ = _ECHO[address.version]
    bare = _HEAD.pack(kind, 0, 0, identifier, _SEQUENCE) + token
    return _HEAD.pack(kind, 0, _checksum(bare), identifier, _SEQUENCE) + token


async def _reply(ours: socket.socket, address: Address, request: bytes) -> None:
    """Wait for the reply to just this request, from where it was sent to."""
    loop = asyncio.get_running_loop()
    here = str(address).partition("%")[0]
    while True:
        await asyncio.sleep(0)  # a flood must not stop everybody else
        data, sender = await loop.sock_recvfrom(ours, 2048)
        if sender[0].partition("%")[0] == here and is_reply(data, to=request):
            return


def is_reply(packet: bytes, *, to: bytes) -> bool:
    """Whether it is the echo of that very request: identifier, sequence number and payload alike."""
    if packet[:1] == _IPV4_HEAD:
        packet = packet[_IPV4_HEAD_BYTES:]
    kinds = dict(_ECHO.values())
    return packet[:2] == bytes([kinds[to[0]], 0]) and packet[4:] == to[4:]


def _checksum(data: bytes) -> int:
    """Of RFC 1071, over an even number of bytes. The kernel does it again, if it is Linux or for IPv6."""
    total: int = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def _send_fault(address: Address, error: OSError) -> NetFault:
    if is_our_lack(error):
        return NoSocket(f"no room to ping {address} with")
    if is_forbidden(error):
        return Blocked(f"no ping gets out of this machine to {address}: {_said(error)}")
    return NetFault(Reason.CONNECT, f"{address}: {_said(error)}")


def _said(error: OSError) -> str:
    return os.strerror(error.errno) if error.errno else str(error)


async def by_program(address: Address, *, name: str = "ping") -> float:
    """With the system's `ping`, which has the privilege; killed if nobody waits for it any more."""
    program = shutil.which(name, path=_PATH)
    if program is None:
        raise CannotPing(f"there is no program named {name}")
    try:
        process = await asyncio.create_subprocess_exec(
            program,
            *("-n", "-c", "1", str(address)),  # an address begins like no option
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={"LC_ALL": "C", "PATH": _PATH},
        )
    except OSError as error:
        if is_our_lack(error):
            raise NoSocket(f"nothing left to start {program} with") from error
        raise CannotPing(f"{program} does not start ({_said(error)})") from error
    try:
        said, complained = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return _read(address, said, complained)


def _read(address: Address, said: bytes, complained: bytes) -> float:
    """The round trip that `ping` tells of; raises what `by_program` raises."""
    if found := _TIME.search(said):
        return float(found[1])
    complaint = next(iter(complained.decode(errors="replace").splitlines()), "it says nothing")
    if b"unreachable" in (said + complained).lower():
        raise NetFault(Reason.CONNECT, f"{address} is unreachable")
    if b"transmitted" in said:  # it was sent, and ping has lost its patience
        raise NetFault(Reason.TIMEOUT, f"{address} does not answer")
    raise CannotPing(f"its program for it fails ({complaint[:120]})")


class Ping:
    """Takes the first of the ways that is open."""

    def __init__(self, ways: Sequence[Way] = (by_datagram, by_program)) -> None:
        self._ways = ways

    async def echo(self, address: Address) -> float:
        """The round trip to this address in milliseconds.

        NetFault where it is told to be out of reach, NoRoute where no way is open. It waits for ever:
        the caller knows how long.
        """
        closed = []
        for way in self._ways:
            try:
                return await way(address)
            except CannotPing as why:
                closed.append(str(why))
        raise NoRoute(f"this machine lets nobody ping: {', and '.join(closed) or 'no way is known'}")
