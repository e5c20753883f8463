"""Every mistake in checks.yaml and the posts, in one go, for people, programs and pull requests."""

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from statusgen.domain.config import Check, Config, Contact, Group, Site
from statusgen.domain.posts import Incident
from statusgen.errors import UNHAPPY, Code, Problem, Severity
from statusgen.pipeline.session import Session


def lint_project(session: Session, *, style: str, strict: bool, workspace: Path | None = None) -> str:
    """The problems as text in `style` ("text", "json" or "github"); the exit code is the report's.

    GitHub finds files from the root of its checkout, `workspace`.
    """
    problems = find_problems(session)
    if style == "github" and workspace is not None:
        problems = tuple(_seen_from(workspace, session.project.root, problem) for problem in problems)
    failing = [problem for problem in problems if strict or problem.severity is Severity.MISTAKE]
    hints = len(problems) - len(failing)
    for problem in failing:
        session.report.note(str(problem))
    if failing:
        session.report.trouble(UNHAPPY, f"{_counted(len(failing), 'problem')}, {_counted(hints, 'hint')}")
    else:
        session.report.say(f"no problems, {_counted(hints, 'hint')}")
    return _STYLES[style](problems)


def find_problems(session: Session) -> tuple[Problem, ...]:
    """All of them, by file, line and column."""
    loaded = session.project.load_config()
    config = loaded.config or _NOTHING
    posts = session.project.load_posts(config, now=session.now, explicit_now=session.explicit_now)
    problems = [*loaded.problems, *posts.problems, *_overdue(posts.posts.incidents, session)]
    problems += _without_folders(config.checks, session)
    if loaded.config is None:
        # What components there are is not known, so nothing is said of those that posts name.
        names = (Code.UNKNOWN_COMPONENT, Code.GONE_COMPONENT)
        problems = [problem for problem in problems if problem.code not in names]
    return tuple(sorted(problems))


_NOTHING = Config(site=Site(name="", url=""), groups=(Group("", "", ()),), contact=Contact())


def _overdue(incidents: Iterable[Incident], session: Session) -> Iterable[Problem]:
    """A hint for each open incident whose newest update promised one that has not come."""
    for incident in incidents:
        if incident.is_overdue(session.now):
            said = f"an update was promised for {incident.promise:%Y-%m-%d %H:%M %Z} and has not come"
            hint = f"statusgen incident update {incident.id}"
            yield Problem(incident.file, 1, 1, Code.PROMISE_OVERDUE, said, hint, Severity.HINT)


def _without_folders(checks: Iterable[Check], session: Session) -> Iterable[Problem]:
    """A hint for each check that reads a file where there cannot be one; the file itself may come later."""
    from statusgen.probes import Options

    for check in checks:
        file = check.options.file if isinstance(check.options, Options) else None
        if file is not None and _is_missing((session.project.root / file).parent):
            said = f"check '{check.id}' reads a file in a folder that does not exist"
            hint = "paths begin at the folder of checks.yaml"
            yield Problem(session.project.config_file.name, 1, 1, Code.NO_FOLDER, said, hint, Severity.HINT)


def _is_missing(folder: Path) -> bool:
    try:
        return not folder.is_dir()
    except OSError:  # it may be for other eyes
        return False


def _text(problems: Iterable[Problem]) -> str:
    marks = {Severity.MISTAKE: "", Severity.HINT: "hint: "}
    return "".join(
        f"{replace(problem, message=marks[problem.severity] + problem.message)}\n" for problem in problems
    )


def _json(problems: Iterable[Problem]) -> str:
    rows = [
        {
            "file": problem.file,
            "line": problem.line,
            "column": problem.column,
            "code": problem.code,
            "severity": problem.severity,
            "message": problem.message,
            "hint": problem.hint or None,
        }
        for problem in problems
    ]
    return json.dumps(rows, indent=2, ensure_ascii=False) + "\n"


def _github(problems: Iterable[Problem]) -> str:
    """Workflow commands, as GitHub's documentation of them gives the escapes."""
    lines = []
    for problem in problems:
        level = "error" if problem.severity is Severity.MISTAKE else "warning"
        hint = f" ({problem.hint})" if problem.hint else ""
        place = (
            f"file={_property(problem.file)},line={problem.line},col={problem.column},title={problem.code}"
        )
        lines.append(f"::{level} {place}::{_escaped(problem.message + hint)}\n")
    return "".join(lines)


def _seen_from(workspace: Path, root: Path, problem: Problem) -> Problem:
    path = root / problem.file
    if not path.is_relative_to(workspace.resolve()):
        return problem
    return replace(problem, file=path.relative_to(workspace.resolve()).as_posix())


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")


_STYLES = {"text": _text, "json": _json, "github": _github}


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" + "s" * (number != 1)


def schema_text() -> str:
    """The JSON Schema of checks.yaml."""
    from statusgen.config import json_schema
    from statusgen.probes import PROBES

    kinds = {name: probe.options for name, probe in PROBES.items()}
    return json.dumps(json_schema(kinds), indent=2, ensure_ascii=False) + "\n"
