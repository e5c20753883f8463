"""ssh: a server that says which version it is."""

from contextlib import suppress
from typing import TYPE_CHECKING

from pydantic import Field

import statusgen
from statusgen.domain.config import Check
from statusgen.domain.status import Reason
from statusgen.probes.answer import Answer
from statusgen.probes.endpoint import endpoint, endpoint_hosts
from statusgen.probes.greeting import GreetingExpect, judge_greeting
from statusgen.probes.options import EndpointOptions, options_of
from statusgen.probes.probe import Probe

if TYPE_CHECKING:
    from statusgen.net import Lines
    from statusgen.probes.attempt import Attempt

_OURS = f"SSH-2.0-statusgen_{statusgen.__version__}"
_SPOKEN = ("SSH-2.0-", "SSH-1.99-")  # 1.99 is a server that speaks both: RFC 4253, 5.1


class SshOptions(EndpointOptions):
    """Hears which version of SSH the server speaks, says the same, and leaves; no key, no login."""

    usual_port = 22

    expect: GreetingExpect = Field(default_factory=GreetingExpect)


async def _ask(check: Check, attempt: "Attempt") -> Answer:
    from statusgen.net import Lines, NetFault

    options = options_of(check, SshOptions)
    host, port = endpoint(options, attempt.prober.secrets)
    with await attempt.connect(host, port) as stream:
        lines = Lines(stream)
        with attempt.stopwatch.phase("first_byte", "waiting for the greeting"):
            identification = await _identification(lines)
        with suppress(NetFault):  # it has said what was asked, and may be gone
            await lines.send(_OURS)  # servers log a peer that leaves without a word as an attack
    return judge_greeting(options.expect, identification, attempt=attempt)


async def _identification(lines: "Lines") -> str:
    """The line that begins with SSH-; others may stand before it (RFC 4253, 4.2)."""
    while not (line := await lines.receive()).startswith("SSH-"):
        pass
    if not line.startswith(_SPOKEN):
        raise lines.unfit(Reason.BANNER, f"{_SPOKEN[0]}…")
    return line


SSH = Probe(name="ssh", options=SshOptions, ask=_ask, hosts=endpoint_hosts)
