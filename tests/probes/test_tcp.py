"""tcp checks."""

from asyncio import StreamReader, StreamWriter

import pytest
from pydantic import ValidationError

from statusgen.config import load_config
from statusgen.domain.status import Outcome, Reason
from statusgen.probes import PROBES
from statusgen.probes.tcp import TcpOptions
from tests.asking import ask, ask_one, asked_check
from tests.scripted import Script, leave, say
from tests.servers import HostileServer, Nginx, free_port, greeting, hang

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
    timeout_s = 0.4 if reason is Reason.TIMEOUT else 10
    port = hostile.serve(greeting(said))
    check = asked_check(f"127.0.0.1:{port}", kind="tcp", expect={"banner": expected}, timeout_s=timeout_s)
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


def test_a_server_that_ends_without_a_word_is_down(hostile: HostileServer) -> None:
    """Where any line would do, none at all does not."""
    check = asked_check(f"127.0.0.1:{hostile.serve(leave)}", kind="tcp", expect={"banner": "*"})
    report = ask(check)
    assert report.run.samples[0].reason is Reason.RESET
    assert report.details["web"] == "the connection ended without a word"


def test_a_last_line_needs_no_end(hostile: HostileServer) -> None:
    """The end of the connection ends it."""
    check = asked_check(f"127.0.0.1:{hostile.serve(say(b'12:00'))}", kind="tcp", expect={"banner": "12:00"})
    assert ask_one(check).outcome is Outcome.UP


def test_a_question_is_sent_and_its_answer_is_the_banner(hostile: HostileServer) -> None:
    """As Redis wants it."""
    port = hostile.serve(Script(b"", {"PING": b"+PONG\r\n"}))
    right = asked_check(f"127.0.0.1:{port}", kind="tcp", send="PING\r\n", expect={"banner": "+PONG"})
    sample = ask_one(right)
    assert (sample.outcome, sample.reason) == (Outcome.UP, None)
    assert sample.phases.first_byte is not None
    wrong = asked_check(f"127.0.0.1:{port}", kind="tcp", send="PING\r\n", expect={"banner": "+OK"})
    assert ask_one(wrong).reason is Reason.BANNER


@pytest.mark.server
def test_a_real_server_answers(web: Nginx) -> None:
    """Any protocol whose client speaks first and in text can be asked."""
    question = "HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n"
    check = asked_check(
        f"localhost:{web.http}", kind="tcp", send=question, expect={"banner": "HTTP/1.1 200 *"}
    )
    assert ask_one(check).outcome is Outcome.UP


def test_a_greeting_comes_before_the_answer(hostile: HostileServer) -> None:
    """Whoever speaks first, the first line is the banner."""
    port = hostile.serve(Script(b"hello\r\n", {"PING": b"+PONG\r\n"}))
    check = asked_check(f"127.0.0.1:{port}", kind="tcp", send="PING\r\n", expect={"banner": "hello"})
    assert ask_one(check).outcome is Outcome.UP


def test_what_is_sent_is_sent_without_a_banner_too(hostile: HostileServer) -> None:
    """Nothing is read then."""
    script = Script(b"", {})
    check = asked_check(f"127.0.0.1:{hostile.serve(script)}", kind="tcp", send="one\ntwo\n")
    assert ask_one(check).outcome is Outcome.UP
    assert script.heard == ["one", "two"]


def test_what_is_sent_is_written_as_in_any_yaml() -> None:
    """Escapes stand between double quotes; a secret may be in it."""
    text = """
site: {name: Example, url: https://status.example.net/}
components:
  - id: cache
    checks:
      - tcp: cache.example.com:6379
        send: "AUTH ${TOKEN}\\r\\nPING\\r\\n"
        expect: {banner: "+OK"}
"""
    models = {name: kind.options for name, kind in PROBES.items()}
    loaded = load_config(text, "checks.yaml", kinds=models)
    assert loaded.config is not None
    [check] = loaded.config.checks
    assert not check.broken
    assert isinstance(check.options, TcpOptions)
    assert check.options.send == "AUTH ${TOKEN}\r\nPING\r\n"


@pytest.mark.parametrize("before", range(0, 90, 10))
def test_a_secret_that_comes_back_is_not_shown(hostile: HostileServer, before: int) -> None:
    """Not even half of it, wherever the log's patience ends."""
    secret = "hunter2-correct-horse-battery"

    async def echo(reader: StreamReader, writer: StreamWriter) -> None:
        writer.write(b"." * before + await reader.readline())

    check = asked_check(
        f"127.0.0.1:{hostile.serve(echo)}", kind="tcp", send="${TOKEN}\n", expect={"banner": "+OK"}
    )
    report = ask(check, environ={"TOKEN": secret})
    assert report.run.samples[0].reason is Reason.BANNER
    assert "hun" not in str(report)


def test_a_secret_that_is_missing_is_not_configured(hostile: HostileServer) -> None:
    """Nobody is asked."""
    script = Script(b"", {})
    check = asked_check(f"127.0.0.1:{hostile.serve(script)}", kind="tcp", send="${TOKEN}\n")
    assert ask_one(check).reason is Reason.NOT_CONFIGURED


def test_a_secret_is_sent_as_the_environment_has_it(hostile: HostileServer) -> None:
    """It need not be UTF-8."""
    script = Script(b"", {})
    check = asked_check(f"127.0.0.1:{hostile.serve(script)}", kind="tcp", send="${TOKEN}\n")
    ask(check, environ={"TOKEN": b"\xe9t\xe9".decode("utf-8", "surrogateescape")})
    assert script.heard == ["été"]
