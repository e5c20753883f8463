"""A peer that has said all it will ever say."""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from ipaddress import ip_address
from typing import TypeVar

from statusgen.net import NetFault, Stream

T = TypeVar("T")


def with_peer_that_said(said: bytes, talk: Callable[[Stream], Awaitable[T]]) -> T | NetFault:
    """What comes of talking to it over a stream, or the fault that ends that; anything else is raised."""

    async def run() -> T | NetFault:
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        with theirs, Stream(ours, ip_address("127.0.0.1")) as stream:
            theirs.settimeout(5)
            theirs.sendall(said)
            theirs.shutdown(socket.SHUT_WR)
            try:
                async with asyncio.timeout(5):
                    return await talk(stream)
            except NetFault as fault:
                return fault

    return asyncio.run(run())
