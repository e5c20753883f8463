"""Where a redirect may lead."""

import asyncio
from ipaddress import ip_address

import pytest

from statusgen.domain.status import Outcome, Reason
from statusgen.domain.url import Url
from statusgen.net import NetFault, Request
from statusgen.probes.redirects import Policy, may_lead, redirected
from tests.asking import ask_one, asked_check
from tests.servers import HostileServer, html, read_request, redirect

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
    ("93.184.216.34", "224.0.0.1", False),
    ("93.184.216.34", "100.64.0.1", False),
    ("10.0.0.1", "127.0.0.1", True),
    ("127.0.0.1", "10.0.0.1", True),
    ("127.0.0.1", "93.184.216.34", True),
    ("127.0.0.1", "169.254.169.254", False),
    ("169.254.0.1", "169.254.169.254", True),
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
    "location", ["file:///etc/passwd", "javascript:alert(1)", "http://", "http://[::", "ftp://a/"]
)
def test_only_http_and_https_are_followed(location: str) -> None:
    """Anything else is a redirect that must not be followed."""
    with pytest.raises(NetFault) as raised:
        redirected(POST, 302, location)
    assert raised.value.reason is Reason.REDIRECT
    assert raised.value.detail.startswith("to an address that nobody can follow: it ")
