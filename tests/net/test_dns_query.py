"""Questions to name servers: what can be asked, and how answers are written."""

import asyncio
from ipaddress import ip_address

import pytest

from statusgen.net import DnsQuestion, DnsReply, NetFault, Stopwatch, ask_name_server, canonical_answer
from tests.name_servers import OddNameServer, answering


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
        with pytest.raises(NetFault, match="ChainTooLong"):
            _ask(DnsQuestion("www.test", "A"), server)


def test_a_question_that_cannot_be_put_is_a_mistake() -> None:
    """Nobody is asked."""
    with OddNameServer() as server, pytest.raises(ValueError, match="cannot be asked for"):
        _ask(DnsQuestion("www.test", "TYPE65536"), server)


def _ask(question: DnsQuestion, server: OddNameServer) -> DnsReply:
    asking = ask_name_server(question, ip_address("127.0.0.1"), server.port, stopwatch=Stopwatch())
    return asyncio.run(asking)
