"""Names to addresses."""

import asyncio
import resource
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from pathlib import Path

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
import pytest

from statusgen.domain.status import Outcome, Reason
from statusgen.net import NetFault, NoRoute, Resolver, by_route
from statusgen.net.resolver import has_route, read_hosts
from tests.asking import ask, asked_check
from tests.name_servers import OddNameServer, Reply, answering, under_another_number
from tests.servers import HostileServer, html, redirect, replying

RECORDS = {
    ("both.test.", "A"): ["192.0.2.1"],
    ("both.test.", "AAAA"): ["::1"],
    ("four.test.", "A"): ["127.0.0.2", "127.0.0.1"],
    ("broken-aaaa.test.", "A"): ["127.0.0.1"],
}
EXISTING = {name for name, _ in RECORDS} | {"empty.test."}


class NameServer:
    """A small one over UDP: answers from RECORDS, SERVFAIL for some, nothing at all for `hang…`."""

    def __init__(self) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self.address: tuple[str, int] = self._socket.getsockname()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._socket.sendto(b"", self.address)
        self._thread.join(5)
        self._socket.close()

    def _serve(self) -> None:
        while data_and_peer := self._socket.recvfrom(4096):
            data, peer = data_and_peer
            if not data:
                return
            answer = self._answer(dns.message.from_wire(data))
            if answer is not None:
                self._socket.sendto(answer.to_wire(), peer)

    def _answer(self, query: dns.message.Message) -> dns.message.Message | None:
        question = query.question[0]
        name, kind = question.name.to_text(), question.rdtype.name
        if name.startswith("hang"):
            return None
        response = dns.message.make_response(query)
        response.flags |= dns.flags.RA
        if name == "servfail.test." or (name, kind) == ("broken-aaaa.test.", "AAAA"):
            response.set_rcode(dns.rcode.SERVFAIL)
        elif (name, kind) in RECORDS:
            response.answer.append(dns.rrset.from_text(name, 60, "IN", kind, *RECORDS[name, kind]))
        elif name not in EXISTING:
            response.set_rcode(dns.rcode.NXDOMAIN)
        return response


@pytest.fixture(scope="module")
def name_server() -> Iterator[tuple[str, int]]:
    server = NameServer()
    yield server.address
    server.close()


def resolve(host: str, resolver: Resolver) -> tuple[str, ...]:
    found = asyncio.run(resolver.resolve(host))
    return tuple(str(address) for address in (*found.reachable, *found.left_out))


@pytest.mark.parametrize("literal", ["127.0.0.1", "::1"])
def test_addresses_are_names_of_themselves(literal: str) -> None:
    """Nobody is asked about an IP address."""
    assert resolve(literal, Resolver(hosts={}, nameserver=("127.0.0.1", 1))) == (literal,)


@pytest.mark.parametrize("name", ["localhost", "LOCALHOST", "app.localhost", "localhost."])
def test_localhost_is_here_without_asking(name: str) -> None:
    """RFC 6761: whatever ends in localhost is loopback."""
    assert resolve(name, Resolver(hosts={}, nameserver=("127.0.0.1", 1))) == ("127.0.0.1", "::1")


def test_the_hosts_file_wins_over_the_dns(tmp_path: Path, name_server: tuple[str, int]) -> None:
    """As on the rest of the machine; comments and nonsense in it are passed over."""
    hosts = tmp_path / "hosts"
    hosts.write_text(
        "# ours\n127.0.0.9 Both.test alias.test # here\nnonsense both.test\n::1 alias.test\n\n127.0.0.8\n"
    )
    resolver = Resolver(hosts=read_hosts(hosts), nameserver=name_server)
    assert resolve("both.test", resolver) == ("127.0.0.9",)
    assert resolve("alias.test.", resolver) == ("127.0.0.9", "::1")


def test_a_machine_without_a_hosts_file_has_no_hosts(tmp_path: Path) -> None:
    """Its absence is no mistake."""
    assert read_hosts(tmp_path / "none") == {}


def test_every_address_is_found_ipv4_first(name_server: tuple[str, int]) -> None:
    """A and AAAA are both asked for; of each family in the order of the numbers given."""
    resolver = Resolver(hosts={}, nameserver=name_server)
    found = asyncio.run(resolver.resolve("both.test"))
    assert sorted(str(each) for each in (*found.reachable, *found.left_out)) == ["192.0.2.1", "::1"]
    assert set(resolve("four.test", resolver)) == {"127.0.0.1", "127.0.0.2"}


def test_one_broken_record_type_does_not_break_the_other(name_server: tuple[str, int]) -> None:
    """SERVFAIL for AAAA is common; the A record is enough."""
    assert resolve("broken-aaaa.test", Resolver(hosts={}, nameserver=name_server)) == ("127.0.0.1",)


@pytest.mark.parametrize(
    ("name", "detail"),
    [
        ("missing.test", "missing.test does not exist"),
        ("empty.test", "empty.test has no address"),
        ("servfail.test", "servfail.test cannot be looked up: every name server fails or refuses"),
        ("hang.test", "did not answer for hang.test"),
        ("a" * 64 + ".test", "cannot be looked up: that is no name of a host"),
        ("a..test", "cannot be looked up: that is no name of a host"),
    ],
)
def test_a_name_that_does_not_resolve_is_a_lookup_fault(
    name_server: tuple[str, int], name: str, detail: str
) -> None:
    """Whatever the DNS says, or does not say, the reason is one and the detail tells which."""
    resolver = Resolver(hosts={}, nameserver=name_server, lifetime_s=0.3)
    with pytest.raises(NetFault) as raised:
        asyncio.run(resolver.resolve(name))
    assert raised.value.reason is Reason.LOOKUP
    assert detail in raised.value.detail


@contextmanager
def no_socket_left() -> Iterator[None]:
    """Nothing can be opened within."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_without_a_socket_to_ask_with_it_is_our_lack(name_server: tuple[str, int]) -> None:
    """The name may well exist: nobody was asked."""
    resolver = Resolver(hosts={}, nameserver=name_server)

    async def starved() -> None:
        await resolver.resolve("four.test")  # everything is loaded
        with no_socket_left():
            await resolver.resolve("four.test")

    with pytest.raises(NoRoute, match=r"no socket to look up four\.test with"):
        asyncio.run(starved())


def test_without_a_socket_no_route_is_called_missing() -> None:
    """No address is left out, and no family blamed, for our lack."""
    with no_socket_left(), pytest.raises(NoRoute, match="no socket"):
        by_route("host", (ip_address("127.0.0.1"),))


STARVED_RUN = """
import resource, sys
resource.setrlimit(resource.RLIMIT_NOFILE, (30, 30))
from statusgen.net import Resolver
from tests.asking import ask, asked_check
web, names = map(int, sys.argv[1:])
url = f"http://four.test:{web}/"
checks = [asked_check(url, check_id=f"web-{number}", attempts=3) for number in range(40)]
report = ask(*checks, resolver=Resolver(hosts={}, nameserver=("127.0.0.1", names)))
print(*(sample.reason or sample.outcome for sample in report.run.samples))
"""


def test_few_descriptors_make_a_run_slower_and_nothing_else(
    hostile: HostileServer, name_server: tuple[str, int]
) -> None:
    """Forty healthy names, asked thrice each, in a process that may open thirty files: all are up."""
    port = hostile.serve(replying(html(b"ok")))
    command = [sys.executable, "-c", STARVED_RUN, str(port), str(name_server[1])]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])
    assert done.stdout.split() == ["up"] * 40


def test_a_machine_without_name_servers_resolves_nothing(tmp_path: Path) -> None:
    """No resolv.conf is our own lack when a name is asked for, and nothing before."""
    resolver = Resolver(hosts={}, configuration=tmp_path / "none")
    resolver.prepare("example.test")
    with pytest.raises(NoRoute, match="names no name server"):
        asyncio.run(resolver.resolve("example.test"))


def test_a_route_is_found_without_sending_anything() -> None:
    """Loopback can always be reached; a multicast address can never be connected to by IPv6 here."""
    assert has_route(ip_address("127.0.0.1"))
    assert not has_route(ip_address("255.255.255.255"))


def test_addresses_without_a_route_are_left_out() -> None:
    """They are ours to lack and not the peer's to answer for."""
    good, bad = ip_address("127.0.0.1"), ip_address("255.255.255.255")
    found = by_route("host", (bad, good, good))
    assert (found.reachable, found.left_out) == ((good,), (bad,))


def test_a_family_that_cannot_be_reached_is_our_lack() -> None:
    """Only unreachable addresses of one family while the other has a route: NoRoute, and no blame."""
    if not has_route(ip_address("2001:db8::1")):
        with pytest.raises(NoRoute, match="only IPv6"):
            by_route("host", (ip_address("2001:db8::1"),))
    else:
        with pytest.raises(NoRoute, match="only IPv4"):
            by_route("host", (ip_address("255.255.255.255"),))


def test_a_named_server_is_believed_alone(name_server: tuple[str, int]) -> None:
    """Neither the hosts file nor the system's name servers are asked; addresses and localhost are known."""
    hosts = {"both.test": (ip_address("127.0.0.9"),), "ours.test": (ip_address("127.0.0.9"),)}
    named = Resolver(hosts=hosts, nameserver=("127.0.0.1", 1)).at(name_server)
    assert set(resolve("both.test", named)) == {"192.0.2.1", "::1"}
    assert resolve("localhost", named) == ("127.0.0.1", "::1")
    with pytest.raises(NetFault, match=r"ours\.test does not exist"):
        resolve("ours.test", named)
    assert named.nameservers == (name_server,)


def test_the_systems_name_servers_are_those_of_resolv_conf(tmp_path: Path) -> None:
    """In their order, at the usual port."""
    configuration = tmp_path / "resolv.conf"
    configuration.write_text("search example.test\nnameserver 192.0.2.53\nnameserver 2001:db8::53\n")
    resolver = Resolver(hosts={}, configuration=configuration)
    assert resolver.nameservers == (("192.0.2.53", 53), ("2001:db8::53", 53))


def test_an_answer_to_another_question_is_not_believed() -> None:
    """Whatever bears another number or comes from elsewhere is passed over."""
    lie = under_another_number(answering("192.0.2.66"))
    with OddNameServer(lie, answering("127.0.0.1")) as odd:
        assert resolve("any.test", Resolver(hosts={}, nameserver=("127.0.0.1", odd.port))) == ("127.0.0.1",)
    with OddNameServer(answering("127.0.0.1"), from_elsewhere=True) as odd:
        resolver = Resolver(hosts={}, nameserver=("127.0.0.1", odd.port), lifetime_s=0.3)
        with pytest.raises(
            NetFault, match=f"the name server 127.0.0.1 port {odd.port} did not answer for any.test"
        ):
            resolve("any.test", resolver)


def test_checks_look_up_names_where_they_say(hostile: HostileServer) -> None:
    """One name, two name servers, two answers in one run; a redirect is looked up at the same one."""
    first = hostile.serve(replying(html(b"first")), host="127.0.0.2")
    hostile.serve(replying(redirect(f"http://next.test:{first}/")), host="127.0.0.3", port=first)
    with OddNameServer(answering("127.0.0.2")) as two, OddNameServer(by_name({"next": "127.0.0.2"})) as three:
        checks = [
            asked_check(
                f"http://www.test:{first}/",
                check_id=f"web-{port}",
                resolver=f"127.0.0.1:{port}",
                expect={"body_contains": "first"},
            )
            for port in (two.port, three.port)
        ]
        report = ask(*checks, resolver=Resolver(hosts={}, nameserver=("127.0.0.1", 1)))
        assert [sample.outcome for sample in report.run.samples] == [Outcome.UP, Outcome.UP]
        assert three.asked == 4  # A and AAAA of both names


def by_name(addresses: dict[str, str]) -> Reply:
    """The address of names that begin so; 127.0.0.3 for others."""

    def reply(data: bytes) -> bytes:
        name = dns.message.from_wire(data).question[0].name.labels[0].decode()
        return answering(addresses.get(name, "127.0.0.3"))(data)

    return reply
