"""Names to addresses, without a thread that could hang: IP literals, the hosts file, then the DNS."""

import asyncio
import socket
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from typing import TYPE_CHECKING

from statusgen.domain.status import Reason
from statusgen.net.descriptors import is_our_lack
from statusgen.net.fault import NetFault, NoRoute, NoSocket

if TYPE_CHECKING:
    from dns.asyncresolver import Resolver as DnsResolver

Address = IPv4Address | IPv6Address
NameServer = tuple[str, int]
"""The address of one, and its port."""

HOSTS = Path("/etc/hosts")
RESOLV_CONF = Path("/etc/resolv.conf")
LIFETIME_S = 5.0
_LOOPBACK = (IPv4Address("127.0.0.1"), IPv6Address("::1"))
# Addresses for documentation: they lead wherever the default route does.
_ANYWHERE: dict[int, Address] = {4: IPv4Address("192.0.2.1"), 6: IPv6Address("2001:db8::1")}


@dataclass(frozen=True, slots=True)
class Addresses:
    """What a name resolves to: those with a route from here, IPv4 first, and those without one."""

    reachable: tuple[Address, ...]
    left_out: tuple[Address, ...] = ()


class Resolver:
    """Resolves names for one run: the hosts file is read once, answers of the DNS are not kept.

    `nameserver` replaces those that `configuration` lists, and their search list.
    """

    def __init__(
        self,
        *,
        hosts: Mapping[str, tuple[Address, ...]] | None = None,
        configuration: Path = RESOLV_CONF,
        nameserver: NameServer | None = None,
        lifetime_s: float = LIFETIME_S,
    ) -> None:
        self._hosts = read_hosts(HOSTS) if hosts is None else hosts
        self._configuration = configuration
        self._nameserver = nameserver
        self._lifetime_s = lifetime_s
        self._dns: DnsResolver | None = None

    def at(self, nameserver: NameServer) -> "Resolver":
        """Another one, which asks this name server about everything: the hosts file is not its word."""
        return Resolver(hosts={}, nameserver=nameserver, lifetime_s=self._lifetime_s)

    @property
    def nameservers(self) -> tuple[NameServer, ...]:
        """Whom it asks, in this order; NoRoute if this machine names none."""
        resolver = self._dns_resolver()
        return tuple((str(server), resolver.port) for server in resolver.nameservers)

    def prepare(self, host: str) -> None:
        """Load what resolving `host` takes (0.2 s for the DNS), so that no probe is measured with it."""
        if self._known(host) is None:
            with suppress(NetFault):  # resolving will raise it again
                self._dns_resolver()

    async def resolve(self, host: str) -> Addresses:
        """All addresses of a host; NetFault (lookup) if there is none, NoRoute if none is in our reach."""
        known = self._known(host)
        return by_route(host, await self._ask_dns(host) if known is None else known)

    def _known(self, host: str) -> tuple[Address, ...] | None:
        if literal := _literal(host):
            return (literal,)
        name = host.lower().rstrip(".")
        if name in self._hosts:
            return self._hosts[name]
        if name == "localhost" or name.endswith(".localhost"):  # RFC 6761, 6.3
            return _LOOPBACK
        return None

    def _dns_resolver(self) -> "DnsResolver":
        if self._dns is None:
            import dns.asyncresolver
            import dns.resolver

            try:
                found = dns.asyncresolver.Resolver(
                    str(self._configuration), configure=self._nameserver is None
                )
            except dns.resolver.NoResolverConfiguration as error:
                raise NoRoute(f"{self._configuration} names no name server") from error
            if self._nameserver is not None:
                found.nameservers = [self._nameserver[0]]
                found.port = self._nameserver[1]
            found.lifetime = self._lifetime_s
            self._dns = found
        return self._dns

    async def _ask_dns(self, host: str) -> tuple[Address, ...]:
        kinds = await asyncio.gather(self._query(host, "A"), self._query(host, "AAAA"))
        found = tuple(address for answer in kinds if isinstance(answer, tuple) for address in answer)
        faults = [answer for answer in kinds if isinstance(answer, NetFault)]
        if found:
            return found
        ours = [fault for fault in faults if isinstance(fault, NoRoute)]
        raise next(iter(ours or faults), NetFault(Reason.LOOKUP, f"{host} has no address"))

    async def _query(self, host: str, record: str) -> tuple[Address, ...] | NetFault:
        import dns.exception
        import dns.resolver

        resolver = self._dns_resolver()
        search = self._nameserver is None and "." not in host
        try:
            answer = await resolver.resolve(host, record, raise_on_no_answer=False, search=search)
        except dns.resolver.NXDOMAIN:
            return NetFault(Reason.LOOKUP, f"{host} does not exist")
        except (dns.exception.DNSException, OSError, ValueError) as error:
            if _lacks_socket(error):
                return NoSocket(f"no socket to look up {host} with")
            if isinstance(error, dns.exception.Timeout):
                return NetFault(Reason.LOOKUP, f"{no_answer(self._nameserver)} for {host}")
            return NetFault(Reason.LOOKUP, f"{host} cannot be looked up: {_why(error)}")
        return tuple(ip_address(data.address) for data in answer.rrset or ())


def no_answer(server: NameServer | None) -> str:
    """That this name server, or any, did not answer."""
    named = server and f"the name server {server[0]} port {server[1]} did not answer"
    return named or "no name server answered"


def _why(error: Exception) -> str:
    import dns.name
    import dns.resolver

    if isinstance(error, dns.resolver.NoNameservers):
        return "every name server fails or refuses"
    if isinstance(error, dns.name.LabelTooLong | dns.name.EmptyLabel | dns.name.NameTooLong):
        return "that is no name of a host"
    return "the answer makes no sense"


@lru_cache(maxsize=4096)
def _literal(host: str) -> Address | None:
    """The address that the host is; None if it is a name."""
    try:
        return ip_address(host)
    except ValueError:
        return None


def _lacks_socket(error: Exception) -> bool:
    """Whether a name server was not asked because we had no socket to ask it with."""
    told = getattr(error, "kwargs", {}).get("errors") or ()  # (server, tcp, port, failure, response) each
    return any(is_our_lack(failure) for failure in (error, *(each[3] for each in told)))


def read_hosts(path: Path) -> dict[str, tuple[Address, ...]]:
    """The hosts file as name → addresses; empty where there is none."""
    try:
        lines = path.read_text(errors="replace").splitlines()
    except OSError:
        return {}
    hosts: dict[str, tuple[Address, ...]] = {}
    for line in lines:
        address, *names = line.partition("#")[0].split() or [""]
        try:
            parsed = ip_address(address)
        except ValueError:
            continue
        for name in names:
            hosts[name.lower()] = (*hosts.get(name.lower(), ()), parsed)
    return hosts


def has_route(address: Address) -> bool:
    """Whether this machine knows a way there: connecting a UDP socket asks the kernel and sends nothing.

    NoSocket if none is left to ask with.
    """
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((str(address), 9))
    except OSError as error:
        if is_our_lack(error):
            raise NoSocket(f"no socket to find a route to {address} with") from error
        return False
    return True


def by_route(host: str, addresses: tuple[Address, ...]) -> Addresses:
    """Leave out what has no route, unless nothing has one at all: then connecting shall say so."""
    ordered = tuple(sorted(dict.fromkeys(addresses), key=lambda address: address.version))
    reachable = tuple(address for address in ordered if has_route(address))
    if reachable:
        return Addresses(reachable, tuple(address for address in ordered if address not in reachable))
    if any(has_route(_ANYWHERE[version]) for version in {4, 6} - {address.version for address in ordered}):
        raise NoRoute(f"{host} has only IPv{ordered[0].version} addresses, which cannot be reached from here")
    return Addresses(ordered)
