"""The health service of gRPC, on the wire.

The service: https://github.com/grpc/grpc/blob/master/doc/health-checking.md; how a call is put in HTTP/2:
https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md; how its two messages are encoded, each with a
single field of number 1: https://protobuf.dev/programming-guides/encoding/.
"""

from collections.abc import Iterator

PATH = "/grpc.health.v1.Health/Check"

SERVING = "SERVING"
_HEALTH = ("UNKNOWN", SERVING, "NOT_SERVING", "SERVICE_UNKNOWN")
_CODES = (
    "OK",
    "CANCELLED",
    "UNKNOWN",
    "INVALID_ARGUMENT",
    "DEADLINE_EXCEEDED",
    "NOT_FOUND",
    "ALREADY_EXISTS",
    "PERMISSION_DENIED",
    "RESOURCE_EXHAUSTED",
    "FAILED_PRECONDITION",
    "ABORTED",
    "OUT_OF_RANGE",
    "UNIMPLEMENTED",
    "INTERNAL",
    "UNAVAILABLE",
    "DATA_LOSS",
    "UNAUTHENTICATED",
)
_PREFIX = 5  # one byte whether it is compressed, four for its length
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5  # types of fields


def code_name(text: str) -> str:
    """What a grpc-status means: OK, UNAVAILABLE, …; ValueError if it is none."""
    if not (text.isascii() and text.isdigit() and int(text) < len(_CODES)):
        raise ValueError("no status of gRPC")
    return _CODES[int(text)]


def encode_request(service: str) -> bytes:
    """A HealthCheckRequest, ready to be sent; the empty service is the server as a whole."""
    name = service.encode()
    message = b"\x0a" + _varint(len(name)) + name if name else b""
    return b"\0" + len(message).to_bytes(4, "big") + message


def decode_response(body: bytes) -> str:
    """What a HealthCheckResponse says: SERVING, NOT_SERVING, …; ValueError if this is none."""
    message = body[_PREFIX:]
    if len(body) < _PREFIX or body[0] or int.from_bytes(body[1:_PREFIX], "big") != len(message):
        raise ValueError("not one message, or compressed without being asked")
    status = 0
    for number, value in _fields(message):
        if number == 1 and isinstance(value, int):
            status = value
    return _HEALTH[status] if status < len(_HEALTH) else f"status {status}"


def _varint(number: int) -> bytes:
    low, rest = number & 0x7F, number >> 7
    return bytes([low | 0x80]) + _varint(rest) if rest else bytes([low])


def _fields(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Number and value of each field; ValueError where the message ends too soon."""
    at = 0
    while at < len(message):
        tag, at = _read_varint(message, at)
        number, kind = tag >> 3, tag & 7
        if kind == _VARINT:
            value, at = _read_varint(message, at)
            yield number, value
            continue
        length = {_FIXED64: 8, _FIXED32: 4}.get(kind)
        if kind == _BYTES:
            length, at = _read_varint(message, at)
        if length is None or at + length > len(message):
            raise ValueError("not a message")
        yield number, message[at : at + length]
        at += length


def _read_varint(message: bytes, at: int) -> tuple[int, int]:
    """A number of at most ten bytes, and where what follows it begins."""
    number = 0
    for index, byte in enumerate(message[at : at + 10]):
        number |= (byte & 0x7F) << (7 * index)
        if byte < 0x80:
            return number, at + index + 1
    raise ValueError("not a number")
