"""The way out: everything a probe needs to reach a peer, made once and shared by a whole run."""

import asyncio
import copy
import ssl
from collections.abc import Iterable, Sequence
from pathlib import Path

from statusgen.domain.status import Reason
from statusgen.net.fault import NetFault, NoRoute, NoSocket, OurFault
from statusgen.net.http import Proxy, Request, Response, exchange
from statusgen.net.ping import Ping
from statusgen.net.proxy import in_absolute_form, open_tunnel
from statusgen.net.resolver import Address, Addresses, NameServer, Resolver
from statusgen.net.stopwatch import Stopwatch
from statusgen.net.stream import Stream

Protocols = tuple[str, ...]
"""Names of ALPN (RFC 7301), the one that is liked best first."""


class Network:
    """Opens connections, each its own; shares only the resolver and the TLS settings.

    `ca_file` (PEM) is trusted instead of the system's certificates; without it the usual
    SSL_CERT_FILE and SSL_CERT_DIR apply. No deadline is kept here: cancel what takes too long (only reaching
    a proxy has one, for whose fault it is hangs on that).
    """

    def __init__(
        self, *, resolver: Resolver | None = None, ca_file: Path | None = None, ping: Ping | None = None
    ) -> None:
        self.ping = ping or Ping()
        self._resolver = resolver or Resolver()
        self._ca_file = ca_file
        self._contexts: dict[tuple[bool, Protocols], ssl.SSLContext] = {}
        self._through: dict[NameServer, Network] = {}

    def through(self, name_server: NameServer | None) -> "Network":
        """The same way out with names looked up at `name_server`: one for each, kept for the run."""
        if name_server is None:
            return self
        if name_server not in self._through:
            network = copy.copy(self)
            network._resolver = self._resolver.at(name_server)  # noqa: SLF001 (the copy is ours)
            self._through[name_server] = network
        return self._through[name_server]

    @property
    def name_servers(self) -> tuple[NameServer, ...]:
        """Who is asked about names, the first one first; raises NetFault if there is none."""
        return self._resolver.nameservers

    def prepare(self, hosts: Iterable[str]) -> None:
        """Load beforehand what takes long, so that no probe is measured with it."""
        self.tls_context(verify=True)
        for host in hosts:
            self._resolver.prepare(host)

    def tls_context(self, *, verify: bool, protocols: Protocols = ()) -> ssl.SSLContext:
        """Made once per setting: loading the system's certificates takes 26 ms."""
        setting = verify, protocols
        if setting not in self._contexts:
            context = self._contexts[setting] = self._make_context(verify)
            context.options |= ssl.OP_NO_TICKET  # for a session to resume, which nobody here does
            if protocols:
                context.set_alpn_protocols(list(protocols))
        return self._contexts[setting]

    def _make_context(self, verify: bool) -> ssl.SSLContext:
        if verify:
            context = ssl.create_default_context(cafile=self._ca_file)
            # Python 3.13 sets both and 3.12 neither: what is trusted must not hang on the interpreter. Many
            # private authorities fall short of the letter of RFC 5280; a trusted intermediate is enough.
            context.verify_flags &= ~ssl.VERIFY_X509_STRICT
            context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
            return context
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return context

    async def resolve(self, host: str, *, stopwatch: Stopwatch) -> Addresses:
        """Every address of a host; raises NetFault."""
        with stopwatch.phase("lookup", f"looking up {host}"):
            return await self._resolver.resolve(host)

    async def connect(self, addresses: Sequence[Address], port: int, *, stopwatch: Stopwatch) -> Stream:
        """A connection to the first address that takes one, in order and without racing; raises NetFault.

        NoRoute, once there is no socket to be had: then the addresses that refused were not all. What a
        peer said is told before what this machine forbids.
        """
        faults = [NetFault(Reason.CONNECT, "no address to connect to")]
        for address in addresses:
            try:
                with stopwatch.connecting(address, port):
                    return await Stream.connect(address, port)
            except NoSocket:
                raise
            except NetFault as failed:
                faults.append(failed)
        theirs = [fault for fault in faults[1:] if not isinstance(fault, OurFault)]
        raise (theirs or faults)[-1]

    async def start_tls(
        self,
        stream: Stream,
        server_name: str,
        *,
        stopwatch: Stopwatch,
        verify: bool = True,
        protocols: Protocols = (),
    ) -> None:
        """Put TLS on a connection, offering `protocols` to choose from (ALPN); raises NetFault."""
        context = self.tls_context(verify=verify, protocols=protocols)
        with stopwatch.phase("tls"):
            await stream.start_tls(context, server_name.rstrip("."))

    async def fetch(
        self,
        request: Request,
        *,
        addresses: Sequence[Address] | None = None,
        stopwatch: Stopwatch | None = None,
    ) -> Response:
        """One request over a connection of its own, to `addresses` or to what the name resolves to.

        With a proxy it is the proxy that looks up the name. Redirects are not followed. Raises NetFault.
        """
        stopwatch = stopwatch or Stopwatch()
        if request.proxy is not None and request.url.scheme == "http":
            with await self._reach(request.proxy, stopwatch) as stream:
                return await exchange(stream, in_absolute_form(request, request.proxy), stopwatch=stopwatch)
        with await self.open(request, addresses=addresses, stopwatch=stopwatch) as stream:
            return await exchange(stream, request, stopwatch=stopwatch)

    async def open(
        self, request: Request, *, addresses: Sequence[Address] | None = None, stopwatch: Stopwatch
    ) -> Stream:
        """A connection with the peer itself, under TLS where the URL says so; raises NetFault."""
        url = request.url
        stream = await self._connect(request, addresses, stopwatch)
        try:
            if request.proxy is not None:
                with stopwatch.phase("connect", "waiting for the proxy to connect"):
                    await open_tunnel(stream, request.proxy, url)
            if url.scheme == "https":
                await self.start_tls(stream, url.host, stopwatch=stopwatch, verify=request.verify)
        except BaseException:
            stream.close()
            raise
        return stream

    async def _connect(
        self, request: Request, addresses: Sequence[Address] | None, stopwatch: Stopwatch
    ) -> Stream:
        if request.proxy is not None:
            return await self._reach(request.proxy, stopwatch)
        if addresses is None:
            addresses = (await self.resolve(request.url.host, stopwatch=stopwatch)).reachable
        return await self.connect(addresses, request.url.port, stopwatch=stopwatch)

    async def _reach(self, proxy: Proxy, stopwatch: Stopwatch) -> Stream:
        """A connection with the proxy; NoRoute if there is none to be had: that says nothing of the peer."""
        try:
            async with asyncio.timeout(proxy.patience_s):
                found = await self.resolve(proxy.url.host, stopwatch=stopwatch)
                return await self.connect(found.reachable, proxy.url.port, stopwatch=stopwatch)
        except TimeoutError:
            still = f"still {stopwatch.doing}"
            raise NoRoute(f"the proxy cannot be reached within {proxy.patience_s:g} s: {still}") from None
        except NetFault as fault:
            raise NoRoute(f"the proxy cannot be reached: {fault.detail}") from fault
