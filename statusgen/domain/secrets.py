"""Values that come from the environment and must never be seen again."""

import base64
import re
from collections.abc import Mapping
from urllib.parse import quote

REFERENCE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
"""How checks.yaml names a secret: ${NAME}."""

REDACTED = "***"


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
        """The text without any value that was filled in, plain, percent-encoded or base64."""
        for value in sorted(self._seen, key=len, reverse=True):
            for form in (value, quote(value, safe=""), base64.b64encode(value.encode()).decode()):
                text = text.replace(form, REDACTED)
        return text
