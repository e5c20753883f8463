"""Ports that this prober's network lets nothing out to: that is our lack, and no outage of anybody's."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from statusgen.domain.config import Check, Probing
from statusgen.domain.status import Outcome, Reason
from statusgen.net import Network
from statusgen.probes.answer import Answer, Finding
from statusgen.probes.controls import controls_of, find_closed

_OFTEN_CLOSED = {25: "tcp://mx.example.net:25"}
"""By those who let out machines and lines, so that these send no spam; and what would tell."""


async def doubt_ports(
    checks: Sequence[Check], answers: Mapping[str, Answer], *, probing: Probing, network: Network
) -> dict[str, Answer]:
    """The answers by check, less those that a closed port on our side explains: these are unknown.

    It is closed if none of the controls of that port answers either. Only for a prober that is online.
    """
    silent = _silent(checks, answers)
    closed = await find_closed(silent, probing=probing, network=network)
    found = dict(answers)
    for port, mute in silent.items():
        if port in closed:
            for check in mute:
                found[check.id] = _blocked(answers[check.id], port)
        if message := _message(port, len(mute), closed=port in closed, probing=probing):
            told = next((check for check in mute if not check.private), mute[0]).id
            finding = Finding(told, message)
            found[told] = replace(found[told], findings=(*found[told].findings, finding))
    return found


def _silent(checks: Iterable[Check], answers: Mapping[str, Answer]) -> dict[int, list[Check]]:
    """By port, the checks that are down because nothing at all came back from there."""
    silent: dict[int, list[Check]] = {}
    for check in checks:
        answer = answers.get(check.id)
        if answer and answer.outcome is Outcome.DOWN and answer.unanswered_port is not None:
            silent.setdefault(answer.unanswered_port, []).append(check)
    return silent


def _blocked(answer: Answer, port: int) -> Answer:
    return replace(
        answer,
        outcome=Outcome.UNKNOWN,
        reason=Reason.BLOCKED,
        detail=f"nothing gets out of here to port {port}: its controls do not answer either",
        answered=None,
        failing=(),
    )


def _message(port: int, checks: int, *, closed: bool, probing: Probing) -> str:
    """What the operator should know about the port; empty if nothing."""
    if closed:
        left_out = "1 check is" if checks == 1 else f"{checks} checks are"
        return f"port {port} is blocked on the way out of this prober: {left_out} left out"
    if port in _OFTEN_CLOSED and not controls_of(port, probing):
        return (
            f"nothing comes back from port {port}, which many networks block on the way out: to tell, list "
            f"somebody else's server, such as {_OFTEN_CLOSED[port]}, under probing.controls"
        )
    return ""
