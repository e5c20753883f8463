"""What an HTTP response must be."""

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from statusgen.domain.status import Reason
from statusgen.probes.expect import CertifiedExpect, TimedExpect
from statusgen.probes.headers import ExpectedHeaders
from statusgen.probes.json_path import (
    JsonExpectation,
    NotJson,
    Quote,
    parse_comparison,
    parse_json,
    parse_path,
)
from statusgen.probes.options import Pattern, Text, as_items, as_text, compiled
from statusgen.probes.wildcard import matches

if TYPE_CHECKING:
    from statusgen.net import Response

_CLASSES = ("1xx", "2xx", "3xx", "4xx", "5xx")
_WORDS: Mapping[object, str] = {True: "true", False: "false", None: "null"}

Trouble = tuple[Reason, str]
"""Why a response is not what was expected, and the detail for the log."""


def _status(value: object) -> object:
    if value in _CLASSES or (type(value) is int and 100 <= value <= 599):
        return value
    raise ValueError("a status is a number from 100 to 599, or a class such as 2xx")


def _operand(value: object) -> object:
    """YAML's own true, false and null are JSON's."""
    return _WORDS[value] if value is None or isinstance(value, bool) else as_text(value)


def _path(text: str) -> str:
    parse_path(text)
    return text


def _comparison(text: str) -> str:
    parse_comparison(text)
    return text


_STATUS_SCHEMA: dict[str, Any] = {
    "anyOf": [{"type": "integer", "minimum": 100, "maximum": 599}, {"enum": list(_CLASSES)}]
}

Status = Annotated[int | str, BeforeValidator(_status)]
Statuses = Annotated[
    tuple[Status, ...],
    BeforeValidator(as_items),
    Field(min_length=1),
    WithJsonSchema(
        {"anyOf": [*_STATUS_SCHEMA["anyOf"], {"type": "array", "items": _STATUS_SCHEMA, "minItems": 1}]}
    ),
]
JsonPath = Annotated[str, AfterValidator(_path)]
Comparison = Annotated[
    str,
    BeforeValidator(_operand),
    AfterValidator(_comparison),
    WithJsonSchema({"type": ["string", "number", "boolean", "null"]}),
]


class HttpExpect(TimedExpect, CertifiedExpect):
    status: Statuses = Field(default=("2xx",), description="Numbers, or classes such as 3xx; one, or a list.")
    body_contains: Text | None = Field(default=None, description="This text is in the body.")
    body_matches: Pattern | None = Field(
        default=None, description="This pattern (RE2 syntax) is found in the body."
    )
    json_paths: dict[JsonPath, Comparison] = Field(
        default={}, alias="json", description="Paths in the JSON body, and what is true of the value there."
    )
    header: ExpectedHeaders = Field(
        default={}, description="Response headers, and their values; * stands for anything."
    )

    @cached_property
    def _json_expectations(self) -> tuple[JsonExpectation, ...]:
        return tuple(JsonExpectation.parse(path, text) for path, text in self.json_paths.items())

    def lists(self, status: int) -> bool:
        """Whether the status is one of the expected ones."""
        return status in self.status or f"{status // 100}xx" in self.status

    def trouble(self, response: "Response", *, quote: Quote) -> Trouble | None:
        """The first thing that is not as expected; latency and certificate are judged elsewhere."""
        if not self.lists(response.status):
            return Reason.STATUS, f"status {response.status}"
        return (
            self._header_trouble(response, quote)
            or self._text_trouble(response)
            or self._json_trouble(response, quote)
        )

    def _header_trouble(self, response: "Response", quote: Quote) -> Trouble | None:
        for name, pattern in self.header.items():
            values = response.header(name)
            if not any(matches(pattern, value) for value in values):
                said = quote(", ".join(values)) if values else "missing"
                return Reason.HEADER, f"header {name} is {said}, expected {pattern!r}"
        return None

    def _text_trouble(self, response: "Response") -> Trouble | None:
        if self.body_contains is None and self.body_matches is None:
            return None
        text = response.body.decode("utf-8", "replace")
        read = f" (read {len(response.body) // 1024} KiB of it)" if response.truncated else ""
        if self.body_contains is not None and self.body_contains not in text:
            return Reason.BODY, f"the body does not contain {self.body_contains!r}{read}"
        if self.body_matches is not None and not compiled(self.body_matches).search(text):
            return Reason.BODY, f"the body does not match {self.body_matches!r}{read}"
        return None

    def _json_trouble(self, response: "Response", quote: Quote) -> Trouble | None:
        if not self._json_expectations:
            return None
        try:
            document = parse_json(response.body)
        except NotJson as error:
            longer = f", or longer than {len(response.body) // 1024} KiB" if response.truncated else ""
            return Reason.JSON, f"{error}{longer}"
        for expectation in self._json_expectations:
            if not expectation.holds(document):
                return Reason.JSON, f"not true of the body: {expectation.say(document, quote=quote)}"
        return None
