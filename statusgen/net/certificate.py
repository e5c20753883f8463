"""What TLS says about a peer's certificate."""

import ssl
from datetime import UTC, datetime

from statusgen.domain.status import Reason
from statusgen.net.fault import NetFault

# X.509 verification results: https://docs.openssl.org/3.0/man3/X509_STORE_CTX_get_error/
_EXPIRED = 10
_WRONG_NAME = (62, 64)  # X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH

_WORDS = {
    9: "the certificate is not valid yet",
    _EXPIRED: "the certificate has expired",
    18: "the certificate is self-signed",
    19: "the certificate's issuer is not trusted here",
    20: "the certificate's issuer is not known here, or a certificate of the chain is not sent",
    21: "the certificate's issuer is not known here, or a certificate of the chain is not sent",
    23: "the certificate has been revoked",
    **dict.fromkeys(_WRONG_NAME, "the certificate is for another name"),
}

_UTC_TIME, _GENERALIZED_TIME = 0x17, 0x18
_EXPLICIT_VERSION = 0xA0
_LONG_FORM = 0x80


def certificate_fault(error: ssl.SSLCertVerificationError) -> NetFault:
    """The fault that a refused certificate is, told apart by OpenSSL's own code."""
    reason = Reason.CERTIFICATE_UNTRUSTED
    if error.verify_code == _EXPIRED:
        reason = Reason.CERTIFICATE_EXPIRED
    elif error.verify_code in _WRONG_NAME:
        reason = Reason.CERTIFICATE_NAME
    said = (error.verify_message or "").rstrip(".")
    fallback = f"the certificate does not verify: {said[:1].lower()}{said[1:]}".rstrip(": ")
    return NetFault(reason, _WORDS.get(error.verify_code, fallback))


def valid_until(der: bytes) -> datetime | None:
    """notAfter of a DER certificate (RFC 5280, 4.1); None if it cannot be read.

    Read by hand because `getpeercert()` is empty when the certificate was not verified.
    """
    try:
        return _not_after(der)
    except (ValueError, IndexError):
        return None


def _not_after(der: bytes) -> datetime:
    _, certificate, _ = _element(der)
    _, body, _ = _element(certificate)
    if body[0] == _EXPLICIT_VERSION:
        _, _, body = _element(body)
    for _ in ("serialNumber", "signature", "issuer"):
        _, _, body = _element(body)
    _, validity, _ = _element(body)
    _, _, rest = _element(validity)
    tag, text, _ = _element(rest)
    return _time(tag, text.decode("ascii"))


def _element(data: bytes) -> tuple[int, bytes, bytes]:
    """One DER element: its tag, its content, and what follows it."""
    length, start = data[1], 2
    if length & _LONG_FORM:
        start += length & ~_LONG_FORM
        length = int.from_bytes(data[2:start], "big")
    return data[0], data[start : start + length], data[start + length :]


def _time(tag: int, text: str) -> datetime:
    if tag == _UTC_TIME:  # two digits of a year: 50 to 99 are 1950 to 1999
        text = ("19" if text[:2] >= "50" else "20") + text
    elif tag != _GENERALIZED_TIME:
        raise ValueError("not a time")
    if len(text) != len("YYYYMMDDhhmmssZ"):
        raise ValueError("neither seconds nor UTC may be missing")
    return datetime.fromisoformat(f"{text[:8]}T{text[8:]}").astimezone(UTC)
