"""tls checks against a real nginx."""

import contextlib
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from statusgen.domain.status import Outcome, Reason
from statusgen.probes import PROBES
from tests.asking import ask, ask_one, asked_check
from tests.servers import NGINX, HostileServer, Nginx, free_port, hang, wait_for_port

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


@contextlib.contextmanager
def nginx_with(folder: Path, certificate: Path, *lines: str) -> Iterator[int]:
    """A real nginx with a single server that speaks TLS as these lines say."""
    port = free_port()
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder}/pid; events {{}}\n"
        f"http {{ access_log off; server {{ listen 127.0.0.1:{port} ssl; {' '.join(lines)}\n"
        f"ssl_certificate {certificate}; ssl_certificate_key {certificate}; }} }}\n"
    )
    command = [NGINX or "nginx", "-p", str(folder), "-c", "nginx.conf", "-e", str(folder / "error.log")]
    process = subprocess.Popen(command)
    try:
        wait_for_port(port)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=10)


@pytest.mark.parametrize(
    ("minimum", "outcome"),
    [("1.2", Outcome.UP), (1.2, Outcome.UP), ("1.3", Outcome.DOWN), (1.3, Outcome.DOWN)],
)
def test_the_version_must_be_new_enough(
    web: Nginx, tmp_path: Path, minimum: object, outcome: Outcome
) -> None:
    """A server that ends at TLS 1.2 will not do where 1.3 is expected, which the detail says."""
    with nginx_with(tmp_path, web.certificates.good, "ssl_protocols TLSv1.2;") as port:
        check = asked_check(f"localhost:{port}", kind="tls", expect={"minimum_version": minimum})
        report = ask(check, ca_file=web.certificates.ca)
    assert report.run.samples[0].outcome is outcome
    if outcome is Outcome.DOWN:
        assert report.run.samples[0].reason is Reason.TLS
        assert report.details["web"] == "TLS 1.2, expected at least 1.3"


def test_a_new_server_is_new_enough(web: Nginx, tmp_path: Path) -> None:
    """What both speak best is agreed on."""
    with nginx_with(tmp_path, web.certificates.good, "ssl_protocols TLSv1.2 TLSv1.3;") as port:
        check = asked_check(f"localhost:{port}", kind="tls", expect={"minimum_version": "1.3"})
        assert ask_one(check, ca_file=web.certificates.ca).outcome is Outcome.UP


@pytest.mark.parametrize("version", ["TLSv1", "TLSv1.1"])
def test_a_server_with_old_tls_only_is_down(web: Nginx, tmp_path: Path, version: str) -> None:
    """No handshake comes about, and the detail says why."""
    lines = (f"ssl_protocols {version};", "ssl_ciphers ALL:@SECLEVEL=0;")
    with nginx_with(tmp_path, web.certificates.good, *lines) as port:
        report = ask(asked_check(f"localhost:{port}", kind="tls"), ca_file=web.certificates.ca)
    assert report.run.samples[0].reason is Reason.TLS
    assert report.details["web"] == "the peer takes none of our versions of TLS"


@pytest.mark.parametrize("minimum", ["1.1", 1, "TLS 1.2", True, "1.4"])
def test_a_minimum_that_cannot_be_asked_for_is_a_mistake(minimum: object) -> None:
    """Nothing older is spoken here anyway, and nothing newer is known."""
    with pytest.raises(ValidationError, match=r"must be 1\.2 or 1\.3"):
        PROBES["tls"].options.model_validate({"target": "a.test:1", "expect": {"minimum_version": minimum}})


def test_an_invalid_certificate_may_be_no_matter(web: Nginx) -> None:
    """Without `verify` the handshake alone counts, and the certificate's end is read all the same."""
    for port in (web.expired, web.self_signed, web.wrong_name):
        sample = ask_one(asked_check(f"localhost:{port}", kind="tls", verify=False))
        assert sample.outcome is Outcome.UP
        assert sample.certificate_until is not None


def test_a_slow_handshake_is_degraded(web: Nginx) -> None:
    """Slower than asked for, but valid."""
    check = asked_check(f"localhost:{web.good}", kind="tls", expect={"latency_below": "0.001ms"})
    assert ask_one(check, ca_file=web.certificates.ca).reason is Reason.LATENCY


def test_a_handshake_that_hangs_is_a_timeout(hostile: HostileServer) -> None:
    """The connection stands and nothing follows."""
    sample = ask_one(asked_check(f"127.0.0.1:{hostile.serve(hang)}", kind="tls", timeout_s=0.3))
    assert sample.reason is Reason.TIMEOUT
    assert sample.phases.connect is not None
