"""heartbeat: a sign of life that bears a time, at a URL or in a file."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, StrictBool, model_validator

from statusgen.domain.config import Check
from statusgen.domain.secrets import REFERENCE, Secrets
from statusgen.domain.status import Reason
from statusgen.probes.answer import Answer
from statusgen.probes.expect import CertifiedExpect, TimedExpect
from statusgen.probes.headers import HeaderName
from statusgen.probes.http_expect import JsonPath
from statusgen.probes.json_path import NotJson, find_value, parse_json, parse_path
from statusgen.probes.judgement import judge_certificate, judge_latency, unexpected
from statusgen.probes.options import Pattern, Seconds, compiled, options_of
from statusgen.probes.probe import Misconfigured, Probe
from statusgen.probes.redirects import follow
from statusgen.probes.small_file import SmallFile, read_file
from statusgen.probes.stated_time import UnknownZone, first_time, unix_time
from statusgen.probes.web import PageOptions, first_host, make_request, parse_url, refusal, url_target

if TYPE_CHECKING:
    from statusgen.net import Response
    from statusgen.probes.attempt import Attempt

AHEAD = timedelta(minutes=10)
"""So far two clocks may differ; what is further in the future is no time at which anything happened."""

_SHARE = 0.9  # of the time that is left, for a file: then it is our own machine that does not answer
_PLACES = ("json", "matches", "header", "modified")
_OF_FILES = {"target", "json_path", "matches", "modified", "timezone", "expect"}


def _target(text: str) -> str:
    return url_target(text) if _is_url(text) else text


def _is_url(text: str) -> bool:
    return "://" in text


def _with_group(pattern: str) -> str:
    if compiled(pattern).groups != 1:
        raise ValueError("must have one group in parentheses, around the time")
    return pattern


def _timezone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (LookupError, ValueError, OSError):
        raise ValueError(f"{name[:80]!r} is not a time zone: write it as Europe/Dublin") from None


class HeartbeatExpect(TimedExpect, CertifiedExpect):
    max_age_s: Seconds = Field(alias="max_age", description="The age from which it is down.")


class HeartbeatOptions(PageOptions):
    """Reads a time from a URL or a file: when something happened last, which must not be too long ago."""

    target: Annotated[str, AfterValidator(_target)] = Field(
        description="An http:// or https:// URL, or the path of a file, from the folder of checks.yaml."
    )
    expect: HeartbeatExpect
    json_path: JsonPath | None = Field(default=None, alias="json", description="Where in JSON the time is.")
    matches: Annotated[Pattern, AfterValidator(_with_group)] | None = Field(
        default=None, description="A pattern whose only group matches the time."
    )
    header: HeaderName | None = Field(default=None, description="The response header that is the time.")
    modified: StrictBool = Field(default=False, description="Whether it is the time of the file itself.")
    timezone: Annotated[str, AfterValidator(_timezone)] | None = Field(
        default=None, description="The zone of times that are written without an offset; UTC unless given."
    )

    @model_validator(mode="after")
    def _know_the_place(self) -> Self:
        given = [key for key, value in zip(_PLACES, self._places, strict=True) if value]
        if len(given) > 1:
            raise ValueError(
                f"'{given[0]}' and '{given[1]}' exclude each other: the time stands in one place"
            )
        if REFERENCE.match(self.target):
            return self
        if _is_url(self.target) and self.modified:
            raise ValueError("'modified' is for files: for a URL, write header: Last-Modified")
        if not _is_url(self.target) and (foreign := sorted(self.model_fields_set - _OF_FILES)):
            raise ValueError(f"'{foreign[0]}' is for URLs, and this target is a file")
        return self

    @property
    def _places(self) -> tuple[object, ...]:
        return self.json_path, self.matches, self.header, self.modified

    @property
    def file(self) -> str | None:
        return None if _is_url(self.target) or REFERENCE.search(self.target) else self.target

    @property
    def place(self) -> str:
        """Where the time is looked for, in words."""
        if self.json_path is not None:
            return f"at {self.json_path}"
        if self.matches is not None:
            return f"by {self.matches!r}"
        return f"in the header {self.header}" if self.header is not None else "in the text"

    def find_time(self, content: bytes) -> datetime | None:
        """The time that stands in a body or a file; raises Misconfigured."""
        if self.json_path is not None:
            return self._time_in_json(content, parse_path(self.json_path))
        text = content.decode("utf-8", "replace")
        if self.matches is not None:
            found = compiled(self.matches).search(text)
            text = (found[1] or "") if found else ""
        return self.time_in(text)

    def _time_in_json(self, content: bytes, steps: tuple[str | int, ...]) -> datetime | None:
        try:
            value = find_value(parse_json(content), steps)
            if isinstance(value, int | float) and not isinstance(value, bool):
                return unix_time(value)
        except (NotJson, ValueError, OverflowError):
            return None
        return self.time_in(value) if isinstance(value, str) else None

    def time_in(self, text: str) -> datetime | None:
        """The first time in a text. Misconfigured if we cannot tell when that was: it may be well."""
        try:
            return first_time(text, ZoneInfo(self.timezone) if self.timezone else UTC)
        except UnknownZone as unknown:
            written, zone = unknown.args
            if self.timezone:
                why = f"the zone {zone} is none that {self.timezone} has then; write UTC or `date -Is`"
            else:
                why = f"the zone {zone} is not understood; write UTC or `date -Is`, or give 'timezone'"
            raise Misconfigured(f"{written!r}: {why}") from None


async def _ask(check: Check, attempt: "Attempt") -> Answer:
    options = options_of(check, HeartbeatOptions)
    target = attempt.prober.secrets.fill(options.target)
    if _is_url(target):
        return await _ask_url(check, options, attempt)
    return replace(await _ask_file(target, options, attempt), local=True)


async def _ask_url(check: Check, options: HeartbeatOptions, attempt: "Attempt") -> Answer:
    secrets = attempt.prober.secrets
    request = make_request(check, options, parse_url(options, secrets), secrets=secrets)
    response = await follow(request, attempt=attempt, policy=options.policy(_is_good))
    until = response.certificate_until
    findings = judge_certificate(
        check, until, at=attempt.prober.at, valid_for_s=options.expect.certificate_valid_for_s
    )
    answer = _judge_response(check, options, response=response, attempt=attempt)
    return replace(answer, certificate_until=until, findings=(*answer.findings, *findings))


def _judge_response(
    check: Check, options: HeartbeatOptions, *, response: "Response", attempt: "Attempt"
) -> Answer:
    if not _is_good(response.status):
        own_fault = refusal(check, options, response, attempt=attempt)
        return own_fault or unexpected(attempt, Reason.STATUS, f"status {response.status}")
    if options.header is not None:
        stated = options.time_in(", ".join(response.header(options.header)))
    else:
        stated = options.find_time(response.body)
    return _judge(options, stated, attempt)


def _is_good(status: int) -> bool:
    return status // 100 == 2


async def _ask_file(target: str, options: HeartbeatOptions, attempt: "Attempt") -> Answer:
    try:
        file = await _read(target, attempt)
    except (FileNotFoundError, NotADirectoryError):
        return unexpected(attempt, Reason.OUTDATED, f"there is no file {_path(target, attempt)}")
    except (OSError, ValueError) as error:
        said = (error.strerror if isinstance(error, OSError) else None) or error
        raise Misconfigured(f"the file {_path(target, attempt)} cannot be read: {said}") from None
    return _judge(options, file.modified if options.modified else options.find_time(file.content), attempt)


def _path(target: str, attempt: "Attempt") -> Path:
    return attempt.prober.folder / target


async def _read(target: str, attempt: "Attempt") -> SmallFile:
    import asyncio

    from statusgen.net import OurFault

    try:
        async with asyncio.timeout(attempt.left_s * _SHARE):
            return await read_file(_path(target, attempt))
    except TimeoutError:
        raise OurFault(Reason.PROBER_ERROR, "the file cannot be read in time") from None


def _judge(options: HeartbeatOptions, stated: datetime | None, attempt: "Attempt") -> Answer:
    if stated is None:
        return unexpected(attempt, Reason.BODY, f"no time was found {options.place}")
    age = attempt.prober.at - stated
    said = f"its time is {stated:%Y-%m-%d %H:%M:%S} UTC"
    if age < -AHEAD:
        return unexpected(attempt, Reason.BODY, f"{said}, {_words(-age)} in the future")
    limit = timedelta(seconds=options.expect.max_age_s)
    if age >= limit:
        return unexpected(
            attempt, Reason.OUTDATED, f"{said}, {_words(age)} ago, expected within {_words(limit)}"
        )
    return judge_latency(attempt, options.expect.latency_below_s)


def _words(span: timedelta) -> str:
    """`26 h`, `54 min`: as many as tell apart what is compared."""
    seconds = span.total_seconds()
    for unit, length, enough in (("d", 86400, 3), ("h", 3600, 2), ("min", 60, 2)):
        if seconds >= enough * length:
            return f"{seconds / length:.1f}".removesuffix(".0") + f" {unit}"
    return f"{seconds:.0f} s"


def _hosts(check: Check, secrets: Secrets) -> tuple[str, ...]:
    options = options_of(check, HeartbeatOptions)
    if not _is_url(secrets.fill(options.target)):
        raise Misconfigured("the target is a file, which has no address")
    return first_host(options, parse_url(options, secrets), secrets)


HEARTBEAT = Probe(name="heartbeat", options=HeartbeatOptions, ask=_ask, hosts=_hosts)
