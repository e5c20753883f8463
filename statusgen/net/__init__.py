"""The only room that opens sockets for reading the world: names, connections, TLS, bounded HTTP.

Nothing here keeps time: whoever asks sets the deadline and cancels.
"""

from statusgen.net.body import BODY_CAP
from statusgen.net.descriptors import make_room
from statusgen.net.dns_query import DnsQuestion, DnsReply, ask_name_server, canonical_answer
from statusgen.net.fault import Blocked, NetFault, NoRoute, OurFault, Refused
from statusgen.net.http import Headers, Proxy, Request, Response, Unsendable
from statusgen.net.lines import Lines
from statusgen.net.network import Network
from statusgen.net.ping import Ping
from statusgen.net.resolver import Address, Addresses, NameServer, Resolver, by_route, no_answer
from statusgen.net.stopwatch import Stopwatch
from statusgen.net.stream import Stream

__all__ = [
    "BODY_CAP",
    "Address",
    "Addresses",
    "Blocked",
    "DnsQuestion",
    "DnsReply",
    "Headers",
    "Lines",
    "NameServer",
    "NetFault",
    "Network",
    "NoRoute",
    "OurFault",
    "Ping",
    "Proxy",
    "Refused",
    "Request",
    "Resolver",
    "Response",
    "Stopwatch",
    "Stream",
    "Unsendable",
    "ask_name_server",
    "by_route",
    "canonical_answer",
    "make_room",
    "no_answer",
]
