"""An http or https address, taken apart once."""

import base64
import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, unquote_to_bytes, urljoin, urlsplit

_PORTS = {"http": 80, "https": 443}
SAFE_IN_TARGET = "/?:@!$&'()*+,;=-._~%[]|"
"""What is left as it is in path and query; whatever else there is, is percent-encoded."""
_LONGEST_HOST = 253
_LABEL = "[A-Za-z0-9_-]{1,63}"
_HOST = re.compile(rf"(?!-)(?:{_LABEL}\.)*{_LABEL}(?<!-)\.?")


@dataclass(frozen=True, slots=True)
class Url:
    """`host` is ASCII without brackets; `target` is path and query, fit for a request line."""

    scheme: str
    host: str
    port: int
    target: str
    userinfo: str = ""

    @classmethod
    @lru_cache(maxsize=16384)  # a run takes each address apart before it asks, and as often as it asks
    def parse(cls, text: str) -> "Url":
        """ValueError, fit to be shown (it quotes nothing), if this is no http(s) address with a host."""
        try:
            parts = urlsplit(text.strip())
        except ValueError as error:
            raise ValueError("is not a valid URL") from error
        if parts.scheme not in _PORTS:
            raise ValueError("must be a URL that begins with http:// or https://")
        host = ascii_host(parts.hostname or "")
        try:
            port = parts.port
        except ValueError:
            port = 0
        if port == 0:
            raise ValueError("is not a valid URL: its port must be from 1 to 65535")
        path = parts.path or "/"
        target = quote(f"{path}?{parts.query}" if parts.query else path, safe=SAFE_IN_TARGET)
        userinfo = parts.netloc.rpartition("@")[0]
        return cls(parts.scheme, host, port or _PORTS[parts.scheme], target, userinfo)

    def join(self, location: str) -> "Url":
        """Where a redirect from here leads; credentials in `location` are ignored."""
        try:
            joined = urljoin(f"{self.scheme}://{self.authority}{self.target}", location.strip())
        except ValueError:  # in words for programmers
            raise ValueError("is not a valid URL") from None
        there = Url.parse(joined)
        return Url(there.scheme, there.host, there.port, there.target)

    @property
    def authority(self) -> str:
        """What the Host header says: the port only where it is not the scheme's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> tuple[str, str, int]:
        return self.scheme, self.host, self.port

    @property
    def basic_authorization(self) -> str:
        """The Authorization header that `userinfo` asks for (RFC 7617, 2: the colon is always there)."""
        user, _, password = self.userinfo.partition(":")
        return "Basic " + base64.b64encode(unquote_to_bytes(f"{user}:{password}")).decode()


def ascii_host(host: str) -> str:
    """The host as DNS and TLS know it; ValueError if it cannot be one."""
    if ":" in host:
        return host.lower()  # an IPv6 address: brackets are gone, and the resolver judges it
    if len(host) > _LONGEST_HOST:
        raise ValueError("has no valid host name")
    if not host.isascii():
        try:
            host = host.encode("idna").decode()
        except UnicodeError as error:
            raise ValueError("has no valid host name") from error
    if len(host) > _LONGEST_HOST or not _HOST.fullmatch(host):
        raise ValueError("has no valid host name" if host else "has no host name")
    return host.lower()


def parse_endpoint(text: str, *, usual_port: int | None = None) -> tuple[str, int]:
    """`host:port`, `[::1]:443`, or a host alone where there is a usual port.

    ValueError, fit to be shown, for anything else.
    """
    text = text.strip()
    if usual_port is not None and (":" not in text or text.endswith("]")):
        text = f"{text}:{usual_port}"
    host, _, port = text.rpartition(":")
    bracketed = host.startswith("[") and host.endswith("]")
    if not host or "/" in text or (":" in host) != bracketed:
        what = "host:port" if usual_port is None else "host or host:port"
        usual = 443 if usual_port is None else usual_port
        raise ValueError(f"must be {what}, such as example.com:{usual} or [2001:db8::1]:{usual}")
    if not (port.isascii() and port.isdigit() and len(port) <= 5 and 0 < int(port) < 65536):
        raise ValueError("must be host:port with a port from 1 to 65535")
    return ascii_host(host[1:-1] if bracketed else host), int(port)
