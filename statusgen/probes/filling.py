"""Secrets in URLs: whatever one holds, it stays in its place, and the host is the one that was written."""

import re
from collections.abc import Callable
from urllib.parse import quote

from statusgen.domain.secrets import REFERENCE, Secrets

_PARTS = re.compile(r"([^/?#]*://)?([^/?#]*@)?([^/?#]*)([^?#]*)(.*)", re.DOTALL)
"""Scheme, user info, host with port, path, and the rest (RFC 3986, 3). Nothing in ${NAME} ends one."""
_BLANKS = "\t\r\n"  # whoever takes the URL apart drops them
_SAFE_IN_USERINFO = "%:!$&'()*+,;=" + _BLANKS
_END_A_HOST = frozenset("/?#@\\")
_ENDS_A_PATH = str.maketrans({"?": "%3F", "#": "%23"})
_ENDS_A_QUERY = str.maketrans({"#": "%23"})


def fill_url(template: str, secrets: Secrets) -> str:
    """The URL with its secrets filled in, percent-encoded where they would end the part that they are in.

    What is percent-encoded already is left so. A secret at the very beginning is whatever it is.
    MissingSecret, or ValueError for a host that is none.
    """

    def translating(table: dict[int, str]) -> Callable[[str], str]:
        def encode(value: str) -> str:
            secrets.remember(value.translate(table))  # the form in which it is sent, and may come back
            return value.translate(table)

        return encode

    if "${" not in template:
        return template
    first = REFERENCE.match(template)
    start = first.end() if first else 0
    scheme, userinfo, host, path, rest = _PARTS.findall(template, start)[0]
    return "".join(
        (
            secrets.fill(template[:start] + scheme),
            secrets.fill(userinfo, encode=_in_userinfo),
            secrets.fill(host, encode=_in_host),
            secrets.fill(path, encode=translating(_ENDS_A_PATH)),
            secrets.fill(rest, encode=translating(_ENDS_A_QUERY)),
        )
    )


def _in_userinfo(value: str) -> str:
    return quote(value, safe=_SAFE_IN_USERINFO, errors="surrogateescape")


def _in_host(value: str) -> str:
    if _END_A_HOST & set(value):
        raise ValueError("has no valid host name")
    return value
