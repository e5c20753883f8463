"""The newest word of some checks, and how little is read for it."""

import json
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from statusgen.domain.samples import Run, Sample
from statusgen.domain.status import Outcome, Reason
from statusgen.errors import HistoryError
from statusgen.history import LastWord, fold_days, last_words, record_run
from statusgen.history.runs import RunName, name_run
from tests.builders import make_run, make_runs, make_sample, utc
from tests.history.glass_store import WatchedStore
from tests.history.test_history import counting_samples, histories

NOW = utc("2026-11-22 12:00")
HOUR_S = 3600
DAY_S = 86400
DOMAIN = make_sample(check="web-domain")


def store_of(*runs: Run) -> WatchedStore:
    store = WatchedStore()
    for run in runs:
        record_run(store, run)
    store.asked.clear()
    return store


def words(store: WatchedStore, now: datetime = NOW, **looks_back_s: float) -> dict[str, LastWord]:
    """`words(store, web_http=900)`: of the check `web-http`, at the location `main`."""
    wanted = {check.replace("_", "-"): back_s for check, back_s in looks_back_s.items()}
    return last_words(store, location="main", looks_back_s=wanted, now=now)


def test_the_newest_sample_of_each_check_speaks() -> None:
    """Each check's own, whichever run it is in."""
    down = make_sample(Outcome.DOWN, reason=Reason.TIMEOUT)
    store = store_of(make_run("2026-11-22 11:50", make_sample(), DOMAIN), make_run("2026-11-22 11:55", down))
    assert words(store, web_http=HOUR_S, web_domain=HOUR_S, unheard_of=HOUR_S) == {
        "web-http": LastWord(utc("2026-11-22 11:55"), Outcome.DOWN, Reason.TIMEOUT),
        "web-domain": LastWord(utc("2026-11-22 11:50"), Outcome.UP),
    }


def test_one_run_is_read_where_it_has_all_that_is_wanted() -> None:
    """Of a day of runs; and only this day's names are listed."""
    store = store_of(*make_runs("2026-11-21 12:00", "2026-11-22 11:55"))
    assert words(store, web_http=7 * DAY_S)["web-http"].at == utc("2026-11-22 11:55")
    assert len(store.asked) == 1
    assert store.listed == ["runs/2026-11-22/"]


def test_nothing_is_read_where_nothing_is_wanted() -> None:
    """Not even names."""
    store = store_of(make_run("2026-11-22 11:55"))
    assert words(store) == {}
    assert store.listed == store.asked == []


def test_a_check_that_is_asked_rarely_is_looked_for_until_it_is_found() -> None:
    """As far as it looks back itself and no further, whatever the others do."""
    store = store_of(
        make_run("2026-11-22 10:00", make_sample(), DOMAIN),
        *make_runs("2026-11-22 10:05", "2026-11-22 11:55"),
        *make_runs("2026-11-21 00:00", "2026-11-22 09:55"),
    )
    assert words(store, web_http=900, web_domain=DAY_S)["web-domain"].at == utc("2026-11-22 10:00")
    assert len(store.asked) == 24
    store.asked.clear()
    assert "web-domain" not in words(store, web_http=900, web_domain=HOUR_S)
    assert len(store.asked) == 12


@pytest.mark.parametrize(("back_s", "found"), [(300, True), (299, False)])
def test_a_check_looks_back_so_far_and_no_further(back_s: float, found: bool) -> None:
    """Its edge is in it."""
    assert bool(words(store_of(make_run("2026-11-22 11:55")), web_http=back_s)) is found


def test_what_is_in_the_future_has_not_been_said() -> None:
    """A clock that is ahead must not keep a check from being asked."""
    store = store_of(make_run("2026-11-22 12:01"), make_run("2026-11-22 12:00"))
    assert words(store, web_http=HOUR_S)["web-http"].at == NOW


def test_other_locations_are_not_read() -> None:
    """They are told apart by their names, even where one begins like another."""
    runs = [make_run("2026-11-22 11:55", location=location) for location in ("dublin", "main-2", "a-main")]
    store = store_of(*runs, make_run("2026-11-22 11:50"))
    assert words(store, web_http=HOUR_S)["web-http"].at == utc("2026-11-22 11:50")
    assert len(store.asked) == 1


def test_midnight_is_no_border() -> None:
    """Yesterday is listed where today does not suffice; the day before it is not."""
    store = store_of(make_run("2026-11-21 23:58", make_sample(), DOMAIN), make_run("2026-11-22 00:03"))
    found = words(store, now=utc("2026-11-22 00:04"), web_http=HOUR_S, web_domain=HOUR_S)
    assert found["web-domain"].at == utc("2026-11-21 23:58")
    assert store.listed == ["runs/2026-11-22/", "runs/2026-11-21/"]


def test_shards_of_one_second_complete_each_other() -> None:
    """And of two samples of one check the worse counts, whatever its run is called."""
    api = make_sample(Outcome.DOWN, check="api-http")
    better = make_sample(check="api-http")
    for latency_ms in range(4):
        other = make_sample(latency_ms=latency_ms)
        store = store_of(make_run("2026-11-22 11:55", other, better), make_run("2026-11-22 11:55", api))
        found = words(store, web_http=HOUR_S, api_http=HOUR_S)
        assert {check: word.outcome for check, word in found.items()} == {
            "web-http": Outcome.UP,
            "api-http": Outcome.DOWN,
        }


def test_damage_is_passed_over() -> None:
    """The run before it is the newest that can be read."""
    store = store_of(make_run("2026-11-22 11:50"))
    damaged = record_run(store, make_run("2026-11-22 11:55", make_sample(Outcome.DOWN)))
    store.contents[damaged] = store.contents[damaged].replace(b"down", b"left")
    store.contents["runs/2026-11-22/notes.txt"] = b"not a run"
    assert words(store, web_http=HOUR_S)["web-http"] == LastWord(utc("2026-11-22 11:50"), Outcome.UP)


def test_a_run_that_others_wrote_may_have_spaces() -> None:
    """Any JSON will do."""
    content = json.dumps(
        {
            "samples": [{"outcome": "down", "check": "web-http", "component": "web", "valid_for_s": 900}],
            "location": "main",
            "at": "2026-11-22T11:55:00Z",
            "format": 1,
        },
        indent=4,
    ).encode()
    name = name_run(make_run("2026-11-22 11:55"), content)
    store = WatchedStore({str(name): content})
    assert words(store, web_http=HOUR_S)["web-http"].outcome is Outcome.DOWN


def test_a_run_of_a_newer_version_is_told() -> None:
    """Whoever cannot read what was said last must not take it for silence."""
    content = b'{"format":2,"samples":[{"check":"web-http"}]}'
    name: RunName = name_run(make_run("2026-11-22 11:55"), content)
    with pytest.raises(HistoryError, match="upgrade statusgen"):
        words(WatchedStore({str(name): content}), web_http=HOUR_S)


def test_days_whose_runs_are_gone_speak_through_their_summaries() -> None:
    """With what came later than the fold; days in between that hold nothing cost no file."""
    store = store_of(*make_runs("2026-11-10 12:00", "2026-11-10 12:10"))
    for _ in range(2):
        fold_days(store, now=NOW, keep_runs_s=0)
    assert not store.names("runs/")
    word = LastWord(utc("2026-11-10 12:10"), Outcome.UP)
    assert words(store, web_http=30 * DAY_S) == {"web-http": word}
    record_run(store, make_run("2026-11-10 12:05", DOMAIN))
    assert words(store, web_http=30 * DAY_S, web_domain=30 * DAY_S) == {
        "web-http": word,
        "web-domain": LastWord(utc("2026-11-10 12:05"), Outcome.UP),
    }
    store.asked.clear()
    assert words(store, web_http=30 * DAY_S) == {"web-http": word}
    assert [name for name in store.asked if not name.endswith(".runs-gone")] == [
        "days/2026-11-10.json.gz",
        *store.names("runs/"),
    ]


def test_a_damaged_summary_says_nothing() -> None:
    """As a damaged run does."""
    store = store_of(make_run("2026-11-10 12:00"))
    for _ in range(2):
        fold_days(store, now=NOW, keep_runs_s=0)
    store.contents["days/2026-11-10.json.gz"] = b"damaged"
    assert words(store, web_http=30 * DAY_S) == {}


@given(histories, st.integers(0, 5000), st.integers(0, 5000), st.sampled_from([None, 0, 7 * DAY_S]))
@settings(max_examples=70, deadline=None)
def test_it_is_what_a_reading_of_everything_would_find(
    history: list[Run], now_minutes: int, back_minutes: int, keep_runs_s: float | None
) -> None:
    """Folded or not, runs kept or not, on any number of days."""
    now = utc("2026-11-18 21:00") + timedelta(minutes=now_minutes)
    known = [run for run in history if run.at <= now]
    store = store_of(*history)
    for _ in range(0 if keep_runs_s is None else 2):
        fold_days(store, now=now, keep_runs_s=keep_runs_s or 0)
    checks = ("web-http", "api-http", "dns")
    found = last_words(store, location="main", looks_back_s=dict.fromkeys(checks, back_minutes * 60), now=now)
    newest: dict[str, tuple[datetime, Sample]] = {
        check: max(at_times.items(), key=lambda said: said[0])
        for (check, location), at_times in counting_samples(known).items()
        if location == "main"
    }
    assert found == {
        check: LastWord(at, sample.outcome, sample.reason)
        for check, (at, sample) in newest.items()
        if at >= now - timedelta(minutes=back_minutes)
    }
