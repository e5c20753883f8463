"""The shell in .github/workflows/status.yml, run for real against a repository on disk."""

import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

Git = Callable[..., str]
WORKFLOW = Path(__file__).parents[2] / ".github" / "workflows" / "status.yml"
BRANCH = "statusgen-state"


def read_workflow() -> dict[Any, Any]:
    loaded: dict[Any, Any] = yaml.safe_load(WORKFLOW.read_text())
    return loaded


def find_step(job: str, name: str) -> dict[str, Any]:
    steps = read_workflow()["jobs"][job]["steps"]
    return next(step for step in steps if step.get("name") == name)


class Runner:
    """A fresh machine of a CI run: a shallow checkout, and the steps' environment."""

    def __init__(self, folder: Path, bare: Path, git: Git) -> None:
        self.checkout = folder / "checkout"
        self.temp = folder / "temp"
        self.temp.mkdir(parents=True)
        self.output = folder / "output"
        git("clone", "--quiet", "--depth=1", f"file://{bare}", str(self.checkout), at=folder)

    def run(self, job: str, name: str, **env: str) -> subprocess.CompletedProcess[str]:
        """One step as a runner has it; `env` stands for what expressions fill in."""
        step = find_step(job, name)
        fixed = {key: value for key, value in step.get("env", {}).items() if "${{" not in value}
        fixed |= (
            {"GIT_INDEX_FILE": str(self.temp / "statusgen-index")}
            if "GIT_INDEX_FILE" in step.get("env", {})
            else {}
        )
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            cwd=self.checkout,
            env=os.environ | fixed | {"GITHUB_OUTPUT": str(self.output)} | env,
            capture_output=True,
            text=True,
            check=False,
        )

    def fetch(self) -> int:
        return self.run("build", "Fetch the store").returncode

    def keep(self) -> int:
        return self.run("build", "Keep the store").returncode

    def measure(self, name: str, text: str = "{}") -> None:
        runs = self.checkout / "state" / "runs"
        runs.mkdir(parents=True, exist_ok=True)
        (runs / name).write_text(text)

    def measured(self) -> set[str]:
        return {file.name for file in (self.checkout / "state").rglob("*") if file.is_file()}

    def outputs(self) -> dict[str, str]:
        return dict(line.split("=") for line in self.output.read_text().splitlines())


@pytest.fixture
def new_runner(tmp_path: Path, bare: Path, git: Git) -> Callable[[str], Runner]:
    seed = tmp_path / "seed"
    git("clone", "--quiet", str(bare), str(seed), at=tmp_path)
    (seed / "checks.yaml").write_text("site: {}\n")
    (seed / ".gitignore").write_text("state/\n*.json\n")
    git("add", ".", at=seed)
    git("commit", "--quiet", "-m", "Begin", at=seed)
    git("push", "--quiet", "origin", "HEAD:main", at=seed)
    return lambda name: Runner(tmp_path / name, bare, git)


def files_on_branch(git: Git, bare: Path) -> set[str]:
    return set(git("ls-tree", "-r", "--name-only", BRANCH, at=bare).splitlines())


def test_the_first_run_begins_the_branch(new_runner: Callable[[str], Runner], bare: Path, git: Git) -> None:
    """Even where .gitignore would hide the store."""
    runner = new_runner("one")
    assert runner.fetch() == 0
    runner.measure("a.json")
    assert runner.keep() == 0
    assert files_on_branch(git, bare) == {"runs/a.json"}


def test_later_runs_build_on_it_and_it_stays_one_commit_deep(
    new_runner: Callable[[str], Runner], bare: Path, git: Git
) -> None:
    for name in ("a", "b", "c"):
        runner = new_runner(name)
        assert runner.fetch() == 0
        runner.measure(f"{name}.json")
        assert runner.keep() == 0
    assert files_on_branch(git, bare) == {"runs/a.json", "runs/b.json", "runs/c.json"}
    assert git("rev-list", "--count", BRANCH, at=bare) == "1"
    assert git("rev-list", "--count", "main", at=bare) == "1"


def test_what_a_run_removes_from_the_store_is_gone(
    new_runner: Callable[[str], Runner], bare: Path, git: Git
) -> None:
    first, second = new_runner("one"), new_runner("two")
    first.fetch()
    first.measure("old.json")
    first.keep()
    second.fetch()
    (second.checkout / "state" / "runs" / "old.json").unlink()
    second.measure("new.json")
    assert second.keep() == 0
    assert files_on_branch(git, bare) == {"runs/new.json"}


def test_two_runs_at_once_lose_nothing(new_runner: Callable[[str], Runner], bare: Path, git: Git) -> None:
    """The slower one meets a branch that moved: it takes the other's files along, and keeps its own."""
    before = new_runner("before")
    before.fetch()
    before.measure("a.json")
    before.keep()
    one, two = new_runner("one"), new_runner("two")
    for runner, name in ((one, "b"), (two, "c")):
        assert runner.fetch() == 0
        runner.measure(f"{name}.json", text=name)
        runner.measure("shared.json", text=name)
    assert one.keep() == 0
    assert two.keep() == 0
    assert files_on_branch(git, bare) == {"runs/a.json", "runs/b.json", "runs/c.json", "runs/shared.json"}
    assert git("show", f"{BRANCH}:runs/shared.json", at=bare) == "c"
    assert git("rev-list", "--count", BRANCH, at=bare) == "1"


def test_two_first_runs_at_once_lose_nothing(
    new_runner: Callable[[str], Runner], bare: Path, git: Git
) -> None:
    """Neither saw a branch, so neither may overwrite the other's."""
    one, two = new_runner("one"), new_runner("two")
    for runner, name in ((one, "a"), (two, "b")):
        assert runner.fetch() == 0
        runner.measure(f"{name}.json")
    assert one.keep() == 0
    assert two.keep() == 0
    assert files_on_branch(git, bare) == {"runs/a.json", "runs/b.json"}


def test_a_store_that_has_not_changed_is_not_pushed(
    new_runner: Callable[[str], Runner], bare: Path, git: Git
) -> None:
    runner = new_runner("one")
    runner.fetch()
    runner.measure("a.json")
    runner.keep()
    tip = git("rev-parse", BRANCH, at=bare)
    again = new_runner("two")
    again.fetch()
    assert again.measured() == {"a.json"}
    assert again.keep() == 0
    assert git("rev-parse", BRANCH, at=bare) == tip


def test_a_repository_that_cannot_be_reached_is_not_taken_for_an_empty_store(
    new_runner: Callable[[str], Runner], bare: Path, git: Git
) -> None:
    """The fetch fails, and `Keep the store` runs only after one that succeeded."""
    runner = new_runner("one")
    runner.fetch()
    runner.measure("a.json")
    runner.keep()
    tip = git("rev-parse", BRANCH, at=bare)
    other = new_runner("two")
    git("remote", "set-url", "origin", f"file://{bare}-unreachable", at=other.checkout)
    fetched = other.run("build", "Fetch the store", PATH=without_waiting(other))
    assert fetched.returncode == 1
    assert "nothing overwritten" in fetched.stdout
    assert "steps.fetch.outcome == 'success'" in find_step("build", "Keep the store")["if"]
    assert git("rev-parse", BRANCH, at=bare) == tip


def test_a_push_that_is_refused_for_good_fails_the_job(
    new_runner: Callable[[str], Runner], bare: Path
) -> None:
    runner = new_runner("one")
    runner.fetch()
    runner.measure("a.json")
    hook = bare / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    kept = runner.run("build", "Keep the store", PATH=without_waiting(runner))
    assert kept.returncode == 1
    assert "could not be pushed" in kept.stdout


def without_waiting(runner: Runner) -> str:
    """A PATH whose `sleep` returns at once."""
    fake = runner.temp / "bin" / "sleep"
    fake.parent.mkdir()
    fake.write_text("#!/bin/sh\n")
    fake.chmod(0o755)
    return f"{fake.parent}:{os.environ['PATH']}"


@pytest.mark.parametrize(("code", "built"), [(0, True), (1, True), (5, True), (2, False), (70, False)])
def test_the_exit_code_is_kept_until_the_page_is_out(
    new_runner: Callable[[str], Runner], code: int, built: bool
) -> None:
    """The step itself succeeds, so that what was built is deployed; then the job fails with that code."""
    runner = new_runner("one")
    fake = runner.checkout / ".venv" / "bin" / "statusgen"
    fake.parent.mkdir(parents=True)
    make = "mkdir -p public && touch public/index.html" if built else "true"
    fake.write_text(f'#!/bin/sh\n[ "$*" = "run --output public" ] || exit 99\n{make}\nexit {code}\n')
    fake.chmod(0o755)
    assert runner.run("build", "Probe and build").returncode == 0
    assert runner.outputs() == {"code": str(code), "built": str(built).lower()}
    last = ("deploy", "Fail if the run did") if built else ("build", "Fail if there is no page")
    assert runner.run(*last, CODE=str(code)).returncode == code


def test_no_page_is_a_failure_whatever_the_exit_code(new_runner: Callable[[str], Runner]) -> None:
    assert new_runner("one").run("build", "Fail if there is no page", CODE="0").returncode == 1


def test_actions_are_pinned_and_say_their_version() -> None:
    """A tag can be moved to other code; a commit cannot."""
    uses = [line for line in WORKFLOW.read_text().splitlines() if "uses:" in line]
    assert len(uses) == 5
    for line in uses:
        assert re.search(r"uses: actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line)


def test_each_job_has_the_least_power_and_an_end() -> None:
    workflow = read_workflow()
    assert workflow["permissions"] == {}
    assert {name: job["permissions"] for name, job in workflow["jobs"].items()} == {
        "build": {"contents": "write"},
        "deploy": {"pages": "write", "id-token": "write"},
    }
    assert all(job["timeout-minutes"] <= 15 for job in workflow["jobs"].values())
    assert workflow["concurrency"]["cancel-in-progress"] is False


def test_runs_start_every_five_minutes_but_never_on_the_hour() -> None:
    """YAML 1.1 reads the key `on` as true; GitHub does not."""
    (schedule,) = read_workflow()[True]["schedule"]
    first, last, step = map(int, re.findall(r"\d+", schedule["cron"].split()[0]))
    minutes = range(first, last + 1, step)
    assert len(minutes) == 12
    assert 0 not in minutes
    assert schedule["cron"].endswith(" * * * *")


def test_no_expression_is_pasted_into_a_shell() -> None:
    """Values reach scripts through the environment, where they cannot become code."""
    jobs = read_workflow()["jobs"].values()
    assert all("${{" not in step.get("run", "") for job in jobs for step in job["steps"])
