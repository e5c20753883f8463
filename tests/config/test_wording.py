"""What the real kinds of checks say of mistakes: once, at the value, in words that help."""

import pytest

from statusgen.config import load_config
from statusgen.probes import PROBES

_HEAD = """\
site: {name: Example, url: https://status.example.net/}
probing: {controls: [https://www.example.org/]}
components:
- id: web
  checks:
  - """
_KINDS = {name: probe.options for name, probe in PROBES.items()}

REFUSED = "not a pattern that can be used here"
REPEATED = "(a part can be repeated 1000 times at most, all the repetitions around it counted)"


def told(check: str) -> list[str]:
    """What is told of a check, each with the text that stands where it is told."""
    problems = load_config(f"{_HEAD}{check}\n", "checks.yaml", kinds=_KINDS).problems
    return [
        f"{check[problem.column - 5 :]} -> {_said(problem.message, problem.hint)}" for problem in problems
    ]


def _said(message: str, hint: str) -> str:
    return f"{message} ({hint})" if hint else message


@pytest.mark.parametrize(
    ("check", "where", "message"),
    [
        ("{ping: 192.0.2.1}", "ping:", "unknown key 'ping' (did you mean 'icmp'?)"),
        ("{smtp: a.example, banner: '220 *'}", "banner:", "unknown key 'banner' (it belongs under 'expect')"),
        (
            "{http: 'https://a.example/', header: {Server: nginx}}",
            "header:",
            "unknown key 'header' (it belongs under 'expect', or did you mean 'headers'?)",
        ),
        (
            "{http: 'https://a.example/', expect: {attempts: 3}}",
            "attempts:",
            "unknown key 'attempts' (it belongs beside 'expect', not under it)",
        ),
        ("{tcp: 'a.example:1', addresses: []}", "[]", "'addresses' must not be empty"),
        (
            "{icmp: a.example, packets: 2, expect: {lost_at_most: 2}}",
            "lost_at_most:",
            "'lost_at_most' must be less than 'packets', which is 2",
        ),
        (
            "{grpc: 'a.example:1', headers: {Accept: a, accept: b}}",
            "accept:",
            "'accept' is here twice: in names of headers, capitals do not count",
        ),
        (
            "{http: 'https://a.example/', expect: {header: {x: a, X: b}}}",
            "X:",
            "'X' is here twice: in names of headers, capitals do not count",
        ),
        (
            "{http: 'https://a.example/', expect: {header: {Two Words: a}}}",
            "Two Words:",
            "'Two Words' is not a header name",
        ),
        (
            "{http: 'https://a.example/', expect: {body_matches: '(x{0,100}){0,100}y'}}",
            "'(x",
            f"{REFUSED}: invalid repetition size: {{0,100}} {REPEATED}",
        ),
        (
            "{http: 'https://a.example/', expect: {body_matches: '[z-a]'}}",
            "'[z",
            f"{REFUSED}: invalid character class range: z-a",
        ),
        (
            "{dns: a.example, record: AAAB, expect: {answers: ['::1']}}",
            "AAAB",
            "'record' must be a type of record, such as A, AAAA, MX, NS, TXT or TYPE65280",
        ),
        (
            "{heartbeat: backup.txt}",
            "{heartbeat",
            "'expect' is missing (write expect: {max_age: …})",
        ),
        (
            "{heartbeat: backup.txt, max_age: 26h}",
            "max_age:",
            "unknown key 'max_age' (it belongs under 'expect')",
        ),
        ("{heartbeat: backup.txt, expect: 26h}", "26h", "'expect' must be a table such as {max_age: …}"),
        (
            "{smtp: a.example, port: 587}",
            "port:",
            "unknown key 'port' (it belongs behind the host: host:port)",
        ),
        (
            "{http: 'https://a.example:99999/'}",
            "'https:",
            "the target is not a valid URL: its port must be from 1 to 65535",
        ),
        (
            "{dns: a.example, expect: {rcode: nxdomian}}",
            "nxdomian",
            "'rcode' must be NOERROR, NXDOMAIN, REFUSED or SERVFAIL (did you mean 'NXDOMAIN'?)",
        ),
        (
            "{http: 'https://a.example/', waits: [5]}",
            "5]",
            "5 is not a duration: write 300ms, 10s, 5m, 3h or 14d",
        ),
        ("{ssh: 'a.example:99999'}", "'a.", "the target must be host:port with a port from 1 to 65535"),
        ("{smtp: 'a.example:25x'}", "'a.", "the target must be host:port with a port from 1 to 65535"),
        (
            "{ssh: '2001:db8::1'}",
            "'2001",
            "the target must be host or host:port, such as example.com:22 or [2001:db8::1]:22",
        ),
        (
            "{tcp: 'https://a.example/'}",
            "'https",
            "the target must be host:port, such as example.com:443 or [2001:db8::1]:443",
        ),
        (
            "{http: 'https://a.example/', resolver: dns.example}",
            "dns.example",
            "'resolver' must be the address of a name server, such as 9.9.9.9 or 127.0.0.1:5353",
        ),
        (
            "{http: 'https://a.example/', addresses: 192.0.2.1}",
            "192.",
            "'addresses' must be a list such as [a, b]",
        ),
        ("{http: 'https://a.example/', addresses: [5]}", "5]", "each of 'addresses' must be an IP address"),
        (
            "{http: 'https://a.example/', addresses: [[x]]}",
            "[x]",
            "each of 'addresses' must be an IP address",
        ),
        (
            "{http: 'https://a.example/', proxy: 'http://p.example:3128', every_address: true}",
            "every_address:",
            "'proxy' and 'every_address' exclude each other: a proxy looks names up itself",
        ),
        (
            "{heartbeat: 'https://a.example/', header: Date, json: $.at, expect: {max_age: 26h}}",
            "json:",
            "'json' and 'header' exclude each other: the time stands in one place",
        ),
        (
            "{dns: a.example, expect: {answers: 192.0.2.300}}",
            "192.",
            "'192.0.2.300' can be no A record",
        ),
        (
            "{heartbeat: backup.txt, header: Date, expect: {max_age: 26h}}",
            "header:",
            "'header' is for URLs, and this target is a file",
        ),
    ],
)
def test_a_mistake_is_told_once_where_it_stands(check: str, where: str, message: str) -> None:
    """And what is meant is said with it."""
    (only,) = told(check)
    start, _, said = only.partition(" -> ")
    assert start.startswith(where)
    assert said == message


_WRONG = ("[[1]]", "{a: {b: 1}}", "{a: [1]}")
"""Values that are right for no key at all."""


def _keys() -> list[tuple[str, str]]:
    """Each kind with a right target, and each of its keys."""
    targets = {"http": "https://a.example/", "websocket": "wss://a.example/"}
    return [
        (f"{kind}: '{targets.get(kind, 'a.example:443')}'", field.alias or name)
        for kind, model in _KINDS.items()
        for name, field in model.model_fields.items()
        if name not in ("target", "expect") and kind not in ("icmp", "dns", "domain", "heartbeat")
    ]


@pytest.mark.parametrize(("target", "key"), _keys())
@pytest.mark.parametrize("value", _WRONG)
def test_whatever_stands_at_a_key_is_refused_in_our_words(target: str, key: str, value: str) -> None:
    """Once, inside the value, and never in those of the library that reads it."""
    check = f"{{{target}, {key}: {value}}}"
    (only,) = told(check)
    start, _, said = only.partition(" -> ")
    assert f"{value}}}".endswith(start)
    assert "input" not in said.lower()
