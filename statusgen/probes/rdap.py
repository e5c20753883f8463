"""RDAP: who knows about a domain (RFC 9224), and what they say about it (RFC 9083)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from statusgen.domain.status import Reason
from statusgen.domain.url import Url
from statusgen.probes.json_path import NotJson, parse_json
from statusgen.probes.redirects import Policy, follow

if TYPE_CHECKING:
    from statusgen.net import Response
    from statusgen.probes.attempt import Attempt

BOOTSTRAP = "https://data.iana.org/rdap/dns.json"

_BOOTSTRAP_CAP = 1024 * 1024
_OBJECT_CAP = 256 * 1024
_MEDIA_TYPE = "application/rdap+json"
_FOUND, _NOT_FOUND = 200, 404


@dataclass(frozen=True, slots=True)
class Registration:
    """What a registry says: until when, in UTC, and in what states, by their names in EPP in lower case."""

    until: datetime | None = None
    states: frozenset[str] = frozenset()


async def fetch_service(name: str, attempt: "Attempt") -> str | None:
    """The base URL of the registry's RDAP, by IANA's list; None if it has none. Raises NetFault."""
    from statusgen.net import NetFault

    async def fetch() -> bytes:
        response = await _get(Url.parse(BOOTSTRAP), attempt, cap=_BOOTSTRAP_CAP)
        if response.status != _FOUND:
            raise NetFault(Reason.STATUS, f"{BOOTSTRAP} answers with status {response.status}")
        return response.body

    listed = await attempt.prober.shared.get(BOOTSTRAP, fetch)
    try:
        return service_for(name, listed)
    except NotJson as error:
        raise NetFault(Reason.PROTOCOL, f"{BOOTSTRAP}: {error}") from error


def service_for(name: str, listed: bytes) -> str | None:
    """The service of the longest listed suffix of the name, over TLS if that is a choice; raises NotJson."""
    labels = name.split(".")
    suffixes = {".".join(labels[start:]): start for start in range(len(labels))}
    best: tuple[int, list[str]] | None = None
    for suffix, urls in _services(parse_json(listed)):
        start = suffixes.get(suffix.lower())
        if start is not None and urls and (best is None or start < best[0]):
            best = start, urls
    return min(best[1], key=lambda url: not url.startswith("https:")) if best else None


def _services(document: object) -> Iterator[tuple[str, list[str]]]:
    services = document.get("services") if isinstance(document, dict) else None
    for service in services if isinstance(services, list) else []:
        match service:
            case [list(suffixes), list(urls), *_]:
                usable = [url for url in urls if isinstance(url, str) and url.startswith(("https:", "http:"))]
                yield from ((suffix, usable) for suffix in suffixes if isinstance(suffix, str))


async def fetch_registration(name: str, service: str, attempt: "Attempt") -> Registration | None:
    """What the service says about the name; None if it says that there is no such domain. Raises NetFault."""
    from statusgen.net import NetFault

    try:
        url = Url.parse(f"{service.rstrip('/')}/domain/{name}")
    except ValueError as error:
        raise NetFault(Reason.PROTOCOL, f"IANA lists an RDAP service whose address {error}") from None
    response = await _get(url, attempt, cap=_OBJECT_CAP)
    if response.status == _NOT_FOUND and _is_rdap(response):
        return None
    if response.status != _FOUND:
        raise NetFault(Reason.STATUS, f"{url.host} answers with status {response.status}")
    return read_registration(name, response.body)


async def _get(url: Url, attempt: "Attempt", *, cap: int) -> "Response":
    from statusgen.net import Request

    request = Request(url=url, headers=(("Accept", f"{_MEDIA_TYPE}, application/json"),), body_cap=cap)
    return await follow(
        request, attempt=attempt, policy=Policy(is_final=lambda status: status in (_FOUND, _NOT_FOUND))
    )


def _is_rdap(response: "Response") -> bool:
    """Whether it is the registry that speaks, and not whoever has its address now (RFC 7480, 5.3)."""
    if any(value.lower().startswith(_MEDIA_TYPE) for value in response.header("content-type")):
        return True
    try:
        document = parse_json(response.body)
    except NotJson:
        return False
    return isinstance(document, dict) and document.get("errorCode") == response.status


def read_registration(name: str, body: bytes) -> Registration:
    """The domain object; NetFault (protocol) if it is none, or another domain's."""
    from statusgen.net import NetFault

    try:
        document = parse_json(body)
    except NotJson as error:
        raise NetFault(Reason.PROTOCOL, f"the answer about {name} cannot be read: {error}") from error
    if not isinstance(document, dict) or document.get("objectClassName") != "domain":
        raise NetFault(Reason.PROTOCOL, f"the answer about {name} is not about a domain")
    said = document.get("ldhName", name)
    if not isinstance(said, str) or said.lower().rstrip(".") != name:
        raise NetFault(Reason.PROTOCOL, f"the answer about {name} is about another domain")
    ends = [instant for event in _objects(document.get("events")) if (instant := _end(event)) is not None]
    states = document.get("status")
    return Registration(
        until=max(ends, default=None),
        states=frozenset(_epp(state) for state in states if isinstance(state, str))
        if isinstance(states, list)
        else frozenset(),
    )


def _objects(value: object) -> list[dict[str, object]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _end(event: dict[str, object]) -> datetime | None:
    """The instant of an expiration (RFC 9083, 10.2.3); None for other events, and for what is no time."""
    written = event.get("eventDate")
    if event.get("eventAction") != "expiration" or not isinstance(written, str):
        return None
    try:
        instant = datetime.fromisoformat(written)
        return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _epp(state: str) -> str:
    """RDAP writes `client hold` (RFC 8056) for what EPP calls clientHold; some servers mix them up."""
    return state.replace(" ", "").lower()
