"""http: a request, and what its answer must be."""

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator, BeforeValidator, Field, StrictBool, StrictInt

from statusgen.domain.config import Check
from statusgen.domain.secrets import REFERENCE, Secrets
from statusgen.domain.status import Outcome, Reason
from statusgen.domain.url import Url
from statusgen.probes.answer import Answer, Finding
from statusgen.probes.http_expect import HttpExpect
from statusgen.probes.judgement import judge_certificate, judge_latency, unexpected
from statusgen.probes.options import HostOptions, Text, options_of
from statusgen.probes.probe import Misconfigured, Probe
from statusgen.probes.redirects import MOST_REDIRECTS, Policy, follow

if TYPE_CHECKING:
    from statusgen.net import Request, Response
    from statusgen.probes.attempt import Attempt

_REFUSALS = (401, 403, 407)
_CREDENTIALS = re.compile(r"authorization|cookie|token|secret|api-?key|x-auth", re.IGNORECASE)
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110, 5.6.2
_OURS = ("connection", "content-length", "transfer-encoding", "accept-encoding")


def _target(text: str) -> str:
    try:
        if not REFERENCE.match(text):  # one that begins with a secret is judged when it is known
            Url.parse(REFERENCE.sub("1", text))  # a digit fits in host, port and path
    except ValueError as error:
        raise ValueError(f"the target {error}") from None
    return text


def _method(text: str) -> str:
    method = text.upper()
    if not _TOKEN.fullmatch(method) or method == "CONNECT":
        raise ValueError(f"{text!r} is not a method that can be used here")
    return method


def _header_name(name: str) -> str:
    if not _TOKEN.fullmatch(name):
        raise ValueError(f"{name!r} is not a header name")
    if name.lower() in _OURS:
        raise ValueError(f"the header {name} is statusgen's own to set")
    return name


def _header_value(value: str) -> str:
    if not value.isprintable() or value != value.strip():
        raise ValueError("holds characters that a header must not")
    return value


def _redirects(value: object) -> object:
    return {True: MOST_REDIRECTS, False: 0}[value] if isinstance(value, bool) else value


HeaderName = Annotated[str, AfterValidator(_header_name)]
HeaderValue = Annotated[Text, AfterValidator(_header_value)]


class HttpOptions(HostOptions):
    """Sends a request and judges the response: status, headers, body, time and certificate."""

    target: Annotated[str, AfterValidator(_target)] = Field(description="An http:// or https:// URL.")
    method: Annotated[str, AfterValidator(_method)] = Field(default="GET", description="The HTTP method.")
    headers: dict[HeaderName, HeaderValue] = Field(
        default={}, description="Request headers; no redirect takes them to another origin."
    )
    body: Text = Field(default="", description="The request's body.")
    expect: HttpExpect = Field(default_factory=HttpExpect)
    redirects: Annotated[StrictInt, BeforeValidator(_redirects), Field(ge=0, le=MOST_REDIRECTS)] = Field(
        default=MOST_REDIRECTS, description="How many to follow at most; true is 5, false is 0."
    )
    verify: StrictBool = Field(default=True, description="Whether the certificate must be valid and trusted.")
    allow_private: StrictBool = Field(
        default=False, description="Let redirects lead to private and link-local addresses."
    )

    @property
    def sends_credentials(self) -> bool:
        """Whether a refusal may be our own fault: an expired token is not their outage."""
        texts = (self.target, self.body, *self.headers.values())
        return (
            any(REFERENCE.search(text) for text in texts)
            or any(_CREDENTIALS.search(name) for name in self.headers)
            or "@" in self.target.partition("://")[2].partition("/")[0]
        )


async def _ask(check: Check, attempt: "Attempt") -> Answer:
    options = options_of(check, HttpOptions)
    policy = Policy(
        is_final=options.expect.lists, most=options.redirects, allow_private=options.allow_private
    )
    request = _request(options, attempt.prober.secrets)
    response = await follow(request, attempt=attempt, policy=policy)
    findings = judge_certificate(
        check,
        response.certificate_until,
        at=attempt.prober.at,
        valid_for_s=options.expect.certificate_valid_for_s,
    )
    answer = _judge(check, options, response=response, attempt=attempt)
    return replace(
        answer,
        certificate_until=response.certificate_until,
        findings=(*answer.findings, *findings),
    )


def _judge(check: Check, options: HttpOptions, *, response: "Response", attempt: "Attempt") -> Answer:
    trouble = options.expect.trouble(response)
    if trouble is None:
        return judge_latency(attempt, options.expect.latency_below_s)
    if trouble[0] is Reason.STATUS and response.status in _REFUSALS and options.sends_credentials:
        message = f"its credentials are refused (status {response.status})"
        return replace(
            unexpected(attempt, Reason.CREDENTIALS_REFUSED, message),
            outcome=Outcome.UNKNOWN,
            findings=(Finding(check.id, message, unhappy=True),),
        )
    return unexpected(attempt, *trouble)


def _request(options: HttpOptions, secrets: Secrets) -> "Request":
    """The first request, with its secrets filled in; raises MissingSecret and Misconfigured."""
    from statusgen.net import Request

    url = _url(options, secrets)
    headers = {name: secrets.fill(value) for name, value in options.headers.items()}
    if url.userinfo:
        secrets.remember(url.basic_authorization.removeprefix("Basic "))
        headers = {"Authorization": url.basic_authorization, **headers}
    return Request(
        url=url,
        method=options.method,
        headers=tuple(headers.items()),
        body=secrets.fill(options.body).encode(),
        verify=options.verify,
    )


def _url(options: HttpOptions, secrets: Secrets) -> Url:
    try:
        return Url.parse(secrets.fill(options.target))
    except ValueError as error:
        raise Misconfigured(f"the target, its secrets filled in, {error}") from None


def _hosts(check: Check, secrets: Secrets) -> tuple[str, ...]:
    return (_url(options_of(check, HttpOptions), secrets).host,)


HTTP = Probe(name="http", options=HttpOptions, ask=_ask, hosts=_hosts)
