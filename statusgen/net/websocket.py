"""WebSockets (RFC 6455) on a stream that stands: the handshake by our own HTTP, the frames by wsproto."""

import asyncio
import base64
import hashlib
import os
from collections import deque
from contextlib import suppress
from dataclasses import replace

from wsproto.connection import Connection, ConnectionState, ConnectionType
from wsproto.events import CloseConnection, Event, Message, Ping
from wsproto.utilities import LocalProtocolError

from statusgen.domain.status import Reason
from statusgen.net.fault import NetFault
from statusgen.net.http import Headers, Request, Response, exchange
from statusgen.net.stopwatch import Stopwatch
from statusgen.net.stream import Stream

SWITCHING = 101
RECEIVED_CAP = 256 * 1024
FRAMES_CAP = 4096

_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455, 1.3
_NORMAL = 1000  # RFC 6455, 7.4.1


async def shake_hands(stream: Stream, request: Request, *, stopwatch: Stopwatch) -> Response:
    """Ask for a WebSocket. With status 101 there is one; any other answer is for the caller to judge.

    NetFault (protocol) for a 101 that is not meant for us (RFC 6455, 4.1).
    """
    key = base64.b64encode(os.urandom(16)).decode()
    own: Headers = (
        ("Connection", "Upgrade"),
        ("Upgrade", "websocket"),
        ("Sec-WebSocket-Version", "13"),
        ("Sec-WebSocket-Key", key),
    )
    asked = replace(request, headers=(*own, *request.headers), wants_body=lambda _status: False)
    answer = await exchange(stream, asked, stopwatch=stopwatch)
    if answer.status == SWITCHING and (wrong := _what_is_wrong(answer, key, request)):
        raise NetFault(Reason.PROTOCOL, f"no WebSocket: {wrong}")
    return answer


def _what_is_wrong(answer: Response, key: str, request: Request) -> str:
    if not _tokens(answer.headers, "upgrade") & {"websocket"}:
        return "it switches to another protocol"
    if not _tokens(answer.headers, "connection") & {"upgrade"}:
        return "it does not say Connection: Upgrade"
    accept = base64.b64encode(hashlib.sha1(key.encode() + _GUID, usedforsecurity=False).digest())
    if answer.header("sec-websocket-accept") != (accept.decode(),):
        return "it does not answer our key"
    if answer.header("sec-websocket-extensions"):
        return "it uses an extension that was not offered"
    offered, chosen = (_tokens(each, "sec-websocket-protocol") for each in (request.headers, answer.headers))
    return "" if chosen <= offered else "it speaks a subprotocol that was not offered"


def _tokens(headers: Headers, name: str) -> set[str]:
    """The parts of a header that is a list (RFC 9110, 5.6.1), in small letters."""
    values = (value for key, value in headers if key.lower() == name)
    return {token.strip().lower() for value in values for token in value.split(",")}


class WebSocket:
    """Messages over a stream after the handshake; `rest` is what came with its last bytes."""

    def __init__(self, stream: Stream, rest: bytes) -> None:
        self._stream = stream
        self._connection = Connection(ConnectionType.CLIENT)
        self._received = len(rest)  # bytes
        self._frames = 0
        self._waiting: deque[Event] = deque()
        self._take(rest)

    async def send(self, text: str) -> None:
        if self._is_closing:
            raise NetFault(Reason.RESET, "it closed the WebSocket at once")
        await self._stream.send(self._connection.send(Message(data=text)))

    async def receive(self) -> str:
        """The next message, whole; NetFault if there is none or it is too large. Pings are answered."""
        message = bytearray()
        while True:
            event = await self._next()
            if isinstance(event, Ping) and not self._is_closing:
                await self._stream.send(self._connection.send(event.response()))
            elif isinstance(event, CloseConnection):
                raise self._ended(event)
            elif isinstance(event, Message):
                message += event.data.encode() if isinstance(event.data, str) else event.data
                if event.message_finished:
                    return message.decode("utf-8", "replace")

    async def close(self) -> None:
        """Say goodbye, if that can be said at once, and wait for no answer."""
        with suppress(NetFault, LocalProtocolError, TimeoutError):
            async with asyncio.timeout(0):
                await self._stream.send(self._connection.send(CloseConnection(code=_NORMAL)))

    @property
    def _is_closing(self) -> bool:
        return self._connection.state is not ConnectionState.OPEN

    async def _next(self) -> Event:
        while not self._waiting:
            data = await self._stream.receive()
            if not data:
                raise NetFault(Reason.RESET, "the connection ended without a word of goodbye")
            self._received += len(data)
            if self._received > RECEIVED_CAP:
                raise NetFault(Reason.TOO_LARGE, f"messages of more than {RECEIVED_CAP // 1024} KiB")
            self._take(data)
        return self._waiting.popleft()

    def _take(self, data: bytes) -> None:
        self._connection.receive_data(data)
        found = list(self._connection.events())
        self._frames += len(found)
        if self._frames > FRAMES_CAP:
            raise NetFault(Reason.TOO_LARGE, f"more than {FRAMES_CAP} frames")
        self._waiting.extend(found)

    def _ended(self, event: CloseConnection) -> NetFault:
        """wsproto makes one event of a peer that says goodbye and of frames that it cannot read."""
        said = f" ({event.reason})" if event.reason else ""
        if self._is_closing:
            return NetFault(Reason.RESET, f"it closed the WebSocket with code {int(event.code)}{said}")
        return NetFault(Reason.PROTOCOL, f"its frames cannot be read{said}")
