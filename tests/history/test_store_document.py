"""docs/store.md is held to the code: what it shows is what is read and written."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from statusgen.domain.observed import Latest
from statusgen.domain.samples import Controls, Phases, Run, Sample, Terms
from statusgen.domain.status import Outcome, Reason, Status
from statusgen.history import encode_run, read_history, record_run
from statusgen.history.details import Detail
from statusgen.history.runs import FORMAT, name_run
from statusgen.history.states import STATE_KEYS
from tests.builders import make_run, utc
from tests.history.glass_store import GlassStore

DOCUMENT = (Path(__file__).parents[2] / "docs" / "store.md").read_text(encoding="utf-8")
SAMPLE = Sample(
    check="control-panel-http",
    component="control-panel",
    outcome=Outcome.PARTIAL,
    terms=Terms(valid_for_s=1800),
    reason=Reason.CONNECT,
    answered=(2, 3),
    latency_ms=84.2,
    phases=Phases(1.0, 11.2, 22.0, 49.1),
    certificate_until=utc("2027-01-03 12:00"),
)


def documented_run() -> tuple[str, bytes]:
    """The path and the content that the document shows."""
    content = re.search(r"^```json\n(.*?\n)```", DOCUMENT, re.MULTILINE | re.DOTALL)
    path = re.search(r"^```\n(runs/\S+)\n```", DOCUMENT, re.MULTILINE)
    assert content
    assert path
    return path[1], content[1].encode()


def test_the_documented_run_is_read_as_it_says() -> None:
    """Written by hand from the document, under the documented path."""
    path, content = documented_run()
    history = read_history(GlassStore({path: content}), now=utc("2026-11-22 10:00"))
    assert history.damaged == ()
    assert history.observed.latest == (Latest(utc("2026-11-22 09:35"), "dublin", SAMPLE),)


def test_the_documented_run_is_what_we_write() -> None:
    """Byte for byte, path included."""
    path, content = documented_run()
    run = Run(
        at=utc("2026-11-22 09:35"),
        location="dublin",
        samples=(SAMPLE,),
        statusgen="1.0.0",
        lag_ms=1.2,
        controls=Controls.OK,
    )
    store = GlassStore()
    assert record_run(store, run) == path
    assert store.contents == {path: content}
    assert str(name_run(run, content)) == path


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_is_documented(outcome: Outcome) -> None:
    """A writer in another language knows all the words."""
    assert f"`{outcome}`" in DOCUMENT


def test_every_key_of_a_sample_is_documented() -> None:
    """Those that we write ourselves, each in a row that says what it means."""
    terms = Terms(
        valid_for_s=900,
        worst=Status.PARTIAL_OUTAGE,
        quorum=2,
        minority=Status.DEGRADED_PERFORMANCE,
        down_after=2,
        up_after=3,
    )
    everything = replace(SAMPLE, terms=terms, tries=2, busy=True, failing=("192.0.2.2",))
    (written,) = json.loads(encode_run(make_run("2026-11-22 09:35", everything)))["samples"]
    table = DOCUMENT.partition("| key of a sample |")[2].partition("\n\n")[0]
    rows = re.findall(r"^\| (`.+?`) \|", table, re.MULTILINE)
    assert sorted(re.findall(r"`(\w+)`", " ".join(rows))) == sorted(written)


def test_the_rows_of_a_summary_are_documented() -> None:
    """What stands where in a state, and in a newest sample."""
    text = " ".join(DOCUMENT.split())
    assert f"each `[{', '.join(STATE_KEYS)}]`" in text
    assert f"newest sample: `[{', '.join(Detail._fields)}]`" in text.replace(
        "lookup, connect, tls, first_byte", "lookup_ms, connect_ms, tls_ms, first_byte_ms"
    )


def test_the_documented_format_is_the_current_one() -> None:
    """And so is the folder's."""
    assert f"| `format` | {FORMAT} |" in DOCUMENT
    assert f'{{"format": {FORMAT}}}' in DOCUMENT
