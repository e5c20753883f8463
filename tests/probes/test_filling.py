"""Secrets in URLs stay in their place."""

import asyncio
import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusgen.domain.secrets import Secrets
from statusgen.domain.status import Outcome, Reason
from statusgen.domain.url import Url
from statusgen.probes.filling import fill_url
from tests.asking import ask, asked_check
from tests.servers import HostileServer, html, read_request

HOSTILE = ("hunter@tail/x", "x@other.test:81/zz", "a?b#c", "#", "@", "/", "a b", "\\@other.test\\")


def filled(template: str, value: str) -> Url:
    return Url.parse(fill_url(template, Secrets({"S": value})))


values = st.text(min_size=1).filter(str.strip)


@pytest.mark.parametrize(
    "template",
    ["http://user:${S}@own.test:81/a?b", "http://${S}@own.test:81/a?b", "http://${S}:x@own.test:81/a?b"],
)
@given(value=st.one_of(st.sampled_from(HOSTILE), values))
def test_a_secret_in_the_user_info_never_says_who_is_asked(template: str, value: str) -> None:
    """Half of a password would be looked up as a host, or the other half be sent to one."""
    url = filled(template, value)
    assert (url.origin, url.target) == (("http", "own.test", 81), "/a?b")


@given(value=st.one_of(st.sampled_from(HOSTILE), values))
def test_a_secret_in_path_or_query_stays_there(value: str) -> None:
    """Nor does one that begins like the part after it cut off what was written behind it."""
    assert filled("http://own.test:81/${S}/end?q", value).origin == ("http", "own.test", 81)
    assert filled("http://own.test:81/${S}/end?q", value).target.endswith("/end?q")
    assert filled("http://own.test:81/?k=${S}&end", value).target.endswith("&end")


@pytest.mark.parametrize(
    "value", ["other.test/", "other.test?", "other.test#", "me@other.test", "other.test\\"]
)
def test_a_host_with_more_than_a_host_in_it_is_none(value: str) -> None:
    """`1${S}.test` would not be within .test any more."""
    for template in ("http://${S}.test/", "http://user@1${S}.test:80/", "http://own.test:8${S}/"):
        with pytest.raises(ValueError, match="no valid host name"):
            fill_url(template, Secrets({"S": value}))


def test_a_secret_that_is_the_url_is_taken_as_it_is() -> None:
    """Who keeps a whole address secret has written all of its parts."""
    assert filled("${S}", "https://me:pw@own.test/a?b").origin == ("https", "own.test", 443)
    assert filled("${S}/a", "https://own.test:81").origin == ("https", "own.test", 81)
    assert filled("${S}://own.test/", "https").scheme == "https"
    assert filled("http://${S}/", "own.test:81").origin == ("http", "own.test", 81)


def test_what_is_percent_encoded_already_is_not_encoded_again() -> None:
    """That is how such passwords had to be written elsewhere."""
    for value in ("pass%40word", "pass@word"):
        expected = base64.b64encode(b"user:pass@word").decode()
        assert filled("http://user:${S}@own.test/", value).basic_authorization == f"Basic {expected}"


def test_the_right_server_gets_the_whole_password(hostile: HostileServer) -> None:
    """Target and proxy alike: nobody else is asked, nothing of it is told, and it is theirs to accept."""
    heard: list[str] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await read_request(reader))
        writer.write(html(b"in"))
        await writer.drain()

    port = hostile.serve(answer)
    secret = "hunter@tail-of-password/x?y#z"
    report = ask(
        asked_check(f"http://user:${{S}}@127.0.0.1:{port}/", check_id="target"),
        asked_check("http://own.test/", check_id="proxy", proxy=f"http://user:${{S}}@127.0.0.1:{port}"),
        environ={"S": secret},
    )
    assert [sample.outcome for sample in report.run.samples] == [Outcome.UP, Outcome.UP]
    sent = base64.b64encode(f"user:{secret}".encode()).decode()
    assert [sent in request for request in heard] == [True, True]
    assert not report.details


@pytest.mark.parametrize("target", ["127.0.0.1:1${S}", "${S}:1", "a.${S}:1"])
def test_a_secret_in_an_endpoint_ends_nothing(target: str) -> None:
    """Nothing in host:port cuts anything off, so what does not fit is no host."""
    for value in ("1@other.test:80", "other.test/x", "other.test:80#"):
        report = ask(asked_check(target, kind="tcp"), environ={"S": value})
        (sample,) = report.run.samples
        assert (sample.outcome, sample.reason) == (Outcome.UNKNOWN, Reason.NOT_CONFIGURED)
