"""pop3: a mailbox server that greets, says what it can, and can be spoken to under TLS."""

from statusgen.domain.status import Reason
from statusgen.probes.dialogue import Dialect, DialogueOptions, dialogue


class Pop3Options(DialogueOptions):
    """Hears the greeting of a mailbox server, asks what it can, speaks TLS where it is offered; no login."""

    usual_port = 995
    tls_port = 995


class _Pop3(Dialect):
    goodbye = "QUIT"

    async def hear_greeting(self) -> str:
        return await self._hear_ok(otherwise=Reason.BANNER)

    async def introduce(self) -> bool:
        """CAPA (RFC 2449); a server that does not know it offers nothing."""
        await self.lines.send("CAPA")
        if (await self._hear()).startswith("-ERR"):
            return False
        offered = []
        while (line := await self.lines.receive()) != ".":
            offered.append(line.strip().upper())
        return "STLS" in offered

    async def request_tls(self) -> None:
        await self.lines.send("STLS")
        await self._hear_ok(otherwise=Reason.TLS)

    async def _hear_ok(self, *, otherwise: Reason) -> str:
        line = await self._hear()
        if not line.startswith("+OK"):
            raise self.lines.unfit(otherwise, "+OK")
        return line

    async def _hear(self) -> str:
        line = await self.lines.receive()
        if not line.startswith(("+OK", "-ERR")):
            raise self.lines.unfit(Reason.PROTOCOL, "+OK")
        return line


POP3 = dialogue("pop3", Pop3Options, _Pop3)
