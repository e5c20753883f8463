"""Questions to name servers: what can be asked, and how answers are written."""

import asyncio
import random
from ipaddress import ip_address

import dns.message
import dns.rrset
import pytest

from statusgen.domain.status import Reason
from statusgen.net import DnsQuestion, DnsReply, NetFault, Stopwatch, ask_name_server, canonical_answer
from statusgen.net.dns_query import MOST_RECORDS, _read_reply
from tests.name_servers import OddNameServer, answering

LOOPBACK = ip_address("127.0.0.1")


@pytest.mark.parametrize(
    ("record", "written", "canonical"),
    [
        ("A", "192.0.2.1", "192.0.2.1"),
        ("AAAA", "2001:DB8:0:0::1", "2001:db8::1"),
        ("MX", "010 Mail.Example.com", "10 mail.example.com."),
        ("NS", "NS1.example.com.", "ns1.example.com."),
        ("TXT", "v=DKIM1; p=AbC", "v=DKIM1; p=AbC"),
        ("TXT", '"v=DKIM1; " "p=AbC"', "v=DKIM1; p=AbC"),
        ("CAA", '0 issue "letsencrypt.org"', '0 issue "letsencrypt.org"'),
        ("SOA", "ns host 1 3600 600 86400 60", "ns. host. 1 3600 600 86400 60"),
    ],
)
def test_a_record_has_one_spelling(record: str, written: str, canonical: str) -> None:
    """Names absolute and in lower case, text as it is."""
    assert canonical_answer(record, written) == canonical


@pytest.mark.parametrize(
    ("record", "written"), [("A", "2001:db8::1"), ("MX", "mail.example.com"), ("SRV", ""), ("DS", "zzz")]
)
def test_what_is_no_record_is_refused(record: str, written: str) -> None:
    """With the words of whoever wrote it."""
    with pytest.raises(ValueError, match=f"is no {record} record"):
        canonical_answer(record, written)


def test_answers_come_in_one_order() -> None:
    """Name servers shuffle; what they say is the same."""
    for answers in (("192.0.2.2", "192.0.2.1"), ("192.0.2.1", "192.0.2.2")):
        with OddNameServer(answering(*answers)) as server:
            reply = _ask(DnsQuestion("www.test"), server)
        assert reply == DnsReply("NOERROR", ("192.0.2.1", "192.0.2.2"))


def test_a_loop_of_aliases_is_no_answer() -> None:
    """It leads nowhere; asked for itself, it is what it is."""
    with OddNameServer(answering("www.test.", record="CNAME")) as server:
        assert _ask(DnsQuestion("www.test", "CNAME"), server).answers == ("www.test.",)
        with pytest.raises(NetFault, match="aliases lead nowhere"):
            _ask(DnsQuestion("www.test", "A"), server)


def reading(count: int) -> tuple[dns.message.Message, bytes]:
    """A question, and an answer of so many records."""
    query = dns.message.make_query("www.test", "A")
    addresses = [f"10.0.{number // 256}.{number % 256}" for number in range(count)]
    response = dns.message.make_response(query)
    response.answer.append(dns.rrset.from_text("www.test.", 60, "IN", "A", *addresses))
    return query, response.to_wire(max_size=65535)


def test_an_answer_of_too_many_records_is_not_read() -> None:
    """64 KiB of pointers to one long name would take a quarter of a minute."""
    assert len(asyncio.run(_read_reply(*reading(MOST_RECORDS))).answers) == MOST_RECORDS
    with pytest.raises(NetFault) as raised:
        asyncio.run(_read_reply(*reading(MOST_RECORDS + 1)))
    assert raised.value.reason is Reason.PROTOCOL


def test_others_have_their_turn_while_an_answer_is_read() -> None:
    """Each record may be a long name, and many of them would hold up the whole run."""
    turns: list[int] = []

    async def count() -> None:
        while True:
            turns.append(1)
            await asyncio.sleep(0)

    async def read() -> None:
        counting = asyncio.create_task(count())
        await _read_reply(*reading(200))
        counting.cancel()

    asyncio.run(read())
    assert len(turns) >= 200


def test_a_question_that_cannot_be_put_is_a_mistake() -> None:
    """Nobody is asked."""
    with OddNameServer() as server, pytest.raises(ValueError, match="cannot be asked for"):
        _ask(DnsQuestion("www.test", "TYPE65536"), server)


@pytest.mark.parametrize(
    ("record", "written"),
    [
        ("A", "192.0.2.1"),
        ("MX", "10 mail.test."),
        ("TXT", '"some" "text"'),
        ("HTTPS", '1 . alpn="h2,h3" ipv4hint=192.0.2.1'),
        ("LOC", "60 9 N 24 39 E 10"),
    ],
)
def test_whatever_bytes_come_they_are_an_answer_or_a_fault(record: str, written: str) -> None:
    """Five hundred answers of each type with bytes changed or left out: nothing else is ever raised."""
    chance = random.Random(record)
    with OddNameServer(lambda data: mangled(answering(written, record=record)(data), chance)) as server:
        told = asyncio.run(outcomes(DnsQuestion("www.test", record), server, count=500))
    assert told == {"answer", "fault"}


def mangled(answer: bytes, chance: random.Random) -> bytes:
    """The answer with another byte or two, or cut short; its number stays, so that it is taken for one."""
    changed = bytearray(answer)
    for _ in range(chance.choice((1, 2, 5))):
        changed[chance.randrange(2, len(changed))] = chance.randrange(256)
    changed[2] &= ~0x02  # not truncated: nobody is there to be asked by TCP
    whole = len(changed)
    return bytes(changed[: chance.choice((whole, chance.randrange(12, whole)))])


async def outcomes(question: DnsQuestion, server: OddNameServer, *, count: int) -> set[str]:
    """What became of a question that was asked so often."""
    told = set()
    for _ in range(count):
        try:
            await ask_name_server(question, LOOPBACK, server.port, stopwatch=Stopwatch())
            told.add("answer")
        except NetFault:
            told.add("fault")
    return told


def _ask(question: DnsQuestion, server: OddNameServer) -> DnsReply:
    asking = ask_name_server(question, LOOPBACK, server.port, stopwatch=Stopwatch())
    return asyncio.run(asking)
