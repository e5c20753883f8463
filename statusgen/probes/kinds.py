"""The table of all kinds. Adding one means a module and a line here."""

from collections.abc import Mapping
from types import MappingProxyType

from statusgen.probes.dns import DNS
from statusgen.probes.http import HTTP
from statusgen.probes.probe import Probe
from statusgen.probes.tcp import TCP
from statusgen.probes.tls import TLS
from statusgen.probes.websocket import WEBSOCKET

PROBES: Mapping[str, Probe] = MappingProxyType(
    {probe.name: probe for probe in (HTTP, TCP, TLS, DNS, WEBSOCKET)}
)
