"""Targets that are host:port."""

from statusgen.domain.secrets import Secrets
from statusgen.net import parse_endpoint
from statusgen.probes.attempt import Misconfigured
from statusgen.probes.options import EndpointOptions


def endpoint(options: EndpointOptions, secrets: Secrets) -> tuple[str, int]:
    """Host and port with the secrets filled in; raises MissingSecret and Misconfigured."""
    try:
        return parse_endpoint(secrets.fill(options.target))
    except ValueError as error:
        raise Misconfigured(f"the target, its secrets filled in, {error}") from None
