"""Times that programs write, found in whatever text they stand in."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECONDS_FROM = 100_000_000_000  # as seconds: the year 5138
_BEGINNING = 64 * 1024  # characters: a longer search could be felt by other probes
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_DAY = r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}"
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})"
_CLOCK = r"(?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d+)?)?"
_ZONE = r"(?P<zone>z|utc|gmt|[+-]\d\d(?::?\d\d)?)"

_ISO = rf"(?P<year>\d{{4}})-(?P<month>\d\d)-(?P<day>\d\d)(?:[t ]{_CLOCK}(?: ?{_ZONE})?)?"
_ISO_BASIC = (
    r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)t(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)"
    rf"(?:[.,]\d+)?{_ZONE}?"
)
_HTTP = rf"(?:{_DAY}, )?(?P<day>\d\d?)[ -]{_MONTH}[ -](?P<year>\d{{4}}|\d\d) {_CLOCK}(?: {_ZONE})?"
_ASCTIME = (
    rf"{_DAY} {_MONTH} {{1,2}}(?P<day>\d\d?) {_CLOCK}(?: (?P<half>[ap]m))?(?: {_ZONE})? (?P<year>\d{{4}})"
)
_UNIX = r"(?P<unix>\d{13}|\d{10})(?:\.\d+)?"

Fields = dict[str, str | None]


def _form(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w.+-]){pattern}(?![\w+-]|[.:]\d)", re.IGNORECASE)


def _read_calendar(fields: Fields) -> datetime:
    """ValueError if there is no such day or time."""
    year, month = fields["year"] or "", (fields["month"] or "").lower()
    return datetime(
        _full_year(int(year)) if len(year) == 2 else int(year),
        int(month) if month.isdigit() else _MONTHS.index(month) + 1,
        int(fields["day"] or 0),
        _hour(int(fields["hour"] or 0), fields.get("half")),
        int(fields["minute"] or 0),
        min(int(fields["second"] or 0), 59),  # a leap second is as good as the one before it
        tzinfo=_zone(fields["zone"]),
    ).astimezone(UTC)


def _read_unix(fields: Fields) -> datetime:
    return unix_time(int(fields["unix"] or 0))


_FORMS: tuple[tuple[re.Pattern[str], Callable[[Fields], datetime]], ...] = (
    (_form(_ISO), _read_calendar),  # RFC 3339 and what resembles it
    (_form(_ISO_BASIC), _read_calendar),
    (_form(_HTTP), _read_calendar),  # RFC 9110, 5.6.7, and RFC 5322, 3.3
    (_form(_ASCTIME), _read_calendar),  # what `date` writes
    (_form(_UNIX), _read_unix),
)


def first_time(text: str) -> datetime | None:
    """The first time that stands in the beginning of the text, in UTC; one without a zone is in UTC.

    A date alone is its beginning. Of zones only offsets are known, and UTC by its names.
    """
    found: list[tuple[int, datetime]] = []
    for pattern, read in _FORMS:
        for match in pattern.finditer(text, 0, _BEGINNING):
            try:
                found.append((match.start(), read(match.groupdict())))
            except (ValueError, OverflowError):
                continue
            break
    return min(found)[1] if found else None


def unix_time(number: float) -> datetime:
    """Seconds or milliseconds since 1970, told apart by size; ValueError or OverflowError beyond reason."""
    seconds = number / 1000 if abs(number) >= _MILLISECONDS_FROM else number
    return _EPOCH + timedelta(seconds=seconds)


def _full_year(two_digits: int) -> int:
    return two_digits + (1900 if two_digits >= 70 else 2000)


def _hour(hour: int, half: str | None) -> int:
    if half is None:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError("not on a clock of twelve hours")
    return hour % 12 + (12 if half.lower() == "pm" else 0)


def _zone(text: str | None) -> timezone:
    if text is None or text[0] not in "+-":
        return UTC
    offset = timedelta(hours=int(text[1:3]), minutes=int(text[3:].lstrip(":") or 0))
    return timezone(-offset if text[0] == "-" else offset)
