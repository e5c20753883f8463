"""dns: what name servers say, asked of a real one and of some that misbehave."""

import socket
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import dns.rdatatype
import pytest
from pydantic import ValidationError

from statusgen.domain.config import Check
from statusgen.domain.status import Outcome, Reason
from statusgen.net import Resolver
from statusgen.net.dns_query import MOST_STRAYS
from statusgen.probes.records import RECORDS
from tests.asking import ask, ask_one, asked_check
from tests.name_servers import OddNameServer, answering, name_server, under_another_number
from tests.servers import HostileServer, free_port, hang

ZONE = """
@ MX 10 Mail.Example.test.
@ TXT "v=spf1 -all"
@ TXT "Key=AbC" "dEf"
www A 192.0.2.10
www A 192.0.2.11
www AAAA 2001:db8:0:0::10
alias CNAME www
_sip._tcp SRV 0 5 5060 www
two A 127.0.0.1
two A 127.0.0.3
b\\252cher A 192.0.2.12
xn--bcher-kva A 192.0.2.13
long TXT """ + " ".join(f'"{"x" * 200}{number}"' for number in range(40))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """nsd: one good zone, one that it cannot load, one of addresses; it refuses everything else."""
    zones = {
        "example.test": ZONE,
        "broken.test": None,
        "2.0.192.in-addr.arpa": "10 PTR www.example.test.",
    }
    with name_server(tmp_path_factory.mktemp("nsd"), zones) as port:
        yield f"127.0.0.1:{port}"


def check_of(name: str, server: str | list[str], **own_keys: Any) -> Check:
    return asked_check(name, kind="dns", server=server, **own_keys)


def found(name: str, server: str | list[str], **own_keys: object) -> tuple[Outcome, Reason | None]:
    sample = ask_one(check_of(name, server, **own_keys))
    return sample.outcome, sample.reason


UP = (Outcome.UP, None)


Row = tuple[str, str, list[str] | str | None]

RIGHT: Sequence[Row] = [
    ("www.example.test", "A", ["192.0.2.11", "192.0.2.10"]),
    ("WWW.example.test.", "a", ["192.0.2.10", "192.0.2.11"]),
    ("www.example.test", "AAAA", "2001:DB8::10"),
    ("alias.example.test", "A", ["192.0.2.10", "192.0.2.11"]),
    ("alias.example.test", "CNAME", "WWW.Example.Test"),
    ("example.test", "MX", ["10 mail.example.test"]),
    ("example.test", "TXT", ["Key=AbCdEf", "v=spf1 -all"]),
    ("example.test", "TXT", ['"Key=" "AbCdEf"', '"v=spf1 -all"']),
    ("_sip._tcp.example.test", "SRV", ["0 5 5060 www.example.test."]),
    ("192.0.2.10", "PTR", ["www.example.test"]),
    ("bücher.example.test", "A", ["192.0.2.13"]),
    ("www.example.test", "MX", []),
]
WRONG: Sequence[Row] = [
    ("www.example.test", "A", ["192.0.2.10"]),
    ("www.example.test", "A", ["192.0.2.10", "192.0.2.11", "192.0.2.12"]),
    ("www.example.test", "AAAA", ["2001:db8::11"]),
    ("example.test", "MX", ["20 mail.example.test"]),
    ("example.test", "TXT", ["key=abcdef", "v=spf1 -all"]),
    ("www.example.test", "A", []),
    ("www.example.test", "MX", None),
]


def rows_without(
    reason: Reason | None, rows: Sequence[Row], *, server: str, transport: str = "udp"
) -> list[Row]:
    """Those of the rows (name, record, expected answers) whose check ends with another reason."""
    checks = [
        asked_check(
            name,
            kind="dns",
            check_id=f"row-{number}",
            server=server,
            record=record,
            transport=transport,
            expect={} if answers is None else {"answers": answers},
        )
        for number, (name, record, answers) in enumerate(rows)
    ]
    samples = ask(*checks).run.samples
    return [row for row, sample in zip(rows, samples, strict=True) if sample.reason is not reason]


@pytest.mark.parametrize("transport", ["udp", "tcp"])
def test_expected_answers_are_found(server: str, transport: str) -> None:
    """In any order and spelling: what counts is whether the records are the same."""
    assert rows_without(None, RIGHT, server=server, transport=transport) == []


def test_other_answers_are_down(server: str) -> None:
    """One too few, one too many, another one, none: the reason is `answer`. In TXT, case counts."""
    assert rows_without(Reason.ANSWER, WRONG, server=server) == []


def test_some_of_the_answers_may_be_enough(server: str) -> None:
    """`answers_include` minds what is there, not what else is."""
    assert found("example.test", server, record="TXT", expect={"answers_include": "v=spf1 -all"}) == UP
    absent = {"answers_include": ["v=spf1 -all", "v=spf2"]}
    report = ask(check_of("example.test", server, record="TXT", expect=absent))
    assert report.run.samples[0].reason is Reason.ANSWER
    assert report.details["web"].endswith("expected v=spf2 among them")


@pytest.mark.parametrize(
    ("name", "detail"),
    [
        ("nobody.example.test", "does not exist"),
        ("www.broken.test", "cannot be looked up by this server (SERVFAIL)"),
        ("www.elsewhere.test", "is none of this server's business (REFUSED)"),
    ],
)
def test_what_has_no_answer_is_a_lookup_that_failed(server: str, name: str, detail: str) -> None:
    """Whatever the server's reason, which the detail tells."""
    report = ask(check_of(name, server))
    assert (report.run.samples[0].outcome, report.run.samples[0].reason) == (Outcome.DOWN, Reason.LOOKUP)
    assert report.details["web"] == f"{name} {detail}"


def test_no_answer_may_be_what_is_expected(server: str) -> None:
    """A name that must not exist, a server that must not answer strangers."""
    assert found("nobody.example.test", server, expect={"rcode": "nxdomain"}) == UP
    assert found("www.elsewhere.test", server, expect={"rcode": "REFUSED"}) == UP
    exists = found("www.example.test", server, expect={"rcode": "NXDOMAIN"})
    assert exists == (Outcome.DOWN, Reason.ANSWER)


def test_a_long_answer_comes_by_tcp(server: str) -> None:
    """What does not fit in a datagram is asked for again over a connection."""
    sample = ask_one(check_of("long.example.test", server, record="TXT"))
    assert sample.outcome is Outcome.UP
    assert sample.phases.connect is not None


def test_an_answer_is_timed(server: str) -> None:
    """From the question to the answer; too slow is degraded."""
    sample = ask_one(check_of("www.example.test", server))
    assert sample.latency_ms is not None
    assert sample.phases.first_byte is not None
    assert sample.phases.first_byte <= sample.latency_ms
    slow = found("www.example.test", server, expect={"latency_below": "0.001ms"})
    assert slow == (Outcome.DEGRADED, Reason.LATENCY)


def test_the_target_may_hold_a_secret(server: str) -> None:
    """It is filled in; one that does not make a name is ours to mend."""
    check = check_of("${NAME}.example.test", server)
    assert ask_one(check, environ={"NAME": "www"}).outcome is Outcome.UP
    report = ask(check, environ={"NAME": "not/a/name"})
    assert report.run.samples[0].reason is Reason.NOT_CONFIGURED
    assert report.unhappy
    assert "not/a/name" not in report.details["web"]


# --- Servers --------------------------------------------------------------------------------------


def test_every_listed_server_is_asked(server: str) -> None:
    """One of three is not there: partial, and the log says which."""
    dead = f"127.0.0.1:{free_port()}"
    report = ask(check_of("www.example.test", [server, dead, server]))
    sample = report.run.samples[0]
    assert (sample.outcome, sample.reason, sample.answered) == (Outcome.PARTIAL, Reason.CONNECT, (2, 3))
    assert report.details["web"].startswith(f"2 of 3 servers answer; {dead}: ")
    assert sample.failing == ()


def test_a_server_without_an_address_is_one_that_fails(server: str) -> None:
    """The others are asked all the same, and in their own time."""
    check = check_of("www.example.test", [server, "nowhere.test"], timeout_s=1)
    with OddNameServer() as silent:
        sample = ask_one(check, resolver=Resolver(hosts={}, nameserver=("127.0.0.1", silent.port)))
    assert (sample.outcome, sample.reason, sample.answered) == (Outcome.PARTIAL, Reason.LOOKUP, (1, 2))


def test_each_address_of_each_server_is_asked(server: str) -> None:
    """`two` leads to the server and to an address where nobody listens."""
    port = server.rpartition(":")[2]
    check = check_of(
        "www.example.test",
        [f"two.example.test:{port}", server],
        every_address=True,
        resolver=server,
        show_addresses=True,
    )
    report = ask(check)
    sample = report.run.samples[0]
    assert (sample.outcome, sample.answered) == (Outcome.PARTIAL, (2, 3))
    assert "2 of 3 addresses answer" in report.details["web"]
    assert sample.failing == (f"two.example.test:{port} 127.0.0.3",)


def test_without_a_server_the_systems_are_asked(server: str) -> None:
    """Or the one that `resolver` names."""
    port = int(server.rpartition(":")[2])
    resolver = Resolver(hosts={}, nameserver=("127.0.0.1", port))
    check = asked_check("www.example.test", kind="dns", expect={"answers_include": "192.0.2.10"})
    assert ask_one(check, resolver=resolver).outcome is Outcome.UP
    check = asked_check("www.example.test", kind="dns", resolver=server)
    assert ask_one(check).outcome is Outcome.UP


@pytest.mark.parametrize(
    ("kind", "target"), [("dns", "www.example.test"), ("http", "http://www.example.test/")]
)
@pytest.mark.parametrize("written", [None, "", "search example.test\n"])
def test_without_any_name_server_nothing_is_known(
    tmp_path: Path, kind: str, target: str, written: str | None
) -> None:
    """A machine whose resolv.conf is missing or empty says so, and that nobody else is to blame."""
    configuration = tmp_path / "resolv.conf"
    if written is not None:
        configuration.write_text(written)
    report = ask(asked_check(target, kind=kind), resolver=Resolver(hosts={}, configuration=configuration))
    [sample] = report.run.samples
    assert (sample.outcome, sample.reason) == (Outcome.UNKNOWN, Reason.PROBER_ERROR)
    assert "names no name server" in report.findings[0].message


# --- Servers that misbehave -----------------------------------------------------------------------


def asked_of(odd: OddNameServer, *, timeout_s: float = 0.5) -> tuple[Outcome, Reason | None]:
    check = check_of(
        "www.test", f"127.0.0.1:{odd.port}", timeout_s=timeout_s, expect={"answers": "192.0.2.1"}
    )
    sample = ask_one(check)
    return sample.outcome, sample.reason


def test_an_answer_to_another_question_is_not_believed() -> None:
    """Its number is wrong: passed over, and the right one after it is taken."""
    lie = under_another_number(answering("192.0.2.66"))
    with OddNameServer(lie, answering("192.0.2.1")) as odd:
        assert asked_of(odd) == UP
    with OddNameServer(lie) as odd:
        assert asked_of(odd) == (Outcome.DOWN, Reason.TIMEOUT)


def test_an_answer_from_elsewhere_is_not_believed() -> None:
    """Only the address that was asked may answer."""
    with OddNameServer(answering("192.0.2.1"), from_elsewhere=True) as odd:
        assert asked_of(odd) == (Outcome.DOWN, Reason.TIMEOUT)


def test_a_lost_question_is_put_again() -> None:
    """A datagram may get lost, which is no outage."""
    lost = iter([b"lost"])
    right = answering("192.0.2.1")
    with OddNameServer(lambda data: next(lost, b"") or right(data)) as odd:
        assert asked_of(odd, timeout_s=3) == UP
        assert odd.asked == 2


@pytest.mark.parametrize(
    ("garbage", "reason"),
    [
        (lambda data: data, Reason.PROTOCOL),
        (lambda data: data[:2] + b"\x81\x80" + b"\xff" * 40, Reason.PROTOCOL),
        (lambda data: data[:12], Reason.PROTOCOL),
        (lambda data: data[:2] + answering("192.0.2.1")(data).replace(b"www", b"ftp")[2:], Reason.PROTOCOL),
        (lambda data: b"SSH-2.0-OpenSSH\r\n", Reason.TIMEOUT),
        (lambda data: b"", Reason.TIMEOUT),
    ],
    ids=["echo", "noise", "head alone", "another name", "another protocol", "nothing"],
)
def test_garbage_is_no_answer(garbage: object, reason: Reason) -> None:
    """What bears our number and makes no sense is the server's own fault; the rest is passed over."""
    with OddNameServer(garbage) as odd:  # type: ignore[arg-type]
        assert asked_of(odd) == (Outcome.DOWN, reason)


def test_a_flood_of_strange_answers_ends() -> None:
    """A hundred of them are enough, and nobody else is held up."""
    flood = [under_another_number(answering("192.0.2.66"))] * (MOST_STRAYS + 1)
    with OddNameServer(*flood) as odd:
        assert asked_of(odd, timeout_s=2) == (Outcome.DOWN, Reason.PROTOCOL)


def test_what_a_server_says_moves_no_cursor() -> None:
    """Text from a stranger is quoted in the log if it holds anything but text."""
    with OddNameServer(answering('"up\\027[2Jdown"', record="TXT")) as odd:
        report = ask(check_of("www.test", f"127.0.0.1:{odd.port}", record="TXT", expect={"answers": "up"}))
    assert report.details["web"] == r"www.test TXT is 'up\x1b[2Jdown', expected up"


def test_a_server_that_says_nothing_is_a_timeout() -> None:
    """It is asked for as long as the check's time lasts, and no longer."""
    started = time.monotonic()
    with OddNameServer() as odd:
        assert asked_of(odd) == (Outcome.DOWN, Reason.TIMEOUT)
    assert time.monotonic() - started < 10


def test_a_server_that_hangs_or_lies_over_tcp_ends_too(hostile: HostileServer) -> None:
    """Silence is a timeout, an early end a reset, and a length that is a lie one of both."""

    async def short(reader: object, writer: object) -> None:
        writer.write(b"\x00\x40short")  # type: ignore[attr-defined]
        await writer.drain()  # type: ignore[attr-defined]

    for behaviour, reason in ((hang, Reason.TIMEOUT), (short, Reason.RESET)):
        port = hostile.serve(behaviour)
        over_tcp = found("www.test", f"127.0.0.1:{port}", transport="tcp", timeout_s=0.5)
        assert over_tcp == (Outcome.DOWN, reason)


def test_a_port_where_nobody_answers_is_told_at_once() -> None:
    """The kernel says so, over udp as well."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    assert found("www.test", f"127.0.0.1:{port}") == (Outcome.DOWN, Reason.CONNECT)


# --- Options --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("own_keys", "said"),
    [
        ({"target": "a..b"}, "the target has no valid host name"),
        ({"target": "http://example.com/"}, "the target is not the name of a domain"),
        ({"target": "straße.de"}, "write the name in ASCII"),
        ({"target": "192.0.2.10"}, "write 'record: PTR'"),
        ({"record": "AAA"}, "must be a type of record"),
        ({"record": "TYPE65536"}, "must be a type of record"),
        ({"server": "ns1.example.com:0"}, "is no name server"),
        ({"every_address": True}, "none is given"),
        ({"addresses": ["127.0.0.1"]}, "those of one 'server'"),
        ({"expect": {"answers": ["www.example.com"]}}, "can be no A record"),
        ({"expect": {"rcode": "NXDOMAIN", "answers": ["192.0.2.1"]}}, "there are no answers where"),
        ({"expect": {"rcode": "NOTHING"}}, "Input should be"),
        ({"resolver": "dns.example.com"}, "must be the address of a name server"),
    ],
)
def test_what_cannot_be_asked_is_told_beforehand(own_keys: dict[str, object], said: str) -> None:
    """By lint, and not by a probe at night."""
    with pytest.raises(ValidationError, match=said):
        asked_check(**{"target": "example.com", "kind": "dns", **own_keys})  # type: ignore[arg-type]


def test_an_expectation_that_is_no_record_is_ours_to_mend(server: str) -> None:
    """Reading the rest of the formats takes dnspython, which only probes load."""
    report = ask(check_of("example.test", server, record="MX", expect={"answers": ["mail.example.test"]}))
    assert report.run.samples[0].reason is Reason.NOT_CONFIGURED
    assert "is no MX record" in report.details["web"]


def test_every_type_of_record_is_one_that_dnspython_reads() -> None:
    """The list is ours, the reading is theirs."""
    for record in RECORDS:
        kind = dns.rdatatype.from_text(record)
        assert not dns.rdatatype.is_metatype(kind)
