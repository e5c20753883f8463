"""What smtp, imap, pop3 and ftp share: a greeting, an introduction, TLS from the start or on the way.

RFC 3207, 2595 and 4217 say the same of their protocols: the client asks what is offered, asks for TLS,
forgets under TLS what it was told before, and asks again.
"""

from abc import ABC, abstractmethod
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field, StrictBool

from statusgen.domain.config import Check
from statusgen.domain.status import Reason
from statusgen.probes.answer import Answer, Finding
from statusgen.probes.endpoint import endpoint, endpoint_hosts
from statusgen.probes.expect import CertifiedExpect
from statusgen.probes.greeting import GreetingExpect, judge_greeting
from statusgen.probes.judgement import judge_certificate
from statusgen.probes.options import EndpointOptions, options_of
from statusgen.probes.probe import Probe

if TYPE_CHECKING:
    from statusgen.net import Stream
    from statusgen.probes.attempt import Attempt


class DialogueExpect(GreetingExpect, CertifiedExpect):
    """The greeting, and what comes with TLS."""


class DialogueOptions(EndpointOptions):
    """The options of a kind that is greeted and speaks in lines."""

    tls_port: ClassVar[int]
    """The port on which TLS comes before the greeting."""

    encryption: Literal["auto", "required", "implicit", "never"] = Field(
        default="auto",
        description="auto: TLS where the port means it or the server offers it; required: down if it does "
        "not; implicit: TLS from the first byte; never: plain text.",
    )
    verify: StrictBool = Field(default=True, description="Whether the certificate must be valid and trusted.")
    expect: DialogueExpect = Field(default_factory=DialogueExpect)

    @property
    def sees_certificate(self) -> bool:
        return self.encryption != "never"

    def begins_encrypted(self, port: int) -> bool:
        """Whether TLS comes before the first word."""
        if self.encryption == "implicit":
            return True
        return self.encryption != "never" and port == self.tls_port


class Dialect(ABC):
    """How one protocol is spoken; every part raises NetFault where the peer does not keep to it."""

    goodbye: ClassVar[str]

    def __init__(self, stream: "Stream", options: DialogueOptions) -> None:
        from statusgen.net import Lines

        self.stream = stream
        self.options = options
        self.lines = Lines(stream)

    @abstractmethod
    async def hear_greeting(self) -> str:
        """Its first line; NetFault (banner) if the server says that it is not well."""

    @abstractmethod
    async def introduce(self) -> bool:
        """Introduce oneself and hear what is offered: whether TLS is."""

    @abstractmethod
    async def request_tls(self) -> None:
        """Ask for TLS up to the server's go-ahead; NetFault (tls) if it does not give it."""


def dialogue(name: str, options: type[DialogueOptions], dialect: type[Dialect]) -> Probe:
    """The kind of check that speaks this dialect."""
    return Probe(name=name, options=options, ask=partial(_ask, dialect), hosts=endpoint_hosts)


async def _ask(dialect: type[Dialect], check: Check, attempt: "Attempt") -> Answer:
    options = options_of(check, DialogueOptions)
    host, port = endpoint(options, attempt.prober.secrets)
    with await attempt.connect(host, port) as stream:
        speaking = dialect(stream, options)
        banner = await _converse(speaking, attempt, host=host, encrypted=options.begins_encrypted(port))
        until = stream.certificate_until
    answer = judge_greeting(options.expect, banner, attempt=attempt)
    return replace(
        answer, certificate_until=until, findings=_findings(check, options, until=until, at=attempt.prober.at)
    )


async def _converse(speaking: Dialect, attempt: "Attempt", *, host: str, encrypted: bool) -> str:
    """The whole conversation: the first line of the greeting."""
    from statusgen.net import NetFault

    if encrypted:
        await _encrypt(speaking, attempt, host)
    with attempt.stopwatch.phase("first_byte", "waiting for the greeting"):
        banner = await speaking.hear_greeting()
    attempt.stopwatch.doing = "waiting for an answer after the greeting"
    offered = await speaking.introduce()
    wanted = speaking.options.encryption
    if not encrypted and wanted != "never":
        if offered:
            await speaking.request_tls()
            await _encrypt(speaking, attempt, host)
            await speaking.introduce()
        elif wanted == "required":
            raise NetFault(Reason.TLS, "the server offers no TLS")
    with suppress(NetFault):  # it has said what was asked, and may be gone
        await speaking.lines.send(speaking.goodbye)
    return banner


async def _encrypt(speaking: Dialect, attempt: "Attempt", host: str) -> None:
    from statusgen.net import NetFault

    if speaking.lines.waiting:  # or somebody on the way could have put answers there: CVE-2011-0411
        raise NetFault(Reason.PROTOCOL, "more in plain text after the go-ahead for TLS")
    await attempt.prober.network.start_tls(
        speaking.stream, host, stopwatch=attempt.stopwatch, verify=speaking.options.verify
    )


def _findings(
    check: Check, options: DialogueOptions, *, until: datetime | None, at: datetime
) -> tuple[Finding, ...]:
    valid_for_s = options.expect.certificate_valid_for_s
    if valid_for_s is not None and until is None:
        return (Finding(check.id, "the connection is not encrypted, so there is no certificate to judge"),)
    return judge_certificate(check, until, at=at, valid_for_s=valid_for_s)
