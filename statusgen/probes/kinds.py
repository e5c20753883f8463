"""The table of all kinds. Adding one means a module and a line here."""

from collections.abc import Mapping
from types import MappingProxyType

from statusgen.probes.dns import DNS
from statusgen.probes.domain import DOMAIN
from statusgen.probes.ftp import FTP
from statusgen.probes.grpc import GRPC
from statusgen.probes.heartbeat import HEARTBEAT
from statusgen.probes.http import HTTP
from statusgen.probes.icmp import ICMP
from statusgen.probes.imap import IMAP
from statusgen.probes.pop3 import POP3
from statusgen.probes.probe import Probe
from statusgen.probes.smtp import SMTP
from statusgen.probes.ssh import SSH
from statusgen.probes.tcp import TCP
from statusgen.probes.tls import TLS
from statusgen.probes.websocket import WEBSOCKET

_KINDS = (
    HTTP,
    TCP,
    TLS,
    DNS,
    DOMAIN,
    ICMP,
    SMTP,
    IMAP,
    POP3,
    FTP,
    SSH,
    WEBSOCKET,
    GRPC,
    HEARTBEAT,
)

PROBES: Mapping[str, Probe] = MappingProxyType({probe.name: probe for probe in _KINDS})
