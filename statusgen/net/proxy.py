"""By way of an HTTP proxy: only where a check asks for one, never because the environment says so."""

from dataclasses import replace

from statusgen.domain.status import Reason
from statusgen.domain.url import Url
from statusgen.net.fault import NetFault, OurFault
from statusgen.net.http import Headers, Proxy, Request, Unsendable, exchange
from statusgen.net.stopwatch import Stopwatch
from statusgen.net.stream import Stream

_REFUSED = (401, 407)  # tinyproxy says 401 to a wrong password
_OWN_FAILURES = range(500, 600)


class ProxyRefused(OurFault):
    """The proxy wants other credentials than ours: somebody must mend that."""

    unhappy = True

    def __init__(self, proxy: Proxy, status: int) -> None:
        said = "refuses our credentials" if proxy.url.userinfo else "wants credentials"
        super().__init__(Reason.CREDENTIALS_REFUSED, f"the proxy {said} (status {status})")


def in_absolute_form(request: Request, proxy: Proxy) -> Request:
    """What to send to the proxy for an http:// address (RFC 9112, 3.2.2)."""
    url = request.url
    target = f"{url.scheme}://{url.authority}{url.target}"
    return replace(request, target=target, headers=(*_authorization(proxy), *request.headers))


async def open_tunnel(stream: Stream, proxy: Proxy, url: Url) -> None:
    """Make a connection with the proxy one with the host of `url`, by CONNECT (RFC 9110, 9.3.6).

    NetFault (connect) if the proxy cannot get there; OurFault if the proxy is the trouble.
    """
    there = f"{f'[{url.host}]' if ':' in url.host else url.host}:{url.port}"
    headers = (("Host", there), ("Connection", "keep-alive"), *_authorization(proxy))
    request = Request(
        url=url, method="CONNECT", target=there, headers=headers, wants_body=lambda _status: False
    )
    try:
        answer = await exchange(stream, request, stopwatch=Stopwatch())
    except Unsendable:
        raise
    except NetFault as fault:
        raise OurFault(Reason.PROBER_ERROR, f"the proxy does not answer like one: {fault.detail}") from fault
    if answer.status // 100 != 2:
        raise _refusal(proxy, answer.status, there)
    if answer.rest:  # who is there waits for us to speak first, so it was not them
        raise OurFault(Reason.PROBER_ERROR, "the proxy does not answer like one: it goes on after the answer")


def _refusal(proxy: Proxy, status: int, there: str) -> NetFault:
    if status in _REFUSED:
        return ProxyRefused(proxy, status)
    if status in _OWN_FAILURES:
        return NetFault(Reason.CONNECT, f"the proxy cannot connect to {there} (status {status})")
    return OurFault(Reason.BLOCKED, f"the proxy does not let us connect to {there} (status {status})")


def _authorization(proxy: Proxy) -> Headers:
    return (("Proxy-Authorization", proxy.url.basic_authorization),) if proxy.url.userinfo else ()
