"""Times that programs write, found in whatever text they stand in."""

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from operator import itemgetter
from zoneinfo import ZoneInfo

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECONDS_FROM = 100_000_000_000  # as seconds: the year 5138
_BEGINNING = 64 * 1024  # characters: a longer search could be felt by other probes
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_UTC_NAMES = ("z", "ut", "utc", "gmt")
_ABBREVIATIONS = (
    "ACDT ACST ADT AEDT AEST AKDT AKST ART AST AWST BRT BST CAT CDT CEST CET CLT COT CST ChST EAT EDT EEST "
    "EET EST GST HDT HKT HST ICT IDT IST JST KST MDT MEST MET MSK MST MYT NDT NPT NST NZDT NZST PDT PET PHT "
    "PKT PST SAST SGT SST UYT VET WAT WEST WET WIB WIT WITA"
)
"""What tells a zone from another word after a time, such as INFO. But which one? IST is three."""
_AREAS = "Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific"

_DAY = r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}"
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})[a-z]{{0,6}}"
_CLOCK = r"(?P<hour>\d\d?):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d+)?+)?+"
_GAP = "[ \xa0\u202f]?"
_HALF = rf"(?:{_GAP}(?P<half>[ap]\.?m\b\.?))?+"
_OFFSET = r"(?:(?:utc|gmt)[+-]\d\d?|[+-]\d\d)(?::?\d\d)?"
_NAME = rf"(?-i:{'|'.join(_ABBREVIATIONS.split())}|(?:{_AREAS})/[A-Za-z_/-]{{1,40}}+)"
_ZONE = rf"(?P<zone>{_OFFSET}|{'|'.join(reversed(_UTC_NAMES))}|{_NAME})(?!\w)"
_TIME = rf"{_CLOCK}{_HALF}(?:{_GAP}[(\[]?{_ZONE})?+"
_TIME_AND_YEAR = rf"{_CLOCK}{_HALF}(?: (?P<zone>[a-z+-][\w:/+-]{{0,40}}+))?+ (?P<year>\d{{4}})"

_ISO = (
    r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)"
    rf"(?:(?:t|,? (?:at )?){_TIME}|(?!,? (?:at )?\d\d?[.:h]\d))"  # a date whose time cannot be read is none
)
_ISO_BASIC = (
    r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)t(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)"
    rf"(?:[.,]\d+)?+{_ZONE}?+"
)
_HTTP = rf"(?:{_DAY},? )?(?P<day>\d\d?)[ -]{_MONTH}[ -](?P<year>\d{{4}}|\d\d) {_TIME}"
_ASCTIME = rf"{_DAY} {_MONTH} {{1,2}}(?P<day>\d\d?) {_TIME_AND_YEAR}"
_BRITISH = rf"{_DAY} {{1,2}}(?P<day>\d\d?) {_MONTH} {_TIME_AND_YEAR}"
_UNIX = r"(?P<unix>\d{13}|\d{10})(?:\.\d+)?"

Fields = dict[str, str | None]


class UnknownZone(LookupError):
    """There is a time, but in what zone? The arguments are the time and its zone, both as written."""


def _form(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w.+-]){pattern}(?![\w+-]|[.:]\d)", re.IGNORECASE)


def _read_calendar(fields: Fields, usual: tzinfo) -> datetime:
    """ValueError if there is no such day or time; UnknownZone."""
    year, month = fields["year"] or "", (fields["month"] or "").lower()
    wall = datetime(
        _full_year(int(year)) if len(year) == 2 else int(year),
        int(month) if month.isdigit() else _MONTHS.index(month) + 1,
        int(fields["day"] or 0),
        _hour(int(fields["hour"] or 0), fields.get("half")),
        int(fields["minute"] or 0),
        min(int(fields["second"] or 0), 59),  # a leap second is as good as the one before it
        tzinfo=UTC,
    )
    return _placed(wall, fields["zone"], usual).astimezone(UTC)


def _read_unix(fields: Fields, _usual: tzinfo) -> datetime:
    return unix_time(int(fields["unix"] or 0))


_FORMS: tuple[tuple[re.Pattern[str], Callable[[Fields, tzinfo], datetime]], ...] = (
    (_form(_ISO), _read_calendar),  # RFC 3339 and what resembles it
    (_form(_ISO_BASIC), _read_calendar),
    (_form(_HTTP), _read_calendar),  # RFC 9110, 5.6.7, RFC 5322, 3.3, and what `date` writes in en_IE
    (_form(_ASCTIME), _read_calendar),  # what `date` writes in C and en_US
    (_form(_BRITISH), _read_calendar),  # and in en_GB
    (_form(_UNIX), _read_unix),
)


def first_time(text: str, usual: tzinfo = UTC) -> datetime | None:
    """The first time that stands in the beginning of the text, in UTC; a date alone is its beginning.

    One without a zone is in the `usual` one, and so is one with an abbreviation which that has then. Of
    others offsets are known, UTC by its names, and names such as Europe/Dublin; UnknownZone for the rest.
    """
    found: list[tuple[int, datetime | UnknownZone]] = []
    for pattern, read in _FORMS:
        for match in pattern.finditer(text, 0, _BEGINNING):
            try:
                found.append((match.start(), read(match.groupdict(), usual)))
            except UnknownZone as unknown:
                found.append((match.start(), UnknownZone(match[0], *unknown.args)))
            except (ValueError, OverflowError):
                continue
            break
    first = min(found, key=itemgetter(0))[1] if found else None
    if isinstance(first, UnknownZone):
        raise first
    return first


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
    return hour % 12 + (12 if half[0] in "pP" else 0)


def _placed(wall: datetime, zone: str | None, usual: tzinfo) -> datetime:
    """The time at which clocks of the zone show what those of UTC do at `wall`."""
    if zone is None:
        return wall.replace(tzinfo=usual)
    if zone.lower() in _UTC_NAMES:
        return wall
    if offset := re.fullmatch(r"(?:utc|gmt)?([+-])(\d\d?)(?::?(\d\d))?", zone, re.IGNORECASE):
        ahead = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
        return wall.replace(tzinfo=timezone(-ahead if offset[1] == "-" else ahead))
    for fold in (0, 1):
        local = wall.replace(tzinfo=usual, fold=fold)
        if local.tzname() == zone:
            return local
    if "/" in zone:
        with suppress(LookupError, ValueError, OSError):
            return wall.replace(tzinfo=ZoneInfo(zone))
    raise UnknownZone(zone)
