"""imap checks against a real Dovecot, and against peers that play one."""

import pytest

from statusgen.domain.status import Outcome, Reason
from tests.asking import ask_one, asked_check
from tests.mail_servers import Dovecot
from tests.scripted import Script
from tests.servers import HostileServer

CAPABILITY = b"* CAPABILITY IMAP4rev1 IDLE\r\na OK done\r\n"


@pytest.mark.parametrize(("port", "encryption"), [("imap", "required"), ("imaps", "implicit")])
def test_a_mailbox_server_is_up_under_tls(dovecot: Dovecot, port: str, encryption: str) -> None:
    """On the way, or from the first byte."""
    check = asked_check(f"localhost:{getattr(dovecot, port)}", kind="imap", encryption=encryption)
    sample = ask_one(check, ca_file=dovecot.certificates.ca)
    assert (sample.outcome, sample.reason) == (Outcome.UP, None)
    assert sample.certificate_until is not None


def test_a_certificate_that_nobody_trusts_is_down(dovecot: Dovecot) -> None:
    """TLS is offered, so it is spoken and judged."""
    check = asked_check(f"localhost:{dovecot.imap}", kind="imap")
    assert ask_one(check).reason is Reason.CERTIFICATE_UNTRUSTED


def test_the_greeting_is_the_banner(dovecot: Dovecot) -> None:
    """Its whole first line."""
    check = asked_check(f"localhost:{dovecot.imap}", kind="imap", expect={"banner": "* OK*Dovecot*ready."})
    assert ask_one(check, ca_file=dovecot.certificates.ca).outcome is Outcome.UP


GREETINGS = [
    (b"* OK ready\r\n", None),
    (b"* ok ready\r\n", None),
    (b"* PREAUTH you are known\r\n", None),
    (b"* BYE overloaded\r\n", Reason.BANNER),
    (b"* HELLO\r\n", Reason.PROTOCOL),
    (b"+OK ready\r\n", Reason.PROTOCOL),
]


@pytest.mark.parametrize(("greeting", "reason"), GREETINGS)
def test_greetings_are_told_apart(hostile: HostileServer, greeting: bytes, reason: Reason | None) -> None:
    """A server may be well, may send one away, or speak something else."""
    port = hostile.serve(Script(greeting, {"a CAPABILITY": CAPABILITY}))
    assert ask_one(asked_check(f"127.0.0.1:{port}", kind="imap")).reason is reason


ANSWERS = [
    (b"a OK\r\n", None),
    (b"* CAPABILITY IMAP4\r\n* OK still here\r\na ok\r\n", None),
    (b"a BAD what\r\n", Reason.NOT_SERVING),
    (b"a NO\r\n", Reason.NOT_SERVING),
    (b"* BYE going down\r\n", Reason.NOT_SERVING),
    (b"b OK\r\n", Reason.PROTOCOL),
    (b"+ go on\r\n", Reason.PROTOCOL),
    (b"a\r\n", Reason.PROTOCOL),
]


@pytest.mark.parametrize(("answer", "reason"), ANSWERS)
def test_answers_are_told_apart(hostile: HostileServer, answer: bytes, reason: Reason | None) -> None:
    """A mailbox server has to know what it can, and to say so under our tag."""
    port = hostile.serve(Script(b"* OK ready\r\n", {"a CAPABILITY": answer}))
    assert ask_one(asked_check(f"127.0.0.1:{port}", kind="imap")).reason is reason


def test_it_takes_its_leave(hostile: HostileServer) -> None:
    """Without logging in."""
    script = Script(b"* OK ready\r\n", {"a CAPABILITY": CAPABILITY})
    ask_one(asked_check(f"127.0.0.1:{hostile.serve(script)}", kind="imap"))
    assert script.heard == ["a CAPABILITY", "z LOGOUT"]
