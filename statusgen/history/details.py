"""The rest of a sample, of which only the newest one's is kept when its day is folded."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import Any, NamedTuple

from statusgen.domain.samples import Phases, Sample
from statusgen.history.states import State

PHASES = ("lookup", "connect", "tls", "first_byte")
_LONGEST_MS = 1e9


class Detail(NamedTuple):
    """A row of a day's summary, as it stands there: what is not so, or not known, is None."""

    tries: int = 1
    latency_ms: float | None = None
    lookup_ms: float | None = None
    connect_ms: float | None = None
    tls_ms: float | None = None
    first_byte_ms: float | None = None
    certificate_until: str | None = None
    busy: bool | None = None
    failing: Sequence[object] | None = None


def detail(raw: Mapping[str, Any]) -> Detail:
    """The rest of a sample, leniently: what is not as described is left out."""
    phases = raw.get("phases_ms")
    if not isinstance(phases, dict):
        phases = {}
    lookup_ms, connect_ms, tls_ms, first_byte_ms = (milliseconds(phases.get(phase)) for phase in PHASES)
    tries = raw.get("tries", 1)
    until = raw.get("certificate_until")
    failing = raw.get("failing")
    return Detail(
        tries=tries if type(tries) is int and tries > 0 else 1,
        latency_ms=milliseconds(raw.get("latency_ms")),
        lookup_ms=lookup_ms,
        connect_ms=connect_ms,
        tls_ms=tls_ms,
        first_byte_ms=first_byte_ms,
        certificate_until=until if isinstance(until, str) and _parsed(until) else None,
        busy=is_busy(raw) or None,
        failing=tuple(failing) or None if isinstance(failing, list) else None,
    )


def full_sample(check: str, state: State, rest: Detail) -> Sample:
    return Sample(
        check=check,
        component=state.component,
        outcome=state.outcome,
        terms=state.terms,
        reason=state.reason,
        tries=rest.tries,
        answered=state.answered,
        latency_ms=rest.latency_ms,
        phases=Phases(rest.lookup_ms, rest.connect_ms, rest.tls_ms, rest.first_byte_ms),
        certificate_until=_parsed(rest.certificate_until) if rest.certificate_until else None,
        busy=rest.busy is True,
        failing=tuple(_addresses(rest.failing)),
    )


def is_busy(raw: Mapping[str, Any]) -> bool:
    """Whether the prober was, when it took this sample."""
    return raw.get("busy") is True


def milliseconds(value: Any) -> float | None:
    """A duration in milliseconds; None for what is not one."""
    if type(value) in (int, float) and 0 <= value <= _LONGEST_MS:
        return float(value)
    return None


def _addresses(value: Any) -> Iterator[str]:
    """They may be shown, so nothing else may pass for one."""
    for text in value if isinstance(value, list | tuple) else ():
        try:
            yield str(ip_address(text if isinstance(text, str) else ""))
        except ValueError:
            continue


def _parsed(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
        return at.astimezone(UTC) if at.tzinfo else None
    except (ValueError, OverflowError):
        return None
