"""http: a request, and what its answer must be."""

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator, Field

from statusgen.domain.config import Check
from statusgen.domain.secrets import Secrets
from statusgen.domain.status import Reason
from statusgen.probes.answer import Answer
from statusgen.probes.headers import TOKEN
from statusgen.probes.http_expect import HttpExpect
from statusgen.probes.judgement import judge_certificate, judge_latency, unexpected
from statusgen.probes.options import Text, options_of
from statusgen.probes.probe import Probe
from statusgen.probes.redirects import follow
from statusgen.probes.web import PageOptions, first_host, make_request, parse_url, refusal, url_target

if TYPE_CHECKING:
    from statusgen.net import Response
    from statusgen.probes.attempt import Attempt


def _method(text: str) -> str:
    method = text.upper()
    if not TOKEN.fullmatch(method) or method == "CONNECT":
        raise ValueError(f"{text!r} is not a method that can be used here")
    return method


class HttpOptions(PageOptions):
    """Sends a request and judges the response: status, headers, body, time and certificate."""

    target: Annotated[str, AfterValidator(url_target)] = Field(description="An http:// or https:// URL.")
    method: Annotated[str, AfterValidator(_method)] = Field(default="GET", description="The HTTP method.")
    body: Text = Field(default="", description="The request's body.")
    expect: HttpExpect = Field(default_factory=HttpExpect)

    @property
    def texts(self) -> tuple[str, ...]:
        return *super().texts, self.body


async def _ask(check: Check, attempt: "Attempt") -> Answer:
    options = options_of(check, HttpOptions)
    secrets = attempt.prober.secrets
    url = parse_url(options, secrets)
    body = secrets.fill(options.body).encode("utf-8", "surrogateescape")  # as the environment had it
    request = make_request(check, options, url, secrets=secrets, method=options.method, body=body)
    response = await follow(request, attempt=attempt, policy=options.policy(options.expect.lists))
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
    trouble = options.expect.trouble(response, quote=attempt.quote)
    if trouble is None:
        return judge_latency(attempt, options.expect.latency_below_s)
    if trouble[0] is Reason.STATUS:
        own_fault = refusal(check, options, response, attempt=attempt)
        if own_fault is not None:
            return own_fault
    return unexpected(attempt, *trouble)


def _hosts(check: Check, secrets: Secrets) -> tuple[str, ...]:
    options = options_of(check, HttpOptions)
    return first_host(options, parse_url(options, secrets), secrets)


HTTP = Probe(name="http", options=HttpOptions, ask=_ask, hosts=_hosts)
