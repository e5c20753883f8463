"""A target that is a git branch, such as GitHub's gh-pages: always one commit deep.

The branch is fetched (its newest commit only), a parentless commit is written beside it with plumbing,
and pushed on the condition that the branch is still what was fetched. Git sends what the other side
does not have, so that only changed files travel, and readers see the old site or the new one.
"""

import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from statusgen.domain.manifest import MANIFEST_PATH, Manifest, decode_manifest
from statusgen.publish.git_command import GitCommand
from statusgen.publish.site import BuiltSite
from statusgen.publish.target import Delivery, HopelessError

_BRANCH = re.compile(r"(?!.*(?:\.\.|//|/\.|\.lock(?:/|$)))[A-Za-z0-9_][A-Za-z0-9_./+-]*(?<![./])")
_NEW = "refs/heads/new"
_OLD = "refs/heads/old"
_AUTHOR = b"statusgen <statusgen@localhost>"
_PLAIN = frozenset(range(32, 127)) - frozenset(b'"\\')
_NOJEKYLL = ".nojekyll"
"""Tells GitHub Pages to serve the files as they are; without it, names with a leading _ are left out."""


def open_git(address: str, base: Path) -> "GitTarget":
    """`git+URL#BRANCH`, where URL is anything git takes; a relative path stands in `base`."""
    url, _, branch = address.removeprefix("git+").partition("#")
    branch = branch or "gh-pages"
    if not url or url.startswith("-") or not _BRANCH.fullmatch(branch):
        raise HopelessError("a git target is written git+URL#BRANCH")
    if url.startswith((".", "~")):
        url = str(base / Path(url).expanduser())
    return GitTarget(url, branch)


@dataclass(frozen=True, slots=True)
class _Kept:
    """A file on the branch that is not ours, such as CNAME."""

    mode: str
    digest: str
    path: str


@dataclass(frozen=True, slots=True)
class GitTarget:
    url: str
    branch: str
    timeout_s: float = 60.0

    def deliver(self, site: BuiltSite, *, dry_run: bool) -> Delivery:
        with tempfile.TemporaryDirectory(prefix="statusgen-") as folder:
            git = GitCommand(Path(folder), self.timeout_s)
            git.run("init", "--quiet", "--bare", "--template=", folder)
            old = self._fetch(git)
            kept = () if old is None else _kept(git, site)
            _commit(git, site, kept, self.branch)
            if not dry_run and (old is None or _tree(git, _OLD) != _tree(git, _NEW)):
                self._push(git, old)
            return _compare(git, site, old)

    def _fetch(self, git: GitCommand) -> str | None:
        """The tip of the branch, now also here; None if there is no such branch."""
        listed = git.run("ls-remote", "--symref", self.url, "HEAD", self._ref)
        refs = listed.decode(errors="replace").splitlines()
        if not any(line.endswith(f"\t{self._ref}") for line in refs):
            return None
        git.run("fetch", "--quiet", "--no-tags", "--depth=1", self.url, f"+{self._ref}:{_OLD}")
        if f"ref: {self._ref}\tHEAD" in refs:
            self._refuse_other_work(git)
        return git.run("rev-parse", _OLD).decode().strip()

    def _refuse_other_work(self, git: GitCommand) -> None:
        """A typo in the branch must not cost a repository the history of its main branch."""
        header = git.run("cat-file", "commit", _OLD).partition(b"\n\n")[0]
        if b"\nparent " in header and not git.run("ls-tree", _OLD, MANIFEST_PATH):
            raise HopelessError(
                f"{self.branch} is the repository's main branch and holds other work; name another one"
            )

    def _push(self, git: GitCommand, old: str | None) -> None:
        lease = f"--force-with-lease={self._ref}:{old or ''}"
        git.run("push", "--quiet", "--no-verify", lease, self.url, f"{_NEW}:{self._ref}")

    @property
    def _ref(self) -> str:
        return f"refs/heads/{self.branch}"


def _kept(git: GitCommand, site: BuiltSite) -> tuple[_Kept, ...]:
    """What the branch holds that the last publish did not put there, nor this one will."""
    ours = {*_last_manifest(git), *site.manifest, MANIFEST_PATH, _NOJEKYLL}
    return tuple(file for file in _list_files(git, _OLD) if file.path not in ours)


def _last_manifest(git: GitCommand) -> Manifest:
    if not git.run("ls-tree", _OLD, MANIFEST_PATH):
        return {}
    try:
        return decode_manifest(git.run("cat-file", "blob", f"{_OLD}:{MANIFEST_PATH}"))
    except ValueError:
        return {}


def _list_files(git: GitCommand, commit: str) -> Iterator[_Kept]:
    for line in git.run("ls-tree", "-r", "-z", commit).split(b"\0")[:-1]:
        about, _, path = line.partition(b"\t")
        mode, _, digest = about.decode().split(" ")
        yield _Kept(mode, digest, path.decode(errors="surrogateescape"))


def _commit(git: GitCommand, site: BuiltSite, kept: tuple[_Kept, ...], branch: str) -> None:
    """Write the commit, in git-fast-import's format: the same site always gives the same commit."""
    with tempfile.TemporaryFile() as stream:
        when = int(site.generated_at().timestamp())
        message = f"Publish to {branch}\n".encode()
        stream.write(b"commit %s\ncommitter %s %d +0000\n" % (_NEW.encode(), _AUTHOR, when))
        stream.write(b"data %d\n%s" % (len(message), message))
        for file in kept:
            stream.write(b"M %s %s %s\n" % (file.mode.encode(), file.digest.encode(), _quoted(file.path)))
        for path in site.in_order():
            _write_file(stream, path, site.read(path))
        _write_file(stream, MANIFEST_PATH, site.read_manifest())
        _write_file(stream, _NOJEKYLL, b"")
        stream.write(b"done\n")
        stream.seek(0)
        git.run("fast-import", "--quiet", "--done", stdin=stream)


def _write_file(stream: IO[bytes], path: str, content: bytes) -> None:
    stream.write(b"M 100644 inline %s\ndata %d\n%s\n" % (_quoted(path), len(content), content))


def _quoted(path: str) -> bytes:
    r"""A path as git's streams want it: in C quotes, where \ooo is a byte."""
    return b'"%s"' % b"".join(
        bytes([byte]) if byte in _PLAIN else b"\\%03o" % byte
        for byte in path.encode(errors="surrogateescape")
    )


def _compare(git: GitCommand, site: BuiltSite, old: str | None) -> Delivery:
    """What the new commit changes for the site's readers."""
    if old is None:
        return Delivery(site.in_order(), (), 0)
    changes = git.run("diff-tree", "-r", "-z", "--no-renames", "--name-status", _OLD, _NEW)
    fields = changes.decode(errors="surrogateescape").split("\0")[:-1]
    pairs = list(zip(fields[::2], fields[1::2], strict=True))
    sent = tuple(path for kind, path in pairs if kind != "D" and path in site.manifest)
    deleted = tuple(path for kind, path in pairs if kind == "D")
    return Delivery(sent, deleted, len(site.manifest) - len(sent))


def _tree(git: GitCommand, commit: str) -> bytes:
    return git.run("rev-parse", f"{commit}^{{tree}}")
