"""Where a redirect may lead."""

import asyncio
from collections.abc import Sequence
from ipaddress import ip_address

import pytest

from statusgen.domain.samples import Sample
from statusgen.domain.status import Outcome, Reason
from statusgen.domain.url import Url
from statusgen.net import Address, NetFault, Network, Request, Resolver, Stopwatch, Stream
from statusgen.probes.redirects import Policy, may_lead, redirected
from tests.asking import ask, ask_one, asked_check
from tests.servers import Behaviour, HostileServer, free_port, html, read_request, redirect, replying

LED = [
    ("93.184.216.34", "93.184.216.35", True),
    ("93.184.216.34", "127.0.0.1", False),
    ("93.184.216.34", "10.0.0.1", False),
    ("93.184.216.34", "169.254.169.254", False),
    ("93.184.216.34", "0.0.0.0", False),
    ("93.184.216.34", "::1", False),
    ("93.184.216.34", "fd00::1", False),
    ("93.184.216.34", "fe80::1", False),
    ("93.184.216.34", "::ffff:10.0.0.1", False),
    ("93.184.216.34", "::ffff:93.184.216.35", True),
    ("93.184.216.34", "::10.0.0.1", False),
    ("93.184.216.34", "::ffff:0:10.0.0.1", False),
    ("93.184.216.34", "64:ff9b::10.0.0.1", False),
    ("93.184.216.34", "64:ff9b::93.184.216.35", True),
    ("93.184.216.34", "64:ff9b::169.254.169.254", False),
    ("10.0.0.1", "64:ff9b::169.254.169.254", False),
    ("93.184.216.34", "64:ff9b:1::1", False),
    ("93.184.216.34", "2002:0a00:0001::1", False),
    ("93.184.216.34", "2002:5db8:d823::1", True),
    ("93.184.216.34", "2001:0:4136:e378:8000:63bf:f5ff:fffe", False),
    ("93.184.216.34", "::", False),
    ("93.184.216.34", "fec0::1", False),
    ("93.184.216.34", "fe80::1%eth0", False),
    ("93.184.216.34", "ff0e::1", False),
    ("93.184.216.34", "2606:2800:220:1::1", True),
    ("93.184.216.34", "192.168.1.1", False),
    ("93.184.216.34", "172.31.255.255", False),
    ("93.184.216.34", "255.255.255.255", False),
    ("2606:2800:220:1::1", "10.0.0.1", False),
    ("64:ff9b::10.0.0.1", "10.0.0.2", True),
    ("fe80::1", "169.254.169.254", True),
    ("93.184.216.34", "224.0.0.1", False),
    ("93.184.216.34", "100.64.0.1", False),
    ("10.0.0.1", "127.0.0.1", True),
    ("127.0.0.1", "10.0.0.1", True),
    ("127.0.0.1", "93.184.216.34", True),
    ("127.0.0.1", "169.254.169.254", False),
    ("169.254.0.1", "169.254.169.254", True),
    ("93.184.216.34", "192.0.0.192", False),
    ("93.184.216.34", "168.63.129.16", False),
    ("93.184.216.34", "168.63.129.17", True),
    ("93.184.216.34", "64:ff9b::168.63.129.16", False),
    ("10.0.0.1", "192.0.0.192", False),
    ("192.0.0.192", "192.0.0.192", True),
]


@pytest.mark.parametrize(("own", "there", "allowed"), LED)
def test_a_redirect_enters_a_private_network_only_from_within_one(
    own: str, there: str, allowed: bool
) -> None:
    """Judged by the address, whatever the name; link-local only for a check that names such a target."""
    assert may_lead([ip_address(own)], to=ip_address(there)) is allowed


def test_every_address_of_a_host_must_be_allowed() -> None:
    """A name that is public and private at once is private; `allow_private` lets everything pass."""
    public, private = ip_address("93.184.216.34"), ip_address("10.0.0.1")
    careful = Policy(is_final=bool)
    assert careful.allows([public], to=[public])
    assert not careful.allows([public], to=[public, private])
    assert Policy(is_final=bool, allow_private=True).allows([public], to=[private])


class Chain:
    """Redirects from /0 to /1 and so on; the last one is a page."""

    def __init__(self, length: int) -> None:
        self.requests: list[str] = []
        self._length = length

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await read_request(reader)
        self.requests.append(request)
        number = int(request.split()[1].removeprefix("/"))
        writer.write(html(b"end") if number == self._length else redirect(f"/{number + 1}"))
        await writer.drain()


@pytest.mark.parametrize(
    ("length", "redirects", "outcome", "reason"),
    [
        (5, 5, Outcome.UP, None),
        (6, 5, Outcome.DOWN, Reason.REDIRECT),
        (5, True, Outcome.UP, None),
        (2, 1, Outcome.DOWN, Reason.REDIRECT),
        (1, False, Outcome.DOWN, Reason.STATUS),
    ],
)
def test_five_redirects_are_followed_and_no_more(
    hostile: HostileServer, length: int, redirects: bool | int, outcome: Outcome, reason: Reason | None
) -> None:
    """At most five, or as many as the check says; with none, the 3xx itself is judged."""
    chain = Chain(length)
    check = asked_check(f"http://127.0.0.1:{hostile.serve(chain)}/0", redirects=redirects)
    sample = ask_one(check)
    assert (sample.outcome, sample.reason) == (outcome, reason)
    most = 5 if redirects is True else int(redirects)
    assert len(chain.requests) == min(length, most) + 1


def test_headers_stay_on_the_same_origin(hostile: HostileServer) -> None:
    """A redirect within the site keeps what the check sends."""
    chain = Chain(1)
    ask_one(asked_check(f"http://127.0.0.1:{hostile.serve(chain)}/0", headers={"X-Key": "abc"}))
    assert ["X-Key: abc" in request for request in chain.requests] == [True, True]


def heard(hostile: HostileServer, location: str, *, status: int = 302, **keys: object) -> list[list[str]]:
    """What two origins hear, of which the first sends to the second by way of `location`."""
    first: list[str] = []
    second: list[str] = []

    def listening(requests: list[str], response: bytes) -> Behaviour:
        async def behave(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            requests.append(await read_request(reader))
            writer.write(response)
            await writer.drain()

        return behave

    there = hostile.serve(listening(second, html(b"here")))
    location = location.replace("THERE", f"127.0.0.1:{there}")
    moved = redirect(location, status).replace(b"\r\n\r\n", b"\r\nSet-Cookie: s=1; Path=/\r\n\r\n")
    here = hostile.serve(listening(first, moved))
    target = f"http://user:password@127.0.0.1:{here}/"
    ask_one(asked_check(target, redirects=1, **keys))  # type: ignore[arg-type]
    return [first, second]


CONFIGURED = {"X-Key": "abc", "Cookie": "session=abc", "Host": "own.test"}


@pytest.mark.parametrize(
    "location",
    ["http://THERE/", "HTTP://THERE/", "//THERE/", "http://user:password@THERE/", "http://x:y@THERE/"],
)
def test_nothing_that_was_configured_goes_to_another_origin(hostile: HostileServer, location: str) -> None:
    """No header, no cookie, no user or password, not even those that the redirect names."""
    (first,), (second,) = heard(hostile, location, headers=CONFIGURED)
    sent = ("X-Key: abc", "Cookie: session=abc", "Host: own.test", "Authorization: Basic")
    assert all(header in first for header in sent)
    assert "abc" not in second
    assert "own.test" not in second
    assert "Authorization" not in second
    assert "Cookie" not in second


@pytest.mark.parametrize("status", [307, 308])
def test_no_body_goes_to_another_origin(hostile: HostileServer, status: int) -> None:
    """It may hold a secret: the redirect is not followed at all."""
    (first,), second = heard(hostile, "http://THERE/", status=status, method="POST", body="token=1")
    assert first.startswith("POST / ")
    assert second == []


def test_cookies_that_are_set_on_the_way_are_not_kept(hostile: HostileServer) -> None:
    """Each request stands alone: what it finds must not hang on what was asked before."""
    first, _ = heard(hostile, "/")
    assert len(first) == 2
    assert not any("Cookie" in request for request in first)


class Elsewhere(Network):
    """Whatever the address, it leads to this machine; and is noted."""

    def __init__(self, hosts: dict[str, str]) -> None:
        known = {host: tuple(map(ip_address, given.split())) for host, given in hosts.items()}
        nobody = ("127.0.0.1", free_port())
        super().__init__(resolver=Resolver(hosts=known, nameserver=nobody, lifetime_s=0.2))
        self.went: list[str] = []

    async def connect(self, addresses: Sequence[Address], port: int, *, stopwatch: Stopwatch) -> Stream:
        self.went += map(str, addresses)
        return await super().connect([ip_address("127.0.0.1")], port, stopwatch=stopwatch)


HOSTS = {
    "public.test": "93.184.216.34",
    "private.test": "10.0.0.1",
    "both.test": "93.184.216.35 10.0.0.1",
    "metadata.test": "169.254.169.254",
    "loopback.test": "127.0.0.2",
    "other.test": "93.184.216.35",
}


def led(hostile: HostileServer, location: str, **keys: object) -> tuple[Sample, list[str]]:
    """A check of a public address that is sent elsewhere: what it finds, and where it went."""
    network = Elsewhere(HOSTS)
    port = hostile.serve(
        replying(redirect(location.replace("PORT", str(hostile.serve(replying(html(b"!")))))))
    )
    check = asked_check(f"http://public.test:{port}/", **keys)  # type: ignore[arg-type]
    return ask(check, network=network).run.samples[0], network.went


@pytest.mark.parametrize(
    "location",
    [
        "http://private.test:PORT/",
        "http://both.test:PORT/",
        "http://metadata.test:PORT/latest/",
        "http://loopback.test:PORT/",
        "http://localhost:PORT/",
        "http://app.localhost:PORT/",
        "http://10.0.0.1:PORT/",
        "http://0.0.0.0:PORT/",
        "http://\uff11\uff12\uff17.0.0.1:PORT/",
        "hTTp://192.168.0.1:PORT/",
    ],
)
def test_a_name_that_leads_into_a_private_network_is_not_followed(
    hostile: HostileServer, location: str
) -> None:
    """Judged by what it resolves to, all of it, before anybody is connected to."""
    sample, went = led(hostile, location)
    assert (sample.outcome, sample.reason) == (Outcome.DOWN, Reason.REDIRECT)
    assert went == ["93.184.216.34"]


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "0x7f000001", "0177.0.0.1", "127.1", "127.0.0.1."])
def test_other_spellings_of_an_address_are_names(hostile: HostileServer, host: str) -> None:
    """Nothing here reads them as the C library does: they are looked up, and there are none of that name."""
    sample, went = led(hostile, f"http://{host}:PORT/")
    assert (sample.outcome, sample.reason) == (Outcome.DOWN, Reason.LOOKUP)
    assert went == ["93.184.216.34"]


def test_a_public_name_is_followed_to_its_own_address(hostile: HostileServer) -> None:
    """And with `allow_private`, any."""
    sample, went = led(hostile, "http://other.test:PORT/")
    assert (sample.outcome, went) == (Outcome.UP, ["93.184.216.34", "93.184.216.35"])
    sample, went = led(hostile, "http://private.test:PORT/", allow_private=True)
    assert (sample.outcome, went) == (Outcome.UP, ["93.184.216.34", "10.0.0.1"])


def test_the_same_host_is_asked_at_the_same_address(hostile: HostileServer) -> None:
    """From http to https, or to another port: each address is led on to itself, looked up or listed."""
    for keys in ({"every_address": True}, {"addresses": ["93.184.216.34"]}):
        sample, went = led(hostile, "http://public.test:PORT/", **keys)
        assert (sample.outcome, went) == (Outcome.UP, ["93.184.216.34"] * 2)
    unknown = asked_check(f"http://nowhere.test:{hostile.serve(Chain(1))}/0", addresses=["93.184.216.34"])
    assert ask(unknown, network=Elsewhere(HOSTS)).run.samples[0].outcome is Outcome.UP


POST = Request(url=Url.parse("https://a.test/form"), method="POST", body=b"x=1", headers=(("X-Key", "k"),))


@pytest.mark.parametrize(
    ("status", "method", "body"),
    [(301, "GET", b""), (303, "GET", b""), (307, "POST", b"x=1"), (308, "POST", b"x=1")],
)
def test_the_method_changes_as_in_browsers(status: int, method: str, body: bytes) -> None:
    """307 and 308 repeat the request; the others ask for the next page."""
    request = redirected(POST, status, "/next")
    assert (request.method, request.body, request.url.target) == (method, body, "/next")


def test_a_head_request_stays_one() -> None:
    """Asking for headers only goes on asking for headers only."""
    assert redirected(Request(url=POST.url, method="HEAD"), 302, "/next").method == "HEAD"


@pytest.mark.parametrize(
    "location", ["http://a.test/", "https://b.test/", "https://a.test:444/", "//b.test/"]
)
def test_another_scheme_host_or_port_is_another_origin(location: str) -> None:
    """None of them gets a configured header."""
    assert redirected(POST, 302, location).headers == ()


def test_a_body_is_never_repeated_elsewhere() -> None:
    """It may hold a secret: such a redirect is not followed."""
    with pytest.raises(NetFault) as raised:
        redirected(POST, 307, "https://b.test/")
    assert raised.value.reason is Reason.REDIRECT


@pytest.mark.parametrize(
    "location",
    [
        "file:///etc/passwd",
        "FILE:///etc/passwd",
        "file:",
        "javascript:alert(1)",
        "data:text/html,x",
        "gopher://a/",
        "ftp://a/",
        "ws://a/",
        "http://",
        "http://[::",
        "http://a:99999/",
        "http://a:0/",
        "http://a b/",
    ],
)
def test_only_http_and_https_are_followed(location: str) -> None:
    """Anything else is a redirect that must not be followed."""
    with pytest.raises(NetFault) as raised:
        redirected(POST, 302, location)
    assert raised.value.reason is Reason.REDIRECT
    assert raised.value.detail.startswith("to an address that nobody can follow: it ")
