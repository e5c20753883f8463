"""What single values of checks.yaml may look like."""

import re
import unicodedata
import zoneinfo
from datetime import date
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, Strict, WithJsonSchema

from statusgen.config.wording import wrong
from statusgen.domain.durations import parse_duration
from statusgen.domain.ids import ID_PATTERN, LONGEST_ID, is_id, slugify
from statusgen.domain.url import parse_endpoint
from statusgen.located import suggest

_LONGEST_DURATION_S = 3660 * 86400.0
_MIN_CONTRAST = 3.0


def _read_text(value: object) -> str:
    """Numbers are text as well: they are numbers only where writing them gives what was written."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise wrong("must be text", "put it in quotes" if isinstance(value, bool) else "")
    if not value.strip():
        raise wrong("must not be empty")
    for character in value:
        if character not in "\n\t" and unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp"):
            raise wrong(f"the control character U+{ord(character):04X} is not allowed")
    return value.strip()


def _read_line(value: object) -> str:
    text = _read_text(value)
    if "\n" in text:
        raise wrong("must be a single line")
    return text


def _read_id(value: object) -> str:
    text = _read_text(value)
    if not is_id(text):
        shown = text if len(text) <= 80 else text[:80] + "…"
        near = slugify(text)
        hint = f"'{near}' would do" if near else ""
        raise wrong(f"'{shown}' is no id: use a-z, 0-9 and -, at most {LONGEST_ID}", hint, kind="bad_id")
    return text


def _read_duration(value: object) -> float:
    seconds = parse_duration(value)
    if seconds > _LONGEST_DURATION_S:
        raise wrong("must be at most 10 years")
    return seconds


def _read_span(value: object) -> float:
    seconds = _read_duration(value)
    if seconds <= 0:
        raise wrong("must be longer than nothing")
    return seconds


def _read_keeping(value: object) -> float:
    seconds = _read_duration(value)
    if seconds < 86400:
        raise wrong("must be at least 1d")
    return seconds


def _read_interval(value: object) -> float:
    seconds = _read_duration(value)
    if seconds < 1:
        raise wrong("must be at least 1s")
    return seconds


def _read_date(value: object) -> date:
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise wrong(f"'{value}' is not in the calendar") from None
    raise wrong("must be a date such as 2026-12-25")


def _read_zone(value: object) -> zoneinfo.ZoneInfo:
    name = _read_line(value)
    try:
        return zoneinfo.ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise wrong(f"unknown timezone '{name[:80]}'", _suggest_zone(name)) from None


def _suggest_zone(name: str) -> str:
    zones = sorted(zoneinfo.available_timezones())
    city = [zone for zone in zones if zone.rpartition("/")[2].lower() == name.lower()]
    return (
        f"did you mean '{city[0]}'?"
        if city
        else suggest(name, zones, likeness=0.75) or "write it as Europe/Dublin"
    )


def _check_address(text: str, schemes: tuple[str, ...]) -> str:
    """An address that a browser can open, without credentials in it."""
    example = "https://example.com/"
    if re.search(r"\s", text):
        raise wrong("an address has no spaces")
    try:
        parts = urlsplit(text)
        host = parts.hostname
        _ = parts.port
    except ValueError:
        raise wrong(f"is not an address such as {example}") from None
    if parts.scheme not in schemes:
        raise wrong(
            f"must begin with {' or '.join(f'{scheme}:' for scheme in schemes)}", f"such as {example}"
        )
    if parts.scheme in ("http", "https") and not host:
        raise wrong(f"is not an address such as {example}")
    if "@" in parts.netloc:
        raise wrong("an address that readers see must not hold a user name, a password or a token")
    return text


def _read_web_address(value: object) -> str:
    return _check_address(_read_line(value), ("https", "http"))


def _read_control(value: object) -> str:
    text = _read_line(value)
    if text[:4].lower() != "tcp:":
        return _check_address(text, ("https", "http", "tcp"))
    try:
        parse_endpoint(text.removeprefix("tcp://") if text.startswith("tcp://") else "")
    except ValueError:
        raise wrong("is not an address such as tcp://mx.example.net:25") from None
    return text


def _read_link(value: object) -> str:
    return _check_address(_read_line(value), ("https", "http", "mailto", "tel"))


def _read_site_address(value: object) -> str:
    text = _read_web_address(value)
    if "?" in text or "#" in text:
        raise wrong("the site's address has no '?' and no '#'")
    return text if text.endswith("/") else text + "/"


def _read_email(value: object) -> str:
    text = _read_line(value).removeprefix("mailto:")
    if not re.fullmatch(r"[^@\s<>\"]+@[^@\s<>\"]+", text):
        raise wrong("must be a mail address such as support@example.com")
    return text


def _read_language(value: object) -> str:
    text = _read_line(value)
    if not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", text):
        raise wrong("must be a language tag such as en, de or pt-BR")
    return text


def _read_file_name(value: object) -> str:
    text = _read_line(value)
    if "://" in text or "\\" in text:
        raise wrong("must be a file beside checks.yaml", "such as logo.svg")
    return text


def _read_accent(value: object) -> str:
    if value is None:
        raise wrong("must be a colour in quotes", "a bare # begins a comment")
    text = _read_line(value).lower()
    if re.fullmatch(r"#[0-9a-f]{3}", text):
        text = "#" + "".join(digit * 2 for digit in text[1:])
    if not re.fullmatch(r"#[0-9a-f]{6}", text):
        raise wrong('must be a colour such as "#0b5fff"')
    ratio = contrast_on_white(text)
    if ratio < _MIN_CONTRAST:
        message = (
            f"contrast with white is {ratio:.1f} : 1, and {_MIN_CONTRAST:g} : 1 is the least that can be read"
        )
        raise wrong(message, "choose a darker colour", kind="low_contrast")
    return text


def contrast_on_white(colour: str) -> float:
    """Contrast ratio of `#rrggbb` with white: WCAG 2.2, "relative luminance" and "contrast ratio"."""
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def _read_store(value: object) -> str:
    text = _read_line(value)
    scheme = text.partition("://")[0] if "://" in text else ""
    if scheme not in ("", "s3", "gs", "az"):
        raise wrong("must be a folder beside checks.yaml, or begin with s3://, gs:// or az://")
    return _without_credentials(text)


def _read_destination(value: object) -> str:
    text = _read_line(value)
    scheme = text.partition("://")[0] if "://" in text else ""
    if scheme not in ("", "s3", "gs", "az") and not text.startswith("git+"):
        raise wrong("must be a folder, or begin with s3://, gs://, az:// or git+")
    return _without_credentials(text)


def _without_credentials(text: str) -> str:
    """What stands before an `@` may be a token; only to ssh it is a name and nothing else."""
    scheme, is_url, rest = text.removeprefix("git+").partition("://")
    userinfo, has_userinfo, _ = re.split(r"[/?#]", rest, maxsplit=1)[0].rpartition("@")
    if is_url and has_userinfo and (":" in userinfo or not scheme.lower().endswith("ssh")):
        raise wrong(
            "an address here must not hold a password or a token",
            "git's credential helper, or the cloud's own settings, keep them",
        )
    return text


def _read_quorum(value: object) -> int | None:
    if value == "majority":
        return None
    if isinstance(value, int) and not isinstance(value, bool) and value >= 1:
        return value
    raise wrong("must be 'majority' or a number of locations")


def _schema(**schema: Any) -> WithJsonSchema:
    return WithJsonSchema(schema)


_DURATION = _schema(type="string", pattern=r"^[0-9]+(\.[0-9]+)?(ms|s|m|h|d)$")

Flag = Annotated[bool, Strict()]
Count = Annotated[int, Strict(), Field(ge=1, le=1_000_000)]
InARow = Annotated[int, Strict(), Field(ge=1, le=20)]
Share = Annotated[float, Strict(), Field(ge=0, le=1)]
Line = Annotated[str, BeforeValidator(_read_line), _schema(type=["string", "number"])]
Prose = Annotated[str, BeforeValidator(_read_text), _schema(type=["string", "number"])]
Id = Annotated[str, BeforeValidator(_read_id), _schema(type=["string", "integer"], pattern=f"^{ID_PATTERN}$")]
Duration = Annotated[float, BeforeValidator(_read_duration), _DURATION]
Span = Annotated[float, BeforeValidator(_read_span), _DURATION]
Interval = Annotated[float, BeforeValidator(_read_interval), _DURATION]
Keeping = Annotated[float, BeforeValidator(_read_keeping), _DURATION]
Date = Annotated[date, BeforeValidator(_read_date), _schema(type="string", format="date")]
Zone = Annotated[zoneinfo.ZoneInfo, BeforeValidator(_read_zone), _schema(type="string")]
WebAddress = Annotated[str, BeforeValidator(_read_web_address), _schema(type="string", pattern="^https?://")]
ControlAddress = Annotated[
    str, BeforeValidator(_read_control), _schema(type="string", pattern="^(https?://|tcp://[^/]+:[0-9]+$)")
]
SiteAddress = Annotated[
    str, BeforeValidator(_read_site_address), _schema(type="string", pattern="^https?://")
]
LinkAddress = Annotated[
    str, BeforeValidator(_read_link), _schema(type="string", pattern="^(https?://|mailto:|tel:)")
]
Email = Annotated[str, BeforeValidator(_read_email), _schema(type="string", pattern="@")]
Language = Annotated[
    str, BeforeValidator(_read_language), _schema(type="string", pattern="^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")
]
FileName = Annotated[str, BeforeValidator(_read_file_name), _schema(type="string")]
Accent = Annotated[
    str | None,
    BeforeValidator(_read_accent),
    _schema(type="string", pattern="^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$"),
]
StoreAddress = Annotated[str, BeforeValidator(_read_store), _schema(type="string")]
Destination = Annotated[str, BeforeValidator(_read_destination), _schema(type="string")]
Quorum = Annotated[
    int | None,
    BeforeValidator(_read_quorum),
    _schema(anyOf=[{"const": "majority"}, {"type": "integer", "minimum": 1}]),
]
