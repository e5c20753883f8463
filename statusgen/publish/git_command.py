"""git as a child process that can neither ask, nor hang, nor be led astray by the user's own settings."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from statusgen.errors import PublishError
from statusgen.publish.target import HopelessError, without_userinfo

_OF_ANOTHER_REPOSITORY = (
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_DIR",
    "GIT_INDEX_FILE",
    "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_QUARANTINE_PATH",
    "GIT_SHALLOW_FILE",
    "GIT_WORK_TREE",
)
"""Set when we are started from a git hook; they would turn our commands on that repository."""

_SETTINGS = ("-c", f"core.hooksPath={os.devnull}", "-c", "gc.auto=0", "-c", "push.gpgSign=false")


def _environment() -> Mapping[str, str]:
    """The user's, so that credential helpers and ssh settings work; but never a question."""
    kept = {name: value for name, value in os.environ.items() if name not in _OF_ANOTHER_REPOSITORY}
    kept.setdefault("GIT_ALLOW_PROTOCOL", "file:git:http:https:ssh")
    return kept | {"GIT_TERMINAL_PROMPT": "0", "SSH_ASKPASS_REQUIRE": "never", "LC_ALL": "C"}


@dataclass(frozen=True, slots=True)
class GitCommand:
    """Runs git on the bare repository `repository`, each command for at most `timeout_s`."""

    repository: Path
    timeout_s: float = 60.0
    environment: Mapping[str, str] = field(default_factory=_environment)

    def run(self, *arguments: str, stdin: IO[bytes] | None = None) -> bytes:
        """Its standard output; PublishError with git's own last words if it fails or takes too long.

        Output goes to files, not pipes: a grandchild that keeps a pipe open would keep us too.
        """
        git = shutil.which("git", path=self.environment.get("PATH"))
        if git is None:
            raise HopelessError("git is not installed here")
        command = (git, *_SETTINGS, "--git-dir", str(self.repository), *arguments)
        with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
            process = subprocess.Popen(  # noqa: S603  # no shell; the addresses are the user's own
                command,
                stdin=stdin or subprocess.DEVNULL,
                stdout=output,
                stderr=errors,
                env=self.environment,
                start_new_session=True,  # no terminal to ask on, and a group to kill
            )
            code = self._wait(process, arguments[0])
            output.seek(0)
            errors.seek(0)
            if code:
                raise PublishError(f"git {arguments[0]}: {_last_words(errors.read(), code)}")
            return output.read()

    def _wait(self, process: "subprocess.Popen[bytes]", name: str) -> int:
        try:
            return process.wait(self.timeout_s)
        except subprocess.TimeoutExpired:
            raise PublishError(f"git {name} took longer than {self.timeout_s:g} s") from None
        finally:
            if process.returncode is None:
                _kill(process)
                process.wait()


def _kill(process: "subprocess.Popen[bytes]") -> None:
    """With its children, where there are process groups."""
    if sys.platform == "win32":
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)


def _last_words(errors: bytes, code: int) -> str:
    """The line of git's complaint that says why; hints and progress say less."""
    lines = [line.strip() for line in errors.decode(errors="replace").splitlines() if line.strip()]
    telling = [line for line in lines if line.startswith(("fatal:", "! [", "remote: error", "error:"))]
    first = next(iter(telling or lines), f"exit {code}")
    return without_userinfo(first.removeprefix("fatal: "))
