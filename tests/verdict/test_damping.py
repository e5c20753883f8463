"""Flapping across runs, damped as each sample asks."""

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from statusgen.domain.page import ComponentView
from statusgen.domain.posts import Posts, State
from statusgen.domain.samples import Run, Sample, Terms
from statusgen.domain.status import Outcome, Reason, Status
from statusgen.verdict import judge
from statusgen.verdict.damping import Word, settle
from statusgen.verdict.speech import listen
from tests.builders import (
    make_config,
    make_incident,
    make_run,
    make_runs,
    make_sample,
    make_update,
    observe,
    utc,
)

START = utc("2026-11-22 09:00")
FAILING = (Outcome.DOWN, Outcome.PARTIAL)


def row(words: str, *, down_after: int = 1, up_after: int = 1, start: str = "2026-11-22 09:00") -> list[Run]:
    """A run each five minutes: up, slow, partial, down, unknown, and nothing at all where a dot is."""
    outcomes = dict(zip("uspdx", Outcome, strict=True))
    return [
        Run(
            at=utc(start) + timedelta(minutes=5 * place),
            location="main",
            samples=(make_sample(outcomes[word], down_after=down_after, up_after=up_after),),
        )
        for place, word in enumerate(words)
        if word != "."
    ]


def heard(runs: list[Run], now: str = "2026-11-22 12:00") -> str:
    """What is said every five minutes from 09:00 on, in the letters of `row`, until nothing is."""
    (track,) = observe(*runs, now=utc(now)).tracks
    said = list(listen([track], utc(now)))
    letters = []
    for place in range(30):
        at = START + timedelta(minutes=5 * place)
        outcomes = [one.outcome for one in said if one.holds_at(at)]
        letters.append("uspdx"[list(Outcome).index(outcomes[0])] if outcomes else ".")
    return "".join(letters).rstrip(".")


def view(runs: list[Run], now: str, posts: Posts | None = None) -> ComponentView:
    (web,) = judge(make_config(), observe(*runs, now=utc(now)), posts or Posts(), now=utc(now)).components
    return web


def test_a_failure_that_is_not_confirmed_never_was() -> None:
    """One or two failures between good answers say nothing where three are asked for."""
    assert heard(row("uduudduu", down_after=3)) == "uuuuuuuuuu"


def test_a_confirmed_failure_counts_from_the_first_of_its_row() -> None:
    """The third of three makes an outage that began with the first, whatever the reasons were."""
    assert heard(row("uddd", down_after=3)) == "uddddd"
    assert heard(row("udpd", down_after=3)) == "udpddd"
    changing = [
        replace(run, samples=(replace(run.samples[0], reason=reason),))
        for run, reason in zip(
            row("uddd", down_after=3), (None, Reason.CONNECT, Reason.RESET, Reason.TIMEOUT), strict=True
        )
    ]
    assert heard(changing) == "uddddd"


def test_recovery_is_damped_by_its_own_number() -> None:
    """Down, one good answer, down again: down throughout; two good ones end it at the first of them."""
    assert heard(row("udududuu", up_after=2)) == "uddddduuuu"
    assert heard(row("uduuu", down_after=1, up_after=2)) == "uduuuuu"


def test_slow_is_well_and_partial_is_failing() -> None:
    """Slow answers end no row of good ones; within its side a word may get worse or better at once."""
    assert heard(row("uspu", down_after=2)) == "ussuuu"
    assert heard(row("uppd", down_after=2)) == "uppddd"
    assert heard(row("ddsu", up_after=2)) == "ddsuuu"


def test_at_the_beginning_and_after_silence_whatever_is_found_counts_at_once() -> None:
    """There is nothing yet that it could contradict; a sample that found nothing is no beginning."""
    assert heard(row("d", down_after=3)) == "ddd"
    assert heard(row("xd", down_after=3)) == "xddd"
    assert heard(row("u....d", down_after=3)) == "uuu..ddd"
    assert heard(row("ux....d", down_after=3)) == "uxxx..ddd"


def test_after_a_sample_that_found_nothing_a_change_still_has_to_be_confirmed() -> None:
    """What agrees with what held before counts at once; what does not is unknown until it is confirmed."""
    assert heard(row("uxd", down_after=3)) == "uxxxx"
    assert heard(row("udxdu", down_after=3)) == "uuxxuuu"
    assert heard(row("udxdd", down_after=3)) == "udxdddd"
    assert heard(row("uxudu", down_after=3)) == "uxuuuuu"
    assert heard(row("ddxu", up_after=3)) == "ddxxxx"
    assert heard(row("ddxuuu", up_after=3)) == "ddxuuuuu"
    assert heard(row("ddxd", down_after=2, up_after=3)) == "ddxddd"


def test_a_sample_that_found_nothing_neither_counts_nor_breaks_a_row() -> None:
    """A failure before it counts if the next answer fails too, and never was if that one is good."""
    assert heard(row("udxd", down_after=2)) == "udxddd"
    assert heard(row("udxu", down_after=2)) == "uuxuuu"


def test_silence_breaks_a_row() -> None:
    """A failure, no sample for longer than it may speak, a failure: the first stays unconfirmed."""
    assert heard(row("ud....d", down_after=2)) == "uuuu..ddd"


def test_the_word_before_is_carried_only_as_long_as_the_newest_sample_may_speak() -> None:
    """Up at 09:00, unconfirmed failure at 09:05 that may speak until 09:20: green to then, unknown after."""
    runs = row("ud", down_after=2)
    assert heard(runs) == "uuuu"
    late = view(runs, "2026-11-22 09:20")
    assert late.status is Status.UNKNOWN
    assert late.last_sample == utc("2026-11-22 09:05")


def test_another_component_makes_a_new_beginning() -> None:
    """What a check said of one component holds back nothing about the next that it is moved to."""
    moved = make_run("2026-11-22 09:05", make_sample(Outcome.DOWN, component="shop", down_after=2))
    assert heard([*row("u", down_after=2), moved]) == "uddd"


def test_the_number_in_force_is_the_one_in_the_sample() -> None:
    """Two are asked for by the third sample only: it confirms the row of three, from its first."""
    runs = [*row("udd", down_after=9), *row("d", down_after=2, start="2026-11-22 09:15")]
    assert heard(runs[:3]) == "uuuuu"
    assert heard(runs) == "uddddd"


def test_a_single_blip_is_no_outage_and_costs_no_uptime() -> None:
    """With two in a row asked for, failing every third run is a quiet day; two in a row are an outage."""
    quiet = view(row("uuduuduud", down_after=2), "2026-11-22 09:41")
    assert (quiet.status, quiet.outages, quiet.uptime[0].down_ms) == (Status.OPERATIONAL, (), 0)
    (outage,) = view(row("uuddu", down_after=2), "2026-11-22 09:21").outages
    assert (outage.started, outage.ended) == (utc("2026-11-22 09:10"), utc("2026-11-22 09:20"))


def test_each_further_sample_costs_an_interval_until_it_is_seen() -> None:
    """Three are asked for, the first fails at 09:05: green to the third at 09:15, then down since 09:05."""
    runs = row("uddd", down_after=3)
    before, after = (
        view([run for run in runs if run.at <= utc(now)], now)
        for now in ("2026-11-22 09:14", "2026-11-22 09:15")
    )
    assert (before.status, before.outages) == (Status.OPERATIONAL, ())
    assert (after.status, after.since) == (Status.MAJOR_OUTAGE, utc("2026-11-22 09:05"))
    assert after.uptime[0].down_ms == 600_000


def test_a_recovery_that_waits_contradicts_no_resolved() -> None:
    """Resolved at 09:12, well since 09:15 but not confirmed: no sample taken after the end has failed."""
    resolved = make_incident(
        "2026-11-22 09:01",
        make_update("2026-11-22 09:01"),
        make_update("2026-11-22 09:12", State.RESOLVED),
        statuses={"web": Status.MAJOR_OUTAGE},
    )
    runs = row("uddu", up_after=3)
    now = utc("2026-11-22 09:16")
    page = judge(make_config(), observe(*runs, now=now), Posts((resolved,)), now=now)
    assert page.components[0].status is Status.MAJOR_OUTAGE
    assert not page.incidents[0].contradicted


def test_nothing_to_damp_leaves_every_streak_as_it_is() -> None:
    """By default a check says what each of its samples found."""
    (track,) = observe(*row("uduuxdpsu"), now=utc("2026-11-22 12:00")).tracks
    assert [word.streak for word in settle(track.streaks)] == list(track.streaks)
    long = observe(*make_runs("2026-11-22 00:00", "2026-11-22 11:00"), now=utc("2026-11-22 12:00"))
    (track,) = long.tracks
    assert settle(track.streaks) == [Word(streak, streak.first) for streak in track.streaks]


@pytest.mark.parametrize(
    ("words", "known"),
    [
        ("uddddd", "09:15"),  # three of one streak
        ("uddpdd", "09:15"),  # the third begins another
        ("udxddd", "09:20"),  # one that found nothing does not count
        ("dddddd", "09:00"),
    ],
)
def test_nobody_knows_of_a_failure_before_it_is_confirmed(words: str, known: str) -> None:
    """Three are asked for: all of the row is known since the third, and what follows at once."""
    (track,) = observe(*row(words, down_after=3), now=utc("2026-11-22 10:00")).tracks
    failing = [word for word in settle(track.streaks) if word.streak.outcome in FAILING]
    assert min(word.known for word in failing) == utc(f"2026-11-22 {known}")
    assert all(word.known >= word.streak.first for word in failing)


@dataclass(slots=True)
class Said:
    """One sample of a track, what it is taken for, and on which side the last that counted was."""

    second: int
    sample: Sample
    word: Outcome
    fails: bool | None


def damp_plainly(samples: list[tuple[int, Sample]]) -> list[Said]:
    """The rule as it is written down, sample by sample, looking back each time."""
    said: list[Said] = []
    for second, sample in samples:
        before = said[-1] if said else None
        in_time = before is not None and second - before.second <= before.sample.terms.valid_for_s
        held = before.fails if before is not None and in_time else None
        said.append(Said(second, sample, sample.outcome, held))
        if sample.outcome is Outcome.UNKNOWN:
            continue
        failing = sample.outcome in FAILING
        row = in_a_row(said, failing=failing)
        needed = sample.terms.down_after if failing else sample.terms.up_after
        if held in (None, failing) or len(row) >= needed:
            for one in row:
                one.word = one.sample.outcome
            said[-1].fails = failing
        elif before is not None:
            said[-1].word = before.word
    return said


def in_a_row(said: list[Said], *, failing: bool) -> list[Said]:
    """The samples at the end that are of one side, as far back as each was in time for the next."""
    found = [said[-1]]
    later = said[-1].second
    for one in reversed(said[:-1]):
        if later - one.second > one.sample.terms.valid_for_s:
            break
        if one.sample.outcome is not Outcome.UNKNOWN:
            if (one.sample.outcome in FAILING) is not failing:
                break
            found.append(one)
        later = one.second
    return found


@st.composite
def tracks(draw: st.DrawFn) -> list[tuple[int, Sample]]:
    """Samples of one check, often in a row, with terms that change now and then."""
    second, samples = 0, []
    for _ in range(draw(st.integers(1, 30))):
        second += draw(st.sampled_from((60, 60, 60, 120, 300)))
        terms = Terms(
            valid_for_s=draw(st.sampled_from((120, 120, 60))),
            down_after=draw(st.sampled_from((3, 3, 2, 1))),
            up_after=draw(st.sampled_from((2, 2, 3, 1))),
        )
        outcome = draw(st.sampled_from((Outcome.UP, Outcome.DOWN, *Outcome)))
        samples.append((second, Sample(check="web-http", component="web", outcome=outcome, terms=terms)))
    return samples


def taken(second: int, sample: Sample) -> Run:
    return Run(at=START + timedelta(seconds=second), location="main", samples=(sample,))


@settings(max_examples=200, deadline=None)
@given(tracks())
def test_streaks_say_what_a_plain_count_of_samples_says(samples: list[tuple[int, Sample]]) -> None:
    """Run-length coded or one by one: at each sample, and until its word ends, the same outcome holds."""
    now = START + timedelta(days=1)
    observed = observe(*(taken(*one) for one in samples), now=now)
    speeches = list(listen(observed.tracks, now))
    for one in damp_plainly(samples):
        at = START + timedelta(seconds=one.second)
        assert [speech.outcome for speech in speeches if speech.holds_at(at)] == [one.word]
