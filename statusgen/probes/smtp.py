"""smtp: a mail server that greets, takes EHLO, and can be spoken to under TLS."""

from functools import partial
from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator, Field

from statusgen.domain.status import Reason
from statusgen.domain.url import ascii_host
from statusgen.probes.dialogue import Dialect, DialogueOptions, dialogue
from statusgen.probes.replies import hear_reply

if TYPE_CHECKING:
    from statusgen.net import Address

_NOT_KNOWN = (500, 502)  # RFC 5321, 4.2.4: the server does not know EHLO


def _host_name(text: str) -> str:
    try:
        if ":" not in text:
            return ascii_host(text)
    except ValueError:
        pass
    raise ValueError(f"{text!r} is not a host name")


class SmtpOptions(DialogueOptions):
    """Hears the greeting of a mail server, says EHLO, speaks TLS where it is offered; sends no mail."""

    usual_port = 25
    tls_port = 465

    ehlo: Annotated[str, AfterValidator(_host_name)] | None = Field(
        default=None, description="The name to say EHLO with; the prober's address unless given."
    )


_hear = partial(hear_reply, strict=True)


class _Smtp(Dialect):
    goodbye = "QUIT"
    options: SmtpOptions

    async def hear_greeting(self) -> str:
        return (await _hear(self.lines, 220, otherwise=Reason.BANNER)).lines[0]

    async def introduce(self) -> bool:
        name = self.options.ehlo or address_literal(self.stream.own_address)
        await self.lines.send(f"EHLO {name}")
        reply = await _hear(self.lines, 250, *_NOT_KNOWN, otherwise=Reason.NOT_SERVING)
        if reply.code in _NOT_KNOWN:
            await self.lines.send(f"HELO {name}")
            await _hear(self.lines, 250, otherwise=Reason.NOT_SERVING)
        return any(line[4:].strip().upper() == "STARTTLS" for line in reply.lines)

    async def request_tls(self) -> None:
        await self.lines.send("STARTTLS")
        await _hear(self.lines, 220, otherwise=Reason.TLS)


def address_literal(address: "Address") -> str:
    """How a client without a name of its own calls itself (RFC 5321, 4.1.3)."""
    return f"[{address}]" if address.version == 4 else f"[IPv6:{address}]"


SMTP = dialogue("smtp", SmtpOptions, _Smtp)
