"""Request headers as users write them, and whether what is sent holds credentials."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Annotated

from pydantic import AfterValidator

from statusgen.domain.secrets import REFERENCE, Secrets
from statusgen.probes.options import Text

TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""A name of a header or a method: RFC 9110, 5.6.2."""

_CREDENTIALS = re.compile(r"authorization|cookie|token|secret|api-?key|x-auth", re.IGNORECASE)
_SHORTEST_CREDENTIAL = 8
_OURS = ("connection", "content-length", "transfer-encoding", "accept-encoding", "proxy-authorization")


def _token(name: str) -> str:
    if not TOKEN.fullmatch(name):
        raise ValueError(f"{name!r} is not a header name")
    return name


def _name(name: str) -> str:
    _token(name)
    if name.lower() in _OURS:
        raise ValueError(f"the header {name} is statusgen's own to set")
    return name


def _value(value: str) -> str:
    if not value.isprintable() or value != value.strip():
        raise ValueError("holds characters that a header must not")
    return value


def _each_once(headers: dict[str, str]) -> dict[str, str]:
    seen: set[str] = set()
    for name in headers:
        if name.lower() in seen:
            raise ValueError(f"'{name}' is here twice: in names of headers, capitals do not count")
        seen.add(name.lower())
    return headers


HeaderName = Annotated[str, AfterValidator(_name)]
HeaderValue = Annotated[Text, AfterValidator(_value)]
Headers = Annotated[dict[HeaderName, HeaderValue], AfterValidator(_each_once)]
ExpectedHeaders = Annotated[dict[Annotated[str, AfterValidator(_token)], Text], AfterValidator(_each_once)]


def forbid(*names: str) -> Callable[[dict[str, str]], dict[str, str]]:
    """Refuses headers that a kind sets itself, by name in small letters; `grpc-` is all that begin so."""
    beginnings = tuple(name for name in names if name.endswith("-"))

    def leave(headers: dict[str, str]) -> dict[str, str]:
        for name in headers:
            if name.lower() in names or name.lower().startswith(beginnings):
                raise ValueError(f"the header {name} is statusgen's own to set")
        return headers

    return leave


def fill_headers(headers: Mapping[str, str], secrets: Secrets) -> dict[str, str]:
    """The headers with their secrets filled in; raises MissingSecret.

    What their names call credentials is not to be seen, even if it stands in checks.yaml in plain.
    """
    filled = {name: secrets.fill(value) for name, value in headers.items()}
    for name, value in filled.items():
        if _CREDENTIALS.search(name):
            for credential in _credentials_in(value):
                secrets.remember(credential)
    return filled


def _credentials_in(value: str) -> Iterator[str]:
    """The value, what follows its scheme, and what each of its pairs says; a few letters are no secret."""
    pairs = (pair.partition("=")[2].strip() for pair in value.split(";"))
    for part in (value, value.partition(" ")[2], *pairs):
        if len(part) >= _SHORTEST_CREDENTIAL:
            yield part


def hold_credentials(headers: Iterable[str], texts: Iterable[str]) -> bool:
    """Whether headers of these names, or these texts, may be what lets us in.

    Then a refusal may be our own fault: an expired token is not their outage.
    """
    named = any(_CREDENTIALS.search(name) for name in headers)
    return named or any(REFERENCE.search(text) for text in texts)
