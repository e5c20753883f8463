"""websocket: a handshake, and perhaps a message that comes back."""

from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator, Field, field_validator

from statusgen.domain.config import Check
from statusgen.domain.secrets import Secrets
from statusgen.domain.status import Reason
from statusgen.domain.url import Url
from statusgen.probes.answer import Answer
from statusgen.probes.expect import CertifiedExpect, TimedExpect
from statusgen.probes.headers import forbid
from statusgen.probes.judgement import judge_certificate, judge_latency, unexpected
from statusgen.probes.options import Text, options_of
from statusgen.probes.probe import Misconfigured, Probe
from statusgen.probes.web import WebOptions, first_host, make_request, parse_url, refusal, url_target
from statusgen.probes.wildcard import matches

if TYPE_CHECKING:
    from statusgen.net import Network, Request, Stream
    from statusgen.net.websocket import WebSocket
    from statusgen.probes.attempt import Attempt

MESSAGES_CAP = 64
_SHARE = 0.9  # of the time that is left: the rest is for telling what came instead
_OURS = ("upgrade", "sec-websocket-key", "sec-websocket-version", "sec-websocket-extensions")


def _read_url(text: str) -> Url:
    """As the http:// or https:// address that it is asked at (RFC 6455, 3)."""
    text = text.strip()
    if text.partition("://")[0].lower() not in ("ws", "wss"):
        raise ValueError("must be a URL that begins with ws:// or wss://")
    return Url.parse(f"http{text[2:]}")


def _target(text: str) -> str:
    return url_target(text, read=_read_url)


class WebSocketExpect(TimedExpect, CertifiedExpect):
    message: Text | None = Field(default=None, description="A message that must come; * stands for anything.")


class WebSocketOptions(WebOptions):
    """Opens a WebSocket; where asked to, sends a text and waits for a message."""

    target: Annotated[str, AfterValidator(_target)] = Field(description="A ws:// or wss:// URL.")
    send: Text | None = Field(default=None, description="A text to send once the WebSocket stands.")
    expect: WebSocketExpect = Field(default_factory=WebSocketExpect)

    _leave_ours = field_validator("headers")(forbid(*_OURS))

    @property
    def texts(self) -> tuple[str, ...]:
        return *super().texts, self.send or ""


async def _ask(check: Check, attempt: "Attempt") -> Answer:
    options = options_of(check, WebSocketOptions)
    secrets, network = attempt.prober.secrets, attempt.prober.network
    url = parse_url(options, secrets, read=_read_url)
    request = make_request(check, options, url, secrets=secrets)
    _words(options, secrets)  # if one is missing or does not fit, that is told before anybody is asked
    addresses = None if request.proxy else await attempt.addresses(url.host)
    with await network.open(request, addresses=addresses, stopwatch=attempt.stopwatch) as stream:
        until = stream.certificate_until
        answer = await _judge(check, options, stream, request=request, attempt=attempt)
    findings = judge_certificate(
        check, until, at=attempt.prober.at, valid_for_s=options.expect.certificate_valid_for_s
    )
    return replace(answer, certificate_until=until, findings=(*answer.findings, *findings))


def _words(options: WebSocketOptions, secrets: Secrets) -> str:
    """What is to be sent; raises MissingSecret, and Misconfigured for what no message of text can hold."""
    words = secrets.fill(options.send or "")
    try:
        words.encode()
    except UnicodeEncodeError:
        raise Misconfigured("what is to be sent, its secrets filled in, is not UTF-8") from None
    return words


async def _judge(
    check: Check, options: WebSocketOptions, stream: "Stream", *, request: "Request", attempt: "Attempt"
) -> Answer:
    from statusgen.net.websocket import SWITCHING, WebSocket, shake_hands

    response = await shake_hands(stream, request, stopwatch=attempt.stopwatch)
    if response.status != SWITCHING:
        detail = f"status {response.status}, expected {SWITCHING}"
        own_fault = refusal(check, options, response, attempt=attempt)
        return own_fault or unexpected(attempt, Reason.STATUS, detail)
    socket = WebSocket(stream, response.rest)
    trouble = await _converse(socket, options, attempt)
    answer = (
        unexpected(attempt, Reason.BODY, trouble)
        if trouble
        else judge_latency(attempt, options.expect.latency_below_s)
    )
    await socket.close()
    return answer


async def _converse(socket: "WebSocket", options: WebSocketOptions, attempt: "Attempt") -> str:
    """Send what is to be sent, and wait for the message: what is wrong, if anything."""
    import asyncio

    from statusgen.net import NetFault

    if options.send is not None:
        await socket.send(_words(options, attempt.prober.secrets))
    expected, last = options.expect.message, None
    if expected is None:
        return ""
    try:
        async with asyncio.timeout(attempt.left_s * _SHARE):
            for _ in range(MESSAGES_CAP):
                last = await socket.receive()
                if matches(expected, last):
                    return ""
    except TimeoutError:
        if last is None:
            raise NetFault(Reason.TIMEOUT, "no message came") from None
    return f"the last message is {attempt.quote(last or '')}, expected {expected!r}"


def _hosts(check: Check, secrets: Secrets) -> tuple[str, ...]:
    options = options_of(check, WebSocketOptions)
    return first_host(options, parse_url(options, secrets, read=_read_url), secrets)


def _prepare(_network: "Network") -> None:
    import_module("statusgen.net.websocket")


WEBSOCKET = Probe(name="websocket", options=WebSocketOptions, ask=_ask, hosts=_hosts, prepare=_prepare)
