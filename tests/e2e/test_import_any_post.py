"""Whatever stands in a cState post, what becomes of it passes lint."""

from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from statusgen.errors import Severity
from statusgen.importers import import_cstate
from statusgen.posts import parse_post

CONFIG = "title: T\nbaseURL: https://status.example.com/\nparams: {systems: [API, Web]}\n"
TIMES = [
    "2024-01-02T10:00:00Z",
    "2024-01-02",
    "2024-05-01T10:00:00+02:00",
    "2023-12-31T23:59:59Z",
    "2024-02-30T10:00:00Z",
    "2024-01-02T015:00:00Z",
    "never",
]
HEADER = {
    "title": ["A: b #c", "'x'", "", "[y] z", "- a", "2024", "## resolved", "---"],
    "date": TIMES,
    "resolvedWhen": TIMES,
    "resolved": ["true", "false", "", "maybe"],
    "severity": ["down", "disrupted", "notice", "distrupted", "x", ""],
    "affected": ["[API]", "API", "[Wiki, Web]", "[]", "\n  - API\n  - '[x]'", "{a: b}"],
    "section": ["issue", ""],
    "informational": ["true", "false"],
    "draft": ["true"],
}
LINES = [
    "[Initial message]",
    "[Final Message] done",
    "*Update* - text",
    "**Update 2024-01-02 10:30 UTC**",
    "**10:45**",
    "### Resolved",
    "## 2024-01-02 10:20 identified",
    "## Resolved",
    "# x",
    '*Monitoring* - y {{< track "2024-01-02 11:00:00" >}}',
    "*Post-mortem*",
    "---",
    "***",
    "```",
    "<!--",
    "-->",
    "",
    "plain text",
    "<<<<<<< x",
    "=======",
    "~~~",
    "    ## 10:20 resolved",
    "> ## 2024-01-02 10:00 resolved",
    "**Update** 25:99",
    "  - item",
    "++++",
    "+++",
]


def headers() -> st.SearchStrategy[str]:
    parts = [st.none() | st.sampled_from(values).map(f"{key}: {{}}".format) for key, values in HEADER.items()]
    return st.tuples(*parts).map(lambda lines: "\n".join(line for line in lines if line is not None))


@given(headers(), st.lists(st.sampled_from(LINES), max_size=12))
@settings(max_examples=60, deadline=None)
def test_any_post_is_imported_and_has_no_mistakes(header: str, lines: list[str]) -> None:
    text = "\n".join(["---", header, "---", *lines])
    with TemporaryDirectory() as folder:
        source = Path(folder)
        (source / "content" / "issues").mkdir(parents=True)
        (source / "config.yml").write_text(CONFIG)
        (source / "content" / "issues" / "2024-01-02-x.md").write_text(text)
        imported = import_cstate(source)
    ours = imported.files["incidents/2024-01-02-x.md"]
    post, problems = parse_post(
        ours.encode(),
        "incidents/2024-01-02-x.md",
        zone=ZoneInfo("UTC"),
        components={"api": "api", "web": "web"},
        checks=(),
        now=datetime(2026, 11, 22, tzinfo=UTC),
        explicit_now=False,
    )
    assert [str(problem) for problem in problems if problem.severity is Severity.MISTAKE] == []
    assert post is not None or "draft: true" in ours
