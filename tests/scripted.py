"""Peers that speak first: by a script, without end, or not as they should."""

import asyncio
import socket
import ssl
import struct
import threading
from collections.abc import Mapping
from dataclasses import dataclass

from tests.servers import Behaviour


class Script:
    """Greets, and answers each line by what it begins with; says nothing to any other."""

    def __init__(
        self, greeting: bytes, answers: Mapping[str, bytes], *, under_tls: "UnderTls | None" = None
    ) -> None:
        self._greeting = greeting
        self._answers = answers
        self._under_tls = under_tls
        self._heard: list[str] = []
        self._ended = threading.Event()

    @property
    def heard(self) -> list[str]:
        """All that was said to it, once its conversation has ended."""
        assert self._ended.wait(timeout=5)
        return self._heard

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(self._greeting)
        while line := await reader.readline():
            said = line.decode("latin-1").strip()
            self._heard.append(said)
            writer.write(next((self._answers[key] for key in self._answers if said.startswith(key)), b""))
            await writer.drain()
            if self._under_tls is not None and said.startswith(self._under_tls.request):
                await writer.start_tls(self._under_tls.context)
                await self._under_tls.script(reader, writer)
                break
        self._ended.set()


@dataclass(frozen=True)
class UnderTls:
    """What goes on under TLS, once it has been asked for so."""

    request: str
    context: ssl.SSLContext
    script: Behaviour


def say(words: bytes) -> Behaviour:
    """Says this and ends the connection."""

    async def behave(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(words)
        await writer.drain()

    return behave


def speaking(start: bytes, again: bytes, *, every_s: float = 0.0) -> Behaviour:
    """Sends `start`, then `again` for ever, and listens to nobody."""

    async def behave(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(start)
        while True:
            writer.write(again)
            await writer.drain()
            await asyncio.sleep(every_s)

    return behave


leave = say(b"")
"""Ends the connection as soon as it stands."""


async def cut(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Cuts the connection with RST, a moment after it stands: sooner, it would have been refused."""
    await asyncio.sleep(0.05)
    raw: socket.socket = writer.get_extra_info("socket")
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
