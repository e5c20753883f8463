"""tcp checks."""

import pytest
from pydantic import ValidationError

from statusgen.domain.status import Outcome, Reason
from statusgen.probes import PROBES
from tests.asking import ask, ask_one, asked_check
from tests.servers import HostileServer, free_port, greeting, hang

BANNERS = [
    (b"SSH-2.0-OpenSSH_9.2\r\n", "SSH-2.0*", Outcome.UP, None),
    (b"SSH-1.99-Old\r\n", "SSH-2.0*", Outcome.DOWN, Reason.BANNER),
    (b"220 mail.example.com ESMTP\r\n250 more\r\n", "220 * ESMTP", Outcome.UP, None),
    (b"\xff\xfe\n", "*", Outcome.UP, None),
    (b"", "*", Outcome.DOWN, Reason.TIMEOUT),
    (b"x" * 100_000, "x*", Outcome.UP, None),
]


@pytest.mark.parametrize(("said", "expected", "outcome", "reason"), BANNERS)
def test_the_first_line_is_the_banner(
    hostile: HostileServer, said: bytes, expected: str, outcome: Outcome, reason: Reason | None
) -> None:
    """Only the first line counts, without its end; a server that says nothing times out."""
    port = hostile.serve(greeting(said))
    check = asked_check(f"127.0.0.1:{port}", kind="tcp", expect={"banner": expected}, timeout_s=0.4)
    sample = ask_one(check)
    assert (sample.outcome, sample.reason) == (outcome, reason)


def test_without_a_banner_a_connection_is_enough(hostile: HostileServer) -> None:
    """A server that waits for the client to speak first is up."""
    sample = ask_one(asked_check(f"localhost:{hostile.serve(hang)}", kind="tcp"))
    assert sample.outcome is Outcome.UP
    assert sample.phases.connect is not None
    assert sample.latency_ms is not None


def test_a_closed_port_is_down() -> None:
    """Nobody listens."""
    report = ask(asked_check(f"127.0.0.1:{free_port()}", kind="tcp"))
    assert report.run.samples[0].reason is Reason.CONNECT
    assert "Connection refused" in report.details["web"]


def test_slower_than_asked_for_is_degraded(hostile: HostileServer) -> None:
    """It answered, but not soon enough."""
    port = hostile.serve(hang)
    sample = ask_one(asked_check(f"127.0.0.1:{port}", kind="tcp", expect={"latency_below": "0.001ms"}))
    assert (sample.outcome, sample.reason) == (Outcome.DEGRADED, Reason.LATENCY)


@pytest.mark.parametrize(
    "target", ["example.com", "example.com:0", "example.com:70000", "::1:443", ":443", "a b:443", "x:４４３"]
)
def test_a_target_is_host_and_port(target: str) -> None:
    """Anything else is told, with what to write."""
    with pytest.raises(ValidationError, match="the target"):
        PROBES["tcp"].options.model_validate({"target": target})


@pytest.mark.parametrize(
    "target", ["example.com:443", "[::1]:443", "192.0.2.1:22", "${HOST}:22", "a_b.test:1"]
)
def test_names_addresses_and_secrets_are_targets(target: str) -> None:
    """IPv6 stands in brackets; what a secret holds is judged when it is known."""
    PROBES["tcp"].options.model_validate({"target": target})


def test_a_secret_that_makes_no_target_is_not_configured() -> None:
    """The target is wrong once it is known: ours to mend, no outage."""
    report = ask(asked_check("${HOST}:22", kind="tcp"), environ={"HOST": "not a host"})
    assert report.run.samples[0].reason is Reason.NOT_CONFIGURED
    assert "not a host" not in str(report)


def test_an_endless_banner_ends(hostile: HostileServer) -> None:
    """Without a line's end, patience ends at a few KiB."""
    port = hostile.serve(greeting(b"y" * 1_000_000))
    sample = ask_one(asked_check(f"127.0.0.1:{port}", kind="tcp", expect={"banner": "x*"}))
    assert sample.reason is Reason.BANNER
