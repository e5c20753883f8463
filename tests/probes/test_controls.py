"""The witness is questioned: is the prober online, and does its network let this port out?"""

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from ipaddress import ip_address

import pytest

from statusgen.domain.config import Check, Probing
from statusgen.domain.samples import Controls, Sample
from statusgen.domain.status import Outcome, Reason
from statusgen.net import Network, Resolver
from statusgen.probes import Answer
from statusgen.probes.controls import ask_controls, find_closed
from statusgen.probes.ports import doubt_ports
from statusgen.probes.runner import ProbeReport
from tests.asking import ask, asked_check
from tests.servers import HostileServer, black_hole, free_port, hang, html, replying

WITHIN_S = 0.8
DOWN, UNKNOWN, UP = Outcome.DOWN, Outcome.UNKNOWN, Outcome.UP

Other = Callable[[HostileServer, int], object]


def asked(*controls: str) -> Controls:
    return asyncio.run(ask_controls(probing(*controls), Network()))


def probing(*controls: str) -> Probing:
    return Probing(controls=controls, timeout_s=WITHIN_S)


@pytest.fixture(scope="module")
def online(hostile: HostileServer) -> str:
    """An ordinary control that answers."""
    return f"http://127.0.0.1:{hostile.serve(replying(html(b'ok')))}/"


@pytest.fixture
def silent_port() -> Iterator[int]:
    with black_hole() as port:
        yield port


def test_a_connection_to_a_port_or_its_refusal_shows_that_we_are_online(hostile: HostileServer) -> None:
    """Somebody answered; that nobody listens there is an answer as well."""
    assert asked(f"tcp://127.0.0.1:{hostile.serve(hang)}") is Controls.OK
    assert asked(f"tcp://127.0.0.1:{free_port()}") is Controls.OK


def test_a_web_server_that_refuses_does_not(hostile: HostileServer) -> None:
    """An ordinary control answers in HTTP: whoever refuses may be our own network."""
    assert asked(f"http://127.0.0.1:{free_port()}/") is Controls.SILENT


def test_the_silence_of_a_port_alone_says_nothing(silent_port: int, online: str) -> None:
    """It may be the port's; with an ordinary control beside it, that one decides."""
    knocked = f"tcp://127.0.0.1:{silent_port}"
    assert asked(knocked) is Controls.NONE
    assert asked(knocked, f"http://127.0.0.1:{silent_port}/") is Controls.SILENT
    assert asked(knocked, online) is Controls.OK
    assert asked() is Controls.NONE


def test_a_port_is_closed_if_none_of_its_controls_answers(hostile: HostileServer, silent_port: int) -> None:
    """One that does is enough; a port without controls is none that we know of."""
    with contextlib.ExitStack() as stack:
        stack.enter_context(black_hole(host="127.0.0.3", port=silent_port))
        hostile.serve(hang, host="127.0.0.4", port=silent_port)
        silent = [f"tcp://{host}:{silent_port}" for host in ("127.0.0.1", "127.0.0.3")]
        for controls, closed in (
            (silent, {silent_port}),
            ([*silent, f"tcp://127.0.0.4:{silent_port}"], set()),
        ):
            found = find_closed({silent_port, 1}, probing=probing(*controls), network=Network())
            assert asyncio.run(found) == closed


# --- Through a whole run ---------------------------------------------------------------------------


def run(*checks: Check, controls: tuple[str, ...]) -> ProbeReport:
    return ask(*checks, probing=probing(*controls))


def tcp_check(port: int, check_id: str = "mail", host: str = "127.0.0.1", **keys: object) -> Check:
    return asked_check(f"{host}:{port}", kind="tcp", check_id=check_id, timeout_s=WITHIN_S, **keys)  # type: ignore[arg-type]


def said(sample: Sample) -> tuple[Outcome, Reason | None]:
    return sample.outcome, sample.reason


def test_a_port_that_is_blocked_here_is_nobody_s_outage(hostile: HostileServer, online: str) -> None:
    """Checks and controls of the port meet with nothing: unknown, with one finding; other ports stand."""
    other = hostile.serve(hang)
    with black_hole() as port, black_hole(host="127.0.0.3", port=port):
        report = run(
            tcp_check(port, "smtp"),
            tcp_check(port, "more", attempts=2),
            tcp_check(port, "both", addresses=["127.0.0.1", "127.0.0.3"]),
            tcp_check(other, "web"),
            controls=(online, f"tcp://127.0.0.3:{port}"),
        )
    assert report.run.controls is Controls.OK
    assert [said(sample) for sample in report.run.samples] == [(UNKNOWN, Reason.BLOCKED)] * 3 + [(UP, None)]
    assert [(finding.check, finding.message, finding.unhappy) for finding in report.findings] == [
        ("smtp", f"port {port} is blocked on the way out of this prober: 3 checks are left out", False)
    ]
    assert "its controls do not answer either" in report.details["smtp"]


def test_a_blocked_port_is_seen_at_the_deadline(hostile: HostileServer, online: str) -> None:
    """However long others take: time is kept for it."""
    slow = asked_check(f"http://127.0.0.1:{hostile.serve(hang)}/", check_id="slow", timeout_s=20)
    with black_hole() as port, black_hole(host="127.0.0.3", port=port):
        short = replace(probing(online, f"tcp://127.0.0.3:{port}"), deadline_s=2)
        report = ask(tcp_check(port), slow, probing=short)
    assert [said(sample) for sample in report.run.samples] == [
        (UNKNOWN, Reason.BLOCKED),
        (UNKNOWN, Reason.DEADLINE),
    ]


def accepts(hostile: HostileServer, port: int) -> object:
    return hostile.serve(hang, host="127.0.0.3", port=port)


def refuses(hostile: HostileServer, port: int) -> object:
    return None


@pytest.mark.parametrize("control", [accepts, refuses])
def test_where_a_control_of_the_port_answers_down_is_down(
    hostile: HostileServer, online: str, control: Other
) -> None:
    """This port gets out, then: it is they who do not answer."""
    with black_hole() as port:
        control(hostile, port)
        report = run(tcp_check(port), controls=(online, f"tcp://127.0.0.3:{port}"))
    assert said(report.run.samples[0]) == (DOWN, Reason.TIMEOUT)
    assert report.findings == ()


def test_a_refusal_is_an_answer(online: str) -> None:
    """Whatever the controls do: somebody there was reached, and said no."""
    port = free_port()
    with black_hole(host="127.0.0.3", port=port):
        report = run(tcp_check(port), controls=(online, f"tcp://127.0.0.3:{port}"))
    assert said(report.run.samples[0]) == (DOWN, Reason.CONNECT)


def test_the_refusal_of_one_address_shows_that_the_port_is_open(online: str) -> None:
    """Whoever was tried after it, and says nothing."""
    addresses = {"two.test": (ip_address("127.0.0.1"), ip_address("127.0.0.2"))}
    with black_hole(host="127.0.0.2") as port, black_hole(host="127.0.0.3", port=port):
        report = ask(
            tcp_check(port, host="two.test"),
            probing=probing(online, f"tcp://127.0.0.3:{port}"),
            resolver=Resolver(hosts=addresses),
        )
    assert said(report.run.samples[0]) == (DOWN, Reason.TIMEOUT)


def test_one_address_that_answers_shows_that_the_port_is_open(hostile: HostileServer, online: str) -> None:
    """Some addresses silent, some not: that is partial, and theirs."""
    with black_hole() as port, black_hole(host="127.0.0.3", port=port):
        hostile.serve(hang, host="127.0.0.2", port=port)
        check = tcp_check(port, addresses=["127.0.0.1", "127.0.0.2"])
        report = run(check, controls=(online, f"tcp://127.0.0.3:{port}"))
    assert said(report.run.samples[0]) == (Outcome.PARTIAL, Reason.TIMEOUT)


def test_a_server_that_says_nothing_once_connected_is_down(hostile: HostileServer, online: str) -> None:
    """The connection stood: the port is open, and the timeout theirs."""
    port = hostile.serve(hang)
    with black_hole(host="127.0.0.3", port=port):
        check = tcp_check(port, expect={"banner": "220*"})
        report = run(check, controls=(online, f"tcp://127.0.0.3:{port}"))
    assert said(report.run.samples[0]) == (DOWN, Reason.TIMEOUT)


def test_offline_is_offline_whatever_the_port() -> None:
    """Without an ordinary control that answers, it is not one port that is closed."""
    with black_hole() as port:
        controls = (f"http://127.0.0.1:{port}/", f"tcp://127.0.0.1:{port}")
        report = run(tcp_check(port), controls=controls)
    assert report.run.controls is Controls.SILENT
    assert said(report.run.samples[0]) == (UNKNOWN, Reason.PROBER_OFFLINE)
    assert report.findings == ()


# --- Port 25, and who is told ----------------------------------------------------------------------

SILENT = Answer(outcome=DOWN, reason=Reason.TIMEOUT, unanswered_port=25)


def doubted(*checks: Check, controls: tuple[str, ...] = ()) -> dict[str, Answer]:
    answers = {check.id: SILENT for check in checks}
    found = doubt_ports(checks, answers, probing=probing(*controls), network=Network())
    return asyncio.run(found)


def check(check_id: str, *, private: bool = False) -> Check:
    return Check(id=check_id, component="mail", kind="tcp", private=private)


def test_port_25_without_a_control_is_down_and_a_finding_tells_what_would_tell() -> None:
    """Once, however many checks there are: nothing is guessed, and the operator is reminded."""
    found = doubted(check("mx1"), check("mx2"))
    assert {answer.outcome for answer in found.values()} == {DOWN}
    (finding,) = [finding for answer in found.values() for finding in answer.findings]
    assert finding.message == (
        "nothing comes back from port 25, which many networks block on the way out: to tell, list "
        "somebody else's server, such as tcp://mx.example.net:25, under probing.controls"
    )


def test_the_finding_goes_to_a_check_that_is_not_private() -> None:
    """Of a private one nothing but its name may be told."""
    found = doubted(check("secret", private=True), check("open"))
    assert [(each, len(answer.findings)) for each, answer in found.items()] == [("secret", 0), ("open", 1)]
    assert len(doubted(check("secret", private=True))["secret"].findings) == 1


def test_other_answers_are_left_alone() -> None:
    """Only what is down because nothing came back from a port is doubted."""
    answers = {
        "up": Answer(outcome=UP),
        "status": Answer(outcome=DOWN, reason=Reason.STATUS),
        "refused": Answer(outcome=DOWN, reason=Reason.CONNECT),
    }
    checks = [check(each) for each in answers]
    assert asyncio.run(doubt_ports(checks, answers, probing=probing(), network=Network())) == answers
