"""One request over HTTP/2 (RFC 9113), bounded as net/http.py is; what the frames mean is for h2."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.errors import ErrorCodes
from h2.events import (
    ConnectionTerminated,
    DataReceived,
    Event,
    ResponseReceived,
    StreamEnded,
    StreamReset,
    TrailersReceived,
)
from h2.exceptions import ProtocolError

from statusgen.domain.status import Reason
from statusgen.net.fault import NetFault
from statusgen.net.http import Headers, Unsendable
from statusgen.net.stopwatch import Stopwatch
from statusgen.net.stream import Stream

PROTOCOL = "h2"
"""Its name in ALPN (RFC 9113, 3.2)."""

OFFERED = (PROTOCOL, "http/1.1")
"""What to offer in TLS: a server that lacks HTTP/2 then says so, rather than end the handshake."""

RECEIVED_CAP = 64 * 1024 - 1  # of everything: as much as may be sent to us before we ask for more
EVENTS_CAP = 1024
_TYPE_AT, _SETTINGS, _GOAWAY = 3, b"\x04", b"\x07"  # of a frame: RFC 9113, 4.1, 6.5 and 6.8
_HEAD_BYTES = 9
_LONGEST_FRAME = _HEAD_BYTES + 16384  # RFC 9113, 4.2: unless we allow more
_OUR_STREAM = 1


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: `headers` begin with `:status`; `trailers` came after the body."""

    headers: Headers
    body: bytes
    trailers: Headers

    def last(self, name: str) -> str | None:
        """The value of a trailer, or of a header where there is no such trailer."""
        return dict((*self.headers, *self.trailers)).get(name)


async def exchange(stream: Stream, headers: Headers, body: bytes, *, stopwatch: Stopwatch) -> Reply:
    """Send a request over a stream that stands, and read the whole answer; raises NetFault."""
    call = _Call(stream)
    try:
        await call.send(headers, body)
        with stopwatch.phase("first_byte"):
            await call.receive()
        while not call.ended:
            await call.receive()
    except ProtocolError as error:
        raise NetFault(Reason.PROTOCOL, "not HTTP/2: its frames cannot be read") from error
    await call.close()
    return Reply(call.headers, bytes(call.body), call.trailers)


class _Call:
    """Feeds h2 from the stream, and keeps what belongs to the answer."""

    def __init__(self, stream: Stream) -> None:
        self.headers: Headers = ()
        self.trailers: Headers = ()
        self.body = bytearray()
        self.ended = False
        self._stream = stream
        self._connection = H2Connection(H2Configuration(client_side=True, header_encoding=None))
        self._received = 0  # bytes
        self._waiting = bytearray()  # the beginning of a frame
        self._events = 0

    async def send(self, headers: Headers, body: bytes) -> None:
        if any(not value.isprintable() for _, value in headers):  # a secret with a line's end in it
            raise Unsendable
        self._connection.initiate_connection()
        number = self._connection.get_next_available_stream_id()
        self._connection.send_headers(number, [(name.lower(), value) for name, value in headers])
        self._connection.send_data(number, body, end_stream=True)
        await self._stream.send(self._connection.data_to_send())

    async def receive(self) -> None:
        data = await self._stream.receive()
        if not data:
            when = "in the middle of the answer" if self._received else "without an answer"
            raise NetFault(Reason.RESET, f"the connection ended {when}")
        self._begin(data)
        self._received += len(data)
        if self._received > RECEIVED_CAP:
            raise NetFault(Reason.TOO_LARGE, f"an answer of more than {RECEIVED_CAP // 1024} KiB")
        for frame in self._frames(data):
            for event in self._connection.receive_data(frame):
                self._take(event)
        if answer := self._connection.data_to_send():
            await self._stream.send(answer)

    def _begin(self, data: bytes) -> None:
        """An answer begins with SETTINGS (RFC 9113, 3.4); of any other, h2 would wait for megabytes first."""
        if not self._received and data[_TYPE_AT : _TYPE_AT + 1] not in (b"", _SETTINGS):
            raise NetFault(Reason.PROTOCOL, "not HTTP/2: the answer does not begin like one")

    def _frames(self, data: bytes) -> Iterator[bytes]:
        """Every whole frame, but for farewells that change nothing: h2 would take no answer after one."""
        self._waiting += data
        while len(self._waiting) >= _HEAD_BYTES:
            size = _HEAD_BYTES + int.from_bytes(self._waiting[:_TYPE_AT], "big")
            if size > _LONGEST_FRAME:
                raise NetFault(Reason.PROTOCOL, "not HTTP/2: a frame is longer than we allow")
            if len(self._waiting) < size:
                return
            frame = bytes(self._waiting[:size])
            del self._waiting[:size]
            if not _is_farewell(frame):
                yield frame

    def _take(self, event: Event) -> None:
        self._events += 1
        if self._events > EVENTS_CAP:
            raise NetFault(Reason.TOO_LARGE, f"an answer of more than {EVENTS_CAP} frames")
        if isinstance(event, ResponseReceived):
            self.headers = _decoded(event.headers)
        elif isinstance(event, TrailersReceived):
            self.trailers = _decoded(event.headers)
        elif isinstance(event, DataReceived):
            self.body += event.data
        elif isinstance(event, StreamEnded):
            self.ended = True
        elif isinstance(event, StreamReset | ConnectionTerminated) and not self.ended:
            raise NetFault(Reason.RESET, f"it ended the request: {_name(event.error_code)}")

    async def close(self) -> None:
        """Say goodbye, if that can be said at once."""
        self._connection.close_connection()
        with suppress(NetFault, TimeoutError):
            async with asyncio.timeout(0):
                await self._stream.send(self._connection.data_to_send())


def _is_farewell(frame: bytes) -> bool:
    """Whether it says, without an error, that requests after ours are not answered (RFC 9113, 6.8)."""
    payload = frame[_HEAD_BYTES:]
    if frame[_TYPE_AT : _TYPE_AT + 1] != _GOAWAY or len(payload) < 8:
        return False
    last, error = (int.from_bytes(payload[at : at + 4], "big") for at in (0, 4))
    return last & 0x7FFFFFFF >= _OUR_STREAM and error == ErrorCodes.NO_ERROR


def _decoded(headers: object) -> Headers:
    pairs: list[tuple[bytes, bytes]] = headers or []  # type: ignore[assignment]
    return tuple((name.decode("utf-8", "replace"), value.decode("utf-8", "replace")) for name, value in pairs)


def _name(code: ErrorCodes | int | None) -> str:
    return code.name if isinstance(code, ErrorCodes) else f"error {code}"
