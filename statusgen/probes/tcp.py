"""tcp: somebody listens, and perhaps says who it is."""

from typing import TYPE_CHECKING

from pydantic import Field

from statusgen.domain.config import Check
from statusgen.domain.secrets import Secrets
from statusgen.domain.status import Reason
from statusgen.probes.answer import Answer
from statusgen.probes.endpoint import endpoint
from statusgen.probes.judgement import judge_latency, unexpected
from statusgen.probes.options import EndpointOptions, Model, Seconds, Text, options_of
from statusgen.probes.probe import Probe
from statusgen.probes.wildcard import matches

if TYPE_CHECKING:
    from statusgen.net import Stream
    from statusgen.probes.attempt import Attempt

BANNER_CAP = 4096


class TcpExpect(Model):
    banner: Text | None = Field(
        default=None, description="The first line that the server sends; * stands for anything."
    )
    latency_below_s: Seconds | None = Field(
        default=None, alias="latency_below", description="Slower than this is degraded, not down."
    )


class TcpOptions(EndpointOptions):
    """Connects to a port. With `banner`, reads the first line that the server sends."""

    expect: TcpExpect = Field(default_factory=TcpExpect)


async def _ask(check: Check, attempt: "Attempt") -> Answer:
    options = options_of(check, TcpOptions)
    host, port = endpoint(options, attempt.prober.secrets)
    expected = options.expect.banner
    with await attempt.connect(host, port) as stream:
        banner = await _first_line(stream) if expected is not None else ""
    if expected is not None and not matches(expected, banner):
        return unexpected(attempt, Reason.BANNER, f"the banner is {banner[:80]!r}, expected {expected!r}")
    return judge_latency(attempt, options.expect.latency_below_s)


async def _first_line(stream: "Stream") -> str:
    """What the server says up to the end of its first line, of its connection, or of our patience."""
    received = b""
    while b"\n" not in received and len(received) <= BANNER_CAP:
        data = await stream.receive()
        if not data:
            break
        received += data
    line = received[:BANNER_CAP].partition(b"\n")[0]
    return line.decode("utf-8", "replace").rstrip("\r")


def _hosts(check: Check, secrets: Secrets) -> tuple[str, ...]:
    return endpoint(options_of(check, TcpOptions), secrets)[:1]


TCP = Probe(name="tcp", options=TcpOptions, ask=_ask, hosts=_hosts)
