"""smtp checks against a real Exim, and against peers that play one."""

from ipaddress import ip_address

import pytest
from pydantic import ValidationError

from statusgen.domain.status import Outcome, Reason
from statusgen.net import Resolver
from statusgen.probes import PROBES
from statusgen.probes.smtp import address_literal
from tests.asking import ask, ask_one, asked_check
from tests.mail_servers import Exim
from tests.scripted import Script
from tests.servers import HostileServer

GREETING = b"220-mail.test ESMTP\r\n220 be welcome\r\n"


def test_a_mail_server_is_up_under_tls(exim: Exim) -> None:
    """STARTTLS is offered, so it is spoken: the certificate is verified and its end known."""
    sample = ask_one(asked_check(f"localhost:{exim.smtp}", kind="smtp"), ca_file=exim.certificates.ca)
    assert (sample.outcome, sample.reason) == (Outcome.UP, None)
    assert sample.certificate_until is not None
    assert None not in (sample.phases.connect, sample.phases.first_byte, sample.phases.tls)


def test_tls_from_the_first_byte(exim: Exim) -> None:
    """On a port of one's own it has to be said; without it nobody would ever speak."""
    target, ca = f"localhost:{exim.smtps}", exim.certificates.ca
    sample = ask_one(asked_check(target, kind="smtp", encryption="implicit"), ca_file=ca)
    assert sample.outcome is Outcome.UP
    assert sample.certificate_until is not None
    assert ask_one(asked_check(target, kind="smtp", timeout_s=0.3), ca_file=ca).reason is Reason.TIMEOUT


def test_without_tls_nothing_is_verified(exim: Exim) -> None:
    """A certificate that nobody trusts does not matter to who never looks at it."""
    sample = ask_one(asked_check(f"localhost:{exim.smtp}", kind="smtp", encryption="never"))
    assert (sample.outcome, sample.certificate_until) == (Outcome.UP, None)


def test_what_is_wrong_with_the_certificate_is_told_apart(exim: Exim) -> None:
    """A server that offers STARTTLS and then cannot do it well is down."""
    ca = exim.certificates.ca
    elsewhere = Resolver(hosts={"mail.example": (ip_address("127.0.0.1"),)})
    wrong_name = asked_check(f"mail.example:{exim.smtp}", kind="smtp")
    assert ask_one(wrong_name, ca_file=ca, resolver=elsewhere).reason is Reason.CERTIFICATE_NAME
    untrusted = asked_check(f"localhost:{exim.smtp}", kind="smtp")
    assert ask_one(untrusted).reason is Reason.CERTIFICATE_UNTRUSTED
    expired = asked_check(f"localhost:{exim.expired}", kind="smtp")
    assert ask_one(expired, ca_file=ca).reason is Reason.CERTIFICATE_EXPIRED


def test_verification_can_be_left_out(exim: Exim) -> None:
    """The certificate is not judged, and its end is known all the same."""
    sample = ask_one(asked_check(f"localhost:{exim.expired}", kind="smtp", verify=False))
    assert sample.outcome is Outcome.UP
    assert sample.certificate_until is not None


def test_a_certificate_that_ends_soon_is_a_finding(exim: Exim) -> None:
    """It is up, and the operator is told."""
    expect = {"certificate_valid_for": "90d"}
    check = asked_check(f"localhost:{exim.smtp}", kind="smtp", expect=expect)
    report = ask(check, ca_file=exim.certificates.ca)
    assert report.run.samples[0].outcome is Outcome.UP
    assert "expires on" in report.findings[0].message


def test_the_banner_is_the_first_line(exim: Exim) -> None:
    """As it was sent, code included."""
    target, ca = f"localhost:{exim.smtp}", exim.certificates.ca
    right = asked_check(target, kind="smtp", expect={"banner": "220 localhost ESMTP *"})
    assert ask_one(right, ca_file=ca).outcome is Outcome.UP
    report = ask(asked_check(target, kind="smtp", expect={"banner": "*Postfix*"}), ca_file=ca)
    assert report.run.samples[0].reason is Reason.BANNER
    assert "ESMTP Exim of the tests" in report.details["web"]


def test_slower_than_asked_for_is_degraded(exim: Exim) -> None:
    """It answered, but not soon enough."""
    check = asked_check(f"localhost:{exim.smtp}", kind="smtp", expect={"latency_below": "0.001ms"})
    assert ask_one(check, ca_file=exim.certificates.ca).reason is Reason.LATENCY


def test_several_addresses_are_asked(exim: Exim) -> None:
    """One of two does not answer: partial."""
    check = asked_check(f"localhost:{exim.smtp}", kind="smtp", addresses=["127.0.0.1", "127.0.0.9"])
    sample = ask_one(check, ca_file=exim.certificates.ca)
    assert (sample.outcome, sample.reason, sample.answered) == (Outcome.PARTIAL, Reason.CONNECT, (1, 2))


def test_it_introduces_itself_by_its_address_and_takes_its_leave(hostile: HostileServer) -> None:
    """The prober has no name that anybody could look up; it is polite, and does not wait for a goodbye."""
    script = Script(GREETING, {"EHLO": b"250-mail.test\r\n250 HELP\r\n"})
    assert ask_one(asked_check(f"127.0.0.1:{hostile.serve(script)}", kind="smtp")).outcome is Outcome.UP
    assert script.heard == ["EHLO [127.0.0.1]", "QUIT"]


@pytest.mark.parametrize(
    ("greeting", "reply"),
    [(b"220-mail.test\r\n250 what\r\n", b"250 mail.test\r\n"), (GREETING, b"250-mail.test\r\n  HELP\r\n")],
)
def test_a_reply_has_one_code(hostile: HostileServer, greeting: bytes, reply: bytes) -> None:
    """Each of its lines begins with it (RFC 5321, 4.2.1): who mixes them up is not waited for."""
    port = hostile.serve(Script(greeting, {"EHLO": reply}))
    report = ask(asked_check(f"127.0.0.1:{port}", kind="smtp", timeout_s=10))
    assert report.run.samples[0].reason is Reason.PROTOCOL
    assert "again" in report.details["web"]


def test_it_may_be_given_a_name(hostile: HostileServer) -> None:
    """Then postmasters see in their logs who asks."""
    script = Script(GREETING, {"EHLO": b"250 mail.test\r\n"})
    check = asked_check(f"127.0.0.1:{hostile.serve(script)}", kind="smtp", ehlo="status.example.net")
    assert ask_one(check).outcome is Outcome.UP
    assert script.heard[0] == "EHLO status.example.net"


@pytest.mark.parametrize("name", ["a b", "x\r\nMAIL FROM:<>", ""])
def test_a_name_that_is_none_is_a_mistake(name: str) -> None:
    """Above all it holds no second command."""
    with pytest.raises(ValidationError, match="is not a host name"):
        PROBES["smtp"].options.model_validate({"target": "mail.test", "ehlo": name})


def test_an_ipv6_address_is_said_as_the_protocol_wants_it() -> None:
    """RFC 5321, 4.1.3."""
    assert address_literal(ip_address("2001:db8::1")) == "[IPv6:2001:db8::1]"


def test_a_server_from_before_ehlo_is_up(hostile: HostileServer) -> None:
    """It is asked with HELO then, and offers nothing."""
    script = Script(GREETING, {"EHLO": b"502 not known\r\n", "HELO": b"250 mail.test\r\n"})
    assert ask_one(asked_check(f"127.0.0.1:{hostile.serve(script)}", kind="smtp")).outcome is Outcome.UP
    assert script.heard == ["EHLO [127.0.0.1]", "HELO [127.0.0.1]", "QUIT"]


def test_a_server_that_does_not_want_to_talk_is_down(hostile: HostileServer) -> None:
    """It greets, and then says that it is not well."""
    script = Script(GREETING, {"EHLO": b"421 too busy\r\n"})
    report = ask(asked_check(f"127.0.0.1:{hostile.serve(script)}", kind="smtp"))
    assert report.run.samples[0].reason is Reason.NOT_SERVING
    assert report.details["web"] == "it says '421 too busy', expected 250"
