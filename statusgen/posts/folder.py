"""The folder of posts: which files are posts, and what all of them say together."""

import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from statusgen.domain.ids import free_id
from statusgen.domain.posts import Incident, Maintenance, Notice, Post, Posts
from statusgen.errors import Code, Problem
from statusgen.posts.parser import parse_post
from statusgen.posts.source import MAX_BYTES, legible


@dataclass(frozen=True, slots=True)
class LoadedPosts:
    """What could be understood, and everything that is wrong, by file, line and column."""

    posts: Posts
    problems: tuple[Problem, ...] = ()


def load_posts(
    folder: Path,
    *,
    zone: ZoneInfo,
    components: Mapping[str, str],
    checks: Collection[str] | None = None,
    now: datetime,
    explicit_now: bool = False,
    shown_as: str = "incidents",
) -> LoadedPosts:
    """Every post below `folder`; a folder that is not there holds none.

    `components` maps every name that a post may use to the id that lives on; `checks` are those
    that `ignore_checks` may name, None if nobody knows. With `explicit_now` the posts are as they
    were known then. Problems call a file by its path below the folder, with `shown_as` in front.
    """
    posts: list[Post] = []
    problems: list[Problem] = []
    for file, shown in _files(folder, legible(shown_as), problems):
        content = _content(file, shown, problems)
        if content is None:
            continue
        post, told = parse_post(
            content,
            shown,
            zone=zone,
            components=components,
            checks=checks,
            now=now,
            explicit_now=explicit_now,
        )
        problems += told
        if post is not None:
            posts.append(post)
    return LoadedPosts(_sorted(_with_own_ids(posts, problems)), tuple(sorted(problems)))


def _files(folder: Path, shown: str, problems: list[Problem]) -> Iterator[tuple[os.DirEntry[str], str]]:
    """The files that are posts, in order of their paths, each with what problems call it."""
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except FileNotFoundError:
        return
    except OSError as error:
        problems.append(_refused(shown, f"cannot be read: {error.strerror}"))
        return
    for entry in entries:
        if entry.name.startswith(("_", ".")) or entry.name.lower() == "readme.md":
            continue
        name, is_post = f"{shown}/{legible(entry.name)}", entry.name.lower().endswith(".md")
        if entry.is_symlink():
            if is_post or entry.is_dir():
                problems.append(_refused(name, "a symbolic link is not followed"))
        elif entry.is_dir():
            yield from _files(Path(entry.path), name, problems)
        elif is_post:
            yield entry, name


def _content(file: os.DirEntry[str], shown: str, problems: list[Problem]) -> bytes | None:
    """The bytes, or enough of them to see that they are too many."""
    if not file.is_file():
        problems.append(_refused(shown, "not a file"))
        return None
    try:
        with Path(file.path).open("rb", buffering=0) as opened:
            return opened.read(MAX_BYTES + 1)
    except OSError as error:
        problems.append(_refused(shown, f"cannot be read: {error.strerror}"))
        return None


def _refused(shown: str, why: str) -> Problem:
    return Problem(shown, 1, 1, Code.NOT_TEXT, f"{why}: NOT ON THE PAGE")


def _with_own_ids(posts: list[Post], problems: list[Problem]) -> list[Post]:
    """Of posts with one id the first in order of files keeps it."""
    taken = {post.id for post in posts}
    owners: dict[str, str] = {}
    found = []
    for post in posts:
        own_id = post.id
        if post.id in owners:
            own_id = free_id(post.id, taken)
            taken.add(own_id)
            message = f"{owners[post.id]} has the id '{post.id}' already; '{own_id}' is used"
            problems.append(Problem(post.file, 1, 1, Code.POST_ID_TWICE, message, "write another 'id:'"))
        owners[own_id] = post.file
        found.append(post if own_id == post.id else replace(post, id=own_id))
    return found


def _sorted(posts: list[Post]) -> Posts:
    """Each kind newest first, by what it is about, not by when it was written."""
    incidents = [post for post in posts if isinstance(post, Incident)]
    maintenances = [post for post in posts if isinstance(post, Maintenance)]
    notices = [post for post in posts if isinstance(post, Notice)]
    return Posts(
        incidents=tuple(sorted(incidents, key=lambda post: (post.started, post.id), reverse=True)),
        maintenances=tuple(sorted(maintenances, key=lambda post: (post.starts, post.id), reverse=True)),
        notices=tuple(sorted(notices, key=lambda post: (post.at, post.id), reverse=True)),
    )
