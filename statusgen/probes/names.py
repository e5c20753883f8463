"""Names as checks write them: of domains, and of the servers that know about them."""

from ipaddress import ip_address

from statusgen.domain.url import ascii_host, parse_endpoint

DNS_PORT = 53

_LONGEST_LABEL = 63
_ENCODED_TWICE = frozenset("ßς\u200c\u200d")
"""What IDNA 2003 and 2008 encode differently (UTS 46, 7): two names, and who is to say which is meant?"""


def ascii_name(text: str) -> str:
    """A domain's name as the DNS knows it, without its last dot; ValueError, fit to be shown, for others."""
    text = text.strip().removesuffix(".")
    if _ENCODED_TWICE & set(text.lower()):
        raise ValueError("has letters that are encoded in two ways: write the name in ASCII (xn--…)")
    name = ascii_host(text)
    if ":" in name or not all(0 < len(label) <= _LONGEST_LABEL for label in name.split(".")):
        raise ValueError("is not the name of a domain")
    return name


def parse_name_server(text: str) -> tuple[str, int]:
    """`ns1.example.com`, `192.0.2.1:5353`, `2001:db8::1`, `[2001:db8::1]:53`: host, and port or 53.

    ValueError, fit to be shown, for anything else.
    """
    try:
        return str(ip_address(text.strip())), DNS_PORT
    except ValueError:
        return parse_endpoint(text, usual_port=DNS_PORT)


def parse_resolver(text: str) -> tuple[str, int]:
    """The same, but an address: who would look up the name of a resolver?"""
    host, port = parse_name_server(text)
    try:
        return str(ip_address(host)), port
    except ValueError:
        raise ValueError("must be the address of a name server, such as 9.9.9.9 or 127.0.0.1:5353") from None
