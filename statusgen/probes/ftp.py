"""ftp: a file server that greets, says what it can, and can be spoken to under TLS."""

from statusgen.domain.status import Reason
from statusgen.probes.dialogue import Dialect, DialogueOptions, dialogue
from statusgen.probes.replies import hear_reply

_NOT_SAID = (500, 502, 530)  # FEAT is not known, or not before login


class FtpOptions(DialogueOptions):
    """Hears the greeting of a file server, asks what it can, speaks TLS where it is offered; no login."""

    usual_port = 21
    tls_port = 990


class _Ftp(Dialect):
    goodbye = "QUIT"

    async def hear_greeting(self) -> str:
        return (await hear_reply(self.lines, 220, otherwise=Reason.BANNER)).lines[0]

    async def introduce(self) -> bool:
        """FEAT (RFC 2389), whose line for TLS RFC 4217 leaves open: AUTH TLS, or AUTH TLS;TLS-C;SSL."""
        await self.lines.send("FEAT")
        reply = await hear_reply(self.lines, 211, *_NOT_SAID, otherwise=Reason.NOT_SERVING)
        features = [line.upper().split() for line in reply.lines]
        return any(words[:1] == ["AUTH"] and words[1:2] and words[1].startswith("TLS") for words in features)

    async def request_tls(self) -> None:
        await self.lines.send("AUTH TLS")
        await hear_reply(self.lines, 234, otherwise=Reason.TLS)


FTP = dialogue("ftp", FtpOptions, _Ftp)
