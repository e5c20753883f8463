"""One file's text to one post: as far as it can be understood, and never better news than it says."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from statusgen.domain.posts import Incident, Maintenance, Post
from statusgen.errors import Code, Problem, Severity
from statusgen.posts.header import read_header
from statusgen.posts.incidents import make_incident
from statusgen.posts.maintenances import make_maintenance
from statusgen.posts.manuscript import Manuscript
from statusgen.posts.notices import make_notice
from statusgen.posts.scope import TOP, Notes, Scope
from statusgen.posts.source import legible, read_source
from statusgen.posts.values import HeaderValues
from statusgen.posts.words import CLOSING, Kind


def parse_post(
    content: bytes,
    file: str,
    *,
    zone: ZoneInfo,
    components: Mapping[str, str],
    checks: Collection[str] | None = None,
    now: datetime,
    explicit_now: bool = False,
) -> tuple[Post | None, tuple[Problem, ...]]:
    """The post in a file's bytes, and every mistake in them, by place; never raises.

    `file` is what problems call it; its name may give the id and the date. `components` maps
    every name that a post may use to the id that lives on; `checks` are those that `ignore_checks`
    may name, None if nobody knows. There is no post if it is a draft, of a
    kind or a state of ruin that cannot be shown, or, with `explicit_now`, later than `now`.
    """
    scope = Scope(zone=zone, components=components, checks=checks, now=now, explicit_now=explicit_now)
    notes = Notes(legible(file))
    post, is_draft = _read(content, notes, scope)
    problems = _softened(notes.problems) if post is not None and _is_over(post, now) else notes.problems
    return None if is_draft else post, tuple(sorted(set(problems)))


def _is_over(post: Post, now: datetime) -> bool:
    """Whether what it says of components is history."""
    if isinstance(post, Incident):
        return not post.is_open
    if isinstance(post, Maintenance):
        return post.updates[-1].state in CLOSING or max(_ends(post)) <= now
    return True


def _ends(post: Maintenance) -> list[datetime]:
    return [post.ends, *(update.ends for update in post.updates if update.ends)]


def _softened(problems: Sequence[Problem]) -> list[Problem]:
    """Components come and go: in a closed post, one that is unknown is worth a note."""
    return [
        replace(problem, code=Code.GONE_COMPONENT, severity=Severity.HINT)
        if problem.code is Code.UNKNOWN_COMPONENT
        else problem
        for problem in problems
    ]


def _read(content: bytes, notes: Notes, scope: Scope) -> tuple[Post | None, bool]:
    """The post, and whether it is a draft."""
    source = read_source(content, notes)
    if source is None:
        return None, False
    header = read_header(source, notes)
    values = HeaderValues(header, scope, notes)
    if header.lost:
        return None, True
    if not header.entries and not any(line.strip() for line in (*source.lines[header.body :], *header.text)):
        notes.tell(Code.EMPTY_POST, TOP, "there is nothing in this file: NOT ON THE PAGE")
        return None, False
    kind = values.kind()
    if kind not in _MAKERS:
        message = f"kind '{kind.value}' is not supported in this version: NOT ON THE PAGE"
        notes.tell(Code.POST_KIND_NOT_SUPPORTED, header.place("kind"), message)
        return None, False
    manuscript = Manuscript.of(source, values, kind=kind, scope=scope, notes=notes)
    return _MAKERS[kind](manuscript), values.is_draft()


_MAKERS: Mapping[Kind, Callable[[Manuscript], Post | None]] = {
    Kind.INCIDENT: make_incident,
    Kind.MAINTENANCE: make_maintenance,
    Kind.NOTICE: make_notice,
}
