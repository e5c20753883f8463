"""Opening hours: `monday-friday: "09:00-12:00, 13:00-18:00"`, or `always`."""

import re
from datetime import time
from difflib import get_close_matches
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator

from statusgen.config.values import Date, Zone
from statusgen.config.wording import wrong
from statusgen.located import suggest

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SPAN = re.compile(r"([0-9]{2}):([0-9]{2})\s*[-–]\s*([0-9]{2}):([0-9]{2})")
_SHORT = {day[:letters]: day for day in DAYS for letters in (2, 3)}
_OTHER_NAMES = {**_SHORT, "weekdays": "monday-friday", "weekend": "saturday-sunday"}
_DAY_PATTERN = f"^({'|'.join(DAYS)})(-({'|'.join(DAYS)}))?$"

Weekdays = tuple[int, ...]
Opening = tuple[time, time]


def _read_days(value: object) -> Weekdays:
    """`monday` or `friday-monday`, as numbers from Monday, 0."""
    text = str(value)
    first, _, last = text.partition("-")
    if first not in DAYS or (last or first) not in DAYS:
        raise wrong(f"unknown key '{text}'", _suggest_days(text), kind="unknown_key")
    start, end = DAYS.index(first), DAYS.index(last or first)
    return tuple((start + step) % 7 for step in range((end - start) % 7 + 1))


def _suggest_days(text: str) -> str:
    """For `mon-fri` as for `monday-fryday`: each of its ends is looked for by itself."""
    ends = [_day_like(end) for end in re.split(r"\s*[-–]\s*", text)]
    if len(ends) == 2 and all(ends):
        return f"did you mean '{ends[0]}-{ends[1]}'?"
    return suggest(text, [*DAYS, "timezone", "closed"], also=_OTHER_NAMES)


def _day_like(text: str) -> str:
    lower = text.lower()
    return _SHORT.get(lower) or next(iter(get_close_matches(lower, DAYS, n=1)), "")


def _read_openings(value: object) -> tuple[Opening, ...]:
    """The spans of one day, in order; none for `closed`."""
    if value == "closed":
        return ()
    matches = (
        [_SPAN.fullmatch(part.strip()) for part in value.split(",")] if isinstance(value, str) else [None]
    )
    spans = tuple((_clock(match[1], match[2]), _clock(match[3], match[4])) for match in matches if match)
    if len(spans) < len(matches):
        raise wrong('must be times such as "09:00-18:00" or "09:00-12:00, 13:00-18:00"')
    edges = [edge for span in spans for edge in span]
    if any(later <= earlier for earlier, later in pairwise(edges)):
        raise wrong("each time must be later than the one before it", "split what goes past midnight in two")
    return spans


def _clock(hour: str, minute: str) -> time:
    """24:00 is the last instant of the day."""
    if (hour, minute) == ("24", "00"):
        return time.max
    try:
        return time(int(hour), int(minute))
    except ValueError:
        raise wrong(f"'{hour}:{minute}' is no time of the day") from None


class HoursKeys(BaseModel):
    """Days and their openings, gathered from the keys that are neither `timezone` nor `closed`."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True, defer_build=True)

    always: Literal[True] | None = None
    timezone: Zone | None = None
    closed: list[Date] = Field(default_factory=list)
    days: dict[
        Annotated[Weekdays, BeforeValidator(_read_days)],
        Annotated[tuple[Opening, ...], BeforeValidator(_read_openings)],
    ] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _gather_days(cls, values: object) -> object:
        if values == "always":
            return {"always": True}
        if not isinstance(values, dict):
            raise wrong("must be 'always', or a table of days and times")
        days = {key: value for key, value in values.items() if key not in ("timezone", "closed")}
        return {key: values[key] for key in ("timezone", "closed") if key in values} | {"days": days}

    @model_validator(mode="after")
    def _no_day_twice(self) -> "HoursKeys":
        named = [day for days in self.days for day in days]
        twice = next((day for day in named if named.count(day) > 1), None)
        if twice is not None:
            raise wrong(f"{DAYS[twice]} is here twice")
        return self


HOURS_SCHEMA: dict[str, Any] = {
    "anyOf": [
        {"const": "always"},
        {
            "type": "object",
            "properties": {
                "timezone": {"type": "string", "description": "zone of these times; the site's if left out"},
                "closed": {"type": "array", "items": {"type": "string", "format": "date"}},
            },
            "patternProperties": {_DAY_PATTERN: {"type": "string"}},
            "additionalProperties": False,
        },
    ]
}
Hours = Annotated[HoursKeys, WithJsonSchema(HOURS_SCHEMA)]
