"""imap: a mailbox server that greets, says what it can, and can be spoken to under TLS."""

from statusgen.domain.status import Reason
from statusgen.probes.dialogue import Dialect, DialogueOptions, dialogue


class ImapOptions(DialogueOptions):
    """Hears the greeting of a mailbox server, asks what it can, speaks TLS where it is offered; no login."""

    usual_port = 993
    tls_port = 993


class _Imap(Dialect):
    goodbye = "z LOGOUT"

    async def hear_greeting(self) -> str:
        """RFC 3501, 7.1: OK, PREAUTH, or BYE from a server that takes no connection now."""
        line = await self.lines.receive()
        word = line.upper().removeprefix("* ").partition(" ")[0]
        if not line.startswith("* ") or word not in ("OK", "PREAUTH", "BYE"):
            raise self.lines.unfit(Reason.PROTOCOL, "* OK")
        if word == "BYE":
            raise self.lines.unfit(Reason.BANNER, "* OK")
        return line

    async def introduce(self) -> bool:
        heard = await self._command("CAPABILITY", otherwise=Reason.NOT_SERVING)
        words = [line.upper().split() for line in heard]
        return any(each[1:2] == ["CAPABILITY"] and "STARTTLS" in each for each in words)

    async def request_tls(self) -> None:
        await self._command("STARTTLS", otherwise=Reason.TLS)

    async def _command(self, command: str, *, otherwise: Reason) -> list[str]:
        """The untagged lines before the answer; NetFault (`otherwise`) if that is not OK."""
        await self.lines.send(f"a {command}")
        heard = []
        while (line := await self.lines.receive()).startswith("* "):
            if line.upper().startswith("* BYE"):
                raise self.lines.unfit(otherwise, "a OK")
            heard.append(line)
        if not line.startswith("a "):
            raise self.lines.unfit(Reason.PROTOCOL, "a OK")
        if line.upper().split()[1:2] != ["OK"]:
            raise self.lines.unfit(otherwise, "a OK")
        return heard


IMAP = dialogue("imap", ImapOptions, _Imap)
