"""What a sample found, what a component is, and the order between them."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Self


class _Ranked(StrEnum):
    """Members stand from best to worst; `rank` is the position."""

    @property
    def rank(self) -> int:
        return list(type(self)).index(self)

    @classmethod
    def worst(cls, of: Iterable[Self], default: Self) -> Self:
        return max(of, key=lambda member: member.rank, default=default)


class Outcome(StrEnum):
    """What one sample found."""

    UP = "up"
    DEGRADED = "degraded"
    PARTIAL = "partial"
    DOWN = "down"
    UNKNOWN = "unknown"


class Status(_Ranked):
    """What a component is, from best to worst.

    Unknown ranks above maintenance and below degraded: it hides no trouble, and is never hidden
    by good news.
    """

    OPERATIONAL = "operational"
    UNDER_MAINTENANCE = "under_maintenance"
    UNKNOWN = "unknown"
    DEGRADED_PERFORMANCE = "degraded_performance"
    PARTIAL_OUTAGE = "partial_outage"
    MAJOR_OUTAGE = "major_outage"

    @property
    def is_trouble(self) -> bool:
        return self.rank >= Status.DEGRADED_PERFORMANCE.rank

    @property
    def is_outage(self) -> bool:
        return self.rank >= Status.PARTIAL_OUTAGE.rank


class Impact(_Ranked):
    """How bad an incident was at its worst."""

    NONE = "none"
    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"

    @classmethod
    def of(cls, status: Status) -> "Impact":
        return _IMPACTS.get(status, cls.NONE)


_IMPACTS = {
    Status.DEGRADED_PERFORMANCE: Impact.MINOR,
    Status.PARTIAL_OUTAGE: Impact.MAJOR,
    Status.MAJOR_OUTAGE: Impact.CRITICAL,
}


class Reason(StrEnum):
    """Why a sample is not up: a fixed vocabulary, stored as it is and worded on the page."""

    LOOKUP = "lookup"  # the name does not resolve
    CONNECT = "connect"  # refused, unreachable, no route
    TIMEOUT = "timeout"  # not done within the check's timeout
    RESET = "reset"  # the connection was cut in the middle
    PROTOCOL = "protocol"  # what came back is not what the protocol allows
    TLS = "tls"  # the handshake failed
    CERTIFICATE_EXPIRED = "certificate_expired"
    CERTIFICATE_NAME = "certificate_name"  # made out to another name
    CERTIFICATE_UNTRUSTED = "certificate_untrusted"  # self-signed, unknown issuer, revoked
    STATUS = "status"  # an unexpected HTTP status
    BODY = "body"
    JSON = "json"
    HEADER = "header"
    BANNER = "banner"
    ANSWER = "answer"  # a name server says something else than expected
    OUTDATED = "outdated"  # the time that it states is too long ago
    NOT_SERVING = "not_serving"  # it says itself that it is not well
    DOMAIN_EXPIRED = "domain_expired"  # its registration has ended
    REDIRECT = "redirect"  # too many, or to where a check must not go
    TOO_LARGE = "too_large"  # headers beyond any reason
    LATENCY = "latency"  # slower than latency_below
    NOT_CONFIGURED = "not_configured"  # a secret is unset or empty
    CREDENTIALS_REFUSED = "credentials_refused"
    BLOCKED = "blocked"  # this prober's network lets nothing out there
    PROBER_OFFLINE = "prober_offline"  # no control answered either
    DEADLINE = "deadline"  # the run ended first
    PROBER_ERROR = "prober_error"  # a fault of the prober, not of the target
