"""The file of a folded day."""

import gzip
import json
import random
from datetime import date

import pytest

from statusgen.domain.samples import Controls, Phases, Run, Sample, Terms
from statusgen.domain.status import Outcome, Reason
from statusgen.errors import HistoryError
from statusgen.history.columns import gather
from statusgen.history.day import Day
from statusgen.history.runs import decode_run, encode_run, name_run
from statusgen.history.seal import seal, unseal
from statusgen.history.states import Damaged, States
from statusgen.history.summary import decode_day, encode_day
from tests.builders import make_run, make_sample, utc

DAY = date(2026, 11, 20)


def day_of(*runs: Run) -> Day:
    states = States()
    contents = [(run, encode_run(run)) for run in runs]
    return gather(DAY, [decode_run(name_run(run, content), content, states) for run, content in contents])


def facts_of(summary: bytes) -> dict[str, object]:
    facts: dict[str, object] = json.loads(unseal(summary).splitlines()[0])
    return facts


def sealed(facts: dict[str, object]) -> bytes:
    return seal(f"{json.dumps(facts)}\n[]\n[]\n".encode())


def test_a_summary_reads_as_documented() -> None:
    """Three lines of JSON: what was found, the latencies, the newest sample of each track."""
    runs = [
        make_run("2026-11-20 00:00:30", make_sample(), make_sample(check="api-http", latency_ms=None)),
        make_run("2026-11-20 00:05:30", make_sample(Outcome.DOWN, reason=Reason.TIMEOUT)),
        make_run("2026-11-20 00:10:30", make_sample(Outcome.DOWN, reason=Reason.TIMEOUT)),
    ]
    suffixes = [name_run(run, encode_run(run)).suffix for run in runs]
    facts, latencies, details = map(json.loads, unseal(encode_day(day_of(*runs))).splitlines())
    assert facts == {
        "format": 1,
        "day": "2026-11-20",
        "locations": [
            {
                "location": "main",
                "after": [30, 300, 300],
                "suffixes": " ".join(suffixes),
                "lags_ms": [None, None, None],
                "controls": [["none", 3]],
            }
        ],
        "states": [["web", "down", 900, "timeout"], ["web", "up", 900]],
        "series": [["main", [0]], ["main", None]],
        "tracks": [["api-http", 0, [1, 1]], ["web-http", 1, [1, 1, 0, 2]]],
    }
    assert latencies == ["", "230:1"]
    assert details == [[1], [1, 84.2]]


def test_what_was_left_out_stands_behind_the_latencies() -> None:
    """In the second line; the row of the newest sample says what it was like."""
    runs = [
        make_run("2026-11-20 00:00:30", make_sample(busy=True)),
        make_run("2026-11-20 00:05:30"),
        make_run("2026-11-20 00:10:30", make_sample(busy=True, failing=("192.0.2.2",), down_after=2)),
    ]
    facts, latencies, details = map(json.loads, unseal(encode_day(day_of(*runs))).splitlines())
    assert facts["states"] == [["web", "up", 900, *[None] * 5, 2], ["web", "up", 900]]
    assert latencies == ["230:1 left-out:2"]
    assert details == [[1, 84.2, *[None] * 5, True, ["192.0.2.2"]]]


def test_any_gunzip_reads_it() -> None:
    """The checksum is in a part of the header that others pass over."""
    summary = encode_day(day_of(make_run("2026-11-20 09:00")))
    assert gzip.decompress(summary) == unseal(summary)


def test_a_day_comes_back_as_it_was() -> None:
    """And makes the same bytes again."""
    summary = encode_day(
        day_of(
            make_run("2026-11-20 09:00"),
            make_run("2026-11-20 09:00", make_sample(Outcome.DOWN)),
            make_run("2026-11-20 09:00", location="dublin"),
        )
    )
    assert encode_day(decode_day(DAY, summary, States())) == summary


def test_no_bit_of_it_can_turn_unnoticed() -> None:
    """Nor can a byte go missing: the checksum covers the file."""
    summary = encode_day(day_of(make_run("2026-11-20 09:00")))
    for bit in range(len(summary) * 8):
        flipped = bytearray(summary)
        flipped[bit // 8] ^= 1 << bit % 8
        with pytest.raises(Damaged):
            unseal(bytes(flipped))
    for length in range(len(summary)):
        with pytest.raises(Damaged):
            unseal(summary[:length])


def test_the_summary_of_another_day_is_damaged() -> None:
    """A file copied to a wrong name must not be counted twice."""
    summary = encode_day(day_of(make_run("2026-11-20 09:00")))
    with pytest.raises(Damaged, match="it is the summary of '2026-11-20'"):
        decode_day(date(2026, 11, 21), summary, States())


@pytest.mark.parametrize(
    "changes",
    [
        {"locations": None},
        {"series": [["elsewhere", None]]},
        {"states": [["web", "fine", 900]]},
        {"states": []},
        {"tracks": [["web-http", 0, [0, 2]]]},
        {"tracks": [["web-http", 0, [0]]]},
        {"tracks": [["../web", 0, [0, 1]]]},
        {"format": None},
    ],
)
def test_a_wrong_shape_is_damaged(changes: dict[str, object]) -> None:
    """A right checksum does not make sense of it."""
    facts = facts_of(encode_day(day_of(make_run("2026-11-20 09:00"))))
    with pytest.raises(Damaged):
        decode_day(DAY, sealed({**facts, **changes}), States())


def test_a_newer_summary_is_refused_by_its_version() -> None:
    """It must not be folded over by somebody who cannot read it."""
    facts = facts_of(encode_day(day_of(make_run("2026-11-20 09:00"))))
    with pytest.raises(HistoryError, match=r"2026-11-20.json.gz: has format 2, and this version reads"):
        decode_day(DAY, sealed({**facts, "format": 2}), States())


def busy_day(checks: int, *, noisy: bool) -> bytes:
    """288 runs with measured times, lags and latencies, as a summary."""
    chance = random.Random(20261120)
    terms = Terms(valid_for_s=1800)

    def sample(number: int) -> Sample:
        fails = noisy and chance.random() < 0.5
        return Sample(
            check=f"component-{number * 7919 % 1000}-http",
            component=f"component-{number * 7919 % 1000}",
            outcome=Outcome.PARTIAL if fails else Outcome.UP,
            terms=terms,
            reason=Reason.TIMEOUT if fails else None,
            answered=(chance.randrange(1, 3), 3) if fails else None,
            latency_ms=(20 + number) * chance.lognormvariate(0, 0.15),
            phases=Phases(*(chance.uniform(1, 50) for _ in range(4))),
            certificate_until=utc("2027-01-03 12:00"),
        )

    return encode_day(
        day_of(
            *(
                Run(
                    at=utc(f"2026-11-20 {run // 12:02}:{run % 12 * 5:02}:{chance.randrange(8):02}"),
                    location="dublin",
                    statusgen="1.0.0",
                    lag_ms=chance.uniform(0, 3),
                    controls=Controls.OK,
                    samples=tuple(sample(number) for number in range(checks)),
                )
                for run in range(288)
            )
        )
    )


def test_a_summary_is_small() -> None:
    """At most 4 kB per location and day, 100 bytes a quiet check, 400 one that changes with every run."""
    empty, quiet, noisy = (
        len(busy_day(count, noisy=noisy)) for count, noisy in ((0, False), (40, False), (40, True))
    )
    assert empty <= 4000
    assert quiet - empty <= 40 * 100
    assert noisy - empty <= 40 * 400
