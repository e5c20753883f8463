"""What a run found, as anybody may see it."""

from dataclasses import replace

import pytest

from statusgen.domain.samples import Controls, Run, Sample
from statusgen.domain.status import Outcome, Reason
from statusgen.history import LastWord
from statusgen.pipeline.account import Account, Result, give_account
from statusgen.probes import Finding
from statusgen.probes.runner import ProbeReport
from tests.builders import make_check, make_sample, utc

AT = utc("2026-11-22 09:35")
DOWN = make_sample(Outcome.DOWN, reason=Reason.CONNECT)


def account_of(
    sample: Sample,
    detail: str = "",
    *,
    finding: Finding | None = None,
    private: bool = False,
    controls: Controls = Controls.NONE,
    before: LastWord | None = None,
    down_after: int = 1,
) -> Account:
    run = Run(at=AT, location="main", samples=(sample,), controls=controls)
    found = ProbeReport(run, (finding,) if finding else (), {sample.check: detail} if detail else {})
    return give_account(
        found,
        checks=[make_check(sample.check, private=private, down_after=down_after)],
        before={sample.check: before} if before else {},
    )


def result_of(sample: Sample, detail: str = "", *, private: bool = False) -> Result:
    (result,) = account_of(sample, detail, private=private).results
    return result


def test_a_result_says_why() -> None:
    """The reason, which never changes, and the detail, which says more."""
    assert result_of(DOWN).why == "connect"
    assert result_of(DOWN, "port 80: refused").why == "connect: port 80: refused"
    assert result_of(make_sample(Outcome.PARTIAL), "2 of 3 addresses answer").why == "2 of 3 addresses answer"
    assert result_of(make_sample()).why == ""


def test_a_private_check_has_no_detail() -> None:
    """And what is to be mended about it is not told either."""
    assert result_of(DOWN, "port 80: refused", private=True).why == "connect"
    account = account_of(DOWN, finding=Finding("web-http", "the token for panel is old"), private=True)
    assert [remark.text for remark in account.remarks] == [
        "finding: web-http: something to mend (the check is private)"
    ]


def test_a_private_check_has_no_latency() -> None:
    """Only the outcome and the reason are anybody's business; how long it took tells what it is."""
    slow = make_sample(latency_ms=321.0)
    assert result_of(slow).latency_ms == 321.0
    assert result_of(slow, private=True).latency_ms is None


@pytest.mark.parametrize("steering", ["\x1b[2J", "a\r\nb", "\x85", "\u202e", "\u2028", "\x00", "\udc80"])
def test_what_could_steer_a_terminal_is_written_out(steering: str) -> None:
    """In details and findings, which quote what others sent."""
    account = account_of(DOWN, f"says {steering}", finding=Finding("web-http", steering))
    assert account.results[0].why.isprintable()
    assert account.remarks[0].text.isprintable()


def test_what_changed_is_known_from_the_last_word() -> None:
    """No word, or a word that was none, has not changed."""

    def has_changed(before: LastWord | None) -> bool:
        return account_of(make_sample(), before=before).results[0].has_changed

    assert has_changed(LastWord(AT, Outcome.DOWN, Reason.CONNECT))
    assert not has_changed(LastWord(AT, Outcome.UP))
    assert not has_changed(LastWord(AT, Outcome.UNKNOWN, Reason.PROBER_OFFLINE))
    assert not has_changed(None)


def test_what_is_counted() -> None:
    """From the best to the worst, and what is none is not named."""
    down, up = (Result(check="web", outcome=outcome) for outcome in (Outcome.DOWN, Outcome.UP))
    assert Account(location="main", results=(down, up, up)).counts == "2 up, 1 down"
    assert Account(location="main", results=()).counts == "nothing to ask"
    assert Account(location="main", results=(), not_due=2).counts == "2 not due"
    left = Account(location="main", results=(up,), not_due=2, not_asked=("mail-smtp",))
    assert left.counts == "1 up, 2 not due, 1 not asked"


def test_what_was_timed_while_the_prober_was_busy_is_counted() -> None:
    """Its latency is partly the prober's own."""
    assert account_of(replace(make_sample(), busy=True)).busy == 1
    assert account_of(make_sample()).busy == 0


def test_an_offline_prober_is_known_by_its_controls() -> None:
    """Silent ones, not missing ones."""
    assert account_of(DOWN, controls=Controls.SILENT).offline
    assert not account_of(DOWN, controls=Controls.NONE).offline


def test_one_failure_of_several_is_not_told_as_an_outage() -> None:
    """Where it takes three in a row, each says so; what answers has nothing to add."""
    damped = account_of(DOWN, down_after=3).results[0]
    assert damped.explanation == "connect; counts after 3 in a row"
    assert account_of(make_sample(), down_after=3).results[0].proviso == ""
    assert account_of(DOWN).results[0].proviso == ""


def test_what_a_finding_says_is_not_said_by_the_result_too() -> None:
    """The finding's line is the one that tells what to mend; another detail stays."""
    unset = make_sample(Outcome.UNKNOWN, reason=Reason.NOT_CONFIGURED)
    account = account_of(unset, "T is unset", finding=Finding("web-http", "T is unset", unhappy=True))
    assert account.results[0].why == "not_configured"
    assert [remark.text for remark in account.remarks] == ["finding: web-http: T is unset"]
    assert (
        account_of(DOWN, "refused", finding=Finding("web-http", "soon")).results[0].why == "connect: refused"
    )


def test_one_latency_is_one() -> None:
    """And two are several."""
    (one,), (two,) = (Account(location="main", results=(), busy=busy).caveats for busy in (1, 2))
    assert one.endswith("1 latency is in no figure")
    assert two.endswith("2 latencies are in no figure")
