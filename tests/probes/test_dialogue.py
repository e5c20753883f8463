"""What smtp, imap, pop3, ftp, ssh and tcp share: peers that do what none should, and TLS on the way."""

import ssl
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from statusgen.domain.samples import Sample
from statusgen.domain.status import Outcome, Reason
from statusgen.probes import PROBES
from statusgen.probes.dialogue import DialogueOptions
from statusgen.probes.smtp import SmtpOptions
from tests.asking import ask, ask_one, asked_check
from tests.scripted import Script, UnderTls, cut, leave, speaking
from tests.servers import Behaviour, HostileServer, greeting, hang, make_certificates

TIMEOUT_S = 1.0
PATIENCE_S = 10.0  # for ninety peers that shout into one machine at once


@dataclass(frozen=True)
class Spoken:
    """How a protocol is spoken: what its server says to offer TLS, and to be asked for it."""

    greeting: bytes
    refusal: bytes
    endless: bytes
    question: str = ""
    offer: bytes = b""
    request: str = ""
    go_ahead: bytes = b""
    injected: bytes = b""

    def script(self, after_request: bytes) -> Script:
        """A server that offers TLS, and answers so to being asked for it."""
        return Script(self.greeting, {self.question: self.offer, self.request: after_request})


SPOKEN = {
    "smtp": Spoken(
        greeting=b"220 mail.test\r\n",
        refusal=b"554 go away\r\n",
        endless=b"220-on and on\r\n",
        question="EHLO",
        offer=b"250-mail.test\r\n250 STARTTLS\r\n",
        request="STARTTLS",
        go_ahead=b"220 go ahead\r\n",
        injected=b"250 mail.test\r\n",
    ),
    "imap": Spoken(
        greeting=b"* OK ready\r\n",
        refusal=b"* BYE overloaded\r\n",
        endless=b"* OK on and on\r\n",
        question="a CAPABILITY",
        offer=b"* CAPABILITY IMAP4rev1 STARTTLS\r\na OK\r\n",
        request="a STARTTLS",
        go_ahead=b"a OK go ahead\r\n",
        injected=b"* CAPABILITY IMAP4rev1\r\na OK\r\n",
    ),
    "pop3": Spoken(
        greeting=b"+OK ready\r\n",
        refusal=b"-ERR overloaded\r\n",
        endless=b"+OK on and on\r\n",
        question="CAPA",
        offer=b"+OK\r\nSTLS\r\n.\r\n",
        request="STLS",
        go_ahead=b"+OK go ahead\r\n",
        injected=b"+OK\r\n.\r\n",
    ),
    "ftp": Spoken(
        greeting=b"220 files.test\r\n",
        refusal=b"421 too many users\r\n",
        endless=b"220-on and on\r\n",
        question="FEAT",
        offer=b"211-Features\r\n AUTH TLS\r\n211 End\r\n",
        request="AUTH TLS",
        go_ahead=b"234 go ahead\r\n",
        injected=b"211 none\r\n",
    ),
    "ssh": Spoken(greeting=b"SSH-2.0-x\r\n", refusal=b"SSH-1.5-x\r\n", endless=b"on and on\r\n"),
    "tcp": Spoken(greeting=b"hello\r\n", refusal=b"goodbye\r\n", endless=b"on and on\r\n"),
}
WITH_TLS = ("smtp", "imap", "pop3", "ftp")


def behaviours(kind: str) -> dict[str, tuple[Behaviour, Reason]]:
    """Every way to misbehave, with the reason that it must be found for."""
    spoken = SPOKEN[kind]
    own = Reason.BANNER if kind == "tcp" else Reason.PROTOCOL  # to tcp any line is a line
    ways: dict[str, tuple[Behaviour, Reason]] = {
        "hang": (hang, Reason.TIMEOUT),
        "drip": (speaking(b"", spoken.greeting[:1], every_s=0.1), Reason.TIMEOUT),
        "half a line": (greeting(spoken.greeting.rstrip()), Reason.TIMEOUT),
        "endless line": (speaking(b"", b"x" * 65536), own),
        "endless lines": (speaking(spoken.endless, spoken.endless * 1000), own),
        "a line too long": (greeting(b"x" * 5000 + b"\r\n"), own),
        "garbage": (speaking(b"", bytes(range(256)) * 4), own),
        "nothing": (leave, Reason.RESET),
        "reset": (cut, Reason.RESET),
        "refusal": (greeting(spoken.refusal), Reason.BANNER),
    }
    if kind in WITH_TLS:
        ways |= {
            "hang after the greeting": (greeting(spoken.greeting), Reason.TIMEOUT),
            "hang after the offer": (spoken.script(b""), Reason.TIMEOUT),
            "hang in TLS": (spoken.script(spoken.go_ahead), Reason.TIMEOUT),
            "hang in TLS at once": (hang, Reason.TIMEOUT),
            "endless offer": (Script(spoken.greeting, {"": spoken.offer[:4] * 20_000}), Reason.PROTOCOL),
            "refused TLS": (spoken.script(spoken.refusal), Reason.TLS),
            "garbage for TLS at once": (greeting(b"\x00garbage\r\n\r\n"), Reason.TLS),
            "injection": (spoken.script(spoken.go_ahead + spoken.injected), Reason.PROTOCOL),
        }
    return ways


@pytest.fixture(scope="module")
def samples(hostile: HostileServer) -> dict[str, Sample]:
    """All of them asked in one run, which must be over in time."""
    checks = []
    for kind in SPOKEN:
        for name, (behaviour, _) in behaviours(kind).items():
            keys: dict[str, Any] = {"expect": {"banner": "hello"}} if kind == "tcp" else {}
            if name.endswith("at once"):
                keys = {"encryption": "implicit"}
            target = f"127.0.0.1:{hostile.serve(behaviour)}"
            checks.append(
                asked_check(target, kind=kind, check_id=f"{kind} {name}", timeout_s=TIMEOUT_S, **keys)
            )
    started = time.monotonic()
    report = ask(*checks)
    assert time.monotonic() - started < TIMEOUT_S + PATIENCE_S
    return {sample.check: sample for sample in report.run.samples}


CASES = [(kind, name) for kind in SPOKEN for name in behaviours(kind)]


@pytest.mark.parametrize(("kind", "name"), CASES)
def test_every_behaviour_ends_in_time_with_its_reason(
    kind: str, name: str, samples: dict[str, Sample]
) -> None:
    """Whatever a server does, the answer is of the vocabulary and comes in time."""
    sample = samples[f"{kind} {name}"]
    assert (sample.outcome, sample.reason) == (Outcome.DOWN, behaviours(kind)[name][1])


UNDER_TLS: list[tuple[Behaviour, Reason | None]] = [
    (Script(b"", {"EHLO": b"250 mail.test\r\n"}), None),
    (Script(b"", {"EHLO": b"421 going down\r\n"}), Reason.NOT_SERVING),
    (Script(b"", {}), Reason.TIMEOUT),
    (leave, Reason.RESET),
]


@pytest.mark.parametrize(("behaviour", "reason"), UNDER_TLS, ids=["well", "refusal", "silence", "end"])
def test_an_answer_has_to_come_through_under_tls(
    hostile: HostileServer, tmp_path: Path, behaviour: Behaviour, reason: Reason | None
) -> None:
    """A handshake is not enough: behind it somebody has to be at home."""
    certificates = make_certificates(tmp_path)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificates.good)
    spoken = SPOKEN["smtp"]
    answers = {spoken.question: spoken.offer, spoken.request: spoken.go_ahead}
    under_tls = UnderTls(spoken.request, context, behaviour)
    port = hostile.serve(Script(spoken.greeting, answers, under_tls=under_tls))
    check = asked_check(f"localhost:{port}", kind="smtp", timeout_s=0.5)
    assert ask_one(check, ca_file=certificates.ca).reason is reason


def test_a_certificate_that_is_expected_and_never_seen_is_a_finding(hostile: HostileServer) -> None:
    """Nothing is down, but the operator believes to be warned in time."""
    spoken = SPOKEN["smtp"]
    port = hostile.serve(Script(spoken.greeting, {spoken.question: b"250 mail.test\r\n"}))
    report = ask(asked_check(f"127.0.0.1:{port}", kind="smtp", expect={"certificate_valid_for": "14d"}))
    assert report.run.samples[0].outcome is Outcome.UP
    assert [finding.message for finding in report.findings] == [
        "the connection is not encrypted, so there is no certificate to judge"
    ]


PORTS = [
    ("auto", 465, True),
    ("auto", 25, False),
    ("required", 465, True),
    ("required", 587, False),
    ("implicit", 25, True),
    ("never", 465, False),
]


@pytest.mark.parametrize(("encryption", "port", "begins"), PORTS)
def test_the_port_says_whether_tls_comes_first(encryption: str, port: int, begins: bool) -> None:
    """Unless the check says so itself."""
    options = SmtpOptions.model_validate({"target": "mail.test", "encryption": encryption})
    assert options.begins_encrypted(port) is begins


@pytest.mark.parametrize(
    ("kind", "usual_port", "tls_port"),
    [("smtp", 25, 465), ("imap", 993, 993), ("pop3", 995, 995), ("ftp", 21, 990)],
)
def test_usual_ports(kind: str, usual_port: int, tls_port: int) -> None:
    """As IANA lists them; for mailboxes the usual one is encrypted (RFC 8314)."""
    options = PROBES[kind].options
    assert issubclass(options, DialogueOptions)
    assert (options.usual_port, options.tls_port) == (usual_port, tls_port)
    assert PROBES[kind].options.model_validate({"target": "mail.example.com"})
