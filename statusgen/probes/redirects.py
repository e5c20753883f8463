"""Following redirects by hand: a few, over http and https, and nowhere a check must not go."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from ipaddress import IPv4Address, ip_address, ip_network
from typing import TYPE_CHECKING

from statusgen.domain.status import Reason

if TYPE_CHECKING:
    from statusgen.net import Address, Request, Response
    from statusgen.probes.attempt import Attempt

MOST_REDIRECTS = 5

_TRANSLATED = tuple(
    map(
        ip_network,
        (
            "::/96",  # RFC 4291, 2.5.5.1: "compatible"; :: and ::1 become 0.0.0.0 and 0.0.0.1: private too
            "::ffff:0:0/96",  # RFC 4291, 2.5.5.2: mapped
            "::ffff:0:0:0/96",  # RFC 2765, 2.1: translated
            "64:ff9b::/96",  # RFC 6052, 2.1: NAT64
        ),
    )
)
"""Where the last 32 bits of an IPv6 address are an IPv4 one; 6to4 (RFC 3056) has it further up."""
_LOCAL = (ip_network("fec0::/10"), ip_network("64:ff9b:1::/48"))
"""Not in Python's own list: site-local (RFC 3879), NAT64 within a site (RFC 8215)."""

_INSIDE_CLOUDS = tuple(map(ip_network, ("192.0.0.0/24", "168.63.129.16/32")))
"""Where clouds tell their machines secrets, at addresses that Python calls global, some of them at least:
https://docs.oracle.com/en/cloud/cloud-at-customer/occ-get-started/retrieve-predefined-instance-metadata.html,
https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16."""

_REDIRECTS = (301, 302, 303, 307, 308)
_KEEP_METHOD = (307, 308)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How far to follow; `is_final` is told a status and says whether the chain ends with it.

    Of other statuses nobody wants the body: they are judged as they are.
    """

    is_final: Callable[[int], bool]
    most: int = MOST_REDIRECTS
    allow_private: bool = False

    def ends(self, status: int) -> bool:
        """Whether a response with this status is the one to judge."""
        return self.most == 0 or status not in _REDIRECTS or self.is_final(status)

    def allows(self, own: "Iterable[Address]", *, to: "Iterable[Address]") -> bool:
        """Whether a check of `own` may be led to a host with these addresses."""
        return self.allow_private or all(may_lead(own, to=address) for address in to)


async def follow(request: "Request", *, attempt: "Attempt", policy: Policy) -> "Response":
    """The response at the end of the chain; NetFault (redirect) where it must not be followed."""
    from statusgen.net import NetFault

    network, stopwatch = attempt.prober.network, attempt.stopwatch
    host = request.url.host
    own = addresses = written_out(host) if request.proxy else await attempt.addresses(host)
    request = replace(request, wants_body=policy.is_final)
    elsewhere = False
    for _ in range(policy.most + 1):
        response = await network.fetch(request, addresses=addresses, stopwatch=stopwatch)
        location = next(iter(response.header("location")), None)
        if policy.ends(response.status) or location is None:
            return replace(response, from_elsewhere=True) if elsewhere else response
        origin = request.url.origin
        request = redirected(request, response.status, location)
        if request.url.origin != origin:
            elsewhere = True
            addresses = written_out(request.url.host) if request.proxy else _literal(request.url.host)
            if request.url.host == host:  # http to https: still the address that was to be asked
                addresses = own
            elif not request.proxy and policy.allows(own, to=addresses):
                addresses = (await network.resolve(request.url.host, stopwatch=stopwatch)).reachable
            if not policy.allows(own, to=addresses):
                raise NetFault(Reason.REDIRECT, f"to {request.url.host}, a private address")
    raise NetFault(Reason.REDIRECT, f"more than {policy.most} redirects")


def redirected(request: "Request", status: int, location: str) -> "Request":
    """The request that a redirect asks for. On a new origin nothing that was configured goes along."""
    from statusgen.net import NetFault

    try:
        url = request.url.join(location)
    except ValueError as error:
        raise NetFault(Reason.REDIRECT, f"to an address that nobody can follow: it {error}") from None
    if "%" in url.host:  # RFC 4007, 6: it means nothing on another machine
        raise NetFault(Reason.REDIRECT, "to an address within a zone, which only its own network knows")
    if status not in _KEEP_METHOD and request.method != "HEAD":
        request = replace(request, method="GET", body=b"")
    if url.origin == request.url.origin:
        return replace(request, url=url)
    if request.body:
        raise NetFault(Reason.REDIRECT, f"to {url.host}, another origin, which must not get the body")
    return replace(request, url=url, headers=())


def may_lead(own: "Iterable[Address]", *, to: "Address") -> bool:
    """Whether a redirect may lead `to` there: into a private network only from within one.

    Where clouds keep their credentials is for checks that name such an address.
    """
    to = _undressed(to)
    if _is_public(to):
        return True
    within = [address for address in map(_undressed, own) if not _is_public(address)]
    if _may_hold_credentials(to):
        return any(_may_hold_credentials(address) for address in within)
    return bool(within)


def written_out(host: str) -> "tuple[Address, ...]":
    """What can be said of a host without looking it up, for that is what a proxy does: nothing of most.

    The proxy may take `2130706433`, `0x7f.1` and `localhost` for the address that they are, so we do.
    """
    import socket

    name = host.rstrip(".")
    if name == "localhost" or name.endswith(".localhost"):  # RFC 6761, 6.3
        return (IPv4Address("127.0.0.1"),)
    if literal := _literal(name):
        return literal
    try:
        return (IPv4Address(socket.inet_aton(name)),)
    except OSError:
        return ()


def _literal(host: str) -> "tuple[Address, ...]":
    try:
        return (ip_address(host),)
    except ValueError:
        return ()


def _is_public(address: "Address") -> bool:
    known = any(address in network for network in (*_LOCAL, *_INSIDE_CLOUDS))
    return address.is_global and not address.is_multicast and not known


def _may_hold_credentials(address: "Address") -> bool:
    return address.is_link_local or any(address in network for network in _INSIDE_CLOUDS)


def _undressed(address: "Address") -> "Address":
    """An IPv4 address that dresses up as IPv6, for a gateway to translate, is what it is."""
    if isinstance(address, IPv4Address):
        return address
    if any(address in network for network in _TRANSLATED):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.sixtofour or address
