"""The real command, run as a process."""

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

TIMEOUT_S = 120


@dataclass(frozen=True, slots=True)
class Finished:
    """How a command ended and what it wrote."""

    code: int
    out: str
    err: str


@dataclass(frozen=True, slots=True)
class Command:
    """Call it like the command: `statusgen("build", "--strict")`."""

    folder: os.PathLike[str]
    environ: dict[str, str] = field(default_factory=dict)
    python: str = sys.executable

    def __call__(self, *arguments: str, code: int | None = None, **environ: str) -> Finished:
        """Run it in the test's folder; with `code`, assert that it ends with this."""
        done = subprocess.run(
            [self.python, "-W", "error", "-m", "statusgen", *arguments],
            cwd=self.folder,
            env={**os.environ, **self.environ, **environ},
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=TIMEOUT_S,
            stdin=subprocess.DEVNULL,
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        if code is not None:
            assert done.returncode == code, f"exit {done.returncode}\n{done.stdout}\n{done.stderr}"
        return Finished(done.returncode, done.stdout, done.stderr)

    def write(self, name: str, text: str) -> Path:
        """A file in the test's folder."""
        path = Path(self.folder) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def read(self, name: str) -> str:
        return (Path(self.folder) / name).read_text(encoding="utf-8")
