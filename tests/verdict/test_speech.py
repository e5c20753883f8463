"""What speaks when."""

from statusgen.domain.status import Outcome
from statusgen.verdict.speech import Silence, Speech, heard, listen
from tests.builders import make_run, make_runs, make_sample, observe, utc


def spans(speeches: list[Speech]) -> list[tuple[str, str, Outcome]]:
    return [(f"{one.start:%H:%M}", f"{one.end:%H:%M}", one.outcome) for one in speeches]


def test_a_word_holds_until_the_next_and_at_most_for_its_term() -> None:
    """Up from 09:00 is ended by down at 09:05, whose last sample of 09:10 holds 15 minutes."""
    runs = [
        make_run("2026-11-22 09:00"),
        *make_runs("2026-11-22 09:05", "2026-11-22 09:10", make_sample(Outcome.DOWN)),
    ]
    said = list(listen(observe(*runs, now=utc("2026-11-22 10:00")).tracks, utc("2026-11-22 10:00")))
    assert spans(said) == [("09:00", "09:05", Outcome.UP), ("09:05", "09:25", Outcome.DOWN)]


def test_an_unknown_outcome_ends_the_word_before_it_and_says_nothing() -> None:
    """Down at 09:00, unknown at 09:05: nothing is heard after 09:05."""
    now = utc("2026-11-22 09:10")
    runs = [
        make_run("2026-11-22 09:00", make_sample(Outcome.DOWN)),
        make_run("2026-11-22 09:05", make_sample(Outcome.UNKNOWN)),
    ]
    said = listen(observe(*runs, now=now).tracks, now)
    assert spans(list(heard(said, ()))) == [("09:00", "09:05", Outcome.DOWN)]


def test_silences_cut_pieces_out_of_a_word() -> None:
    """A check called wrong twice is heard before, between and after."""
    now = utc("2026-11-22 10:00")
    said = list(listen(observe(*make_runs("2026-11-22 09:00", "2026-11-22 09:45"), now=now).tracks, now))
    silences = [
        Silence(utc("2026-11-22 09:10"), utc("2026-11-22 09:15"), "post", "web-http"),
        Silence(utc("2026-11-22 09:30"), utc("2026-11-22 09:40"), "post", "web-http"),
        Silence(utc("2026-11-22 09:50"), utc("2026-11-22 09:55"), "post", "other"),
    ]
    assert sorted(spans(list(heard(said, silences)))) == [
        ("09:00", "09:10", Outcome.UP),
        ("09:15", "09:30", Outcome.UP),
        ("09:40", "10:00", Outcome.UP),
    ]


def test_a_check_is_silenced_by_its_own_id_alone() -> None:
    """Checks and components have names of their own: `web` may be both."""
    now = utc("2026-11-22 10:00")
    said = list(listen(observe(make_run("2026-11-22 09:00"), now=now).tracks, now))
    silence = Silence(utc("2026-11-22 08:00"), utc("2026-11-22 11:00"), "post", "web")
    assert spans(list(heard(said, [silence]))) == spans(said)
