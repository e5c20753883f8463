"""What the tests of checks.yaml share: small kinds of checks, and a way to load."""

from collections.abc import Callable
from typing import Annotated, ClassVar

import pytest
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from statusgen.config import Loaded, load_config


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


def _endpoint(text: str) -> str:
    if ":" not in text:
        raise ValueError("The target needs a port")
    return text


def _address(text: str) -> str:
    if "://" not in text and not text.startswith("$"):
        raise ValueError("The target is no address")
    return text


class HttpExpect(Strict):
    status: list[int | str] = ["2xx"]
    body_contains: str | None = None
    json_paths: dict[str, str | int] = Field(default_factory=dict, alias="json")


class HttpOptions(Strict):
    """Asks over HTTP."""

    target: Annotated[str, AfterValidator(_address)] = Field(description="Where to ask")
    method: str = "GET"
    headers: dict[str, str] = {}
    body: str = ""
    expect: HttpExpect = HttpExpect()


class TcpOptions(Strict):
    """Opens a connection."""

    target: Annotated[str, AfterValidator(_endpoint)]
    attempts: Annotated[int, Field(ge=1)] = 1


class DomainOptions(Strict):
    """Asks a registry, which does not like to be asked often."""

    usual_interval_s: ClassVar[float | None] = 86400

    target: str


class HeartbeatExpect(Strict):
    max_age: str


class HeartbeatOptions(Strict):
    """Reads a time, and must be told how old it may be."""

    target: str
    expect: HeartbeatExpect


KINDS: dict[str, type[BaseModel]] = {
    "http": HttpOptions,
    "tcp": TcpOptions,
    "domain": DomainOptions,
    "heartbeat": HeartbeatOptions,
}

Load = Callable[[str], Loaded]


@pytest.fixture
def load() -> Load:
    """Loads a text as checks.yaml."""
    return lambda text: load_config(text, "checks.yaml", kinds=KINDS)


@pytest.fixture
def kinds() -> dict[str, type[BaseModel]]:
    return KINDS
