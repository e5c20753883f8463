"""The real command, run as a process."""

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

TIMEOUT_S = 120
SURROUNDINGS = ("GITHUB_STEP_SUMMARY", "STATUSGEN_LOCATION", "NO_COLOR")
"""Variables that would change what a command does, and are none of a test's unless it names them."""
STYLE = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True, slots=True)
class Finished:
    """How a command ended and what it wrote."""

    code: int
    out: str
    err: str


@dataclass(slots=True)
class Watched:
    """A command whose stderr is a terminal; `sent` is what that got so far."""

    process: "subprocess.Popen[str]"
    terminal: int
    sent: str = ""

    @property
    def shown(self) -> list[str]:
        """The lines that stand there for somebody who looks; every sequence but those of style is a fault."""
        lines = [""]
        for part in re.split(r"(\r\n|\r)", STYLE.sub("", self.sent)):
            if part == "\r\n":
                lines[-1] = lines[-1].rstrip()
                lines.append("")
            elif part != "\r":
                assert part.isprintable(), repr(part)
                lines[-1] = part + lines[-1][len(part) :]
        return [*lines[:-1], lines[-1].rstrip()]

    def wait_for(self, text: str) -> None:
        """Until the terminal got this."""
        until = time.monotonic() + TIMEOUT_S
        while text not in self.sent:
            assert time.monotonic() < until, self.sent
            assert self._take(), self.sent

    def wait(self) -> int:
        """The exit code."""
        while self._take():
            pass
        return self.process.wait(TIMEOUT_S)

    def _take(self) -> bool:
        """More of what the command sends; False at the end."""
        ready, _, _ = select.select([self.terminal], [], [], TIMEOUT_S)
        assert ready, f"silent for {TIMEOUT_S} s after {self.sent!r}"
        try:
            part = os.read(self.terminal, 1 << 16)
        except OSError:  # how Linux says that nobody is at the other end any more
            part = b""
        self.sent += part.decode()
        return bool(part)


@dataclass(frozen=True, slots=True)
class Command:
    """Call it like the command: `statusgen("build", "--strict")`."""

    folder: os.PathLike[str]
    environ: dict[str, str] = field(default_factory=dict)
    python: str = sys.executable
    columns: int = 80

    def __call__(self, *arguments: str, code: int | None = None, **environ: str) -> Finished:
        """Run it in the test's folder; with `code`, assert that it ends with this."""
        done = subprocess.run(
            self._line(arguments),
            cwd=self.folder,
            env=self._environ(environ),
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

    @contextmanager
    def watched(self, *arguments: str, **environ: str) -> Iterator[Watched]:
        """The command on a terminal of its own, `columns` wide; killed at the end, if it still runs."""
        terminal, end = pty.openpty()
        try:
            fcntl.ioctl(end, termios.TIOCSWINSZ, struct.pack("HHHH", 24, self.columns, 0, 0))
            with subprocess.Popen(
                self._line(arguments),
                cwd=self.folder,
                env=self._environ({"TERM": "xterm", **environ}),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=end,
                start_new_session=True,
                text=True,
                encoding="utf-8",
            ) as process:
                os.close(end)
                try:
                    yield Watched(process, terminal)
                finally:
                    process.kill()
        finally:
            os.close(terminal)

    def on_terminal(self, *arguments: str, **environ: str) -> Watched:
        """The same, run to its end, which must be exit 0."""
        with self.watched(*arguments, **environ) as watched:
            assert watched.wait() == 0, watched.sent
        assert "Traceback" not in watched.sent
        return watched

    def _line(self, arguments: tuple[str, ...]) -> list[str]:
        return [self.python, "-W", "error", "-m", "statusgen", *arguments]

    def _environ(self, environ: dict[str, str]) -> dict[str, str]:
        here = {name: value for name, value in os.environ.items() if name not in SURROUNDINGS}
        return {**here, **self.environ, **environ}

    def write(self, name: str, text: str) -> Path:
        """A file in the test's folder."""
        path = Path(self.folder) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def read(self, name: str) -> str:
        return (Path(self.folder) / name).read_text(encoding="utf-8")
