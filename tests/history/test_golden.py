"""Stores that earlier versions wrote: each keeps reading, for ever. A folder per format, and per addition."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from statusgen.domain.histogram import Histogram
from statusgen.domain.observed import LocationSeen, Streak
from statusgen.domain.samples import Controls, Phases, Sample, Terms
from statusgen.domain.status import Outcome, Reason, Status
from statusgen.history import History, fold_days, last_config, open_store, read_history
from statusgen.history.seal import unseal
from tests.builders import utc

GOLDEN = Path(__file__).parent / "golden"
NOW = utc("2026-11-22 12:00")
WEEK_S = 7 * 86400
NO_MORE_THAN_PARTIAL = Terms(
    valid_for_s=900, worst=Status.PARTIAL_OUTAGE, quorum=2, minority=Status.DEGRADED_PERFORMANCE
)


def golden(version: str = "1") -> History:
    return read_history(open_store(f"format-{version}", base=GOLDEN), now=NOW, explicit_now=True)


def test_format_1_nothing_in_it_is_damaged() -> None:
    """One day of runs alone, one folded, one folded with its runs deleted, and a configuration."""
    assert golden().damaged == golden().damaged_days == ()
    assert last_config(open_store("format-1", base=GOLDEN)) == b"site: {name: Example}\n"


def test_format_1_locations() -> None:
    """As in their newest runs."""
    assert golden().observed.locations == (
        LocationSeen(id="dublin", last_run=utc("2026-11-22 08:10"), controls=Controls.OK),
        LocationSeen(id="main", last_run=utc("2026-11-22 08:00"), controls=Controls.SILENT),
    )


def test_format_1_streaks() -> None:
    """Over folded and open days alike; across midnight in one piece."""
    api, web, _ = golden().observed.tracks
    assert [(f"{s.first:%d %H:%M:%S}", f"{s.last:%d %H:%M:%S}", s.outcome.value) for s in web.streaks] == [
        ("19 00:00:30", "19 00:00:30", "up"),
        ("19 08:00:00", "19 08:00:00", "up"),
        ("19 08:05:00", "19 08:10:00", "down"),
        ("19 23:55:00", "20 00:00:30", "up"),
        ("20 08:00:00", "20 08:00:00", "up"),
        ("20 08:05:00", "20 08:10:00", "down"),
        ("20 23:55:00", "20 23:55:00", "up"),
        ("22 00:00:30", "22 00:00:30", "up"),
        ("22 08:00:00", "22 08:00:00", "up"),
        ("22 08:05:00", "22 08:10:00", "down"),
    ]
    assert (api.check, api.location) == ("api-http", "dublin")
    assert api.streaks[0] == Streak(
        first=utc("2026-11-19 00:00:30"),
        last=utc("2026-11-19 00:00:30"),
        component="api",
        outcome=Outcome.PARTIAL,
        terms=NO_MORE_THAN_PARTIAL,
        reason=Reason.CONNECT,
        answered=(2, 3),
    )


def test_format_1_newest_samples() -> None:
    """In full; of two of one second the worse."""
    assert [latest.sample for latest in golden().observed.latest] == [
        Sample(
            check="api-http",
            component="api",
            outcome=Outcome.PARTIAL,
            terms=NO_MORE_THAN_PARTIAL,
            reason=Reason.CONNECT,
            answered=(2, 3),
            latency_ms=12.5,
        ),
        Sample(
            check="web-http",
            component="web",
            outcome=Outcome.DOWN,
            terms=Terms(valid_for_s=1800),
            reason=Reason.TIMEOUT,
            tries=4,
            latency_ms=10000.0,
            phases=Phases(1.0, 11.2, 22.0, 49.1),
            certificate_until=utc("2027-01-03 12:00"),
        ),
        Sample(
            check="web-http",
            component="web",
            outcome=Outcome.DEGRADED,
            terms=Terms(valid_for_s=1800),
            reason=Reason.LATENCY,
            latency_ms=900.0,
        ),
    ]


def test_format_1_latencies() -> None:
    """A folded day's are what its runs' would be."""
    latencies = golden().observed.latencies
    assert Histogram.merged(latencies["web-http", date(2026, 11, 19)].values()) == Histogram.of(
        [84.2, 84.2, 84.2, 20.0, 900.0]
    )
    assert latencies["api-http", date(2026, 11, 20)] == {"dublin": Histogram.of([12.5] * 5)}
    assert len(latencies) == 6


@pytest.mark.parametrize("store", ["format-1", "format-1-confirmed"])
def test_format_1_runs_fold_into_the_same_summary(store: str, tmp_path: Path) -> None:
    """What an earlier version wrote, this one would write."""
    shutil.copytree(GOLDEN / store / "runs", tmp_path / "state" / "runs")
    shutil.copy(GOLDEN / store / "format.json", tmp_path / "state")
    fold_days(open_store("state", base=tmp_path), now=NOW, keep_runs_s=WEEK_S)
    summary = "days/2026-11-20.json.gz"
    assert unseal((tmp_path / "state" / summary).read_bytes()) == unseal(
        (GOLDEN / store / summary).read_bytes()
    )


def test_format_1_confirmed_streaks() -> None:
    """Of `down_after` 2 and `up_after` 3: the times of two samples more, across midnight too."""
    history = golden("1-confirmed")
    dublin, main = history.observed.tracks
    terms = Terms(valid_for_s=900, down_after=2, up_after=3)
    assert history.damaged == history.damaged_days == ()
    assert dublin.streaks[0] == Streak(
        first=utc("2026-11-20 23:50"),
        last=utc("2026-11-21 00:05"),
        component="web",
        outcome=Outcome.UP,
        terms=terms,
        early=(utc("2026-11-20 23:55"), utc("2026-11-21 00:00")),
    )
    assert [streak.early for streak in dublin.streaks[1:]] == [(utc("2026-11-21 00:15"),), ()]
    assert [streak.early for streak in main.streaks] == [()]


def test_format_1_confirmed_latencies() -> None:
    """Those that a busy prober measured are counted, and in no bucket."""
    assert golden("1-confirmed").observed.latencies == {
        ("web-http", date(2026, 11, 20)): {
            "dublin": Histogram.of([84.2], left_out=1),
            "main": Histogram.of([], left_out=1),
        },
        ("web-http", date(2026, 11, 21)): {"dublin": Histogram.of([84.2, 84.2, 20.0, 20.0])},
        ("web-http", date(2026, 11, 22)): {"dublin": Histogram.of([], left_out=1)},
    }


def test_format_1_confirmed_newest_samples() -> None:
    """With what their prober and their target's addresses were like."""
    dublin, main = golden("1-confirmed").observed.latest
    assert (dublin.sample.busy, dublin.sample.failing) == (True, ("192.0.2.2", "2001:db8::2"))
    assert (main.sample.busy, main.sample.failing) == (True, ())
