"""tls: a handshake with a certificate that is valid, trusted and made out to this name."""

from dataclasses import replace
from typing import TYPE_CHECKING

from pydantic import Field

from statusgen.domain.config import Check
from statusgen.domain.secrets import Secrets
from statusgen.probes.answer import Answer
from statusgen.probes.endpoint import endpoint
from statusgen.probes.judgement import judge_certificate, judge_latency
from statusgen.probes.options import EndpointOptions, Model, Seconds, options_of
from statusgen.probes.probe import Probe

if TYPE_CHECKING:
    from statusgen.probes.attempt import Attempt


class TlsExpect(Model):
    certificate_valid_for_s: Seconds | None = Field(
        default=None,
        alias="certificate_valid_for",
        description="A certificate that ends sooner is told to the operator; only an invalid one is down.",
    )
    latency_below_s: Seconds | None = Field(
        default=None, alias="latency_below", description="Slower than this is degraded, not down."
    )


class TlsOptions(EndpointOptions):
    """Connects, shakes hands in TLS and verifies the certificate; sends nothing."""

    expect: TlsExpect = Field(default_factory=TlsExpect)


async def _ask(check: Check, attempt: "Attempt") -> Answer:
    options = options_of(check, TlsOptions)
    host, port = endpoint(options, attempt.prober.secrets)
    with await attempt.connect(host, port) as stream:
        await attempt.prober.network.start_tls(stream, host, stopwatch=attempt.stopwatch)
        until = stream.certificate_until
    findings = judge_certificate(
        check, until, at=attempt.prober.at, valid_for_s=options.expect.certificate_valid_for_s
    )
    answer = judge_latency(attempt, options.expect.latency_below_s)
    return replace(answer, certificate_until=until, findings=findings)


def _hosts(check: Check, secrets: Secrets) -> tuple[str, ...]:
    return endpoint(options_of(check, TlsOptions), secrets)[:1]


TLS = Probe(name="tls", options=TlsOptions, ask=_ask, hosts=_hosts)
