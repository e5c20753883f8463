"""ftp checks against a real vsftpd, and against peers that play one."""

import pytest

from statusgen.domain.status import Outcome, Reason
from tests.asking import ask_one, asked_check
from tests.mail_servers import Vsftpd
from tests.scripted import Script
from tests.servers import HostileServer


@pytest.mark.parametrize(("port", "encryption"), [("ftp", "required"), ("ftps", "implicit")])
def test_a_file_server_is_up_under_tls(vsftpd: Vsftpd, port: str, encryption: str) -> None:
    """On the way, or from the first byte."""
    check = asked_check(f"localhost:{getattr(vsftpd, port)}", kind="ftp", encryption=encryption)
    sample = ask_one(check, ca_file=vsftpd.certificates.ca)
    assert (sample.outcome, sample.reason) == (Outcome.UP, None)
    assert sample.certificate_until is not None


def test_without_tls_it_is_up_unless_that_is_required(vsftpd: Vsftpd) -> None:
    """What is not offered is not spoken; who needs it says so."""
    target = f"localhost:{vsftpd.plain}"
    assert ask_one(asked_check(target, kind="ftp")).outcome is Outcome.UP
    assert ask_one(asked_check(target, kind="ftp", encryption="required")).reason is Reason.TLS


TALKS = [
    (b"220 hi\r\n", b"500 what\r\n", None),
    (b"220 hi\r\n", b"530 log in first\r\n", None),
    (b"220-hi\r\n221 is not the end\r\n 220 nor this\r\n220 end\r\n", b"211 none\r\n", None),
    (b"220 hi\r\n", b"421 going down\r\n", Reason.NOT_SERVING),
    (b"120 in ten minutes\r\n", b"", Reason.BANNER),
    (b"421 too many users\r\n", b"", Reason.BANNER),
    (b"SSH-2.0-OpenSSH\r\n", b"", Reason.PROTOCOL),
    (b"2200 hi\r\n", b"", Reason.PROTOCOL),
]


@pytest.mark.parametrize(("greeting", "features", "reason"), TALKS)
def test_what_is_said_is_told_apart(
    hostile: HostileServer, greeting: bytes, features: bytes, reason: Reason | None
) -> None:
    """A server may be well, say little before a login, send one away, or speak something else."""
    port = hostile.serve(Script(greeting, {"FEAT": features}))
    assert ask_one(asked_check(f"127.0.0.1:{port}", kind="ftp")).reason is reason


@pytest.mark.parametrize("feature", [" AUTH TLS", " AUTH TLS-C;TLS-P;SSL", " auth tls;"])
def test_tls_is_offered_in_several_spellings(hostile: HostileServer, feature: str) -> None:
    """RFC 4217 leaves them open."""
    features = f"211-Features:\r\n MDTM\r\n{feature}\r\n211 End\r\n".encode()
    script = Script(b"220 hi\r\n", {"FEAT": features, "AUTH TLS": b"431 no\r\n"})
    sample = ask_one(asked_check(f"127.0.0.1:{hostile.serve(script)}", kind="ftp"))
    assert sample.reason is Reason.TLS
    assert script.heard == ["FEAT", "AUTH TLS"]
