"""What must hold for any history at all."""

import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from statusgen.domain.histogram import Histogram
from statusgen.domain.observed import Latest, Observed, Streak, Track
from statusgen.domain.samples import Controls, Phases, Run, Sample, Terms
from statusgen.domain.status import Outcome, Reason, Status
from statusgen.history import fold_days, read_history, record_run, set_aside
from statusgen.history.runs import encode_run, name_run
from tests.builders import utc
from tests.history.glass_store import GlassStore

START = utc("2026-11-18 21:00")
NOW = utc("2026-11-22 12:00")
WEEK_S = 7 * 86400
FROM_BAD_TO_WORSE = (Outcome.UNKNOWN, Outcome.UP, Outcome.DEGRADED, Outcome.PARTIAL, Outcome.DOWN)

hundredths = st.integers(0, 10**6).map(lambda number: number / 100)
samples = st.builds(
    Sample,
    check=st.just("web-http"),
    component=st.sampled_from(["web", "shop"]),
    outcome=st.sampled_from(Outcome),
    terms=st.builds(
        Terms,
        valid_for_s=st.sampled_from([900.0, 14400.0]),
        worst=st.sampled_from([Status.MAJOR_OUTAGE, Status.PARTIAL_OUTAGE]),
        quorum=st.sampled_from([None, 2]),
        down_after=st.sampled_from([1, 1, 2]),
        up_after=st.sampled_from([1, 1, 4]),
    ),
    reason=st.sampled_from([None, Reason.TIMEOUT]),
    answered=st.sampled_from([None, (2, 3)]),
    tries=st.integers(1, 4),
    latency_ms=st.none() | hundredths,
    phases=st.builds(Phases, lookup=st.none() | hundredths, tls=st.none() | hundredths),
    certificate_until=st.none() | st.just(utc("2027-01-03 12:00")),
    busy=st.booleans(),
    failing=st.sampled_from([(), ("192.0.2.2", "2001:db8::2")]),
)


@st.composite
def runs(draw: st.DrawFn) -> Run:
    """On a grid of ten minutes over three days, so that gaps, streaks and equal seconds all happen."""
    asked = draw(st.sets(st.sampled_from(["web-http", "api-http", "dns"]), max_size=3))
    drawn = {check: draw(samples) for check in sorted(asked)}
    return Run(
        at=START + timedelta(minutes=10 * draw(st.integers(0, 20)) * draw(st.sampled_from([1, 1, 15]))),
        location=draw(st.sampled_from(["dublin", "main"])),
        samples=tuple(replace(sample, check=check) for check, sample in drawn.items()),
        lag_ms=draw(st.none() | hundredths),
        controls=draw(st.sampled_from(Controls)),
    )


histories = st.lists(runs(), max_size=25)


def store_of(history: Iterable[Run]) -> GlassStore:
    store = GlassStore()
    for run in history:
        record_run(store, run)
    return store


def observed(store: GlassStore, now: datetime = NOW) -> Observed:
    return read_history(store, now=now).observed


def counting_samples(history: list[Run]) -> dict[tuple[str, str], dict[datetime, Sample]]:
    """By brute force: per check and location the sample that counts at each time."""
    ranked: dict[tuple[str, str], dict[datetime, tuple[int, str, Sample]]] = {}
    for run in history:
        suffix = name_run(run, encode_run(run)).suffix
        for sample in run.samples:
            at_times = ranked.setdefault((sample.check, run.location), {})
            rank = (FROM_BAD_TO_WORSE.index(sample.outcome), suffix)
            if run.at not in at_times or rank > at_times[run.at][:2]:
                at_times[run.at] = (*rank, sample)
    return {key: {at: at_times[at][2] for at in sorted(at_times)} for key, at_times in ranked.items()}


def says_the_same(one: Sample, other: Sample) -> bool:
    return all(
        getattr(one, field) == getattr(other, field)
        for field in ("component", "outcome", "terms", "reason", "answered")
    )


def streaks_of(at_times: dict[datetime, Sample]) -> tuple[Streak, ...]:
    groups: list[list[datetime]] = []
    for at, sample in at_times.items():
        before = groups[-1][-1] if groups else None
        valid_for = timedelta(seconds=sample.terms.valid_for_s)
        if before and says_the_same(sample, at_times[before]) and at - before <= valid_for:
            groups[-1].append(at)
        else:
            groups.append([at])
    return tuple(
        Streak(
            first=group[0],
            last=group[-1],
            component=at_times[group[0]].component,
            outcome=at_times[group[0]].outcome,
            terms=at_times[group[0]].terms,
            reason=at_times[group[0]].reason,
            answered=at_times[group[0]].answered,
            early=tuple(group[1 : confirmed_by(at_times[group[0]])]),
        )
        for group in groups
    )


def confirmed_by(sample: Sample) -> int:
    return max(sample.terms.down_after, sample.terms.up_after)


def latencies_of(history: list[Run]) -> dict[tuple[str, date], dict[str, Histogram]]:
    measured: dict[tuple[str, date], dict[str, list[Sample]]] = {}
    for path, run in {name_run(run, encode_run(run)): run for run in history}.items():
        for sample in run.samples:
            if sample.latency_ms is not None and sample.outcome not in (Outcome.DOWN, Outcome.UNKNOWN):
                of_a_day = measured.setdefault((sample.check, path.day), {})
                of_a_day.setdefault(run.location, []).append(sample)
    return {
        key: {location: histogram_of(samples) for location, samples in by_location.items()}
        for key, by_location in measured.items()
    }


def histogram_of(samples: list[Sample]) -> Histogram:
    believed = [sample.latency_ms or 0 for sample in samples if not sample.busy]
    return Histogram.of(believed, left_out=len(samples) - len(believed))


@given(histories)
@settings(max_examples=70, deadline=None)
def test_reading_agrees_with_brute_force(history: list[Run]) -> None:
    """Streaks, newest samples and latencies, reckoned sample by sample from the runs themselves."""
    seen = observed(store_of(history))
    counting = counting_samples(history)
    assert seen.tracks == tuple(Track(*key, streaks_of(counting[key])) for key in sorted(counting))
    assert seen.latest == tuple(
        Latest(max(counting[key]), key[1], counting[key][max(counting[key])]) for key in sorted(counting)
    )
    assert seen.latencies == latencies_of(history)
    assert {location.id: location.last_run for location in seen.locations} == {
        location: max(run.at for run in history if run.location == location)
        for location in {run.location for run in history}
    }


@given(histories)
@settings(max_examples=25, deadline=None)
def test_folding_changes_nothing_that_is_read(history: list[Run]) -> None:
    """Nor does deleting the runs that were folded."""
    store = store_of(history)
    before = observed(store)
    fold_days(store, now=NOW, keep_runs_s=WEEK_S)
    assert observed(store) == before
    for _ in range(2):
        fold_days(store, now=NOW, keep_runs_s=0)
    assert store.names("runs/") == []
    assert observed(store) == before


@given(histories, st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_order_and_grouping_do_not_matter(history: list[Run], chance: random.Random) -> None:
    """Folded all at once, or in any order with folds and deletions in between: the same summaries."""
    at_once = store_of(history)
    fold_days(at_once, now=NOW, keep_runs_s=WEEK_S)
    bit_by_bit = GlassStore()
    shuffled = list(history)
    chance.shuffle(shuffled)
    for start in range(0, len(shuffled), 4):
        for run in shuffled[start : start + 4]:
            record_run(bit_by_bit, run)
        fold_days(bit_by_bit, now=NOW, keep_runs_s=0)
    summaries = [name for name in at_once.names("days/") if name.endswith(".gz")]
    assert [name for name in bit_by_bit.names("days/") if name.endswith(".gz")] == summaries
    assert all(bit_by_bit.contents[name] == at_once.contents[name] for name in summaries)


@given(histories)
@settings(max_examples=25, deadline=None)
def test_folding_twice_is_folding_once(history: list[Run]) -> None:
    """Byte for byte."""
    store = store_of(history)
    fold_days(store, now=NOW, keep_runs_s=WEEK_S)
    before = dict(store.contents)
    assert fold_days(store, now=NOW, keep_runs_s=WEEK_S).folded == ()
    assert store.contents == before


@given(histories, st.integers(0, 5000))
@settings(max_examples=40, deadline=None)
def test_every_past_moment_is_shown_as_it_was(history: list[Run], minutes: int) -> None:
    """While runs are kept: as if nothing later had ever been written."""
    then = START + timedelta(minutes=minutes)
    store = store_of(history)
    fold_days(store, now=NOW, keep_runs_s=WEEK_S)
    as_it_was = observed(store_of(run for run in history if run.at <= then), then)
    assert read_history(store, now=then, explicit_now=True).observed == as_it_was


@given(st.lists(runs(), min_size=1, max_size=8), st.data())
@settings(max_examples=70, deadline=None)
def test_damage_is_told_and_costs_only_what_it_hit(history: list[Run], data: st.DataObject) -> None:
    """Any file cut short, or with one bit turned: reading, folding and setting aside go on without it."""
    store = store_of(history)
    for _ in range(data.draw(st.integers(0, 2))):
        fold_days(store, now=NOW, keep_runs_s=data.draw(st.sampled_from([0, WEEK_S])))
    name = data.draw(st.sampled_from([name for name in sorted(store.contents) if not name.endswith("-gone")]))
    content = store.contents[name]
    if data.draw(st.booleans()):
        damaged = content[: len(content) * data.draw(st.integers(0, 15)) // 16]
    else:
        bit = data.draw(st.integers(0, len(content) * 8 - 1))
        damaged = content[: bit // 8] + bytes([content[bit // 8] ^ 1 << bit % 8]) + content[bit // 8 + 1 :]
    before = observed(store)
    store.contents[name] = damaged
    seen = read_history(store, now=NOW)
    assert seen.observed == before or seen.damaged or seen.damaged_days
    fold_days(store, now=NOW, keep_runs_s=WEEK_S)
    set_aside(store, seen.damaged)
    assert read_history(store, now=NOW).observed == seen.observed


@given(st.binary(max_size=200))
@settings(max_examples=25, deadline=None)
def test_whatever_stands_in_a_file_is_survived(content: bytes) -> None:
    """Run, summary, mark, configuration: reading raises nothing."""
    store = GlassStore(
        {
            "runs/2026-11-22/093500Z-main-000000000000.json": content,
            "days/2026-11-21.json.gz": content,
            "days/2026-11-21.runs-gone": content,
            "days/notes.txt": content,
        }
    )
    history = read_history(store, now=NOW)
    assert history.damaged == ("runs/2026-11-22/093500Z-main-000000000000.json",)
    assert history.damaged_days == ("2026-11-21",)
