"""A response body that stays small whatever the peer sends."""

import zlib

from statusgen.domain.status import Reason
from statusgen.net.fault import NetFault

BODY_CAP = 256 * 1024

_GZIP, _ZLIB, _RAW_DEFLATE = 31, 15, -15  # wbits of zlib.decompressobj


class Body:
    """Collects at most `cap` bytes, counted after decoding.

    A peer that compresses although it was asked not to is understood (gzip and deflate, once);
    inflating is bounded too, so that a bomb costs no more memory than an honest page.
    """

    def __init__(self, content_encoding: str, *, cap: int = BODY_CAP) -> None:
        self._encoding = content_encoding.strip().lower()
        self._cap = cap
        self._data = bytearray()
        self._inflater: zlib._Decompress | None = None

    @property
    def truncated(self) -> bool:
        """There was more than the cap."""
        return len(self._data) > self._cap

    @property
    def data(self) -> bytes:
        return bytes(self._data[: self._cap])

    def add(self, chunk: bytes) -> bool:
        """Take a chunk as it came; False once nothing more is wanted. NetFault if it cannot be decoded."""
        room = self._cap + 1 - len(self._data)  # one more than the cap tells "full" from "too much"
        if self._encoding in ("", "identity"):
            self._data += chunk[:room]
        else:
            self._data += self._inflate(chunk, room)
        ended = self._inflater is not None and self._inflater.eof  # what follows would only pile up in it
        return not self.truncated and not ended

    def _inflate(self, chunk: bytes, room: int) -> bytes:
        try:
            if self._inflater is None:
                self._inflater = zlib.decompressobj(self._window(chunk))
            # What does not fit in `room` stays behind; then the body is full and nobody asks for it.
            return self._inflater.decompress(chunk, room)
        except zlib.error as error:
            raise NetFault(Reason.PROTOCOL, f"the {self._encoding} body cannot be decoded") from error

    def _window(self, chunk: bytes) -> int:
        if self._encoding in ("gzip", "x-gzip"):
            return _GZIP
        if self._encoding == "deflate":  # zlib's format by RFC 9110, raw deflate from some servers
            return _ZLIB if chunk[0] & 0x0F == 8 else _RAW_DEFLATE
        raise NetFault(Reason.PROTOCOL, f"content encoding {self._encoding[:40]!r} was not asked for")
