"""The only room that opens sockets for reading the world: names, connections, TLS, bounded HTTP.

Nothing here keeps time: whoever asks sets the deadline and cancels.
"""

from statusgen.net.body import BODY_CAP
from statusgen.net.descriptors import make_room
from statusgen.net.fault import Blocked, NetFault, NoRoute, OurFault, Refused
from statusgen.net.http import Headers, Request, Response, Unsendable
from statusgen.net.network import Network
from statusgen.net.ping import Ping
from statusgen.net.resolver import Address, Addresses, Resolver, by_route
from statusgen.net.stopwatch import Stopwatch
from statusgen.net.stream import Stream

__all__ = [
    "BODY_CAP",
    "Address",
    "Addresses",
    "Blocked",
    "Headers",
    "NetFault",
    "Network",
    "NoRoute",
    "OurFault",
    "Ping",
    "Refused",
    "Request",
    "Resolver",
    "Response",
    "Stopwatch",
    "Stream",
    "Unsendable",
    "by_route",
    "make_room",
]
