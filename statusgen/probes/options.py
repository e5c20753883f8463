"""What the options of all kinds are made of: the types of values, and the models they share.

The messages of the ValueErrors raised here are shown to users after the place of the mistake.
"""

import re
from collections.abc import Callable
from functools import cache, partial
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Annotated, Any, ClassVar, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    WithJsonSchema,
    field_validator,
)

from statusgen.domain.config import Check
from statusgen.domain.durations import parse_duration
from statusgen.domain.samples import Counted
from statusgen.domain.secrets import REFERENCE
from statusgen.domain.url import parse_endpoint
from statusgen.probes.names import parse_resolver

MOST_ATTEMPTS = 20

_BEYOND_RE2 = re.compile(r"invalid perl operator: \(\?(?:[=!P>]|<[=!])|invalid escape sequence: \\[0-9k]")


class Model(BaseModel):
    """The base of everything a user may write in a check."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True, defer_build=True)


def as_text(value: object) -> object:
    """A number where text is meant is the text it looks like."""
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def as_items(value: object) -> object:
    """One value stands for a list of one."""
    return value if isinstance(value, list | tuple) else [value]


def _address(value: object) -> object:
    if not isinstance(value, str):
        raise ValueError("must be an IP address")
    try:
        return ip_address(value)
    except ValueError:
        raise ValueError(f"{value!r} is not an IP address") from None


@cache
def compiled(pattern: str) -> Any:
    """The pattern as google-re2 compiled it; ValueError, fit to be shown, for one that it refuses."""
    import re2

    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(pattern, options)
    except re2.error as error:
        raise ValueError(_why_refused(error.args[0].decode(errors="replace"))) from None


def _why_refused(said: str) -> str:
    """What RE2 says of a pattern, and what it stands for where that is not plain."""
    why = ""
    if _BEYOND_RE2.search(said):
        why = " (patterns run in linear time, so look-around and back-references are not supported)"
    elif "repetition size" in said:
        why = " (a part can be repeated 1000 times at most, all the repetitions around it counted)"
    return f"not a pattern that can be used here: {said}{why}"


def _some(items: tuple[object, ...]) -> tuple[object, ...]:
    """Said only of a list that is empty from the start, and not for want of items that can be used."""
    if not items:
        raise ValueError("must not be empty")
    return items


def _resolver(text: str) -> str:
    parse_resolver(text)
    return text


def _pattern(text: str) -> str:
    compiled(text)
    return text


def _seconds(value: object) -> float:
    seconds = parse_duration(value)
    if seconds <= 0:
        raise ValueError("must be longer than nothing")
    return seconds


Text = Annotated[str, BeforeValidator(as_text)]
Pattern = Annotated[Text, AfterValidator(_pattern)]
Seconds = Annotated[
    float,
    BeforeValidator(_seconds),
    WithJsonSchema({"type": "string", "pattern": r"^[0-9]+(\.[0-9]+)?(ms|s|m|h|d)$"}),
]
Resolver = Annotated[Text, AfterValidator(_resolver)]
IpAddress = Annotated[
    IPv4Address | IPv6Address, BeforeValidator(_address), WithJsonSchema({"type": "string"})
]


def checked_target(text: str, read: Callable[[str], object]) -> str:
    """The target as it was; ValueError, fit to be shown, if `read` refuses it.

    One with a secret in it is judged when that is known.
    """
    try:
        if not REFERENCE.search(text):
            read(text)
    except ValueError as error:
        raise ValueError(f"the target {error}") from None
    return text


class Options(Model):
    """What every kind of check understands: a target."""

    usual_interval_s: ClassVar[float | None] = None
    """How often to ask unless the check says so itself, and at most; None: as often as `probing` says."""

    target: str = Field(description="What is asked.")

    @property
    def name_server(self) -> tuple[str, int] | None:
        """Who is asked for the addresses of names, by address and port; None: as everybody else here."""
        return None

    @property
    def peers(self) -> tuple[str, ...]:
        """What those are called who are asked for one answer, one for each of the kind's `hosts`."""
        return ("",)

    @property
    def sees_certificate(self) -> bool:
        """Whether there may be one to look at; what kinds without TLS say does not matter."""
        return True

    @property
    def asks_several(self) -> bool:
        """Whether the runner asks several addresses, or several times, for one answer."""
        return False

    @property
    def sockets(self) -> int:
        """How many one asking holds at once: to look up A and AAAA of a name, then for a connection."""
        return 2

    @property
    def file(self) -> str | None:
        """The file that is read, from the folder of checks.yaml; None: none, or only secrets tell which."""
        return None


class LookupOptions(Options):
    """What every kind of check that looks up a name understands."""

    resolver: Resolver | None = Field(
        default=None, description="The name server that is asked for addresses instead of the system's."
    )

    @property
    def name_server(self) -> tuple[str, int] | None:
        return parse_resolver(self.resolver) if self.resolver else None


class HostOptions(LookupOptions):
    """What every kind of check that connects to a host understands."""

    every_address: StrictBool = Field(
        default=False, description="Ask every address that the name resolves to, not just one."
    )
    addresses: Annotated[tuple[IpAddress, ...], AfterValidator(_some)] = Field(
        default=(), description="Ask these addresses instead of what the name resolves to."
    )
    attempts: Annotated[StrictInt, Field(ge=1, le=MOST_ATTEMPTS)] = Field(
        default=1, description="Ask so many times per run, at once; some failing is partial."
    )
    show_addresses: StrictBool = Field(
        default=False, description="Let the page name the addresses that do not answer."
    )

    @property
    def counts(self) -> Counted:
        """What is counted where some answer and others do not."""
        if self.attempts > 1:
            return Counted.ATTEMPTS
        if self.every_address or self.addresses:
            return Counted.ADDRESSES
        return Counted.SERVERS if len(self.peers) > 1 else Counted.ATTEMPTS

    @property
    def asks_several(self) -> bool:
        return self.every_address or bool(self.addresses) or self.attempts > 1 or len(self.peers) > 1


SomeOptions = TypeVar("SomeOptions", bound=Options)


class EndpointOptions(HostOptions):
    """The options of a kind whose target is host:port."""

    usual_port: ClassVar[int | None] = None
    """What the port is if the target does not say; None: it must."""

    target: str = Field(description="host:port, or [address]:port for IPv6.")

    @field_validator("target")
    @classmethod
    def _is_endpoint(cls, text: str) -> str:
        return checked_target(text, partial(parse_endpoint, usual_port=cls.usual_port))


def options_of(check: Check, model: type[SomeOptions]) -> SomeOptions:
    """The check's options as its kind's own model; another type is a bug of whoever built the check."""
    if not isinstance(check.options, model):
        raise TypeError(f"check {check.id} has no {model.__name__}")
    return check.options
