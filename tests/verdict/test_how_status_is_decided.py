"""The table in docs/how-status-is-decided.md, row by row."""

import re
from pathlib import Path

import pytest

from statusgen.domain.figures import Uptime, Window
from statusgen.domain.posts import Incident, Maintenance, Posts, State
from statusgen.domain.samples import Run
from statusgen.domain.status import Outcome, Status
from statusgen.verdict import judge
from tests.builders import (
    make_config,
    make_incident,
    make_maintenance,
    make_runs,
    make_sample,
    make_update,
    observe,
    utc,
)

PAGE = Path(__file__).parents[2] / "docs" / "how-status-is-decided.md"
NOW = utc("2026-11-22 12:00")
WELL = make_runs("2026-11-21 12:00", "2026-11-22 12:00")
DOWN = make_sample(Outcome.DOWN)
NIGHT = [
    *make_runs("2026-11-21 12:00", "2026-11-22 01:45"),
    *make_runs("2026-11-22 01:50", "2026-11-22 04:15", DOWN),
    *make_runs("2026-11-22 04:20", "2026-11-22 12:00"),
]
OFFLINE = [
    *make_runs("2026-11-21 12:00", "2026-11-22 01:55"),
    *make_runs("2026-11-22 02:00", "2026-11-22 04:55", make_sample(Outcome.UNKNOWN)),
    *make_runs("2026-11-22 05:00", "2026-11-22 12:00"),
]
FLAPPING = [
    *make_runs("2026-11-21 12:00", "2026-11-22 12:00", every_s=600),
    *make_runs("2026-11-21 12:05", "2026-11-22 12:00", DOWN, every_s=600),
]


def said(status: Status, ended: str = "2026-11-22 11:00") -> Incident:
    return make_incident("2026-11-22 10:00", make_update(ended, State.RESOLVED), statuses={"web": status})


def works(announced: str) -> Maintenance:
    return make_maintenance("2026-11-22 02:00", "2026-11-22 04:00", announced=announced)


ROWS: dict[str, tuple[list[Run], Posts]] = {
    "nothing went wrong": (WELL, Posts()),
    "one hour of major outage": (WELL, Posts((said(Status.MAJOR_OUTAGE),))),
    "one hour of partial outage": (WELL, Posts((said(Status.PARTIAL_OUTAGE),))),
    "one hour degraded": (WELL, Posts((said(Status.DEGRADED_PERFORMANCE),))),
    "a single second of partial outage": (
        WELL,
        Posts((said(Status.PARTIAL_OUTAGE, "2026-11-22 10:00:01"),)),
    ),
    "down 01:50 to 04:20, work announced for 02:00 to 04:00": (
        NIGHT,
        Posts(maintenances=(works("2026-11-19 02:00"),)),
    ),
    "the same, not announced": (NIGHT, Posts(maintenances=(works("2026-11-22 01:00"),))),
    "prober offline for three hours": (OFFLINE, Posts()),
    "up and down every other run": (FLAPPING, Posts()),
}


def table() -> dict[str, list[str]]:
    lines = PAGE.read_text(encoding="utf-8").partition("in the last 24 hours")[2].splitlines()[2:]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return {row[0]: row[1:] for row in cells}


def milliseconds(words: str) -> int:
    units = {"h": 3_600_000, "min": 60_000, "s": 1_000}
    parts = re.findall(r"([0-9.]+) (h|min|s)", words)
    return round(sum(float(number) * units[unit] for number, unit in parts))


def share(percent: str) -> float:
    return round(float(percent.removesuffix(" %")) / 100, 6)


def figure(runs: list[Run], posts: Posts) -> Uptime:
    (web,) = judge(make_config(), observe(*runs, now=NOW), posts, now=NOW).components
    return next(one for one in web.uptime if one.window is Window.DAY)


def test_the_page_has_exactly_these_rows() -> None:
    """No row is left unreckoned."""
    assert list(table()) == list(ROWS)


@pytest.mark.parametrize("row", ROWS)
def test_each_row_is_true(row: str) -> None:
    """Known and down time, uptime to two digits, coverage to one."""
    known, down, uptime, measured = table()[row]
    one = figure(*ROWS[row])
    assert one.known_ms == milliseconds(known)
    assert one.down_ms == milliseconds(down)
    assert one.share(4) == share(uptime)
    assert one.coverage(3) == share(measured)
