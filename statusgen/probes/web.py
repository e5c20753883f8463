"""What the kinds share that ask by URL: headers, certificate, credentials, proxy."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Self
from urllib.parse import unquote

from pydantic import AfterValidator, BeforeValidator, Field, StrictBool, StrictInt, model_validator

from statusgen.domain.config import Check
from statusgen.domain.secrets import REFERENCE, Secrets
from statusgen.domain.url import Url
from statusgen.probes.answer import Answer
from statusgen.probes.filling import fill_url
from statusgen.probes.headers import Headers, fill_headers, hold_credentials
from statusgen.probes.judgement import refused
from statusgen.probes.options import HostOptions
from statusgen.probes.probe import Misconfigured
from statusgen.probes.redirects import MOST_REDIRECTS, Policy

if TYPE_CHECKING:
    from statusgen.net import Proxy, Request, Response
    from statusgen.probes.attempt import Attempt

ReadUrl = Callable[[str], Url]
"""Takes an address apart; ValueError, fit to be shown, if it is none."""

_REFUSALS = (401, 403, 407)
_PROXY_REFUSES = 407
_WITHOUT_PROXY = ("every_address", "addresses", "resolver")


def url_target(text: str, *, read: ReadUrl = Url.parse) -> str:
    """The target as it was; ValueError, fit to be shown, if it can be no address as `read` reads them."""
    try:
        _try_out(text, read)
    except ValueError as error:
        raise ValueError(f"the target {error}") from None
    return text


def _proxy(text: str) -> str:
    _try_out(text, _read_proxy)
    return text


def _read_proxy(text: str) -> Url:
    if not text.strip().lower().startswith("http://"):  # TLS within TLS is not spoken here
        raise ValueError("must be a URL that begins with http://")
    return Url.parse(text)


def _try_out(text: str, read: ReadUrl) -> None:
    """ValueError if this is no address; one that begins with a secret is judged when it is known."""
    if not REFERENCE.match(text):
        read(REFERENCE.sub("1", text))  # a digit fits in host, port and path


class WebOptions(HostOptions):
    """The options of a kind whose target is a URL."""

    headers: Headers = Field(
        default={}, description="Request headers; no redirect takes them to another origin."
    )
    verify: StrictBool = Field(default=True, description="Whether the certificate must be valid and trusted.")
    proxy: Annotated[str, AfterValidator(_proxy)] | None = Field(
        default=None, description="An http:// URL of a proxy to ask by way of; none unless given."
    )

    @model_validator(mode="after")
    def _leave_addresses_to_the_proxy(self) -> Self:
        both = [key for key in _WITHOUT_PROXY if self.proxy and getattr(self, key, None)]
        if both:
            raise ValueError(f"'proxy' and '{both[0]}' exclude each other: a proxy looks names up itself")
        return self

    @property
    def sees_certificate(self) -> bool:
        return not self.target.lower().startswith(("http://", "ws://"))

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything that is sent and may hold a secret."""
        return self.target, *self.headers.values(), self.proxy or ""

    @property
    def sends_credentials(self) -> bool:
        """Whether a refusal may be our own fault."""
        urls = (self.target, self.proxy or "")
        in_url = any("@" in url.partition("://")[2].partition("/")[0] for url in urls)
        return in_url or hold_credentials(self.headers, self.texts)


def _redirects(value: object) -> object:
    return {True: MOST_REDIRECTS, False: 0}[value] if isinstance(value, bool) else value


class PageOptions(WebOptions):
    """The options of a kind that reads what stands at a URL, or wherever it has moved to."""

    redirects: Annotated[StrictInt, BeforeValidator(_redirects), Field(ge=0, le=MOST_REDIRECTS)] = Field(
        default=MOST_REDIRECTS, description="How many to follow at most; true is 5, false is 0."
    )
    allow_private: StrictBool = Field(
        default=False, description="Let redirects lead to private and link-local addresses."
    )

    @property
    def sees_certificate(self) -> bool:
        return super().sees_certificate or self.redirects > 0  # which may lead to https

    def policy(self, is_final: Callable[[int], bool]) -> Policy:
        """How far to follow; `is_final` is told a status and says whether the chain ends with it."""
        return Policy(is_final=is_final, most=self.redirects, allow_private=self.allow_private)


def parse_url(options: WebOptions, secrets: Secrets, *, read: ReadUrl = Url.parse) -> Url:
    """The target with its secrets filled in; raises MissingSecret and Misconfigured."""
    return _fill(options.target, secrets, what="target", read=read)


def make_request(
    check: Check, options: WebOptions, url: Url, *, secrets: Secrets, method: str = "GET", body: bytes = b""
) -> "Request":
    """What to send to `url`, secrets filled in; raises MissingSecret and Misconfigured."""
    from statusgen.net import Request

    headers = fill_headers(options.headers, secrets)
    if url.userinfo:
        _remember(url, secrets)
        headers = {"Authorization": url.basic_authorization, **headers}
    return Request(
        url=url,
        method=method,
        headers=tuple(headers.items()),
        body=body,
        verify=options.verify,
        proxy=_make_proxy(check, options, secrets),
    )


def _make_proxy(check: Check, options: WebOptions, secrets: Secrets) -> "Proxy | None":
    """The proxy, if one is asked for; half of the check's time is for reaching it."""
    from statusgen.net import Proxy

    if options.proxy is None:
        return None
    url = _fill(options.proxy, secrets, what="proxy", read=_read_proxy)
    _remember(url, secrets)
    return Proxy(url, patience_s=check.timeout_s / 2)


def first_host(options: WebOptions, url: Url, secrets: Secrets) -> tuple[str, ...]:
    """Whose name is looked up here."""
    if options.proxy is None:
        return (url.host,)
    return (_fill(options.proxy, secrets, what="proxy", read=_read_proxy).host,)


def refusal(check: Check, options: WebOptions, response: "Response", *, attempt: "Attempt") -> Answer | None:
    """The answer that an unexpected status is if it says that our own credentials are at fault.

    They are not where a redirect has led to somebody who did not get them.
    """
    status = response.status
    if options.proxy and status == _PROXY_REFUSES:
        return refused(check, attempt, f"the proxy does not let us in (status {status})")
    if response.from_elsewhere and not options.proxy:
        return None
    if options.sends_credentials and status in _REFUSALS:
        whose = "its credentials, or the proxy's," if options.proxy else "its credentials"
        return refused(check, attempt, f"{whose} are refused (status {status})")
    return None


def _fill(text: str, secrets: Secrets, *, what: str, read: ReadUrl) -> Url:
    try:
        url = read(fill_url(text, secrets))
    except ValueError as error:
        raise Misconfigured(f"the {what}, its secrets filled in, {error}") from None
    if REFERENCE.search(text):
        secrets.remember_host(url.host)
    return url


def _remember(url: Url, secrets: Secrets) -> None:
    """User and password are not to be seen in any form they are sent in."""
    if url.userinfo:
        secrets.remember(url.userinfo)
        secrets.remember(unquote(url.userinfo.partition(":")[2]))
        secrets.remember(url.basic_authorization.removeprefix("Basic "))
