"""One TCP connection, plain or under TLS, on nothing but a non-blocking socket.

asyncio's own streams would do the lookup, the connection and the handshake in one step. Here they
are apart, so that each can be timed, the address chosen, and the certificate read; and cancelling
an operation leaves nothing behind but a socket to close.
"""

import asyncio
import os
import socket
import ssl
from contextlib import suppress
from datetime import datetime
from ipaddress import ip_address
from types import TracebackType
from typing import Self

from statusgen.domain.status import Reason
from statusgen.net.certificate import certificate_fault, valid_until
from statusgen.net.descriptors import is_our_lack
from statusgen.net.fault import Blocked, NetFault, NoRoute, NoSocket, Refused, is_forbidden
from statusgen.net.resolver import Address

_PORTION = 2048
"""So much at once: one byte may be a frame, which costs far more than to read it."""
_AT_A_TURN = 4
"""So many reads without having to wait, and then it is the others' turn."""
_RAW = 65536
# By OpenSSL's name of what went wrong.
_TLS_WORDS = {
    "WRONG_VERSION_NUMBER": "the peer does not speak TLS",
    "HTTP_REQUEST": "the peer does not speak TLS",
    "UNSUPPORTED_PROTOCOL": "the peer offers no version of TLS that is safe",
    "TLSV1_ALERT_PROTOCOL_VERSION": "the peer takes none of our versions of TLS",
    "SSLV3_ALERT_HANDSHAKE_FAILURE": "the peer takes none of our ways to encrypt",
    "TLSV1_UNRECOGNIZED_NAME": "the peer does not know this name",
    "DH_KEY_TOO_SMALL": "the peer's key is too small to be safe",
}


class Stream:
    """Use it as a context manager: leaving closes the socket at once, whatever state it is in."""

    def __init__(self, connected: socket.socket, address: Address) -> None:
        self.address = address
        self._socket = connected
        self._loop = asyncio.get_running_loop()
        self._tls: ssl.SSLObject | None = None
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()
        self._unwaited = 0  # reads in a row that found something at once

    @classmethod
    async def connect(cls, address: Address, port: int) -> Self:
        """NetFault (connect) if nobody listens there or nothing leads there; NoRoute without a socket."""
        family = socket.AF_INET if address.version == 4 else socket.AF_INET6
        try:
            connecting = socket.socket(family, socket.SOCK_STREAM)
        except OSError as error:
            kind = NoSocket if is_our_lack(error) else NoRoute
            raise kind(f"no socket to be had here: {_said(error)}") from error
        try:
            connecting.setblocking(False)
            connecting.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            await asyncio.get_running_loop().sock_connect(connecting, (str(address), port))
        except OSError as error:
            connecting.close()
            if is_our_lack(error):
                raise NoSocket(f"no socket to be had here: {_said(error)}") from error
            raise _connect_fault(error, f"{address} port {port}: {_said(error)}") from error
        except BaseException:
            connecting.close()
            raise
        return cls(connecting, address)

    async def start_tls(self, context: ssl.SSLContext, server_name: str) -> None:
        """Shake hands as `server_name`; NetFault (tls, certificate_…, reset) if that fails."""
        tls = context.wrap_bio(self._incoming, self._outgoing, server_hostname=server_name)
        while True:
            try:
                tls.do_handshake()
                break
            except ssl.SSLWantReadError:
                await self._flush()
                if not await self._fill():
                    raise NetFault(Reason.RESET, "the connection ended in the TLS handshake") from None
            except ssl.SSLCertVerificationError as error:
                raise certificate_fault(error) from error
            except ssl.SSLError as error:
                raise _tls_fault(error) from error
        self._tls = tls  # our last words of the handshake go out with the first ones after it

    @property
    def own_address(self) -> Address:
        """This end of the connection, as this machine knows it."""
        host: str = self._socket.getsockname()[0]
        return ip_address(host.partition("%")[0])  # a link-local one has its interface's name behind it

    @property
    def certificate_until(self) -> datetime | None:
        """When the peer's certificate ends; None before TLS."""
        certificate = self._tls.getpeercert(binary_form=True) if self._tls else None
        return valid_until(certificate) if certificate else None

    @property
    def tls_version(self) -> str:
        """The version of TLS that was agreed on, such as TLSv1.3; empty before TLS."""
        return (self._tls.version() if self._tls else None) or ""

    @property
    def protocol(self) -> str:
        """The protocol that the peer chose of those offered (ALPN); empty if none."""
        return (self._tls.selected_alpn_protocol() if self._tls else None) or ""

    async def send(self, data: bytes) -> None:
        if self._tls is None:
            await self._send_raw(data)
            return
        try:
            self._tls.write(data)
        except ssl.SSLError as error:
            raise _tls_fault(error) from error
        await self._flush()

    async def receive(self) -> bytes:
        """What came next, at most 2 KiB; b"" when the peer has ended, politely or not."""
        if self._tls is None:
            return await self._receive_raw(_PORTION)
        while True:
            try:
                data = self._tls.read(_PORTION)
                await self._let_others()
                return data
            except ssl.SSLWantReadError:
                await self._flush()
                await self._fill()
            except (ssl.SSLZeroReturnError, ssl.SSLEOFError):  # many servers end without saying so
                return b""
            except ssl.SSLError as error:
                raise _tls_fault(error) from error

    def close(self) -> None:
        """Close at once; what TLS still has to say (an alert, the handshake's end) goes if it can."""
        if self._outgoing.pending:
            with suppress(OSError):
                self._socket.send(self._outgoing.read())
        self._socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    async def _fill(self) -> bool:
        """Hand what the peer sent to TLS; False at its end."""
        data = await self._receive_raw(_RAW)
        if data:
            self._incoming.write(data)
        else:
            self._incoming.write_eof()
        return bool(data)

    async def _flush(self) -> None:
        if self._outgoing.pending:
            await self._send_raw(self._outgoing.read())

    async def _send_raw(self, data: bytes) -> None:
        try:
            await self._loop.sock_sendall(self._socket, data)
        except OSError as error:
            raise NetFault(Reason.RESET, f"while sending: {_said(error)}") from error

    async def _let_others(self) -> None:
        """Who floods us never lets us wait: nobody else would have a turn."""
        self._unwaited += 1
        if self._unwaited == _AT_A_TURN:
            self._unwaited = 0
            await asyncio.sleep(0)

    async def _receive_raw(self, most: int) -> bytes:
        try:
            with suppress(BlockingIOError):
                data = self._socket.recv(most)
                await self._let_others()
                return data
            self._unwaited = 0
            return await self._loop.sock_recv(self._socket, most)
        except OSError as error:
            raise NetFault(Reason.RESET, f"while receiving: {_said(error)}") from error


def _connect_fault(error: OSError, detail: str) -> NetFault:
    if isinstance(error, ConnectionRefusedError | ConnectionResetError):
        return Refused(detail)
    at_once = error.strerror == os.strerror(error.errno or 0)  # later, asyncio has other words
    if at_once and is_forbidden(error):
        return Blocked(f"nothing gets out of this machine to {detail}")
    return NetFault(Reason.CONNECT, detail)


def _tls_fault(error: ssl.SSLError) -> NetFault:
    name = error.reason or "no reason given"
    _, alert, objection = name.partition("_ALERT_")
    plain = (objection or name).replace("_", " ").lower()
    unusual = f"the peer refuses TLS ({plain})" if alert else f"TLS with the peer fails ({plain})"
    return NetFault(Reason.TLS, _TLS_WORDS.get(name, unusual))


def _said(error: OSError) -> str:
    return os.strerror(error.errno) if error.errno else str(error)  # asyncio words some of its own
