"""Hints about single checks: what they say is no mistake, and cannot do what it says."""

from collections.abc import Sequence

from statusgen.config.grammar import ProbingKeys
from statusgen.config.mistakes import Told
from statusgen.config.places import Path, descend
from statusgen.config.settings import fit_waits, stale_after_s
from statusgen.domain.config import Check
from statusgen.errors import Code
from statusgen.located import Node, Table

_HASTY = ("tries", "waits", "timeout")


def advise_check(node: Table, check: Check, told: Told, *, probing: ProbingKeys) -> None:
    """Tells what the check, read from `node`, says in vain; only hints hold values."""
    if node.key("stale_after") and check.stale_after_s < check.interval_s:
        _tell_stale(node, ("stale_after",), told)
    expect = getattr(check.options, "expect", None)
    latency_below_s = getattr(expect, "latency_below_s", None)
    if latency_below_s is not None and latency_below_s >= check.timeout_s:
        message = "nothing can be too slow: 'latency_below' is not less than the timeout"
        _advise(node, ("expect", "latency_below"), message, told)
    if getattr(expect, "certificate_valid_for_s", None) and not getattr(
        check.options, "sees_certificate", True
    ):
        message = "there is no certificate to look at: this check asks without TLS"
        _advise(node, ("expect", "certificate_valid_for"), message, told)
    own = [key for key in _HASTY if node.key(key)]
    if _takes_s(check) > probing.deadline and (own or _all_take_s(probing) <= probing.deadline):
        tries = _count(check.tries, check.timeout_s, check.waits_s)
        _tell_late(node, tuple(own[:1]), told, tries=tries, deadline_s=probing.deadline)


def advise_probing(root: Table, probing: ProbingKeys, told: Told) -> None:
    """The same about what all checks have in common."""
    if stale_after_s(probing, probing.interval) < probing.interval:
        _tell_stale(root, ("probing", "stale_after"), told)
    if _all_take_s(probing) > probing.deadline:
        tries = _count(probing.tries, probing.timeout, fit_waits(probing.waits, probing.tries))
        path = ("probing", next((key for key in _HASTY if key in probing.model_fields_set), "deadline"))
        _tell_late(root, path, told, tries=tries, deadline_s=probing.deadline)
    if probing.quorum and probing.locations and probing.quorum > len(probing.locations):
        message = "no outage can be agreed on: 'quorum' is more than there are locations"
        _advise(root, ("probing", "quorum"), message, told)


def _tell_stale(node: Node, path: Path, told: Told) -> None:
    message = "no answer lasts until the next one comes: 'stale_after' is less than the interval"
    _advise(node, path, message, told)


def _tell_late(node: Node, path: Path, told: Told, *, tries: str, deadline_s: float) -> None:
    message = "all tries and waits together take longer than a run may"
    _advise(node, path, message, told, f"{tries}, and probing.deadline is {deadline_s:g}s")


def _count(tries: int, timeout_s: float, waits_s: Sequence[float]) -> str:
    takes_s = tries * timeout_s + sum(waits_s)
    return f"{tries} tries of {timeout_s:g}s with {sum(waits_s):g}s of waits take {takes_s:g}s"


def _advise(node: Node, path: Path, message: str, told: Told, hint: str = "") -> None:
    told.advise(descend(node, path).place, Code.IN_VAIN, message, hint)


def _takes_s(check: Check) -> float:
    """Until the last try has failed, if each takes all of its time."""
    return check.tries * check.timeout_s + sum(check.waits_s)


def _all_take_s(probing: ProbingKeys) -> float:
    return probing.tries * probing.timeout + sum(fit_waits(probing.waits, probing.tries))
