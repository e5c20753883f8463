"""grpc: what a server says of its health, or of that of one of its services."""

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated
from urllib.parse import unquote

from pydantic import Field, StrictBool, field_validator

import statusgen
from statusgen.domain.config import Check
from statusgen.domain.secrets import Secrets
from statusgen.domain.status import Reason
from statusgen.probes.answer import Answer
from statusgen.probes.endpoint import endpoint, endpoint_hosts
from statusgen.probes.expect import CertifiedExpect, TimedExpect
from statusgen.probes.grpc_health import PATH, SERVING, code_name, decode_response, encode_request
from statusgen.probes.headers import Headers, fill_headers, forbid, hold_credentials
from statusgen.probes.judgement import judge_certificate, judge_latency, refused, unexpected
from statusgen.probes.options import EndpointOptions, Text, options_of
from statusgen.probes.probe import Misconfigured, Probe

if TYPE_CHECKING:
    from statusgen.net import Headers as SentHeaders
    from statusgen.net import Network, Stream
    from statusgen.net.http2 import Reply
    from statusgen.probes.attempt import Attempt

_OURS = ("te", "content-type", "host", "grpc-")
_REFUSED_STATUSES = ("401", "403")
_REFUSED_CODES = ("UNAUTHENTICATED", "PERMISSION_DENIED")
_SHOWN, _SHOWN_TYPE = 200, 40  # characters
_NOT_WELL = {
    "NOT_FOUND": "the server does not know this service",
    "UNAVAILABLE": "it says that it is UNAVAILABLE",
}


class GrpcExpect(TimedExpect, CertifiedExpect):
    """Beside SERVING, which is always expected."""


class GrpcOptions(EndpointOptions):
    """Asks the standard health service of gRPC, grpc.health.v1.Health, whether it is serving."""

    service: Annotated[Text, Field(max_length=1000)] = Field(
        default="", description="The service that is asked about; the server as a whole unless given."
    )
    tls: StrictBool = Field(default=True, description="Whether the connection is under TLS.")
    verify: StrictBool = Field(default=True, description="Whether the certificate must be valid and trusted.")
    headers: Headers = Field(default={}, description="Metadata sent with the call.")
    expect: GrpcExpect = Field(default_factory=GrpcExpect)

    _leave_ours = field_validator("headers")(forbid(*_OURS))

    @property
    def sees_certificate(self) -> bool:
        return self.tls

    @property
    def sends_credentials(self) -> bool:
        """Whether a refusal may be our own fault."""
        return hold_credentials(self.headers, self.headers.values())


async def _ask(check: Check, attempt: "Attempt") -> Answer:
    try:
        from statusgen.net import http2
    except ImportError:
        raise Misconfigured("checks of kind grpc need more: pip install 'statusgen[grpc]'") from None
    options = options_of(check, GrpcOptions)
    host, port = endpoint(options, attempt.prober.secrets)
    headers = _headers(options, f"{f'[{host}]' if ':' in host else host}:{port}", attempt.prober.secrets)
    with await attempt.connect(host, port) as stream:
        if options.tls:
            await _start_tls(stream, host, options=options, attempt=attempt)
        until = stream.certificate_until
        reply = await http2.exchange(
            stream, headers, encode_request(options.service), stopwatch=attempt.stopwatch
        )
    findings = judge_certificate(
        check, until, at=attempt.prober.at, valid_for_s=options.expect.certificate_valid_for_s
    )
    answer = _judge(check, options, reply=reply, attempt=attempt)
    return replace(answer, certificate_until=until, findings=(*answer.findings, *findings))


def _headers(options: GrpcOptions, authority: str, secrets: Secrets) -> "SentHeaders":
    own = (
        (":method", "POST"),
        (":scheme", "https" if options.tls else "http"),
        (":path", PATH),
        (":authority", authority),
        ("te", "trailers"),
        ("content-type", "application/grpc"),
    )
    given = {name.lower(): value for name, value in fill_headers(options.headers, secrets).items()}
    return *own, *({"user-agent": f"statusgen/{statusgen.__version__}"} | given).items()


async def _start_tls(stream: "Stream", host: str, *, options: GrpcOptions, attempt: "Attempt") -> None:
    from statusgen.net import NetFault
    from statusgen.net.http2 import OFFERED, PROTOCOL

    await attempt.prober.network.start_tls(
        stream, host, stopwatch=attempt.stopwatch, verify=options.verify, protocols=OFFERED
    )
    if stream.protocol != PROTOCOL:
        raise NetFault(Reason.PROTOCOL, "the peer does not offer HTTP/2 (ALPN)")


def _judge(check: Check, options: GrpcOptions, *, reply: "Reply", attempt: "Attempt") -> Answer:
    status, kind = reply.last(":status"), reply.last("content-type") or ""
    if status != "200":
        if status in _REFUSED_STATUSES and options.sends_credentials:
            return refused(check, attempt, f"its credentials are refused (status {status})")
        return unexpected(attempt, Reason.STATUS, f"status {status}")
    if not kind.startswith("application/grpc"):
        shown = attempt.prober.secrets.redact(kind)[:_SHOWN_TYPE]  # half a secret would not be found later
        return unexpected(attempt, Reason.PROTOCOL, f"not gRPC, but {shown or 'without content type'}")
    try:
        code = code_name(reply.last("grpc-status") or "")
        health = decode_response(reply.body) if code == "OK" else ""
    except ValueError as error:
        return unexpected(attempt, Reason.PROTOCOL, f"not gRPC: {error}")
    if code != "OK":
        return _judge_code(check, options, code, reply=reply, attempt=attempt)
    if health != SERVING:
        return unexpected(attempt, Reason.NOT_SERVING, f"it says {health}")
    return judge_latency(attempt, options.expect.latency_below_s)


def _judge_code(
    check: Check, options: GrpcOptions, code: str, *, reply: "Reply", attempt: "Attempt"
) -> Answer:
    """A call that went wrong, by its status (https://grpc.github.io/grpc/core/md_doc_statuscodes.html)."""
    message = attempt.prober.secrets.redact(unquote(reply.last("grpc-message") or ""))[:_SHOWN]
    said = f": {message}" if message else ""
    if code in _REFUSED_CODES and options.sends_credentials:
        return refused(check, attempt, f"its credentials are refused ({code})")
    if code == "UNIMPLEMENTED":
        return unexpected(attempt, Reason.PROTOCOL, "the server has no health service (UNIMPLEMENTED)")
    if code in _NOT_WELL:
        return unexpected(attempt, Reason.NOT_SERVING, f"{_NOT_WELL[code]}{said}")
    return unexpected(attempt, Reason.STATUS, f"grpc-status {code}{said}")


def _prepare(network: "Network") -> None:
    """26 ms for the library, and as many for the authorities that a context of its own trusts."""
    from statusgen.net.http2 import OFFERED

    network.tls_context(verify=True, protocols=OFFERED)


GRPC = Probe(name="grpc", options=GrpcOptions, ask=_ask, hosts=endpoint_hosts, prepare=_prepare)
