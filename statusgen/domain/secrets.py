"""Values that come from the environment and must never be seen again."""

import base64
import re
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import quote, quote_plus

REFERENCE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
"""How checks.yaml names a secret: ${NAME}."""

REDACTED = "***"
_SHORTEST = 3
_SHORTEST_PART = 6  # of base64: fewer letters, in any case, are in many words


class MissingSecret(LookupError):
    """A secret is unset or empty: the check cannot be asked. The argument is its name."""


class Secrets:
    """Fills ${NAME} in texts, and remembers the values so that they can be taken out of any output."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._seen: set[str] = set()

    def __repr__(self) -> str:
        return f"Secrets({REDACTED})"

    def fill(self, text: str) -> str:
        """The text with every reference replaced; raises MissingSecret."""
        return REFERENCE.sub(self._value, text)

    def _value(self, match: re.Match[str]) -> str:
        name = match[1]
        value = self._environ.get(name, "")
        if not value.strip():
            raise MissingSecret(name)
        self._seen.add(value)
        return value

    def remember(self, text: str) -> None:
        """Another form of what was filled in, such as a basic authorization: not to be seen either."""
        self._seen.add(text)

    @property
    def seen(self) -> frozenset[str]:
        """Everything that must not be seen, in plain: for `remember` in another process."""
        return frozenset(self._seen)

    def redact(self, text: str) -> str:
        """The text without any value that was filled in, in whatever case and form it may have become.

        A value of one or two characters is no secret, and is in every text.
        """
        forms = {form for value in self._seen for form in _forms(value) if len(form) >= _SHORTEST}
        if not forms:
            return text
        longest_first = sorted(forms, key=lambda form: (-len(form), form))
        return re.sub("|".join(map(re.escape, longest_first)), REDACTED, text, flags=re.IGNORECASE)


def _forms(value: str) -> Iterator[str]:
    """Plain, as part of a URL, as a host name, and in base64, alone or in the midst of other text."""
    if len(value) < _SHORTEST:
        return
    raw = value.encode("utf-8", "surrogateescape")  # as the environment had it
    yield from (value, value.strip(), quote(raw, safe=""), quote(raw), quote_plus(raw))
    if not value.isascii():
        yield from _host_labels(value)
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        yield encode(raw).decode().rstrip("=")
        parts = (_inner(encode, before, raw) for before in range(3))
        yield from (part for part in parts if len(part) >= _SHORTEST_PART)


def _host_labels(value: str) -> Iterator[str]:
    try:
        yield value.encode("idna").decode()
    except UnicodeError:
        return


def _inner(encode: Callable[[bytes], bytes], before: int, value: bytes) -> str:
    """The characters that stand for the value alone if so many bytes stand before it."""
    first, end = -(-before * 8 // 6), (before + len(value)) * 8 // 6
    return encode(b"." * before + value).decode()[first:end]
