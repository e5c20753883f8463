"""The file of one run: its name, its bytes, and what they say. docs/store.md describes it."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any, NamedTuple, NoReturn

from statusgen.domain.ids import ID_PATTERN, is_id
from statusgen.domain.samples import Controls, Run, Sample, Terms
from statusgen.domain.status import Outcome
from statusgen.errors import HistoryError
from statusgen.history.details import PHASES, milliseconds
from statusgen.history.states import STATE_KEYS, Damaged, State, States, plain_number

FORMAT = 1
_EPOCH = date(1970, 1, 1).toordinal()
_NAME = re.compile(
    rf"runs/(\d{{4}}-\d\d-\d\d)/([01]\d|2[0-3])([0-5]\d)([0-5]\d)Z-({ID_PATTERN})-([0-9a-f]{{12}})\.json",
    re.ASCII,
)
_MEASURED = {Outcome.UP, Outcome.DEGRADED, Outcome.PARTIAL}
_CONTROLS = {controls.value: controls for controls in Controls}


class RunName(NamedTuple):
    """`second` counts from the day's midnight UTC; `suffix` is the start of the content's sha256, in hex."""

    day: date
    second: int
    location: str
    suffix: str

    @property
    def start_s(self) -> int:
        """Seconds since 1970."""
        return (self.day.toordinal() - _EPOCH) * 86400 + self.second

    def __str__(self) -> str:
        minutes, seconds = divmod(self.second, 60)
        clock = f"{minutes // 60:02}{minutes % 60:02}{seconds:02}Z"
        return f"runs/{self.day.isoformat()}/{clock}-{self.location}-{self.suffix}.json"


Fact = tuple[str, State, float | None, Mapping[str, Any]]
"""A sample as it was read: its check, what it says, its latency in ms if that counts, and all of it."""


class RunFacts(NamedTuple):
    name: RunName
    lag_ms: float | None
    controls: Controls
    facts: tuple[Fact, ...]


def parse_run_name(name: str) -> RunName | None:
    """None if no run can be called that."""
    match = _NAME.fullmatch(name)
    if match is None:
        return None
    try:
        day = date.fromisoformat(match[1])
    except ValueError:
        return None
    second = int(match[2]) * 3600 + int(match[3]) * 60 + int(match[4])
    return RunName(day, second, match[5], match[6])


def name_run(run: Run, content: bytes) -> RunName:
    """The name under which `content`, the run's bytes, is stored; HistoryError for an impossible location."""
    if not is_id(run.location):
        raise HistoryError(f"location {run.location!r}: at most 64 of a-z, 0-9 and '-'")
    at = run.at.astimezone(UTC)
    second = at.hour * 3600 + at.minute * 60 + at.second
    return RunName(at.date(), second, run.location, _suffix(content))


def encode_run(run: Run) -> bytes:
    """The run as it is stored; what has its default value is left out."""
    entries: dict[str, object] = {
        "format": FORMAT,
        "at": _instant(run.at),
        "location": run.location,
        "statusgen": run.statusgen or None,
        "lag_ms": _rounded(run.lag_ms),
        "controls": None if run.controls is Controls.NONE else run.controls.value,
        "samples": [_sample_entries(sample) for sample in run.samples],
    }
    return json.dumps(_present(entries), separators=(",", ":"), allow_nan=False).encode() + b"\n"


def _sample_entries(sample: Sample) -> dict[str, object]:
    defaults = Terms(valid_for_s=sample.terms.valid_for_s)
    terms = sample.terms
    phases = {name: _rounded(getattr(sample.phases, name)) for name in PHASES}
    entries: dict[str, object] = {
        "check": sample.check,
        "component": sample.component,
        "valid_for_s": plain_number(terms.valid_for_s),
        "outcome": sample.outcome.value,
        "reason": sample.reason and sample.reason.value,
        "tries": sample.tries,
        "answered": sample.answered,
        "latency_ms": _rounded(sample.latency_ms),
        "phases_ms": _present(phases) or None,
        "certificate_until": sample.certificate_until and _instant(sample.certificate_until),
        "busy": sample.busy or None,
        "failing": sample.failing or None,
        "worst": None if terms.worst is defaults.worst else terms.worst.value,
        "quorum": terms.quorum,
        "minority": None if terms.minority is defaults.minority else terms.minority.value,
        "down_after": None if terms.down_after == defaults.down_after else terms.down_after,
        "up_after": None if terms.up_after == defaults.up_after else terms.up_after,
    }
    return _present(entries)


def decode_run(name: RunName, content: bytes, states: States) -> RunFacts:
    """What the file says; Damaged if it is not what was written under this name.

    HistoryError if a newer version wrote it. A check that is in it twice counts once, by its worse outcome.
    """
    if _suffix(content) != name.suffix:
        raise Damaged("its content does not match the checksum in its name")
    try:
        document = _DECODER.decode(content.decode())
        _refuse_newer(name, document["format"])
        if document["at"] != _start(name) or document["location"] != name.location:
            raise Damaged("its time or location does not match its name")
        facts = _facts(document["samples"], states)
        controls = _CONTROLS[document.get("controls", Controls.NONE.value)]
        return RunFacts(name, milliseconds(document.get("lag_ms")), controls, facts)
    except Damaged:
        raise
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise Damaged(f"not a run: {error!r:.200}") from error


def _facts(samples: Iterable[Mapping[str, Any]], states: States) -> tuple[Fact, ...]:
    facts: dict[str, Fact] = {}
    for raw in samples:
        state = states.of(tuple(map(raw.get, STATE_KEYS)))
        check = raw["check"]
        latency_ms = raw.get("latency_ms")
        if latency_ms is not None:
            latency_ms = milliseconds(latency_ms) if state.outcome in _MEASURED else None
        if check not in facts or badness(state.outcome) > badness(facts[check][1].outcome):
            facts[check] = (check, state, latency_ms, raw)
    states.know_checks(facts.keys())
    return tuple(facts.values())


def badness(outcome: Outcome) -> int:
    """Of two samples of one check, place and second the worse counts, and any over unknown."""
    return _BADNESS[outcome]


_BADNESS = {Outcome.UNKNOWN: 0, Outcome.UP: 1, Outcome.DEGRADED: 2, Outcome.PARTIAL: 3, Outcome.DOWN: 4}


def _refuse_newer(name: RunName, found: object) -> None:
    if type(found) is not int or found < 1:
        raise Damaged("its format is not a number")
    if found > FORMAT:
        raise HistoryError(
            f"{name}: has format {found}, and this version reads formats up to {FORMAT}: upgrade statusgen"
        )


def _suffix(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]


def _start(name: RunName) -> str:
    minutes, seconds = divmod(name.second, 60)
    return f"{name.day.isoformat()}T{minutes // 60:02}:{minutes % 60:02}:{seconds:02}Z"


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _rounded(value: float | None) -> float | None:
    """Ten microseconds are as fine as anybody's clock is worth."""
    return None if value is None else round(value, 2)


def _present(entries: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in entries.items() if value is not None}


def _refuse_constant(text: str) -> NoReturn:
    raise Damaged(f"{text} is not JSON")


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant)
