"""dns: what name servers say about a name, each asked by itself."""

from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from ipaddress import ip_address
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from statusgen.domain.config import Check
from statusgen.domain.secrets import Secrets
from statusgen.domain.status import Reason
from statusgen.probes.answer import Answer
from statusgen.probes.dns_expect import TEXT_OR_TEXTS, DnsExpect, may_be
from statusgen.probes.judgement import judge_latency, unexpected
from statusgen.probes.names import ascii_name, parse_name_server
from statusgen.probes.options import HostOptions, Text, as_items, checked_target, options_of
from statusgen.probes.probe import Misconfigured, Probe
from statusgen.probes.records import Record

if TYPE_CHECKING:
    from statusgen.net import Address, DnsQuestion, DnsReply
    from statusgen.probes.attempt import Attempt

PATIENCE_S = 2.0
"""So long for each of the system's name servers but the last, as a resolver would."""

_TRY_THE_NEXT = ("SERVFAIL", "REFUSED")


def _name(text: str) -> str:
    """The name that is meant: an address stands for that of its PTR record."""
    return ip_address(text).reverse_pointer if _is_address(text) else ascii_name(text)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _server(text: str) -> str:
    try:
        parse_name_server(text)
    except ValueError:
        raise ValueError(
            f"{text!r} is no name server: give its name or address, with a port if it is not 53"
        ) from None
    return text


Server = Annotated[Text, AfterValidator(_server)]
Servers = Annotated[tuple[Server, ...], BeforeValidator(as_items), TEXT_OR_TEXTS]


class DnsOptions(HostOptions):
    """Asks name servers for the records of a name, each of them by itself, and judges the answers."""

    target: Annotated[str, AfterValidator(partial(checked_target, read=_name))] = Field(
        description="The name that is asked about."
    )
    server: Servers = Field(
        default=(), description="The name servers to ask, each for itself; without any, the system's."
    )
    record: Record = Field(default="A", description="The type of record that is asked for.")
    transport: Literal["udp", "tcp"] = Field(
        default="udp", description="How to ask; udp turns to tcp where an answer is too long for it."
    )
    expect: DnsExpect = Field(default_factory=DnsExpect)

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.every_address and not self.server:
            raise ValueError("'every_address' asks the addresses of a 'server', and none is given")
        if self.addresses and len(self.server) != 1:
            raise ValueError("'addresses' are those of one 'server'")
        if _is_address(self.target) and self.record != "PTR":
            raise ValueError("an address has no records but PTR: write 'record: PTR'")
        for text in self.expect.all_answers:
            if not may_be(self.record, text):
                raise ValueError(f"{text!r} can be no {self.record} record")
        return self

    @property
    def peers(self) -> tuple[str, ...]:
        return self.server or super().peers


async def _ask(check: Check, attempt: "Attempt") -> Answer:
    options = options_of(check, DnsOptions)
    question = _question(options, attempt.prober.secrets)
    if options.server:
        host, port = parse_name_server(options.server[attempt.peer])
        reply = await _ask_server(question, await attempt.addresses(host), port, attempt=attempt)
    else:
        reply = await _ask_system(question, attempt)
    trouble = options.expect.trouble(question, reply)
    if trouble is not None:
        return unexpected(attempt, *trouble)
    return judge_latency(attempt, options.expect.latency_below_s)


async def _ask_server(
    question: "DnsQuestion", addresses: Sequence["Address"], port: int, *, attempt: "Attempt"
) -> "DnsReply":
    """The reply from the first address where somebody listens."""
    from statusgen.net import NetFault

    *others, last = addresses
    for address in others:
        try:
            return await _ask_address(question, address, port, attempt=attempt)
        except NetFault as fault:
            if fault.reason is not Reason.CONNECT:
                raise
    return await _ask_address(question, last, port, attempt=attempt)


async def _ask_system(question: "DnsQuestion", attempt: "Attempt") -> "DnsReply":
    """The reply of the first of the system's name servers that can say something."""
    import asyncio

    from statusgen.net import NetFault

    *others, last = attempt.prober.network.name_servers
    for server in others:
        with suppress(NetFault, TimeoutError):
            async with asyncio.timeout(PATIENCE_S):
                reply = await _ask_address(question, ip_address(server[0]), server[1], attempt=attempt)
            if reply.rcode not in _TRY_THE_NEXT:
                return reply
    return await _ask_address(question, ip_address(last[0]), last[1], attempt=attempt)


async def _ask_address(
    question: "DnsQuestion", address: "Address", port: int, *, attempt: "Attempt"
) -> "DnsReply":
    from statusgen.net import ask_name_server

    return await ask_name_server(question, address, port, stopwatch=attempt.stopwatch)


def _question(options: DnsOptions, secrets: Secrets) -> "DnsQuestion":
    from statusgen.net import DnsQuestion

    try:
        return DnsQuestion(_name(secrets.fill(options.target)), options.record, options.transport == "tcp")
    except ValueError as error:
        raise Misconfigured(f"the target, its secrets filled in, {error}") from None


def _hosts(check: Check, secrets: Secrets) -> tuple[str, ...]:
    """The servers', and then the name that the question is about."""
    options = options_of(check, DnsOptions)
    servers = tuple(parse_name_server(server)[0] for server in options.server)
    return (*servers, _question(options, secrets).name)


DNS = Probe(name="dns", options=DnsOptions, ask=_ask, hosts=_hosts)
