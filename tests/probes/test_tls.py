"""tls checks against a real nginx."""

from datetime import UTC, datetime, timedelta

import pytest

from statusgen.domain.status import Outcome, Reason
from tests.asking import ask, ask_one, asked_check
from tests.servers import HostileServer, Nginx, hang

pytestmark = pytest.mark.server


def test_a_valid_certificate_is_up_and_its_end_is_known(web: Nginx) -> None:
    """The handshake is timed, and the certificate's last day is in the sample."""
    sample = ask_one(asked_check(f"localhost:{web.good}", kind="tls"), ca_file=web.certificates.ca)
    assert sample.outcome is Outcome.UP
    assert sample.phases.tls is not None
    assert sample.certificate_until is not None
    assert abs(sample.certificate_until - datetime.now(UTC) - timedelta(days=60)) < timedelta(days=1)


@pytest.mark.parametrize(
    ("port", "reason", "words"),
    [
        ("expired", Reason.CERTIFICATE_EXPIRED, "the certificate has expired"),
        ("self_signed", Reason.CERTIFICATE_UNTRUSTED, "the certificate is self-signed"),
        ("wrong_name", Reason.CERTIFICATE_NAME, "the certificate is for another name"),
        ("http", Reason.TLS, "the peer does not speak TLS"),
    ],
)
def test_what_is_wrong_with_a_certificate_is_told_apart(
    web: Nginx, port: str, reason: Reason, words: str
) -> None:
    """Each way to be invalid has its reason and its words; a server that speaks no TLS has others."""
    check = asked_check(f"localhost:{getattr(web, port)}", kind="tls")
    report = ask(check, ca_file=web.certificates.ca)
    [sample] = report.run.samples
    assert (sample.outcome, sample.reason) == (Outcome.DOWN, reason)
    assert report.details["web"] == words


def test_an_address_is_a_name_too(web: Nginx) -> None:
    """A certificate may be made out to an IP address."""
    good = ask_one(asked_check(f"127.0.0.1:{web.good}", kind="tls"), ca_file=web.certificates.ca)
    wrong = ask_one(asked_check(f"127.0.0.1:{web.wrong_name}", kind="tls"), ca_file=web.certificates.ca)
    assert good.outcome is Outcome.UP
    assert wrong.reason is Reason.CERTIFICATE_NAME


def test_a_certificate_that_ends_soon_is_a_finding(web: Nginx) -> None:
    """Sixty days are left; ninety are wanted: told, and up."""
    check = asked_check(f"localhost:{web.good}", kind="tls", expect={"certificate_valid_for": "9999d"})
    report = ask(check, ca_file=web.certificates.ca)
    assert report.run.samples[0].outcome is Outcome.UP
    assert [finding.check for finding in report.findings] == ["web"]


def test_trust_comes_from_the_environment(web: Nginx, monkeypatch: pytest.MonkeyPatch) -> None:
    """SSL_CERT_FILE is honoured as everywhere."""
    check = asked_check(f"localhost:{web.good}", kind="tls")
    assert ask_one(check).reason is Reason.CERTIFICATE_UNTRUSTED
    monkeypatch.setenv("SSL_CERT_FILE", str(web.certificates.ca))
    assert ask_one(check).outcome is Outcome.UP


def test_a_slow_handshake_is_degraded(web: Nginx) -> None:
    """Slower than asked for, but valid."""
    check = asked_check(f"localhost:{web.good}", kind="tls", expect={"latency_below": "0.001ms"})
    assert ask_one(check, ca_file=web.certificates.ca).reason is Reason.LATENCY


def test_a_handshake_that_hangs_is_a_timeout(hostile: HostileServer) -> None:
    """The connection stands and nothing follows."""
    sample = ask_one(asked_check(f"127.0.0.1:{hostile.serve(hang)}", kind="tls", timeout_s=0.3))
    assert sample.reason is Reason.TIMEOUT
    assert sample.phases.connect is not None
