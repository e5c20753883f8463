"""Telling people what a run found: as a table on a terminal, in a log only what they must see."""

from statusgen.domain.status import Outcome
from statusgen.errors import UNHAPPY
from statusgen.pipeline.account import Account, Result
from statusgen.pipeline.report import Report, Verbosity
from statusgen.pipeline.screen import Screen

LONG = 40
"""Of more results than these a terminal gets those that are not up, or were not before, and a count."""


def tell(account: Account, *, report: Report, screen: Screen | None) -> None:
    """The results, then the whole in one line, then what to mend."""
    if screen is None:
        _log(account, report)
    else:
        _show(account, report, screen)
    for caveat in account.caveats:
        report.say(caveat)
    for check in account.not_asked:
        report.say(f"{check}: not asked (see its mistake above)")
    report.say(f"probed from {account.location}: {account.counts}")
    for remark in account.remarks:
        if remark.unhappy:
            report.trouble(UNHAPPY, remark.text)
        else:
            report.say(remark.text)


def _show(account: Account, report: Report, screen: Screen) -> None:
    results = account.results
    if len(results) > LONG and report.verbosity < Verbosity.VERBOSE:
        results = tuple(result for result in results if not result.is_up or result.has_changed)
    screen.show(results)
    if len(results) < len(account.results):
        report.say(f"{len(account.results) - len(results)} more are up as before (-v lists them)")


def _log(account: Account, report: Report) -> None:
    for result in account.results:
        tell_one = report.say if result.has_changed or not result.is_up else report.detail
        tell_one(in_a_line(result))


def in_a_line(result: Result) -> str:
    """`web-http: down (connect: refused), was up`, or `web-http: up again (was down: connect)`.

    Of a check whose failures count only in a row no more is told than that it failed, or answers again.
    """
    if result.is_up and result.has_changed:
        return f"{result.check}: {'answers' if result.is_damped else 'up'} again ({result.why})"
    told = result.why or ("" if result.latency_ms is None else f"{result.latency_ms:.0f} ms")
    what = "failed" if result.proviso and result.outcome is Outcome.DOWN else result.outcome
    line = f"{result.check}: {what}" + (f" ({told})" if told else "")
    if result.proviso:
        return f"{line}; {result.proviso}"
    return f"{line}, was {result.was}" if result.has_changed else line
