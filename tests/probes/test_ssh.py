"""ssh checks against a real OpenSSH, and against peers that play one."""

import pytest

from statusgen.domain.status import Outcome, Reason
from tests.asking import ask, ask_one, asked_check
from tests.scripted import Script, speaking
from tests.servers import HostileServer, greeting


def test_a_server_that_says_who_it_is_is_up(sshd: int) -> None:
    """Its identification is the banner."""
    check = asked_check(f"localhost:{sshd}", kind="ssh", expect={"banner": "SSH-2.0-OpenSSH*"})
    sample = ask_one(check)
    assert (sample.outcome, sample.reason) == (Outcome.UP, None)
    assert sample.phases.first_byte is not None


def test_another_banner_is_down(sshd: int) -> None:
    """The log says which it was."""
    report = ask(asked_check(f"localhost:{sshd}", kind="ssh", expect={"banner": "SSH-2.0-dropbear*"}))
    assert report.run.samples[0].reason is Reason.BANNER
    assert "OpenSSH" in report.details["web"]


SAID = [
    (b"SSH-2.0-x\r\n", None),
    (b"SSH-1.99-x\r\n", None),
    (b"SSH-2.0-x\n", None),
    (b"Be warned:\r\nall is logged.\r\nSSH-2.0-x\r\n", None),
    (b"SSH-1.5-x\r\n", Reason.BANNER),
    (b"ssh-2.0-x\r\n", Reason.TIMEOUT),
    (b"SSH-2.0-x", Reason.TIMEOUT),
]


@pytest.mark.parametrize(("said", "reason"), SAID)
def test_identifications_are_told_apart(hostile: HostileServer, said: bytes, reason: Reason | None) -> None:
    """Version 2 is spoken, other lines may stand before it, and a line has an end."""
    timeout_s = 0.3 if reason is Reason.TIMEOUT else 10
    check = asked_check(f"127.0.0.1:{hostile.serve(greeting(said))}", kind="ssh", timeout_s=timeout_s)
    assert ask_one(check).reason is reason


def test_it_identifies_itself_too(hostile: HostileServer) -> None:
    """Servers take a peer that leaves without a word for an attack."""
    script = Script(b"SSH-2.0-x\r\n", {})
    ask_one(asked_check(f"127.0.0.1:{hostile.serve(script)}", kind="ssh"))
    assert [line.partition("_")[0] for line in script.heard] == ["SSH-2.0-statusgen"]


def test_lines_before_the_identification_come_to_an_end(hostile: HostileServer) -> None:
    """They are allowed, but not for ever."""
    port = hostile.serve(speaking(b"", b"wait\r\n" * 1000))
    assert ask_one(asked_check(f"127.0.0.1:{port}", kind="ssh")).reason is Reason.PROTOCOL
