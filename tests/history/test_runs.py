"""The file of a run."""

import hashlib
import json
from typing import Any

import pytest

from statusgen.domain.samples import Controls, Phases, Run, Sample, Terms
from statusgen.domain.status import Outcome, Reason, Status
from statusgen.errors import HistoryError
from statusgen.history.details import Detail, detail, full_sample
from statusgen.history.runs import RunFacts, RunName, decode_run, encode_run, name_run, parse_run_name
from statusgen.history.states import Damaged, States
from tests.builders import make_run, make_sample, utc

PLAIN = {
    "format": 1,
    "at": "2026-11-22T09:35:00Z",
    "location": "dublin",
    "samples": [{"check": "web-http", "component": "web", "valid_for_s": 900, "outcome": "up"}],
}


def read(document: dict[str, Any]) -> RunFacts:
    """As if another tool had written it, under the right name."""
    content = json.dumps(document).encode()
    suffix = hashlib.sha256(content).hexdigest()[:12]
    name = parse_run_name(f"runs/2026-11-22/093500Z-dublin-{suffix}.json")
    assert name is not None
    return decode_run(name, content, States())


def with_sample(**changes: object) -> dict[str, Any]:
    sample = {**PLAIN["samples"][0], **changes}  # type: ignore[index]
    return {**PLAIN, "samples": [{key: value for key, value in sample.items() if value is not ...}]}


def test_a_run_is_written_as_documented() -> None:
    """Every field under its name, times in UTC, durations to ten microseconds."""
    sample = Sample(
        check="control-panel-http",
        component="control-panel",
        outcome=Outcome.PARTIAL,
        terms=Terms(
            valid_for_s=1800.0, worst=Status.PARTIAL_OUTAGE, quorum=2, minority=Status.PARTIAL_OUTAGE
        ),
        reason=Reason.CONNECT,
        tries=4,
        answered=(2, 3),
        latency_ms=84.2049,
        phases=Phases(lookup=1.0, connect=11.2),
        certificate_until=utc("2027-01-03 12:00"),
    )
    run = Run(
        at=utc("2026-11-22 09:35"),
        location="dublin",
        samples=(sample,),
        statusgen="1.0.0",
        lag_ms=1.234,
        controls=Controls.OK,
    )
    assert json.loads(encode_run(run)) == {
        "format": 1,
        "at": "2026-11-22T09:35:00Z",
        "location": "dublin",
        "statusgen": "1.0.0",
        "lag_ms": 1.23,
        "controls": "ok",
        "samples": [
            {
                "check": "control-panel-http",
                "component": "control-panel",
                "valid_for_s": 1800,
                "outcome": "partial",
                "reason": "connect",
                "tries": 4,
                "answered": [2, 3],
                "latency_ms": 84.2,
                "phases_ms": {"lookup": 1.0, "connect": 11.2},
                "certificate_until": "2027-01-03T12:00:00Z",
                "worst": "partial_outage",
                "quorum": 2,
                "minority": "partial_outage",
            }
        ],
    }


def test_defaults_are_left_out() -> None:
    """A quiet sample is a short one."""
    run = make_run("2026-11-22 09:35", make_sample(latency_ms=None))
    assert json.loads(encode_run(run)) == {
        "format": 1,
        "at": "2026-11-22T09:35:00Z",
        "location": "main",
        "samples": [
            {"check": "web-http", "component": "web", "valid_for_s": 900, "outcome": "up", "tries": 1}
        ],
    }


def test_a_run_is_named_by_day_time_place_and_content() -> None:
    """The suffix is the start of the content's sha256, so equal runs are one file and others never meet."""
    run = make_run("2026-11-22 23:59:30", location="new-york-2")
    content = encode_run(run)
    name = name_run(run, content)
    suffix = hashlib.sha256(content).hexdigest()[:12]
    assert str(name) == f"runs/2026-11-22/235930Z-new-york-2-{suffix}.json"
    assert parse_run_name(str(name)) == name


@pytest.mark.parametrize("location", ["", "Dublin", "a/b", "..", "a\n", "a" * 65])
def test_a_location_that_could_leave_its_folder_is_refused(location: str) -> None:
    """Letters, digits and hyphens, at most 64."""
    run = make_run("2026-11-22 09:35", location=location)
    with pytest.raises(HistoryError, match="at most 64 of a-z, 0-9"):
        name_run(run, b"")


@pytest.mark.parametrize(
    "name",
    [
        "runs/2026-11-22/093500Z-dublin-4b18135799aa.json.bak",
        "runs/2026-11-22/243500Z-dublin-4b18135799aa.json",
        "runs/2026-02-30/093500Z-dublin-4b18135799aa.json",
        "runs/2026-11-22/093500Z-dublin-4B18135799AA.json",
        "runs/2026-11-22/093500Z-4b18135799aa.json",
        "runs/093500Z-dublin-4b18135799aa.json",
        "runs/२०२६-11-22/093500Z-dublin-4b18135799aa.json",
    ],
)
def test_what_is_no_name_of_a_run_is_not_taken_for_one(name: str) -> None:
    """Names are read as strictly as they are written."""
    assert parse_run_name(name) is None


def test_a_sample_comes_back_whole() -> None:
    """What was measured is what is read, details included."""
    sample = Sample(
        check="web-http",
        component="web",
        outcome=Outcome.DOWN,
        terms=Terms(
            valid_for_s=900,
            worst=Status.PARTIAL_OUTAGE,
            quorum=3,
            minority=Status.DEGRADED_PERFORMANCE,
            down_after=2,
            up_after=20,
        ),
        reason=Reason.TIMEOUT,
        tries=3,
        answered=(0, 5),
        latency_ms=10000.5,
        phases=Phases(1.5, 2.5, 3.5, 4.5),
        certificate_until=utc("2027-01-03 12:00"),
        busy=True,
        failing=("192.0.2.2", "2001:db8::2"),
    )
    run = make_run("2026-11-22 09:35", sample)
    content = encode_run(run)
    ((check, state, _, raw),) = decode_run(name_run(run, content), content, States()).facts
    assert full_sample(check, state, detail(raw)) == sample


def test_only_answers_count_as_latency() -> None:
    """How quickly a connection is refused says nothing about how fast a service is."""
    samples = [
        make_sample(outcome, check=outcome.value, latency_ms=7.0)
        for outcome in (Outcome.UP, Outcome.DEGRADED, Outcome.PARTIAL, Outcome.DOWN, Outcome.UNKNOWN)
    ]
    run = make_run("2026-11-22 09:35", *samples)
    content = encode_run(run)
    facts = decode_run(name_run(run, content), content, States()).facts
    assert {check for check, _, latency_ms, _ in facts if latency_ms is not None} == {
        "up",
        "degraded",
        "partial",
    }


def test_equal_states_are_one_object() -> None:
    """However they were written: the reader compares by identity."""
    states = States()
    short = states.of(("web", "up", 900))
    assert states.of(("web", "up", 900.0, None, None, "major_outage", None, "operational", 1, 1)) is short
    assert states.of(("web", "down", 900, None, [1, 2])) is states.of(("web", "down", 900, None, (1, 2)))


def test_a_later_versions_words_are_no_damage() -> None:
    """Keys and reasons that this version does not know are passed over."""
    ((_, state, _, _),) = read({**with_sample(reason="solar_flare", mood="fine"), "weather": "mild"}).facts
    assert state.reason is None


def test_a_check_that_is_in_a_run_twice_counts_by_its_worse_outcome() -> None:
    """In whichever order they stand."""
    for order in (["up", "down", "unknown"], ["unknown", "down", "up"]):
        samples = [{**PLAIN["samples"][0], "outcome": outcome} for outcome in order]  # type: ignore[index]
        ((_, state, _, _),) = read({**PLAIN, "samples": samples}).facts
        assert state.outcome is Outcome.DOWN


@pytest.mark.parametrize(
    "document",
    [
        {},
        {**PLAIN, "format": "1"},
        {**PLAIN, "at": "2026-11-22T09:36:00Z"},
        {**PLAIN, "location": "frankfurt"},
        {**PLAIN, "controls": "perhaps"},
        {**PLAIN, "samples": None},
        {**PLAIN, "samples": {"check": "web-http"}},
        {**PLAIN, "samples": [1]},
        with_sample(check=...),
        with_sample(check="Web"),
        with_sample(check=["web"]),
        with_sample(component=None),
        with_sample(component="web/../etc"),
        with_sample(outcome="fine"),
        with_sample(outcome={}),
        with_sample(valid_for_s=...),
        with_sample(valid_for_s=0),
        with_sample(valid_for_s="900"),
        with_sample(valid_for_s=float("inf")),
        with_sample(valid_for_s=1e300),
        with_sample(answered=[3, 2]),
        with_sample(answered="2/3"),
        with_sample(answered=[[1], 2]),
        with_sample(reason=["timeout"]),
        with_sample(quorum=0),
        with_sample(down_after=0),
        with_sample(up_after=21),
        with_sample(down_after=True),
        with_sample(worst="meltdown"),
    ],
)
def test_what_is_no_run_is_damaged(document: dict[str, Any]) -> None:
    """A right checksum does not make sense of a wrong shape."""
    with pytest.raises(Damaged):
        read(document)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"1", b"\xff", b"[" * 100_000, b'{"format": NaN}'])
def test_what_is_not_json_is_damaged(content: bytes) -> None:
    """Whatever a parser would make of it."""
    name = parse_run_name(f"runs/2026-11-22/093500Z-dublin-{hashlib.sha256(content).hexdigest()[:12]}.json")
    assert name is not None
    with pytest.raises(Damaged):
        decode_run(name, content, States())


def test_a_changed_byte_is_noticed() -> None:
    """The name says what the content must be."""
    run = make_run("2026-11-22 09:35")
    content = encode_run(run)
    with pytest.raises(Damaged, match="does not match the checksum in its name"):
        decode_run(name_run(run, content), content.replace(b"up", b"UP"), States())


def test_a_run_of_a_newer_version_is_refused_rather_than_set_aside() -> None:
    """It is not damaged: an upgrade can read it."""
    with pytest.raises(HistoryError, match="has format 2, and this version reads formats up to 1: upgrade"):
        read({**PLAIN, "format": 2})


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ({}, Detail()),
        ({"tries": "many", "latency_ms": -1, "phases_ms": 3, "certificate_until": "soon"}, Detail()),
        ({"tries": True, "latency_ms": True, "phases_ms": {"tls": "quick"}}, Detail()),
        ({"certificate_until": "2027-01-03T12:00:00"}, Detail()),
        ({"phases_ms": {"tls": 3}}, Detail(tls_ms=3.0)),
        ({"busy": 1, "failing": "192.0.2.2"}, Detail()),
        (
            {"busy": False, "failing": ["192.0.2.2", "2001:db8::2"]},
            Detail(failing=("192.0.2.2", "2001:db8::2")),
        ),
    ],
)
def test_details_that_are_not_as_described_are_left_out(raw: dict[str, Any], expected: Detail) -> None:
    """They move no figure, so a run is not lost for them."""
    assert detail(raw) == expected


def test_run_names_sort_by_time_within_a_location() -> None:
    """RunName.start_s counts from 1970, as everything in this room does."""
    name = RunName(utc("2026-11-22 00:00").date(), 34500, "dublin", "4b18135799aa")
    assert name.start_s == int(utc("2026-11-22 09:35").timestamp())
