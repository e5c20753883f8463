import os
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from statusgen.errors import PublishError
from statusgen.publish import publish_site
from statusgen.publish.delivery import Patience
from statusgen.publish.git import GitTarget, open_git
from statusgen.publish.site import open_site
from statusgen.publish.target import Delivery, HopelessError

BuildSite = Callable[..., Path]
Git = Callable[..., str]

OFFERED = ("components/web/index.html", "feed.xml", "status.json", "index.html")


def publish(folder: Path, bare: Path, branch: str = "gh-pages", *, dry_run: bool = False) -> Delivery:
    return open_git(f"git+{bare}#{branch}", Path("/")).deliver(open_site(folder), dry_run=dry_run)


def files(git: Git, bare: Path, branch: str = "gh-pages") -> set[str]:
    return set(git("ls-tree", "-r", "--name-only", branch, at=bare).splitlines())


@pytest.fixture
def commit_files(tmp_path: Path, git: Git, bare: Path) -> Callable[..., None]:
    """`commit_files("gh-pages", CNAME="…")`: a person's commit on top of the branch."""

    def commit(branch: str, **contents: str) -> None:
        clone = tmp_path / f"clone-{time.monotonic_ns()}"
        git("clone", "--quiet", str(bare), str(clone), at=tmp_path)
        known = git("branch", "-r", "--list", f"origin/{branch}", at=clone)
        git("checkout", "--quiet", *([branch] if known else ["--orphan", branch]), at=clone)
        for name, text in contents.items():
            (clone / name).write_text(text)
        git("add", ".", at=clone)
        git("commit", "--quiet", "-m", "By hand", at=clone)
        git("push", "--quiet", "origin", f"HEAD:{branch}", at=clone)

    return commit


@pytest.mark.parametrize(
    ("address", "url", "branch"),
    [
        ("git+https://git.example.com/a.git", "https://git.example.com/a.git", "gh-pages"),
        ("git+https://git.example.com/a.git#site/live", "https://git.example.com/a.git", "site/live"),
        ("git+ssh://git@git.example.com/a.git#x", "ssh://git@git.example.com/a.git", "x"),
        ("git+git@host.example:org/repo.git#branch", "git@host.example:org/repo.git", "branch"),
        ("git+file:///srv/a.git#x", "file:///srv/a.git", "x"),
        ("git+/srv/a.git#x", "/srv/a.git", "x"),
        ("git+./a.git#x", "/base/a.git", "x"),
    ],
)
def test_addresses_are_any_that_git_takes(address: str, url: str, branch: str) -> None:
    """After `#` the branch, gh-pages unless named."""
    assert open_git(address, Path("/base")) == GitTarget(url, branch)


@pytest.mark.parametrize(
    "address",
    ["git+", "git+#x", "git+--upload-pack=x#y", "git+/a#-f", "git+/a#a..b", "git+/a#a b", "git+/a#a.lock"],
)
def test_addresses_that_git_would_misread_are_refused(address: str) -> None:
    with pytest.raises(HopelessError, match=r"git\+URL#BRANCH"):
        open_git(address, Path("/base"))


def test_a_branch_that_does_not_exist_yet_is_made(build_site: BuildSite, bare: Path, git: Git) -> None:
    delivery = publish(build_site(), bare)
    assert delivery == Delivery(OFFERED, (), 0)
    assert files(git, bare) == {*OFFERED, "site-manifest.json", ".nojekyll"}
    assert git("show", "gh-pages:feed.xml", at=bare) == "<rss/>"


def test_a_fork_pushes_over_a_file_url(build_site: BuildSite, bare: Path, git: Git) -> None:
    open_git(f"git+file://{bare}#live", Path("/")).deliver(open_site(build_site()), dry_run=False)
    assert "index.html" in files(git, bare, "live")


def test_the_branch_stays_one_commit_deep(build_site: BuildSite, bare: Path, git: Git) -> None:
    """However often it is published to."""
    for minute in range(8):
        publish(build_site(minute=minute), bare)
    assert git("rev-list", "--count", "gh-pages", at=bare) == "1"
    assert "T09:07:00Z" in git("show", "gh-pages:status.json", at=bare)


def test_only_what_changed_travels(build_site: BuildSite, bare: Path, git: Git) -> None:
    """Of 200 pages one changes: a commit, two trees, the page, status.json and the manifest arrive."""
    pages = {f"pages/{number}.html": f"page {number}" for number in range(200)}
    publish(build_site(pages), bare)
    before = object_count(git, bare)
    delivery = publish(build_site({**pages, "pages/7.html": "changed"}, minute=5), bare)
    assert delivery == Delivery(("pages/7.html", "status.json"), (), 202)
    assert object_count(git, bare) - before == 6


def object_count(git: Git, bare: Path) -> int:
    counts = dict(line.split(": ") for line in git("count-objects", "-v", at=bare).splitlines())
    return int(counts["count"]) + int(counts["in-pack"])


def test_an_unchanged_site_is_not_pushed(build_site: BuildSite, bare: Path, git: Git) -> None:
    publish(build_site(), bare)
    before = object_count(git, bare)
    assert publish(build_site(), bare) == Delivery((), (), 4)
    assert object_count(git, bare) == before


def test_the_same_site_is_the_same_commit_everywhere(
    build_site: BuildSite, bare: Path, git: Git, tmp_path: Path
) -> None:
    """Author and date come from the site, not from the machine and its clock."""
    other = tmp_path / "other.git"
    other.mkdir()
    git("init", "--quiet", "--bare", at=other)
    publish(build_site(minute=9), bare)
    publish(build_site(minute=9), other)
    assert git("rev-parse", "gh-pages", at=bare) == git("rev-parse", "gh-pages", at=other)
    assert git("log", "-1", "--format=%an %cI", "gh-pages", at=bare) == "statusgen 2026-11-22T09:09:00+00:00"


def test_a_page_that_is_gone_leaves_the_branch(build_site: BuildSite, bare: Path, git: Git) -> None:
    publish(build_site({"old/index.html": "old"}), bare)
    assert publish(build_site(), bare).deleted == ("old/index.html",)
    assert "old/index.html" not in files(git, bare)


def test_what_others_put_on_the_branch_stays(
    build_site: BuildSite, bare: Path, git: Git, commit_files: Callable[..., None]
) -> None:
    """CNAME above all: without it the page loses its domain."""
    commit_files("gh-pages", CNAME="status.example.net", **{'odd "ü" name': "kept"})
    for minute in range(2):
        publish(build_site(minute=minute), bare)
    assert git("show", "gh-pages:CNAME", at=bare) == "status.example.net"
    assert git("show", 'gh-pages:odd "ü" name', at=bare) == "kept"
    assert git("rev-list", "--count", "gh-pages", at=bare) == "1"


def test_the_history_of_the_main_branch_is_not_thrown_away(
    build_site: BuildSite, bare: Path, git: Git, commit_files: Callable[..., None]
) -> None:
    """A forgotten `#gh-pages` in a branch's name must not cost a repository its past."""
    commit_files("main", a="1")
    commit_files("main", b="2")
    with pytest.raises(HopelessError, match="main is the repository's main branch and holds other work"):
        publish(build_site(), bare, "main")
    assert git("rev-list", "--count", "main", at=bare) == "2"


def test_a_repository_of_its_own_may_use_its_main_branch(
    build_site: BuildSite, bare: Path, git: Git, commit_files: Callable[..., None]
) -> None:
    commit_files("main", README="made by the forge")
    for minute in range(3):
        publish(build_site(minute=minute), bare, "main")
    assert {"README", "index.html"} < files(git, bare, "main")
    assert git("rev-list", "--count", "main", at=bare) == "1"


def test_a_dry_run_pushes_nothing(build_site: BuildSite, bare: Path, git: Git) -> None:
    assert publish(build_site(), bare, dry_run=True).sent == OFFERED
    assert git("branch", "--list", at=bare) == ""


def test_a_race_is_lost_by_the_one_who_saw_the_older_branch(
    build_site: BuildSite, bare: Path, git: Git, tmp_path: Path
) -> None:
    """While we prepare, another publisher pushes: our push is refused, and the next try succeeds."""
    publish(build_site(), bare)
    racer = open_git(f"git+{bare}", Path("/"))
    hook = bare / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    rival = git("commit-tree", "-m", "Rival", "gh-pages^{tree}", at=bare)
    hook.write_text(
        f"#!/bin/sh\nrm {hook}\nunset GIT_QUARANTINE_PATH\ngit update-ref refs/heads/gh-pages {rival}\n"
    )
    hook.chmod(0o755)
    site = open_site(build_site(minute=5))
    with pytest.raises(PublishError, match="git push"):
        racer.deliver(site, dry_run=False)
    assert git("rev-parse", "gh-pages", at=bare) == rival
    racer.deliver(site, dry_run=False)
    assert "T09:05:00Z" in git("show", "gh-pages:status.json", at=bare)


def test_publishers_that_start_together_all_succeed(
    build_site: BuildSite, bare: Path, git: Git, tmp_path: Path
) -> None:
    """Each meets a moved branch now and then, and tries again; the branch stays one commit deep."""
    sites = [build_site(minute=minute).rename(tmp_path / f"site-{minute}") for minute in range(3)]
    patience = Patience(waits_s=(0.1, 0.3, 0.5, 0.7, 0.9))
    with ThreadPoolExecutor() as pool:
        reports = pool.map(
            lambda site: publish_site(site, [f"git+{bare}"], base=tmp_path, patience=patience), sites
        )
    assert [report.error for (report,) in reports] == [None, None, None]
    assert git("rev-list", "--count", "gh-pages", at=bare) == "1"


def test_a_refused_push_is_told_in_the_other_sides_words(build_site: BuildSite, bare: Path) -> None:
    hook = bare / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho 'error: branch is protected' >&2\nexit 1\n")
    hook.chmod(0o755)
    with pytest.raises(PublishError, match="git push: remote: error: branch is protected"):
        publish(build_site(), bare)


@pytest.mark.parametrize("kind", ["missing", "a plain folder"])
def test_a_place_that_is_no_repository_is_told(build_site: BuildSite, tmp_path: Path, kind: str) -> None:
    place = tmp_path / "nothing"
    if kind != "missing":
        place.mkdir()
    with pytest.raises(
        PublishError, match=r"git ls-remote: '.*nothing' does not appear to be a git repository"
    ):
        publish(build_site(), place)


def test_the_users_own_repository_is_never_touched(
    build_site: BuildSite, bare: Path, git: Git, tmp_path: Path
) -> None:
    """Even when we are started from one of its hooks, with GIT_DIR and GIT_INDEX_FILE set."""
    git("init", "--quiet", "mine", at=tmp_path)
    script = (
        "import sys; from pathlib import Path; from statusgen.publish import publish_site;"
        "r = publish_site(Path(sys.argv[1]), [sys.argv[2]], base=Path('/')); sys.exit(r[0].error)"
    )
    hostile = {"GIT_DIR": str(tmp_path / "mine/.git"), "GIT_INDEX_FILE": str(tmp_path / "mine/.git/index")}
    command = [sys.executable, "-c", script, str(build_site()), f"git+{bare}"]
    subprocess.run(command, env=os.environ | hostile, check=True)
    assert git("for-each-ref", at=tmp_path / "mine") == ""
    assert "index.html" in files(git, bare)


def test_a_git_that_hangs_is_killed_with_all_its_children(build_site: BuildSite, tmp_path: Path) -> None:
    """A credential helper that waits for ever must not outlive us, nor hold us."""
    fake = tmp_path / "bin" / "git"
    fake.parent.mkdir()
    pids = tmp_path / "pids"
    fake.write_text(f"#!/bin/sh\nsleep 600 &\necho $! $$ > {pids}\nwait\n")
    fake.chmod(0o755)
    script = (
        "import sys; from pathlib import Path; from statusgen.publish.git import GitTarget;"
        "from statusgen.publish.site import open_site\n"
        "try: GitTarget('/x', 'y', timeout_s=0.5).deliver(open_site(Path(sys.argv[1])), dry_run=False)\n"
        "except Exception as error: print(type(error).__name__, error)\n"
    )
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", script, str(build_site())],
        env=os.environ | {"PATH": f"{fake.parent}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=True,
        timeout=20,
    )
    assert done.stdout == "PublishError git init took longer than 0.5 s\n"
    assert time.monotonic() - started < 10
    for pid in map(int, pids.read_text().split()):
        assert is_gone(pid)


def is_gone(pid: int) -> bool:
    """Killed, though perhaps not yet buried by whoever adopted it."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] in "ZX"


def test_without_git_the_target_fails_and_says_why(build_site: BuildSite, tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from statusgen.publish import publish_site;"
        "print(publish_site(Path(sys.argv[1]), ['git+/x'], base=Path('/'))[0].error)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(build_site())],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "git is not installed here\n"


def test_git_never_asks_a_question(build_site: BuildSite, tmp_path: Path) -> None:
    """What git is given: no terminal, no prompt, no way to open a dialog."""
    fake = tmp_path / "bin" / "git"
    fake.parent.mkdir()
    fake.write_text(
        "#!/bin/sh\necho prompt=$GIT_TERMINAL_PROMPT askpass=$SSH_ASKPASS_REQUIRE >&2\n"
        "[ -t 0 ] && echo terminal >&2\nread line && echo input >&2\nexit 3\n"
    )
    fake.chmod(0o755)
    script = (
        "import sys; from pathlib import Path; from statusgen.publish.git_command import GitCommand\n"
        "try: GitCommand(Path('/x')).run('status')\n"
        "except Exception as error: print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=os.environ | {"PATH": f"{fake.parent}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "git status: prompt=0 askpass=never\n"
