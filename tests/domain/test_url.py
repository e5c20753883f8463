"""Addresses, taken apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusgen.domain.url import Url, parse_endpoint

PARSED = [
    ("https://example.com", "https", "example.com", 443, "/", "example.com"),
    ("http://Example.COM:8080/a?b=c#d", "http", "example.com", 8080, "/a?b=c", "example.com:8080"),
    ("http://example.com:80/", "http", "example.com", 80, "/", "example.com"),
    ("https://[2001:DB8::1]:444/", "https", "2001:db8::1", 444, "/", "[2001:db8::1]:444"),
    ("https://bücher.example/ü?q=ä b", "https", "xn--bcher-kva.example", 443, "/%C3%BC?q=%C3%A4%20b", None),
    ("https://example.com/a%2Fb", "https", "example.com", 443, "/a%2Fb", None),
    ("https://user:pw@example.com/", "https", "example.com", 443, "/", "example.com"),
    ("https://example.com?x=1", "https", "example.com", 443, "/?x=1", None),
    ("https://_dmarc.example.com./", "https", "_dmarc.example.com.", 443, "/", None),
]


@pytest.mark.parametrize(("text", "scheme", "host", "port", "target", "authority"), PARSED)
def test_a_url_is_taken_apart(
    text: str, scheme: str, host: str, port: int, target: str, authority: str | None
) -> None:
    """Host in ASCII, path and query fit for a request line, the port only where it is not the usual one."""
    url = Url.parse(text)
    assert (url.scheme, url.host, url.port, url.target) == (scheme, host, port, target)
    assert authority is None or url.authority == authority


WRONG = [
    "",
    "example.com",
    "ftp://example.com/",
    "https://",
    "https://:443/",
    "https://ex ample.com/",
    "https://exa\nmple.com:x/",
    "https://example.com:0/",
    "https://example.com:65536/",
    "https://[::1/",
    "https://-a.com/",
    "https://a..example.com/",
    "https://.example.com/",
    "https://example.com../",
    "https://" + "a" * 64 + ".example.com/",
    "https://" + "a" * 254 + "/",
    "https://\udcff/",
]


@pytest.mark.parametrize("text", WRONG)
def test_what_is_no_url_is_told_without_quoting_it(text: str) -> None:
    """A target may hold a secret: the message never does."""
    with pytest.raises(ValueError, match=r"^(is not a valid URL|must be a URL|has no)") as raised:
        Url.parse(text)
    assert len(text) < 12 or text not in str(raised.value)


@given(st.text(max_size=60))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    """Nothing that a user can type, or a server can redirect to, raises anything else."""
    for candidate in (text, "https://" + text, "https://example.com/" + text):
        try:
            url = Url.parse(candidate)
        except ValueError:
            continue
        assert url.target.isascii()
        assert url.target.isprintable()
        assert " " not in url.target


@pytest.mark.parametrize(
    ("location", "there"),
    [
        ("/b", "https://a.test/b"),
        ("c?d", "https://a.test/x/c?d"),
        ("//b.test", "https://b.test/"),
        ("http://u:p@b.test:81/", "http://b.test:81/"),
        ("?q", "https://a.test/x/y?q"),
    ],
)
def test_a_location_is_relative_to_where_it_was_found(location: str, there: str) -> None:
    """And whatever credentials it offers are not taken."""
    assert Url.parse("https://user:pw@a.test/x/y").join(location) == Url.parse(there)


def test_user_info_is_decoded_for_basic_authorization() -> None:
    """`p%40ss` stands for `p@ss`; base64 of user:p@ss."""
    assert Url.parse("https://user:p%40ss@a.test/").basic_authorization == "Basic dXNlcjpwQHNz"
    assert Url.parse("https://key@a.test/").basic_authorization == "Basic a2V5Og=="  # key and a colon


@pytest.mark.parametrize(
    ("text", "endpoint"),
    [
        ("example.com:443", ("example.com", 443)),
        ("[::1]:22", ("::1", 22)),
        (" 192.0.2.1:65535 ", ("192.0.2.1", 65535)),
    ],
)
def test_an_endpoint_is_host_and_port(text: str, endpoint: tuple[str, int]) -> None:
    """IPv6 in brackets."""
    assert parse_endpoint(text) == endpoint


@pytest.mark.parametrize(
    ("text", "endpoint"),
    [
        ("example.com", ("example.com", 25)),
        ("example.com:587", ("example.com", 587)),
        ("[::1]", ("::1", 25)),
        ("[::1]:587", ("::1", 587)),
    ],
)
def test_a_usual_port_may_be_left_out(text: str, endpoint: tuple[str, int]) -> None:
    """What is written counts for more."""
    assert parse_endpoint(text, usual_port=25) == endpoint


@pytest.mark.parametrize("text", ["", "::1", "a b", "[example.com]", "x]", "https://example.com:25", ":25"])
def test_even_with_a_usual_port_not_everything_is_an_endpoint(text: str) -> None:
    """IPv6 stays in brackets: its last group looks like a port."""
    with pytest.raises(ValueError, match=r"must be host or host:port, such as example.com:25 |has no"):
        parse_endpoint(text, usual_port=25)


@pytest.mark.parametrize("port", ["", "0", "25x", "65536", "99999", "-1", "٢٥", "9" * 5000])
def test_a_port_is_a_number_in_its_bounds(port: str) -> None:
    """And the message says that it is the port."""
    with pytest.raises(ValueError, match="with a port from 1 to 65535"):
        parse_endpoint(f"example.com:{port}")


@pytest.mark.parametrize("text", ["example.com", "", "::1", "https://example.com/"])
def test_without_a_usual_port_one_must_be_given(text: str) -> None:
    """The message shows how."""
    with pytest.raises(ValueError, match=r"must be host:port, such as example.com:443 "):
        parse_endpoint(text)
