"""Names as checks write them."""

import pytest

from statusgen.probes.names import ascii_name, parse_name_server, parse_resolver


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Example.COM.", "example.com"),
        ("bücher.de", "xn--bcher-kva.de"),
        ("BÜCHER.de", "xn--bcher-kva.de"),
        ("xn--strae-oqa.de", "xn--strae-oqa.de"),
        ("_dmarc.example.com", "_dmarc.example.com"),
        ("com", "com"),
        ("a" * 63 + ".test", "a" * 63 + ".test"),
    ],
)
def test_a_name_is_what_the_dns_knows(written: str, name: str) -> None:
    """In ASCII, in lower case, without its last dot."""
    assert ascii_name(written) == name


@pytest.mark.parametrize(
    "written",
    ["", ".", "a..b", "a" * 64 + ".test", "a b.test", "2001:db8::1", "http://a.test/", ("a" * 60 + ".") * 5],
)
def test_what_is_no_name_is_refused(written: str) -> None:
    """Labels of 1 to 63 letters, 253 in all."""
    with pytest.raises(ValueError, match="name"):
        ascii_name(written)


@pytest.mark.parametrize("written", ["straße.de", "STRAẞE.de", "φίλος.gr", "a\u200db.test"])
def test_a_name_of_two_encodings_is_refused(written: str) -> None:
    """IDNA 2003 and 2008 make two different names of it, and only one is theirs."""
    with pytest.raises(ValueError, match="write the name in ASCII"):
        ascii_name(written)


@pytest.mark.parametrize(
    ("written", "server"),
    [
        ("ns1.example.com", ("ns1.example.com", 53)),
        ("ns1.example.com:5353", ("ns1.example.com", 5353)),
        ("192.0.2.1", ("192.0.2.1", 53)),
        ("2001:db8::1", ("2001:db8::1", 53)),
        ("[2001:db8::1]", ("2001:db8::1", 53)),
        ("[2001:db8::1]:5353", ("2001:db8::1", 5353)),
    ],
)
def test_a_name_server_has_a_port(written: str, server: tuple[str, int]) -> None:
    """53 unless it says another."""
    assert parse_name_server(written) == server


@pytest.mark.parametrize("written", ["", "ns1.example.com:dns", "192.0.2.1:70000", "[192.0.2.1", "a b"])
def test_what_is_no_name_server_is_refused(written: str) -> None:
    """By lint."""
    with pytest.raises(ValueError, match=r"must be|host name"):
        parse_name_server(written)


def test_a_resolver_is_an_address() -> None:
    """Its own name would have to be looked up by somebody else."""
    assert parse_resolver("[2620:fe::fe]:53") == ("2620:fe::fe", 53)
    with pytest.raises(ValueError, match="must be the address of a name server"):
        parse_resolver("dns.example.com")
