"""pop3 checks against a real Dovecot, and against peers that play one."""

import pytest

from statusgen.domain.status import Outcome, Reason
from tests.asking import ask_one, asked_check
from tests.mail_servers import Dovecot
from tests.scripted import Script
from tests.servers import HostileServer


@pytest.mark.parametrize(("port", "encryption"), [("pop3", "required"), ("pop3s", "implicit")])
def test_a_mailbox_server_is_up_under_tls(dovecot: Dovecot, port: str, encryption: str) -> None:
    """On the way, or from the first byte."""
    check = asked_check(f"localhost:{getattr(dovecot, port)}", kind="pop3", encryption=encryption)
    sample = ask_one(check, ca_file=dovecot.certificates.ca)
    assert (sample.outcome, sample.reason) == (Outcome.UP, None)
    assert sample.certificate_until is not None


def test_a_certificate_that_nobody_trusts_is_down(dovecot: Dovecot) -> None:
    """TLS is offered, so it is spoken and judged."""
    check = asked_check(f"localhost:{dovecot.pop3}", kind="pop3")
    assert ask_one(check).reason is Reason.CERTIFICATE_UNTRUSTED


TALKS = [
    (b"+OK ready\r\n", b"+OK\r\nUSER\r\n.\r\n", None),
    (b"+OK\r\n", b"-ERR what\r\n", None),
    (b"-ERR overloaded\r\n", b"", Reason.BANNER),
    (b"* OK ready\r\n", b"", Reason.PROTOCOL),
    (b"+OK\r\n", b"hello\r\n", Reason.PROTOCOL),
]


@pytest.mark.parametrize(("greeting", "capabilities", "reason"), TALKS)
def test_what_is_said_is_told_apart(
    hostile: HostileServer, greeting: bytes, capabilities: bytes, reason: Reason | None
) -> None:
    """A server may be well, be too old to say what it can, send one away, or speak something else."""
    port = hostile.serve(Script(greeting, {"CAPA": capabilities}))
    assert ask_one(asked_check(f"127.0.0.1:{port}", kind="pop3")).reason is reason


def test_it_takes_its_leave(hostile: HostileServer) -> None:
    """Without logging in."""
    script = Script(b"+OK\r\n", {"CAPA": b"+OK\r\n.\r\n"})
    ask_one(asked_check(f"127.0.0.1:{hostile.serve(script)}", kind="pop3"))
    assert script.heard == ["CAPA", "QUIT"]
