"""A gzip file that carries its own checksum, and is the same bytes for the same content.

The checksum (sha256 of all that follows it) is the extra field SG of the gzip header (RFC 1952, 2.3.1.1):
any gunzip reads the file, and no bit of it can turn unnoticed.
"""

import hashlib
import struct
import zlib

from statusgen.history.states import Damaged

_DIGEST_LENGTH = 32
_HEADER = (
    b"\x1f\x8b\x08"  # gzip, deflate
    b"\x04"  # there is an extra field; no name
    b"\0\0\0\0\x02\xff"  # no time; best compression; no system in particular
    + struct.pack("<H2sH", 4 + _DIGEST_LENGTH, b"SG", _DIGEST_LENGTH)
)


def seal(content: bytes) -> bytes:
    compressor = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    body = compressor.compress(content) + compressor.flush()
    body += struct.pack("<II", zlib.crc32(content), len(content) & 0xFFFFFFFF)
    return _HEADER + hashlib.sha256(body).digest() + body


def unseal(sealed: bytes) -> bytes:
    """Undo `seal`; Damaged if a single bit is not as it was."""
    start = len(_HEADER)
    digest, body = sealed[start : start + _DIGEST_LENGTH], sealed[start + _DIGEST_LENGTH :]
    if sealed[:start] != _HEADER or hashlib.sha256(body).digest() != digest:
        raise Damaged("its content does not match its checksum")
    try:
        return zlib.decompress(body[:-8], -zlib.MAX_WBITS)
    except zlib.error as error:
        raise Damaged("not a gzip file") from error
