"""One command's surroundings: where the project is, what time it is, whom to tell."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from statusgen.domain.secrets import Secrets
from statusgen.pipeline.project import Project, locate
from statusgen.pipeline.report import Report
from statusgen.pipeline.screen import Screen


@dataclass(frozen=True, slots=True)
class Session:
    """`now` is the start of the stage at hand; `explicit_now` says that somebody chose it (--now)."""

    project: Project
    now: datetime
    clock: Callable[[], datetime]
    secrets: Secrets
    report: Report
    explicit_now: bool = False
    ca_file: Path | None = None  # authorities (PEM) that the probes trust instead of the system's
    sleep: Callable[[float], None] = time.sleep
    screen: Screen | None = None  # a terminal that somebody watches
    summary_file: Path | None = None  # where GitHub wants to read what its job did

    def next_stage(self) -> "Session":
        """The same, a stage later."""
        return self if self.explicit_now else replace(self, now=self.clock())

    def at(self, now: datetime) -> "Session":
        """The same, as it would have been at `now`."""
        return replace(self, now=now, explicit_now=True)


def open_session(
    config: Path,
    *,
    clock: Callable[[], datetime],
    environ: Mapping[str, str],
    report: Callable[[Callable[[str], str]], Report],
    ca_file: Path | None = None,
    screen: Screen | None = None,
) -> Session:
    """A session around the checks.yaml at `config`; UsageError if there is none.

    `report` makes the report from a function that takes secrets out of a text.
    """
    secrets = Secrets(environ)
    summary = environ.get("GITHUB_STEP_SUMMARY")
    return Session(
        locate(config),
        clock(),
        clock,
        secrets,
        report(secrets.redact),
        ca_file=ca_file,
        screen=screen,
        summary_file=Path(summary) if summary else None,
    )
