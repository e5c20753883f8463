"""Values that come from the environment and must never be seen again."""

import base64
import re
from collections.abc import Iterator, Mapping
from urllib.parse import quote, quote_plus

REFERENCE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
"""How checks.yaml names a secret: ${NAME}."""

REDACTED = "***"
_SHORTEST = 3


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
    yield from (value, value.strip(), quote(value, safe=""), quote(value), quote_plus(value))
    if not value.isascii():
        yield from _host_labels(value)
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        yield encode(value.encode()).decode().rstrip("=")
        for before in range(3):
            yield _inner(encode(b"." * before + value.encode()).decode(), before, len(value.encode()))


def _host_labels(value: str) -> Iterator[str]:
    try:
        yield value.encode("idna").decode()
    except UnicodeError:
        return


def _inner(encoded: str, before: int, length: int) -> str:
    """The characters that stand for the value alone, whatever stands before and behind it."""
    first, end = -(-before * 8 // 6), (before + length) * 8 // 6
    return encoded[first:end]
