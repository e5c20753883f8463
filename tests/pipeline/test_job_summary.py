"""The summary of a job on GitHub."""

import re
import string
from pathlib import Path

from statusgen.domain.status import Outcome, Reason
from statusgen.pipeline.account import Account, Remark, Result
from statusgen.pipeline.job_summary import LONGEST, add_summary, add_troubles, escaped
from statusgen.pipeline.report import Report

DOWN = Result(check="mail", outcome=Outcome.DOWN, reason=Reason.CONNECT, was=Outcome.UP)


def summary_of(account: Account, folder: Path) -> str:
    add_summary(account, folder / "summary.md", report=Report(lambda _text: None))
    return (folder / "summary.md").read_text(encoding="utf-8")


def rows(summary: str) -> list[str]:
    return [line for line in summary.splitlines() if line.startswith("|")][2:]


def test_it_has_the_counts_and_what_is_not_up(tmp_path: Path) -> None:
    """And findings; of what is well and was well, only the count."""
    fine = Result(check="web", outcome=Outcome.UP, was=Outcome.UP)
    back = Result(check="api", outcome=Outcome.UP, latency_ms=9.4, was=Outcome.DOWN)
    account = Account(
        location="main", results=(fine, DOWN, back), remarks=(Remark("finding: soon", unhappy=False),)
    )
    summary = summary_of(account, tmp_path)
    assert summary.startswith("### Probed from main: 2 up, 1 down\n")
    assert rows(summary) == [
        "| `mail` | **down** | up | connect |  |",
        "| `api` | up | down | was down | 9 ms |",
    ]
    assert summary.endswith("\n- finding\\: soon\n")


def test_an_offline_prober_says_so_first(tmp_path: Path) -> None:
    """Nothing in the table is anybody's outage then."""
    summary = summary_of(Account(location="main", results=(DOWN,), offline=True), tmp_path)
    assert summary.index("Monitoring problem") < summary.index("mail")


def test_it_is_added_to_what_is_there(tmp_path: Path) -> None:
    """Other steps of the job write into the same file."""
    (tmp_path / "summary.md").write_text("# Before\n", encoding="utf-8")
    account = Account(location="main", results=())
    assert summary_of(account, tmp_path).startswith("# Before\n### Probed")
    assert summary_of(account, tmp_path).count("### Probed") == 2


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """And is nobody's fault: the exit code stays."""
    told: list[str] = []
    report = Report(told.append)
    add_summary(Account(location="main", results=()), tmp_path / "no" / "file", report=report)
    assert told[0].startswith("the job summary could not be written: ")
    assert report.exit_code == 0


def test_it_has_an_end(tmp_path: Path) -> None:
    """GitHub refuses more than a megabyte."""
    account = Account(location="main", results=(DOWN,) * (LONGEST + 7))
    summary = summary_of(account, tmp_path)
    assert len(rows(summary)) == LONGEST
    assert "… and 7 more" in summary


def test_what_must_be_mended_is_listed_once(tmp_path: Path) -> None:
    """Mistakes with their places, findings, stores that fail: whatever the command told as trouble."""
    report = Report(lambda _text: None)
    report.note("checks.yaml:3:1: bad [SG105]")
    report.trouble(1, "finding: web: ``pass``\nword")
    report.trouble(1, "finding: web: ``pass``\nword")
    file = tmp_path / "summary.md"
    add_troubles(file, report=report, redact=lambda text: text.replace("word", "***"))
    assert file.read_text(encoding="utf-8") == (
        "### To mend\n\n- ` checks.yaml:3:1: bad [SG105] `\n- ``` finding: web: ``pass``\\n*** ```\n"
    )


def test_where_all_is_well_there_is_nothing_to_mend(tmp_path: Path) -> None:
    """No empty heading; and of a great many the rest is counted."""
    file = tmp_path / "summary.md"
    report = Report(lambda _text: None)
    add_troubles(file, report=report, redact=str)
    assert not file.exists()
    for number in range(LONGEST + 7):
        report.note(f"mistake {number}")
    add_troubles(file, report=report, redact=str)
    assert "… and 7 more" in file.read_text(encoding="utf-8")


def test_no_text_is_markup() -> None:
    """A backslash before every punctuation is CommonMark's way to have a text shown as it is."""
    said = r"<b>x</b> `y` *z* [a](https://b) ![c](d) | # - 1. \n & ~~s~~ @octocat &lt; www.e"
    pairs = re.findall(r"\\(.)|([^\\])", escaped(said))
    assert "".join(mark + letter for mark, letter in pairs) == said
    assert {letter for _, letter in pairs if letter} <= set(string.ascii_letters + string.digits + " ")
