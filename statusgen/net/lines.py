"""A conversation in lines of text, with a peer that may never end one."""

from statusgen.domain.status import Reason
from statusgen.net.fault import NetFault
from statusgen.net.stream import Stream

LINE_CAP = 4096  # bytes; RFC 5321 has 512 for a reply, RFC 4253 has 255, and nobody keeps to them
TALK_CAP = 64 * 1024  # bytes, in one conversation
MOST_LINES = 500

_SHOWN = 80  # characters of a line, in the log


class Lines:
    """Sends and receives lines over a stream, bounded in every direction but time.

    TLS may be put on the stream between two lines, if nothing is `waiting`.
    """

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._buffer = bytearray()
        self._last = ""
        self._heard = self._count = 0  # bytes, lines

    @property
    def waiting(self) -> bool:
        """More has come than was asked for."""
        return bool(self._buffer)

    async def send(self, line: str) -> None:
        """Send a line; its end is added. Raises NetFault."""
        await self._stream.send(f"{line}\r\n".encode())

    async def receive(self) -> str:
        """The next line without its end; NetFault (protocol, reset) if there is none, or no end of them."""
        while (end := self._buffer.find(b"\n")) < 0 and len(self._buffer) <= LINE_CAP:
            data = await self._stream.receive()
            if not data:
                raise NetFault(Reason.RESET, self._ended())
            self._buffer += data
        if not 0 <= end <= LINE_CAP:
            raise NetFault(Reason.PROTOCOL, f"a line of more than {LINE_CAP // 1024} KiB")
        self._count += 1
        self._heard += end + 1
        if self._count > MOST_LINES or self._heard > TALK_CAP:
            raise NetFault(Reason.PROTOCOL, "it says more than anybody would listen to")
        self._last = self._buffer[:end].rstrip(b"\r").decode("utf-8", "replace")
        del self._buffer[: end + 1]
        return self._last

    def unfit(self, reason: Reason, expected: str) -> NetFault:
        """The fault that the line last received is."""
        return NetFault(reason, f"it says {_shown(self._last)}, expected {expected}")

    def _ended(self) -> str:
        if self._buffer:
            return f"the connection ended in the middle of {_shown(self._buffer.decode(errors='replace'))}"
        if self._count:
            return f"the connection ended after {_shown(self._last)}"
        return "the connection ended without a word"


def _shown(text: str) -> str:
    return repr(text[:_SHOWN])
