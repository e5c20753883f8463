"""The page that GitHub shows of a job, from the markdown that its steps append to a file.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#adding-a-job-summary
"""

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from statusgen.pipeline.account import Account, Result
from statusgen.pipeline.report import Report, one_line

LONGEST = 500
"""Rows of the table, and of what to mend: GitHub takes a megabyte for each step, and nobody reads that."""

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


def add_summary(account: Account, file: Path, *, report: Report) -> None:
    """Append the account to the file, but for what must be mended: see `add_troubles`."""
    _append("\n".join(_paragraphs(account)), file, report)


def add_troubles(file: Path, *, report: Report, redact: Callable[[str], str]) -> None:
    """Append all that the command found to mend, whatever it is, once it is over; nothing if all is well."""
    lines = [f"- {as_code(one_line(redact(trouble)))}" for trouble in report.troubles]
    if len(lines) > LONGEST:
        lines[LONGEST:] = [f"\n… and {len(lines) - LONGEST} more"]
    if lines:
        _append("\n".join(["### To mend\n", *lines]), file, report)


def _append(text: str, file: Path, report: Report) -> None:
    """A file that cannot be written is told, and no more than that."""
    try:
        with file.open("a", encoding="utf-8", newline="\n") as summary:
            summary.write(f"{text}\n")
    except OSError as error:
        report.say(f"the job summary could not be written: {file}: {error.strerror}")


def _paragraphs(account: Account) -> Iterator[str]:
    yield f"### Probed from {account.location}: {account.counts}\n"
    for caveat in account.caveats:
        yield f"**{escaped(caveat[0].upper() + caveat[1:])}**\n"
    told = [result for result in account.results if not result.is_up or result.has_changed]
    if told:
        yield from _table(told[:LONGEST])
    if len(told) > LONGEST:
        yield f"… and {len(told) - LONGEST} more\n"
    for remark in account.remarks:
        if not remark.unhappy:
            yield f"- {escaped(remark.text)}"


def _table(results: Sequence[Result]) -> Iterator[str]:
    yield "| check | outcome | before | why | latency |"
    yield "| --- | --- | --- | --- | ---: |"
    for result in results:
        latency = "" if result.latency_ms is None else f"{result.latency_ms:.0f} ms"
        outcome = result.outcome if result.is_up else f"**{result.outcome}**"
        cells = (f"`{result.check}`", outcome, result.was or "", escaped(result.explanation), latency)
        yield f"| {' | '.join(cells)} |"
    yield ""


def escaped(text: str) -> str:
    """Markdown that shows this line as it is: CommonMark lets a backslash stand before any punctuation."""
    return _PUNCTUATION.sub(r"\\\1", text)


def as_code(text: str) -> str:
    """Markdown that shows this line as it is, between more backticks than stand in a row in it."""
    fence = "`" * (1 + max(map(len, re.findall("`+", text)), default=0))
    return f"{fence} {text} {fence}"
