"""One question to one name server: the server's own word, and no resolver's."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from statusgen.domain.status import Reason
from statusgen.net.descriptors import is_our_lack
from statusgen.net.fault import NetFault, NoSocket
from statusgen.net.resolver import Address
from statusgen.net.stopwatch import Stopwatch
from statusgen.net.stream import Stream

if TYPE_CHECKING:
    from dns.message import Message
    from dns.rdata import Rdata

RESEND_S = 1.0
"""A datagram may get lost on the way, which is no outage: so long until the question is put again."""

MOST_STRAYS = 100
"""So many datagrams that answer another question are passed over, and then the server has lost its mind."""

MOST_RECORDS = 512
"""In one answer: each may be a name that takes milliseconds to write out, and two bytes on the wire."""

_UDP_SIZE = 1232  # what passes every network in one piece: https://www.dnsflagday.net/2020/
_LARGEST = 65535
_HEADER = 12  # RFC 1035, 4.1.1
_COUNTS = (6, 8, 10)  # of answers, authorities and additional records
_TRUNCATED = 0x02


@dataclass(frozen=True, slots=True)
class DnsQuestion:
    """`name` is ASCII, with or without its last dot; `record` a type such as `AAAA`."""

    name: str
    record: str = "A"
    over_tcp: bool = False


@dataclass(frozen=True, slots=True)
class DnsReply:
    """`answers` are the records of the type that was asked for, aliases followed, in canonical text."""

    rcode: str
    answers: tuple[str, ...] = ()


async def ask_name_server(
    question: DnsQuestion, address: Address, port: int, *, stopwatch: Stopwatch
) -> DnsReply:
    """What the server says, by TCP where a datagram is too small (RFC 7766); raises NetFault.

    ValueError for a question that cannot be put.
    """
    query = _make_query(question)
    if not question.over_tcp:
        data = await _ask_by_udp(query, address, port, stopwatch=stopwatch)
        if not data[2] & _TRUNCATED:
            return await _read_reply(query, data)
    return await _read_reply(query, await _ask_by_tcp(query, address, port, stopwatch=stopwatch))


def canonical_answer(record: str, text: str) -> str:
    """A record as `DnsReply.answers` would write it; ValueError if the type has no such record.

    Names are made absolute and lower-case, numbers and addresses written as usual. A TXT record is the
    text in it, its parts joined, whether it is in quotes here or not.
    """
    import dns.exception
    import dns.name
    import dns.rdata

    if record in ("TXT", "SPF") and not text.startswith('"'):
        return text
    try:
        return _canonical(dns.rdata.from_text("IN", record, text, origin=dns.name.root, relativize=False))
    except (dns.exception.DNSException, ValueError) as error:
        raise ValueError(f"{text!r} is no {record} record") from error


def _make_query(question: DnsQuestion) -> "Message":
    import dns.exception
    import dns.message

    try:
        return dns.message.make_query(question.name, question.record, use_edns=0, payload=_UDP_SIZE)
    except (dns.exception.DNSException, ValueError) as error:
        raise ValueError(f"{question.name} {question.record} cannot be asked for") from error


async def _ask_by_udp(query: "Message", address: Address, port: int, *, stopwatch: Stopwatch) -> bytes:
    """The datagram that bears our number. The socket is connected: from elsewhere the kernel takes none."""
    wire, loop = query.to_wire(), asyncio.get_running_loop()
    strays = 0
    waiting = stopwatch.phase("first_byte", f"waiting for an answer from {address} port {port}")
    with _connected(address, port) as server, waiting:
        while True:
            await loop.sock_sendall(server, wire)
            with suppress(TimeoutError):
                async with asyncio.timeout(RESEND_S):
                    while strays < MOST_STRAYS:
                        data = await loop.sock_recv(server, _LARGEST)
                        if len(data) >= _HEADER and data[:2] == wire[:2]:
                            return data
                        strays += 1
                        await asyncio.sleep(0)  # a flood must not stop everybody else
                raise NetFault(Reason.PROTOCOL, f"{address}: {strays} answers to questions not asked")


@contextmanager
def _connected(address: Address, port: int) -> Iterator[socket.socket]:
    """A socket for datagrams to and from there, and its errors as NetFault."""
    try:
        with socket.socket(_family(address), socket.SOCK_DGRAM) as connected:
            connected.setblocking(False)
            connected.connect((str(address), port))
            yield connected
    except OSError as error:
        if is_our_lack(error):
            raise NoSocket(f"no socket to ask {address} with") from error
        raise NetFault(Reason.CONNECT, f"{address} port {port}: {error.strerror or error}") from error


def _family(address: Address) -> socket.AddressFamily:
    return socket.AF_INET if address.version == 4 else socket.AF_INET6


async def _ask_by_tcp(query: "Message", address: Address, port: int, *, stopwatch: Stopwatch) -> bytes:
    """The first message that the server sends, whose length stands before it (RFC 1035, 4.2.2)."""
    with stopwatch.phase("connect", f"connecting to {address} port {port}"):
        stream = await Stream.connect(address, port)
    with stream, stopwatch.phase("first_byte"):
        await stream.send(query.to_wire(prepend_length=True))
        received = b""
        while len(received) < 2 or len(received) < 2 + int.from_bytes(received[:2]):
            data = await stream.receive()
            if not data:
                raise NetFault(Reason.RESET, f"{address}: the connection ended without an answer")
            received += data
        return received[2 : 2 + int.from_bytes(received[:2])]


async def _read_reply(query: "Message", data: bytes) -> DnsReply:
    import dns.exception
    import dns.message
    import dns.rcode

    if sum(int.from_bytes(data[at : at + 2]) for at in _COUNTS) > MOST_RECORDS:
        raise NetFault(Reason.PROTOCOL, f"an answer of more than {MOST_RECORDS} records")
    try:
        message = dns.message.from_wire(data, ignore_trailing=True)
        if not isinstance(message, dns.message.QueryMessage) or not query.is_response(message):
            raise NetFault(Reason.PROTOCOL, "the answer is to another question")
        rcode = dns.rcode.to_text(message.rcode())
        found = message.resolve_chaining().answer if message.rcode() == dns.rcode.NOERROR else None
        answers = []
        for record in found or ():
            answers.append(_canonical(record))
            await asyncio.sleep(0)  # whatever it has cost: others may have a turn
        return DnsReply(rcode, tuple(sorted(answers)))
    except dns.message.ChainTooLong as error:
        raise NetFault(Reason.PROTOCOL, "the answer's aliases lead nowhere") from error
    except (dns.exception.DNSException, ValueError) as error:
        raise NetFault(Reason.PROTOCOL, "the answer cannot be read") from error


def _canonical(record: "Rdata") -> str:
    """The one text for all records that are equal by RFC 4034, 6.2."""
    import dns.name
    import dns.rdata

    strings: tuple[bytes, ...] | None = getattr(record, "strings", None)
    if strings is not None:
        return b"".join(strings).decode("utf-8", "replace")
    wire = record.to_digestable(dns.name.root)
    return dns.rdata.from_wire(record.rdclass, record.rdtype, wire, 0, len(wire)).to_text()
