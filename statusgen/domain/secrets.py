"""Values that come from the environment and must never be seen again."""

import re
from collections.abc import Callable, Mapping

from statusgen.domain.redaction import Redactor

REFERENCE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
"""How checks.yaml names a secret: ${NAME}."""

BROKEN_REFERENCE = re.compile(rf"(?!{REFERENCE.pattern})\$\{{")
"""What begins like one and is none: `${NAME`, `${A-B}`, `${}`."""


class MissingSecret(LookupError):
    """A secret is unset or empty: the check cannot be asked. The argument is its name."""


class Secrets:
    """Fills ${NAME} in texts, and remembers the values so that they can be taken out of any output."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._seen: set[str] = set()
        self._redactor: Redactor | None = None

    def __repr__(self) -> str:
        return "Secrets(***)"

    def fill(self, text: str, *, encode: Callable[[str], str] = str) -> str:
        """The text with every reference replaced by its value, encoded; raises MissingSecret."""
        return REFERENCE.sub(lambda match: encode(self._value(match)), text)

    def _value(self, match: re.Match[str]) -> str:
        name = match[1]
        value = self._environ.get(name, "")
        if not value.strip():
            raise MissingSecret(name)
        self.remember(value)
        return value

    def remember(self, text: str) -> None:
        """Another form of what was filled in, such as a basic authorization: not to be seen either."""
        if text not in self._seen:
            self._seen.add(text)
            self._redactor = None

    def remember_host(self, host: str) -> None:
        """A host that a secret is a part of: beyond ASCII, its labels are no more like the secret."""
        for label in host.split("."):
            if label.startswith("xn--"):
                self.remember(label)

    @property
    def seen(self) -> frozenset[str]:
        """Everything that must not be seen, in plain: for `remember` in another process."""
        return frozenset(self._seen)

    def redact(self, text: str) -> str:
        """The text without any value that was filled in, in whatever case and form it may have become.

        A value of one or two characters is no secret, and is in every text.
        """
        if not self._seen:
            return text
        if self._redactor is None:
            self._redactor = Redactor(self._seen)
        return self._redactor.redact(text)
