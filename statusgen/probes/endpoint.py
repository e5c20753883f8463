"""Targets that are host:port, or a host alone where the kind has a usual port."""

from statusgen.domain.config import Check
from statusgen.domain.secrets import REFERENCE, Secrets
from statusgen.domain.url import parse_endpoint
from statusgen.probes.options import EndpointOptions, options_of
from statusgen.probes.probe import Misconfigured


def endpoint(options: EndpointOptions, secrets: Secrets) -> tuple[str, int]:
    """Host and port with the secrets filled in; raises MissingSecret and Misconfigured."""
    try:
        host, port = parse_endpoint(secrets.fill(options.target), usual_port=options.usual_port)
    except ValueError as error:
        raise Misconfigured(f"the target, its secrets filled in, {error}") from None
    if REFERENCE.search(options.target):
        secrets.remember_host(host)
    return host, port


def endpoint_hosts(check: Check, secrets: Secrets) -> tuple[str, ...]:
    """The one host of a check whose target is an endpoint; raises as `endpoint` does."""
    return endpoint(options_of(check, EndpointOptions), secrets)[:1]
