"""One HTTP/1.1 request, bounded in every direction but time: the caller sets the deadline."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import h11

import statusgen
from statusgen.domain.status import Reason
from statusgen.domain.url import Url
from statusgen.net.body import BODY_CAP, Body
from statusgen.net.fault import NetFault, OurFault
from statusgen.net.resolver import Address
from statusgen.net.stopwatch import Stopwatch
from statusgen.net.stream import Stream

HEADER_CAP = 64 * 1024
INFORMATIONAL_CAP = 16

Headers = tuple[tuple[str, str], ...]

_OWN_HEADERS: Headers = (
    ("User-Agent", f"statusgen/{statusgen.__version__}"),
    ("Accept", "*/*"),
    ("Accept-Encoding", "identity"),
    ("Connection", "close"),
)
_MEAN_A_BODY = ("POST", "PUT", "PATCH")  # RFC 9110, 8.6: then an empty one is announced too
_BEGINNING = b"HTTP/1."
_SWITCHES = re.compile(rb"HTTP/1\.[0-9] 101\b")
_HEADERS_TOO_LARGE = 431  # h11 hints at the answer a server would give


def _always(_status: int) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Proxy:
    """By way of whom. One that cannot be reached within `patience_s` is the trouble itself."""

    url: Url = field(repr=False)
    patience_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What to ask. `wants_body` is told the status; where it says no, reading ends with the headers."""

    url: Url
    method: str = "GET"
    target: str | None = None  # in the request line, where it is not the URL's path and query
    headers: Headers = field(default=(), repr=False)
    body: bytes = field(default=b"", repr=False)
    verify: bool = True
    proxy: Proxy | None = None
    body_cap: int = BODY_CAP
    wants_body: Callable[[int], bool] = _always


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What came back: at most `body_cap` bytes of decoded body.

    `rest` is what followed the head where the connection speaks another protocol from there on
    (RFC 9110, 7.8 and 9.3.6). `from_elsewhere`: a redirect has led to another origin, without credentials.
    """

    status: int
    headers: Headers
    body: bytes
    truncated: bool
    address: Address
    certificate_until: datetime | None = None
    rest: bytes = field(default=b"", repr=False)
    from_elsewhere: bool = False

    def header(self, name: str) -> tuple[str, ...]:
        """All values of a header, in order; the name in any case."""
        return _values(self.headers, name.lower())


class Unsendable(OurFault):
    """The request itself is at fault: a header, or a secret in it, holds what HTTP does not allow."""

    unhappy = True

    def __init__(self) -> None:
        super().__init__(Reason.NOT_CONFIGURED, "the request holds characters that HTTP does not allow")


async def exchange(stream: Stream, request: Request, *, stopwatch: Stopwatch) -> Response:
    """Send the request over a stream that stands, and read the answer; raises NetFault."""
    reader = _Reader(stream)
    await stream.send(_encode(reader.parser, request))
    try:
        with stopwatch.phase("first_byte"):
            await reader.fill()
        head = await reader.head()
        headers = tuple(
            (name.decode("ascii"), value.decode("utf-8", "replace")) for name, value in head.headers
        )
        body = Body(", ".join(_values(headers, "content-encoding")), cap=request.body_cap)
        if request.wants_body(head.status_code):
            await reader.read(body)
    except h11.RemoteProtocolError as error:
        raise reader.fault(error) from error
    return Response(
        status=head.status_code,
        headers=headers,
        body=body.data,
        truncated=body.truncated,
        address=stream.address,
        certificate_until=stream.certificate_until,
        rest=reader.rest,
    )


class _Reader:
    """Feeds h11 from the stream until it has the event that is wanted."""

    def __init__(self, stream: Stream) -> None:
        self.parser = h11.Connection(h11.CLIENT, max_incomplete_event_size=HEADER_CAP)
        self._stream = stream
        self._received = 0  # bytes
        self._begun = self._switches = self._headed = self._ended = False

    @property
    def rest(self) -> bytes:
        """What belongs to the protocol that the connection has switched to."""
        switched = self.parser.their_state is h11.SWITCHED_PROTOCOL
        return bytes(self.parser.trailing_data[0]) if switched else b""

    async def fill(self) -> None:
        data = await self._stream.receive()
        if not self._begun:
            self._begun = True
            if not data.startswith(_BEGINNING[: len(data)]):  # h11 would wait for a whole line
                raise NetFault(Reason.PROTOCOL, "not HTTP: the answer does not begin like one")
            self._switches = _SWITCHES.match(data) is not None
        self._ended = not data
        self._received += len(data)
        self.parser.receive_data(data)

    async def head(self) -> h11.Response | h11.InformationalResponse:
        """The final response's head, after a few 1xx at most; 101 is final where a switch was offered."""
        for _ in range(INFORMATIONAL_CAP + 1):
            event = await self._next()
            if self._received - len(self.parser.trailing_data[0]) > HEADER_CAP:  # h11 counts only in between
                raise _headers_too_large()
            switched = self.parser.their_state is h11.SWITCHED_PROTOCOL
            if isinstance(event, h11.Response) or (switched and isinstance(event, h11.InformationalResponse)):
                self._headed = True
                return event
        raise NetFault(Reason.PROTOCOL, f"more than {INFORMATIONAL_CAP} informational responses")

    async def read(self, body: Body) -> None:
        """Read until the body ends, or has enough."""
        while isinstance(event := await self._next(), h11.Data):
            if not body.add(bytes(event.data)):
                return
        body.end()

    def fault(self, error: h11.RemoteProtocolError) -> NetFault:
        """What it was that h11 could not digest; it words that for programmers."""
        if self._ended:
            when = "in the middle of the answer" if self._received else "without an answer"
            return NetFault(Reason.RESET, f"the connection ended {when}")
        if error.error_status_hint == _HEADERS_TOO_LARGE:
            return _headers_too_large()
        if self._switches and not self._headed:
            return NetFault(Reason.PROTOCOL, "it switches to another protocol, unasked (status 101)")
        return NetFault(Reason.PROTOCOL, f"not HTTP: its {'body' if self._headed else 'head'} cannot be read")

    async def _next(self) -> object:
        while True:
            event = self.parser.next_event()
            if event is not h11.NEED_DATA:
                return event
            await self.fill()


def _headers_too_large() -> NetFault:
    return NetFault(Reason.TOO_LARGE, f"headers of more than {HEADER_CAP // 1024} KiB")


def _encode(parser: h11.Connection, request: Request) -> bytes:
    given = {name.lower() for name, _ in request.headers}
    own = [("Host", request.url.authority), *_OWN_HEADERS]
    if request.body or request.method in _MEAN_A_BODY:
        own.append(("Content-Length", str(len(request.body))))
    headers = [*(header for header in own if header[0].lower() not in given), *request.headers]
    try:
        fields = [(name.encode("ascii"), value.encode()) for name, value in headers]
        head = h11.Request(method=request.method, target=request.target or request.url.target, headers=fields)
        events = [head, *([h11.Data(data=request.body)] if request.body else []), h11.EndOfMessage()]
        return b"".join(parser.send(event) or b"" for event in events)
    except (h11.LocalProtocolError, UnicodeError):
        raise Unsendable from None  # the cause may quote a secret


def _values(headers: Headers, name: str) -> tuple[str, ...]:
    return tuple(value for key, value in headers if key == name)
