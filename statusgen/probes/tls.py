"""tls: a handshake with a certificate that is valid, trusted and made out to this name."""

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

from pydantic import BeforeValidator, Field, StrictBool, WithJsonSchema

from statusgen.domain.config import Check
from statusgen.domain.status import Reason
from statusgen.probes.answer import Answer
from statusgen.probes.endpoint import endpoint, endpoint_hosts
from statusgen.probes.expect import CertifiedExpect, TimedExpect
from statusgen.probes.judgement import judge_certificate, judge_latency, unexpected
from statusgen.probes.options import EndpointOptions, as_text, options_of
from statusgen.probes.probe import Probe

if TYPE_CHECKING:
    from statusgen.probes.attempt import Attempt

_VERSIONS = {"TLSv1.2": "1.2", "TLSv1.3": "1.3"}  # as OpenSSL names those that are safe, and so spoken here


def _version(value: object) -> object:
    version = as_text(value)
    if version not in _VERSIONS.values():
        raise ValueError("must be 1.2 or 1.3: nothing older is spoken here")
    return version


Version = Annotated[str, BeforeValidator(_version), WithJsonSchema({"enum": ["1.2", "1.3", 1.2, 1.3]})]


class TlsExpect(TimedExpect, CertifiedExpect):
    minimum_version: Version | None = Field(
        default=None, description="The oldest version of TLS that may be agreed on with this prober."
    )


class TlsOptions(EndpointOptions):
    """Connects, shakes hands in TLS and verifies the certificate; sends nothing."""

    expect: TlsExpect = Field(default_factory=TlsExpect)
    verify: StrictBool = Field(default=True, description="Whether the certificate must be valid and trusted.")


async def _ask(check: Check, attempt: "Attempt") -> Answer:
    options = options_of(check, TlsOptions)
    host, port = endpoint(options, attempt.prober.secrets)
    network, stopwatch = attempt.prober.network, attempt.stopwatch
    with await attempt.connect(host, port) as stream:
        await network.start_tls(stream, host, stopwatch=stopwatch, verify=options.verify)
        until, version = stream.certificate_until, stream.tls_version
    findings = judge_certificate(
        check, until, at=attempt.prober.at, valid_for_s=options.expect.certificate_valid_for_s
    )
    answer = _judge(options.expect, version, attempt)
    return replace(answer, certificate_until=until, findings=findings)


def _judge(expect: TlsExpect, version: str, attempt: "Attempt") -> Answer:
    spoken = _VERSIONS.get(version, version)
    if expect.minimum_version is not None and spoken < expect.minimum_version:
        return unexpected(attempt, Reason.TLS, f"TLS {spoken}, expected at least {expect.minimum_version}")
    return judge_latency(attempt, expect.latency_below_s)


TLS = Probe(name="tls", options=TlsOptions, ask=_ask, hosts=endpoint_hosts)
