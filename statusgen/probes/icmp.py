"""icmp: an echo of what was sent."""

from dataclasses import replace
from functools import partial
from ipaddress import ip_address
from statistics import median
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import AfterValidator, Field, StrictInt, model_validator

from statusgen.domain.config import Check
from statusgen.domain.samples import Counted
from statusgen.domain.secrets import REFERENCE, Secrets
from statusgen.domain.status import Outcome, Reason
from statusgen.domain.url import ascii_host
from statusgen.probes.answer import Answer
from statusgen.probes.expect import TimedExpect
from statusgen.probes.judgement import weigh_latency
from statusgen.probes.options import HostOptions, checked_target, options_of
from statusgen.probes.probe import Misconfigured, Probe

if TYPE_CHECKING:
    from statusgen.probes.attempt import Attempt
    from statusgen.probes.echoes import Echoes

MOST_PACKETS = 20
_FILES_PER_PACKET = 3  # for the system's ping: two pipes and, from Python 3.12 on, the process


def _host(text: str) -> str:
    """The host as the resolver knows it; ValueError, fit to be shown, if it cannot be one."""
    try:
        host = ascii_host(text.removeprefix("[").removesuffix("]") if text.startswith("[") else text)
        return str(ip_address(host)) if ":" in host else host
    except ValueError:
        raise ValueError("must be a host name or an IP address, without a port") from None


class IcmpExpect(TimedExpect):
    lost_at_most: Annotated[StrictInt, Field(ge=0, lt=MOST_PACKETS)] = Field(
        default=1, description="More lost packets than this are a partial failure."
    )


class IcmpOptions(HostOptions):
    """Sends ICMP echo requests, as `ping` does, and waits for the replies."""

    target: Annotated[str, AfterValidator(partial(checked_target, read=_host))] = Field(
        description="A host name or an IP address."
    )
    packets: Annotated[StrictInt, Field(ge=1, le=MOST_PACKETS)] = Field(
        default=3, description="How many echo requests a try sends."
    )
    expect: IcmpExpect = Field(default_factory=IcmpExpect)

    @model_validator(mode="after")
    def _notice_losses(self) -> Self:
        given = "lost_at_most" in self.expect.model_fields_set
        if given and self.expect.lost_at_most >= self.packets:
            raise ValueError(f"'lost_at_most' must be less than 'packets', which is {self.packets}")
        return self

    @property
    def counts(self) -> Counted:
        return super().counts if self.asks_several else Counted.PACKETS

    @property
    def sockets(self) -> int:
        return max(super().sockets, _FILES_PER_PACKET * self.packets)


async def _ask(check: Check, attempt: "Attempt") -> Answer:
    from statusgen.probes.echoes import send_echoes

    options = options_of(check, IcmpOptions)
    address = (await attempt.addresses(_filled(options, attempt.prober.secrets)))[0]
    return _judge(options, await send_echoes(options.packets, to=address, attempt=attempt), attempt)


def _judge(options: IcmpOptions, echoes: "Echoes", attempt: "Attempt") -> Answer:
    """Down if none came back, partial if too many did not; what came back says how long it takes."""
    came = len(echoes.trips_ms)
    phases = attempt.stopwatch.phases
    if came:
        trip_ms = round(median(echoes.trips_ms), 3)
        answer = weigh_latency(
            options.expect.latency_below_s,
            latency_ms=round((phases.lookup or 0) + trip_ms, 3),
            phases=replace(phases, first_byte=trip_ms),
        )
        if echoes.sent - came <= options.expect.lost_at_most:
            return answer
    else:
        answer = Answer(outcome=Outcome.DOWN, phases=phases)
    said = f": {echoes.fault.detail}" if echoes.fault else ""
    return replace(
        answer,
        outcome=Outcome.PARTIAL if came else Outcome.DOWN,
        reason=echoes.fault.reason if echoes.fault else Reason.TIMEOUT,
        detail=f"{came} of {echoes.sent} packets answer{said}",
        answered=(came, echoes.sent),
    )


def _filled(options: IcmpOptions, secrets: Secrets) -> str:
    try:
        host = _host(secrets.fill(options.target))
    except ValueError as error:
        raise Misconfigured(f"the target, its secrets filled in, {error}") from None
    if REFERENCE.search(options.target):
        secrets.remember_host(host)
    return host


def _hosts(check: Check, secrets: Secrets) -> tuple[str, ...]:
    return (_filled(options_of(check, IcmpOptions), secrets),)


ICMP = Probe(name="icmp", options=IcmpOptions, ask=_ask, hosts=_hosts)
