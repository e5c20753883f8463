"""What may be expected of many kinds: how soon they answer, and how long the certificate lasts."""

from pydantic import Field

from statusgen.probes.options import Model, Seconds


class TimedExpect(Model):
    """Of an answer."""

    latency_below_s: Seconds | None = Field(
        default=None, alias="latency_below", description="Slower than this is degraded, not down."
    )


class CertifiedExpect(Model):
    """Of a connection that may be under TLS."""

    certificate_valid_for_s: Seconds | None = Field(
        default=None,
        alias="certificate_valid_for",
        description="A certificate that ends sooner is told to the operator; only an invalid one is down.",
    )
