"""What a prober asks its store before it begins."""

from dataclasses import replace
from pathlib import Path

from statusgen.domain.status import Outcome
from statusgen.history import open_store, record_run
from statusgen.pipeline.remembering import recall
from statusgen.pipeline.report import Report
from statusgen.pipeline.session import Session, open_session
from tests.builders import make_check, make_config, make_run, make_sample, utc

NOW = utc("2026-11-22 09:35")
OFTEN = make_check("web-http")
DAILY = replace(make_check("web-domain"), interval_s=86400)


def session_in(folder: Path, told: list[str]) -> Session:
    (folder / "checks.yaml").touch()
    return open_session(
        folder / "checks.yaml",
        clock=lambda: NOW,
        environ={},
        report=lambda _redact: Report(told.append),
    )


def test_each_place_recalls_its_own_words(tmp_path: Path) -> None:
    """What was said elsewhere makes nothing less due here."""
    store = open_store("state", base=tmp_path)
    record_run(store, make_run("2026-11-22 09:30", location="dublin"))
    record_run(store, make_run("2026-11-22 09:25", make_sample(Outcome.DOWN), location="frankfurt"))
    session = session_in(tmp_path, [])
    last = recall(session, make_config(), [OFTEN], location="frankfurt")
    assert last["web-http"].at == utc("2026-11-22 09:25")
    assert last["web-http"].outcome is Outcome.DOWN
    assert recall(session, make_config(), [OFTEN], location="oslo") == {}


def test_it_looks_back_as_far_as_it_matters(tmp_path: Path) -> None:
    """To when a check with a long interval was asked; of others, to what may still speak."""
    store = open_store("state", base=tmp_path)
    samples = (make_sample(check="web-http"), make_sample(check="web-domain"))
    record_run(store, make_run("2026-11-21 09:34", *samples))
    last = recall(session_in(tmp_path, []), make_config(), [OFTEN, DAILY], location="main")
    assert set(last) == {"web-domain"}


def test_a_new_store_knows_nothing_and_is_not_made_by_asking(tmp_path: Path) -> None:
    """Only the first run makes it."""
    assert recall(session_in(tmp_path, []), make_config(), [OFTEN], location="main") == {}
    assert not (tmp_path / "state").exists()


def test_a_store_that_cannot_be_read_is_told_and_knows_nothing(tmp_path: Path) -> None:
    """Probing goes on; the exit code remembers."""
    (tmp_path / "state").write_text("a file", encoding="utf-8")
    told: list[str] = []
    session = session_in(tmp_path, told)
    assert recall(session, make_config(), [OFTEN], location="main") == {}
    assert session.report.exit_code == 3
    assert "state" in told[0]
