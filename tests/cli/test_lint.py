"""`lint` in its three formats, and what it exits with."""

import json

from tests.commands import Command

GOOD = """\
site: {name: Example, url: https://status.example.net/}
probing: {controls: [https://www.example.com/]}
components: [{id: web, name: Web, checks: [{http: https://www.example.com/}]}]
"""
BAD_POST = (
    "---\ntitle: Search fails\ncomponents: wbe down\n---\n\n## 2026-11-20 09:20 investigating\n\nLooking.\n"
)


def test_a_clean_project_has_no_problems(statusgen: Command) -> None:
    """Exit 0, nothing on stdout."""
    statusgen.write("checks.yaml", GOOD)
    done = statusgen("lint", code=0)
    assert done.out == ""
    assert "no problems" in done.err


def test_mistakes_of_all_files_are_told_in_one_go(statusgen: Command) -> None:
    """checks.yaml and posts together, each with line, column and code; exit 1."""
    statusgen.write("checks.yaml", GOOD.replace("controls", "contrlos").replace("name: Web", "nmae: Web"))
    statusgen.write("incidents/2026-11-20-search.md", BAD_POST)
    lines = statusgen("lint", code=1).out.splitlines()
    assert "checks.yaml:2:11: unknown key 'contrlos' (did you mean 'controls'?) [SG103]" in lines
    assert "checks.yaml:3:24: unknown key 'nmae' (did you mean 'name'?) [SG103]" in lines
    assert (
        "incidents/2026-11-20-search.md:3:13: unknown component 'wbe' (did you mean 'web'?) [SG201]" in lines
    )


def test_hints_pass_unless_strict(statusgen: Command) -> None:
    """Missing controls are a hint: exit 0, and 1 with --strict."""
    statusgen.write("checks.yaml", GOOD.replace("probing: {controls: [https://www.example.com/]}\n", ""))
    assert "[SG150]" in statusgen("lint", code=0).out
    assert "[SG150]" in statusgen("lint", "--strict", code=1).out


def test_a_heartbeat_in_a_folder_that_does_not_exist_is_a_hint(statusgen: Command) -> None:
    """A misspelt path shows before the first run; a file that is yet to be written is no mistake."""
    heartbeat = "heartbeat: backup/last.txt, expect: {max_age: 26h}"
    statusgen.write("checks.yaml", GOOD.replace("http: https://www.example.com/", heartbeat))
    told = statusgen("lint", code=0).out
    assert "check 'web-heartbeat' reads a file in a folder that does not exist" in told
    assert "[SG152]" in told
    statusgen.write("backup/first.txt", "2026-11-20")
    assert statusgen("lint", code=0).out == ""


def test_an_overdue_promise_is_a_hint(statusgen: Command) -> None:
    """The next update was due long ago and nobody has written it."""
    statusgen.write("checks.yaml", GOOD)
    text = BAD_POST.replace("wbe", "web").replace("investigating", "investigating, next update 10:00")
    statusgen.write("incidents/2026-11-20-search.md", text)
    assert "incidents/2026-11-20-search.md" in statusgen("lint", code=0).out
    assert "[SG251]" in statusgen("lint", "--strict", code=1).out


def test_json_is_for_programs(statusgen: Command) -> None:
    """One object a problem."""
    statusgen.write("checks.yaml", GOOD)
    statusgen.write("incidents/2026-11-20-search.md", BAD_POST)
    (problem,) = json.loads(statusgen("lint", "--format", "json", code=1).out)
    assert problem == {
        "file": "incidents/2026-11-20-search.md",
        "line": 3,
        "column": 13,
        "code": "SG201",
        "severity": "mistake",
        "message": "unknown component 'wbe'",
        "hint": "did you mean 'web'?",
    }


def test_github_annotations(statusgen: Command) -> None:
    """Workflow commands, escaped as GitHub wants them."""
    statusgen.write("checks.yaml", GOOD)
    statusgen.write("incidents/2026-11-20-100%.md", BAD_POST)
    out = statusgen("lint", "--format", "github", code=1).out
    assert (
        "::error file=incidents/2026-11-20-100%25.md,line=3,col=13,title=SG201::unknown component 'wbe'"
        in out
    )


def test_an_unusable_file_is_a_mistake_too(statusgen: Command) -> None:
    """lint's own exit code stays 1; posts are not blamed for components that nobody could read."""
    statusgen.write("checks.yaml", "site: {name: [\n")
    statusgen.write("incidents/2026-11-20-search.md", BAD_POST)
    done = statusgen("lint", code=1)
    assert "[SG101]" in done.out
    assert "[SG201]" not in done.out


def test_the_schema_is_json(statusgen: Command) -> None:
    """`schema` needs no project."""
    schema = json.loads(statusgen("schema", code=0).out)
    assert schema["$schema"].endswith("2020-12/schema")


def test_github_annotations_are_seen_from_the_checkout(statusgen: Command) -> None:
    """With the project in a folder of the repository the paths lead there."""
    statusgen.write("status/checks.yaml", GOOD)
    statusgen.write("status/incidents/2026-11-20-search.md", BAD_POST)
    here = str(statusgen.folder)
    out = statusgen("-C", "status", "lint", "--format", "github", code=1, GITHUB_WORKSPACE=here).out
    assert "::error file=status/incidents/2026-11-20-search.md," in out
