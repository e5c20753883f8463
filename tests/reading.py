"""How tests read posts: one call, with a place and a time to stand in."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from statusgen.domain.posts import Incident, Maintenance, Notice, Post
from statusgen.errors import Problem
from statusgen.posts import parse_post
from tests.builders import utc

DUBLIN = ZoneInfo("Europe/Dublin")
NOW = utc("2026-11-22 12:00")
COMPONENTS = {
    "checkout": "checkout",
    "api": "api",
    "search": "search",
    "control-panel": "control-panel",
    "panel": "control-panel",
}
CHECKS = ("api-http", "search-http")
FILE = "incidents/2026-11-20-checkout.md"


@dataclass(frozen=True, slots=True)
class Reading:
    """What came out of one file."""

    post: Post | None
    problems: tuple[Problem, ...]

    @property
    def incident(self) -> Incident:
        assert isinstance(self.post, Incident)
        return self.post

    @property
    def maintenance(self) -> Maintenance:
        assert isinstance(self.post, Maintenance)
        return self.post

    @property
    def notice(self) -> Notice:
        assert isinstance(self.post, Notice)
        return self.post

    @property
    def codes(self) -> list[str]:
        return [problem.code.value for problem in self.problems]

    @property
    def told(self) -> list[str]:
        return [str(problem) for problem in self.problems]


def read(
    content: str | bytes,
    file: str = FILE,
    *,
    now: datetime = NOW,
    explicit_now: bool = False,
    zone: ZoneInfo = DUBLIN,
    checks: Collection[str] | None = CHECKS,
) -> Reading:
    if isinstance(content, str):
        content = content.encode()
    post, problems = parse_post(
        content,
        file,
        zone=zone,
        components=COMPONENTS,
        checks=checks,
        now=now,
        explicit_now=explicit_now,
    )
    return Reading(post, problems)


def post_text(*sections: str, header: str = "", title: str = "Checkout fails") -> str:
    """A post with this title, these lines in its header besides, and these sections."""
    lines = [f"title: {title}"] if title else []
    lines += [header] if header else []
    return "\n\n".join(["---\n" + "\n".join(lines) + "\n---", *sections]) + "\n"
