"""Reading the past."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from statusgen.domain.histogram import Histogram
from statusgen.domain.observed import Latest, LocationSeen, Observed
from statusgen.domain.samples import Controls, Run, Sample
from statusgen.domain.status import Outcome, Reason, Status
from statusgen.errors import HistoryError
from statusgen.history import MemoryStore, fold_days, open_store, read_history, record_run
from statusgen.history.seal import seal, unseal
from tests.builders import make_run, make_runs, make_sample, utc
from tests.history.glass_store import GlassStore

NOW = utc("2026-11-22 12:00")
WEEK_S = 7 * 86400


def store_of(*runs: Run) -> GlassStore:
    store = GlassStore()
    for run in runs:
        record_run(store, run)
    return store


def observed(*runs: Run) -> Observed:
    return read_history(store_of(*runs), now=NOW).observed


def said(seen: Observed, *, check: str = "web-http", location: str = "main") -> list[tuple[str, str, str]]:
    """First, last and outcome of each streak, times as HH:MM:SS."""
    (track,) = [track for track in seen.tracks if (track.check, track.location) == (check, location)]
    return [(f"{s.first:%H:%M:%S}", f"{s.last:%H:%M:%S}", s.outcome.value) for s in track.streaks]


def test_a_new_store_has_seen_nothing(store: GlassStore) -> None:
    """No tracks, no locations, and that is no error."""
    history = read_history(store, now=NOW)
    assert history.observed == Observed(since=utc("2026-08-23 00:00"))
    assert history.damaged == history.damaged_days == ()


def test_samples_that_say_the_same_are_one_streak() -> None:
    """As long as none comes later than the one before it is valid: exactly then it still counts."""
    runs = [make_run(f"2026-11-22 {at}") for at in ("09:00", "09:05", "09:20")]
    assert said(observed(*runs)) == [("09:00:00", "09:20:00", "up")]


def test_scenario_1_a_late_run_breaks_the_streak() -> None:
    """Samples 09:00, 09:05, 09:25, valid for 15 minutes: nothing is known from 09:20 to 09:25."""
    runs = [make_run(f"2026-11-22 {at}") for at in ("09:00", "09:05", "09:25")]
    assert said(observed(*runs)) == [("09:00:00", "09:05:00", "up"), ("09:25:00", "09:25:00", "up")]


def test_a_run_without_a_check_does_not_end_its_streak() -> None:
    """`probe --only api` says nothing about web (scenario 19)."""
    api = make_sample(check="api-http", component="api")
    runs = [
        make_run("2026-11-22 09:00"),
        make_run("2026-11-22 09:05", api),
        make_run("2026-11-22 09:10", api, make_sample()),
    ]
    seen = observed(*runs)
    assert said(seen) == [("09:00:00", "09:10:00", "up")]
    assert said(seen, check="api-http") == [("09:05:00", "09:10:00", "up")]


@pytest.mark.parametrize(
    "other",
    [
        make_sample(Outcome.DOWN),
        make_sample(component="shop"),
        make_sample(valid_for_s=600),
        make_sample(Outcome.UP, reason=Reason.LATENCY),
    ],
)
def test_whatever_changes_begins_a_new_streak(other: object) -> None:
    """Outcome, component, terms and reason."""
    runs = [make_run("2026-11-22 09:00"), make_run("2026-11-22 09:05", other), make_run("2026-11-22 09:10")]  # type: ignore[arg-type]
    assert len(said(observed(*runs))) == 3


def test_an_unknown_sample_is_a_streak_of_its_own() -> None:
    """It ends the word of the one before it; what it means is the verdict's to say."""
    runs = [make_run("2026-11-22 09:00"), make_run("2026-11-22 09:05", make_sample(Outcome.UNKNOWN))]
    assert said(observed(*runs)) == [("09:00:00", "09:00:00", "up"), ("09:05:00", "09:05:00", "unknown")]


def test_locations_and_checks_have_their_own_tracks() -> None:
    """In the order of check, then location."""
    api = make_sample(Outcome.DOWN, check="api-http", component="api")
    seen = observed(
        make_run("2026-11-22 09:00", location="frankfurt"),
        make_run("2026-11-22 09:00:01", make_sample(), api, location="dublin"),
    )
    assert [(track.check, track.location) for track in seen.tracks] == [
        ("api-http", "dublin"),
        ("web-http", "dublin"),
        ("web-http", "frankfurt"),
    ]


@pytest.mark.parametrize(
    ("one", "other", "counts"),
    [
        (Outcome.UP, Outcome.DEGRADED, "degraded"),
        (Outcome.PARTIAL, Outcome.DEGRADED, "partial"),
        (Outcome.PARTIAL, Outcome.DOWN, "down"),
        (Outcome.UNKNOWN, Outcome.UP, "up"),
        (Outcome.UNKNOWN, Outcome.DOWN, "down"),
    ],
)
def test_of_two_samples_of_one_second_the_worse_counts(one: Outcome, other: Outcome, counts: str) -> None:
    """And any over unknown; the newest sample is the one that counts, too."""
    runs = [make_run("2026-11-22 09:00", make_sample(outcome)) for outcome in (one, other)]
    seen = observed(*runs)
    assert said(seen) == [("09:00:00", "09:00:00", counts)]
    assert [latest.sample.outcome.value for latest in seen.latest] == [counts]


def test_of_two_that_are_as_bad_the_later_name_counts() -> None:
    """Which is arbitrary, and the same for every reader, before and after folding."""
    runs = [make_run("2026-11-20 09:00", make_sample(latency_ms=latency_ms)) for latency_ms in range(1, 9)]
    names = {record_run(GlassStore(), run): run for run in runs}
    for store in (MemoryStore(), GlassStore()):  # one reads in the order of names, one in the opposite one
        for run in runs:
            record_run(store, run)
        for _ in range(2):
            (latest,) = read_history(store, now=NOW).observed.latest
            assert latest.sample == names[max(names)].samples[0]
            fold_days(store, now=NOW, keep_runs_s=0)


def test_of_two_that_are_as_bad_the_streak_is_the_later_names_too() -> None:
    """So that streak and newest sample tell one story."""
    reasons = (Reason.TIMEOUT, Reason.CONNECT, Reason.RESET, Reason.TLS)
    runs = [make_run("2026-11-20 09:00", make_sample(Outcome.DOWN, reason=reason)) for reason in reasons]
    names = {record_run(GlassStore(), run): run for run in runs}
    ((streak,),) = (track.streaks for track in observed(*runs).tracks)
    assert streak.reason == names[max(names)].samples[0].reason


def test_the_newest_sample_is_there_in_full() -> None:
    """Of each check at each location, with its time."""
    sample = make_sample(Outcome.DOWN, reason=Reason.TIMEOUT, latency_ms=10000.0)
    seen = observed(make_run("2026-11-22 09:00"), make_run("2026-11-22 09:05", sample))
    assert seen.latest == (Latest(utc("2026-11-22 09:05"), "main", sample),)


def test_nothing_but_addresses_passes_for_a_failing_one() -> None:
    """Whatever a run, or the summary of its day, has in their place: they may be shown."""
    failing = ("web.example.com", "", "2001:DB8::2", "192.0.2.2")
    store = store_of(make_run("2026-11-20 09:00", make_sample(Outcome.PARTIAL, failing=failing)))
    (latest,) = read_history(store, now=NOW).observed.latest
    assert latest.sample.failing == ("2001:db8::2", "192.0.2.2")
    for _ in range(2):
        fold_days(store, now=NOW, keep_runs_s=0)
    assert store.names("runs/2026-11-20/") == []
    summary = "days/2026-11-20.json.gz"
    store.contents[summary] = seal(unseal(store.contents[summary]).replace(b"192.0.2.2", b"192.0.2.X"))
    (latest,) = read_history(store, now=NOW).observed.latest
    assert latest.sample.failing == ("2001:db8::2",)


def test_latencies_are_per_check_day_and_location() -> None:
    """A sample of 23:59 belongs to its own UTC day."""
    runs = [
        make_run("2026-11-21 23:59", make_sample(latency_ms=10)),
        make_run("2026-11-22 00:01", make_sample(latency_ms=20)),
        make_run("2026-11-22 00:01", make_sample(latency_ms=30), location="dublin"),
        make_run("2026-11-22 00:06", make_sample(Outcome.DOWN, latency_ms=40)),
    ]
    assert observed(*runs).latencies == {
        ("web-http", date(2026, 11, 21)): {"main": Histogram.of([10])},
        ("web-http", date(2026, 11, 22)): {"main": Histogram.of([20]), "dublin": Histogram.of([30])},
    }


def test_what_a_busy_prober_measured_is_counted_and_in_no_percentile() -> None:
    """Per check, day and location; what is no answer has no latency to count."""
    runs = [
        make_run("2026-11-22 00:01", make_sample(latency_ms=20)),
        make_run("2026-11-22 00:06", make_sample(latency_ms=900, busy=True)),
        make_run("2026-11-22 00:11", make_sample(Outcome.DOWN, latency_ms=900, busy=True)),
        make_run("2026-11-22 00:16", make_sample(latency_ms=None, busy=True)),
    ]
    (by_location,) = observed(*runs).latencies.values()
    assert by_location == {"main": Histogram.of([20], left_out=1)}
    assert by_location["main"].total == 1


def test_a_streak_has_the_times_that_confirm_it() -> None:
    """As many after its first sample as the longer of the two rows needs; none by default."""
    runs = make_runs("2026-11-21 23:50", "2026-11-22 00:10", make_sample(down_after=3, up_after=2))
    ((streak,),) = (track.streaks for track in observed(*runs).tracks)
    assert streak.early == (utc("2026-11-21 23:55"), utc("2026-11-22 00:00"))
    ((plain,),) = (
        track.streaks for track in observed(*make_runs("2026-11-22 09:00", "2026-11-22 10:00")).tracks
    )
    assert plain.early == ()


def test_terms_that_changed_begin_a_new_streak_with_times_of_its_own() -> None:
    """Of the samples before, each said its word on its own terms."""
    runs = [
        *make_runs("2026-11-22 09:00", "2026-11-22 09:10", make_sample(Outcome.DOWN)),
        *make_runs("2026-11-22 09:15", "2026-11-22 09:25", make_sample(Outcome.DOWN, down_after=2)),
    ]
    ((old, new),) = (track.streaks for track in observed(*runs).tracks)
    assert (old.early, new.early) == ((), (utc("2026-11-22 09:20"),))


def test_a_location_is_seen_as_in_its_newest_run() -> None:
    """Of two of the same second, one that found itself offline is believed."""
    runs = [
        Run(at=utc("2026-11-22 09:00"), location="dublin", samples=(), controls=Controls.SILENT),
        Run(at=utc("2026-11-22 09:05"), location="dublin", samples=(), controls=Controls.OK),
        Run(at=utc("2026-11-22 09:05"), location="main", samples=(), controls=Controls.SILENT),
        Run(at=utc("2026-11-22 09:05"), location="main", samples=(), controls=Controls.OK),
    ]
    assert observed(*runs).locations == (
        LocationSeen(id="dublin", last_run=utc("2026-11-22 09:05"), controls=Controls.OK),
        LocationSeen(id="main", last_run=utc("2026-11-22 09:05"), controls=Controls.SILENT),
    )


def test_scenario_22_samples_from_the_future_wait_and_name_their_prober() -> None:
    """A clock that is ten minutes ahead says nothing yet, and is told."""
    store = store_of(make_run("2026-11-22 11:58"), make_run("2026-11-22 12:10", make_sample(Outcome.DOWN)))
    seen = read_history(store, now=NOW).observed
    assert said(seen) == [("11:58:00", "11:58:00", "up")]
    assert seen.locations == (LocationSeen(id="main", last_run=utc("2026-11-22 11:58"), ahead=True),)
    later = read_history(store, now=NOW + timedelta(minutes=10)).observed
    assert said(later)[1] == ("12:10:00", "12:10:00", "down")
    assert not later.locations[0].ahead


def test_a_run_that_began_while_we_were_busy_accuses_nobody() -> None:
    """`now` was taken at our own start; other probers go on meanwhile."""
    seen = observed(make_run("2026-11-22 11:58"), make_run("2026-11-22 12:03"))
    assert said(seen) == [("11:58:00", "11:58:00", "up")]
    assert not seen.locations[0].ahead


def test_a_prober_of_which_only_the_future_is_known_is_named() -> None:
    """Even if its clock is days ahead."""
    seen = observed(
        make_run("2026-11-29 12:00", location="dublin"), make_run("2026-12-29 12:00", location="dublin")
    )
    assert not seen.tracks
    assert not seen.latest
    assert seen.locations == (LocationSeen(id="dublin", last_run=utc("2026-11-29 12:00"), ahead=True),)


def test_the_page_as_of_some_time_accuses_nobody() -> None:
    """With an explicit now everything later is simply not known yet."""
    store = store_of(make_run("2026-11-22 09:00"), make_run("2026-11-22 11:00"))
    seen = read_history(store, now=utc("2026-11-22 10:00"), explicit_now=True).observed
    assert said(seen) == [("09:00:00", "09:00:00", "up")]
    assert not seen.locations[0].ahead


def test_scenario_23_what_still_speaks_at_midnight_is_heard() -> None:
    """A run that starts 23:59:30 belongs to that day, and its streak runs on into the next."""
    runs = [make_run(f"2026-11-{at}") for at in ("20 23:54:30", "20 23:59:30", "21 00:04:30")]
    store = store_of(*runs)
    fold_days(store, now=NOW, keep_runs_s=0)
    seen = read_history(store, now=NOW).observed
    assert "days/2026-11-20.json.gz" in store.contents
    assert said(seen) == [("23:54:30", "00:04:30", "up")]


@pytest.mark.parametrize(("next_run", "streaks"), [("00:05:00", 1), ("00:05:01", 2)])
def test_midnight_makes_no_gap_longer_or_shorter(next_run: str, streaks: int) -> None:
    """From 23:50, a sample that is valid for 15 minutes reaches to 00:05:00, and no further."""
    runs = [make_run("2026-11-20 23:50"), make_run(f"2026-11-21 {next_run}")]
    assert len(said(observed(*runs))) == streaks


def test_scenario_23_at_the_edge_of_the_window_too() -> None:
    """The last samples of the day before the window are read, as far as they still speak in it."""
    runs = [make_run(f"2026-11-{at}") for at in ("20 12:00", "20 23:59:30", "21 00:20")]
    seen = read_history(store_of(*runs), now=NOW, days=1).observed
    assert seen.since == utc("2026-11-21 00:00")
    assert said(seen) == [("23:59:30", "23:59:30", "up"), ("00:20:00", "00:20:00", "up")]
    assert set(seen.latencies) == {("web-http", date(2026, 11, 21))}


DOWN_A_DAY = make_sample(Outcome.DOWN, valid_for_s=2 * 86400)


def test_what_fails_at_the_edge_of_the_window_is_followed_to_its_beginning() -> None:
    """Down since the 18th at 13:00: the window of one day begins on the 18th, and so does an outage."""
    failing = make_runs("2026-11-18 13:00", "2026-11-21 13:00", DOWN_A_DAY, every_s=86400)
    seen = read_history(store_of(make_run("2026-11-18 12:00"), *failing), now=NOW, days=1).observed
    assert seen.since == utc("2026-11-18 00:00")
    assert [(streak.first, streak.outcome) for streak in seen.tracks[0].streaks] == [
        (utc("2026-11-18 12:00"), Outcome.UP),
        (utc("2026-11-18 13:00"), Outcome.DOWN),
    ]


@pytest.mark.parametrize(
    "sample",
    [make_sample(Outcome.DEGRADED), make_sample(Outcome.DOWN, worst=Status.DEGRADED_PERFORMANCE)],
)
def test_what_makes_no_outage_moves_no_window(sample: Sample) -> None:
    """Slow for days, or a certificate that may only say so."""
    runs = make_runs("2026-11-18 13:00", "2026-11-22 11:00", sample, every_s=7200)
    assert read_history(store_of(*runs), now=NOW, days=1).observed.since == utc("2026-11-21 00:00")


def test_the_beginning_is_looked_for_within_a_year() -> None:
    """A check that nobody mends must not make every build read everything."""
    runs = make_runs("2025-10-01 12:00", "2026-11-22 11:00", DOWN_A_DAY, every_s=86400)
    assert read_history(store_of(*runs), now=NOW).observed.since == utc("2025-11-22 00:00")


def test_the_past_beyond_the_window_is_not_read() -> None:
    """Its files may even be damaged."""
    store = store_of(make_run("2026-08-01 09:00"))
    store.contents["days/2026-08-01.json.gz"] = b"damaged"
    history = read_history(store, now=NOW)
    assert history.observed.tracks == ()
    assert history.damaged_days == ()


def test_a_damaged_run_is_named_and_left_out() -> None:
    """The others are read as if it were not there."""
    store = store_of(make_run("2026-11-22 09:00"), make_run("2026-11-22 09:10"))
    damaged = record_run(store, make_run("2026-11-22 09:05", make_sample(Outcome.DOWN)))
    store.contents[damaged] = store.contents[damaged][:-10]
    store.contents["runs/2026-11-22/notes.txt"] = b"not a run"
    history = read_history(store, now=NOW)
    assert said(history.observed) == [("09:00:00", "09:10:00", "up")]
    assert history.damaged == (damaged, "runs/2026-11-22/notes.txt")


def test_a_damaged_summary_is_made_up_for_by_its_runs() -> None:
    """As long as they are there, nothing is lost and nothing is to be told."""
    store = store_of(make_run("2026-11-20 09:00"), make_run("2026-11-20 09:05"))
    before = read_history(store, now=NOW)
    fold_days(store, now=NOW, keep_runs_s=WEEK_S)
    store.contents["days/2026-11-20.json.gz"] = b"damaged"
    assert read_history(store, now=NOW) == before


def test_a_damaged_summary_without_runs_is_a_lost_day() -> None:
    """Named, and the days around it are read."""
    store = store_of(make_run("2026-11-20 09:00"), make_run("2026-11-22 09:05"))
    fold_days(store, now=NOW, keep_runs_s=0)
    fold_days(store, now=NOW, keep_runs_s=0)
    store.contents["days/2026-11-20.json.gz"] = b"damaged"
    history = read_history(store, now=NOW)
    assert history.damaged_days == ("2026-11-20",)
    assert said(history.observed) == [("09:05:00", "09:05:00", "up")]


def test_a_summary_that_vanished_is_a_lost_day_too() -> None:
    """The mark beside it says that there was one: missing is not the same as never there."""
    store = store_of(make_run("2026-11-20 09:00"))
    fold_days(store, now=NOW, keep_runs_s=0)
    fold_days(store, now=NOW, keep_runs_s=0)
    store.delete("days/2026-11-20.json.gz")
    assert read_history(store, now=NOW).damaged_days == ("2026-11-20",)


def test_an_unreadable_store_is_an_error_not_an_empty_past(tmp_path: Path) -> None:
    """Nobody must take a broken disk for a quiet day."""
    record_run(open_store("state", base=tmp_path), make_run("2026-11-22 09:00"))
    (tmp_path / "state" / "days").write_text("in the way")
    with pytest.raises(HistoryError, match=r"days: could not be read"):
        read_history(open_store("state", base=tmp_path), now=NOW)


def test_reading_writes_nothing(tmp_path: Path) -> None:
    """Not even for a store that is new."""
    read_history(open_store("state", base=tmp_path), now=NOW)
    assert list(tmp_path.iterdir()) == []


def test_a_past_moment_of_a_folded_day_is_read_from_its_runs() -> None:
    """While they are kept, `--now` shows exactly what was known then."""
    store = store_of(
        make_run("2026-11-20 09:00", make_sample(latency_ms=10)),
        make_run("2026-11-20 11:00", make_sample(Outcome.DOWN)),
    )
    then = utc("2026-11-20 10:00")
    before = read_history(store, now=then, explicit_now=True)
    fold_days(store, now=NOW, keep_runs_s=WEEK_S)
    assert read_history(store, now=then, explicit_now=True) == before


def test_a_past_moment_of_a_day_without_runs_is_cut_from_its_summary() -> None:
    """Streaks are exact; latencies, a sum over the whole day, are left out rather than told too early."""
    first, second = make_run("2026-11-20 09:00"), make_run("2026-11-20 11:00", make_sample(Outcome.DOWN))
    api = make_run("2026-11-20 09:05", make_sample(check="api-http"), location="dublin")
    late = make_run("2026-11-20 11:00", location="late")
    store = store_of(first, second, api, late)
    then = utc("2026-11-20 10:00")
    before = read_history(store, now=then, explicit_now=True).observed
    fold_days(store, now=NOW, keep_runs_s=0)
    fold_days(store, now=NOW, keep_runs_s=0)
    assert store.names("runs/") == []
    seen = read_history(store, now=then, explicit_now=True).observed
    assert seen.tracks == before.tracks
    assert seen.locations == before.locations
    assert seen.latencies == {}
    assert [latest.sample for latest in seen.latest] == [
        make_sample(check="api-http"),
        make_sample(latency_ms=None),
    ]


def test_a_late_run_does_not_hide_the_summary_of_a_past_moment() -> None:
    """What is left of a day's runs is added to its summary, never taken for the day."""
    store = store_of(make_run("2026-11-20 09:00"))
    for _ in range(2):
        fold_days(store, now=NOW, keep_runs_s=0)
    record_run(store, make_run("2026-11-20 09:05", make_sample(Outcome.DOWN)))
    seen = read_history(store, now=utc("2026-11-20 10:00"), explicit_now=True).observed
    assert said(seen) == [("09:00:00", "09:00:00", "up"), ("09:05:00", "09:05:00", "down")]
