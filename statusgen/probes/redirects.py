"""Following redirects by hand: a few, over http and https, and nowhere a check must not go."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from statusgen.domain.status import Reason

if TYPE_CHECKING:
    from statusgen.net import Address, Request, Response
    from statusgen.probes.attempt import Attempt

MOST_REDIRECTS = 5

_REDIRECTS = (301, 302, 303, 307, 308)
_KEEP_METHOD = (307, 308)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How far to follow; `is_final` is told a status and says whether the chain ends with it."""

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
    own = addresses = await attempt.addresses(request.url.host)
    request = replace(request, wants_body=policy.ends)
    for _ in range(policy.most + 1):
        response = await network.fetch(request, addresses=addresses, stopwatch=stopwatch)
        location = next(iter(response.header("location")), None)
        if policy.ends(response.status) or location is None:
            return response
        origin = request.url.origin
        request = redirected(request, response.status, location)
        if request.url.origin != origin:
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
    if status not in _KEEP_METHOD and request.method != "HEAD":
        request = replace(request, method="GET", body=b"")
    if url.origin == request.url.origin:
        return replace(request, url=url)
    if request.body:
        raise NetFault(Reason.REDIRECT, f"to {url.host}, another origin, which must not get the body")
    return replace(request, url=url, headers=())


def may_lead(own: "Iterable[Address]", *, to: "Address") -> bool:
    """Whether a redirect may lead `to` there: into a private network only from within one.

    Link-local addresses (where clouds keep their credentials) are for checks that name one.
    """
    to = _unmapped(to)
    if to.is_global and not to.is_multicast:
        return True
    within = [address for address in map(_unmapped, own) if not address.is_global]
    if to.is_link_local:
        return any(address.is_link_local for address in within)
    return bool(within)


def _unmapped(address: "Address") -> "Address":
    """An IPv4 address that dresses up as IPv6 is what it is."""
    return getattr(address, "ipv4_mapped", None) or address
