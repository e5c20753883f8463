"""tcp: somebody listens, and perhaps says who it is."""

from typing import TYPE_CHECKING

from pydantic import Field

from statusgen.domain.config import Check
from statusgen.domain.status import Reason
from statusgen.probes.answer import Answer
from statusgen.probes.endpoint import endpoint, endpoint_hosts
from statusgen.probes.greeting import GreetingExpect, judge_greeting
from statusgen.probes.options import EndpointOptions, Text, options_of
from statusgen.probes.probe import Probe

if TYPE_CHECKING:
    from statusgen.net import Stream
    from statusgen.probes.attempt import Attempt

BANNER_CAP = 4096


class TcpOptions(EndpointOptions):
    """Connects to a port. With `send`, sends that; with `banner`, reads the first line that comes."""

    send: Text = Field(default="", description="Sent at once after connecting, before anything is read.")
    expect: GreetingExpect = Field(default_factory=GreetingExpect)


async def _ask(check: Check, attempt: "Attempt") -> Answer:
    options = options_of(check, TcpOptions)
    secrets = attempt.prober.secrets
    host, port = endpoint(options, secrets)
    words = secrets.fill(options.send).encode("utf-8", "surrogateescape")  # as the environment had them
    banner = ""
    with await attempt.connect(host, port) as stream:
        if words:
            await stream.send(words)
        if options.expect.banner is not None:
            with attempt.stopwatch.phase("first_byte", "waiting for the first line"):
                banner = await _first_line(stream)
    return judge_greeting(options.expect, banner, attempt=attempt)


async def _first_line(stream: "Stream") -> str:
    """What the server says up to the end of its first line, of its connection, or of our patience."""
    from statusgen.net import NetFault

    received = b""
    while b"\n" not in received and len(received) <= BANNER_CAP:
        data = await stream.receive()
        if not data and not received:
            raise NetFault(Reason.RESET, "the connection ended without a word")
        if not data:
            break
        received += data
    line = received[:BANNER_CAP].partition(b"\n")[0]
    return line.decode("utf-8", "replace").rstrip("\r")


TCP = Probe(name="tcp", options=TcpOptions, ask=_ask, hosts=endpoint_hosts)
