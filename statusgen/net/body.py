"""A response body that stays small whatever the peer sends."""

import zlib

from statusgen.domain.status import Reason
from statusgen.net.fault import NetFault

BODY_CAP = 256 * 1024
MOST_PIECES = 16 * 1024
"""Chunks, and members of gzip: each costs far more than its bytes, which may be one or none."""

_GZIP, _ZLIB, _RAW_DEFLATE = 31, 15, -15  # wbits of zlib.decompressobj
_GZIP_BEGINS = 0x1F  # RFC 1952, 2.3.1
_LONGEST_SHOWN = 40


class Body:
    """Collects at most `cap` bytes, counted after decoding.

    A peer that compresses although it was asked not to is understood (gzip and deflate, once);
    inflating is bounded too, so that a bomb costs no more memory than an honest page.
    """

    def __init__(self, content_encoding: str, *, cap: int = BODY_CAP) -> None:
        self._encoding = content_encoding.strip().lower()
        self._cap = cap
        self._data = bytearray()
        self._pieces = 0
        self._inflater: zlib._Decompress | None = None

    @property
    def truncated(self) -> bool:
        """There was more than the cap, or than anybody would put together."""
        return len(self._data) > self._cap or self._pieces > MOST_PIECES

    @property
    def data(self) -> bytes:
        return bytes(self._data[: self._cap])

    def add(self, chunk: bytes) -> bool:
        """Take a chunk as it came; False once nothing more is wanted. NetFault if it cannot be decoded."""
        self._pieces += 1
        if self._encoding in ("", "identity"):
            self._data += chunk[: self._room]
            return not self.truncated
        while chunk and not self.truncated:
            if self._is_whole:
                if not self._goes_on(chunk):
                    return False  # what follows would only pile up
                self._inflater = None
                self._pieces += 1
            chunk = self._inflate(chunk)
        return not self.truncated and not (self._is_whole and self._encoding == "deflate")

    def end(self) -> None:
        """Nothing more comes; NetFault if there should."""
        if self._inflater is not None and not self._inflater.eof and not self.truncated:
            raise NetFault(Reason.PROTOCOL, f"the {self._encoding} body ends too soon")

    @property
    def _room(self) -> int:
        return self._cap + 1 - len(self._data)  # one more than the cap tells "full" from "too much"

    @property
    def _is_whole(self) -> bool:
        return self._inflater is not None and self._inflater.eof

    def _goes_on(self, chunk: bytes) -> bool:
        """Whether another member follows (RFC 1952, 2.2), and not what belongs to nothing."""
        return self._encoding != "deflate" and chunk[0] == _GZIP_BEGINS

    def _inflate(self, chunk: bytes) -> bytes:
        """Take in what belongs to this member; the rest of the chunk."""
        try:
            if self._inflater is None:
                self._inflater = zlib.decompressobj(self._window(chunk))
            # What does not fit stays behind; then the body is full and nobody asks for it.
            self._data += self._inflater.decompress(chunk, self._room)
            return self._inflater.unused_data
        except zlib.error as error:
            raise NetFault(Reason.PROTOCOL, f"the {self._encoding} body cannot be decoded") from error

    def _window(self, chunk: bytes) -> int:
        if self._encoding in ("gzip", "x-gzip"):
            return _GZIP
        if self._encoding == "deflate":  # zlib's format by RFC 9110, raw deflate from some servers
            return _ZLIB if chunk[0] & 0x0F == 8 else _RAW_DEFLATE
        named = repr(self._encoding) if len(self._encoding) <= _LONGEST_SHOWN else "of a long name"
        raise NetFault(Reason.PROTOCOL, f"content encoding {named} was not asked for")
