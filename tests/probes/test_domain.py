"""domain: what registries say over RDAP, served by a real web server in the shape of RFC 9083."""

import asyncio
import itertools
import json
import os
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from pydantic import ValidationError

from statusgen.domain.config import Probing
from statusgen.domain.samples import Sample
from statusgen.domain.status import Outcome, Reason
from statusgen.net import NetFault, Resolver
from statusgen.probes.json_path import NotJson
from statusgen.probes.rdap import read_registration, service_for
from statusgen.probes.runner import ProbeReport
from tests.asking import AT, ask, asked_check
from tests.servers import (
    NGINX,
    HostileServer,
    free_port,
    hang,
    html,
    make_certificate,
    redirect,
    replying,
    wait_for_port,
)

pytestmark = pytest.mark.server

IANA = ip_address("127.0.0.9")
"""Where data.iana.org is as far as these tests are concerned: its port cannot be chosen."""


def domain(name: str, *states: str, until: str | None = "2027-08-13T04:00:00Z") -> dict[str, object]:
    """A domain object as registries send it."""
    events = [
        {"eventAction": "registration", "eventDate": "1995-08-14T04:00:00Z"},
        {"eventAction": "last update of RDAP database", "eventDate": "2026-11-22T09:34:57Z"},
    ]
    if until:
        events.append({"eventAction": "expiration", "eventDate": until})
    return {
        "objectClassName": "domain",
        "handle": "2336799_DOMAIN_COM-VRSN",
        "ldhName": name.upper(),
        "links": [{"value": "https://rdap.example/", "rel": "self", "type": "application/rdap+json"}],
        "status": list(states) or ["client delete prohibited", "client transfer prohibited"],
        "entities": [{"objectClassName": "entity", "handle": "376", "roles": ["registrar"]}],
        "events": events,
        "secureDNS": {"delegationSigned": True},
        "nameservers": [{"objectClassName": "nameserver", "ldhName": "A.IANA-SERVERS.NET"}],
        "rdapConformance": ["rdap_level_0", "icann_rdap_response_profile_1"],
    }


def in_days(days: float) -> str:
    return f"{AT + timedelta(days=days):%Y-%m-%dT%H:%M:%SZ}"


REGISTERED = {
    "example.com": domain("example.com"),
    "soon.com": domain("soon.com", until=in_days(12.5)),
    "over.com": domain("over.com", until=in_days(-1)),
    "held.com": domain("held.com", "client hold", "client transfer prohibited"),
    "redeemed.com": domain("redeemed.com", "redemption period"),
    "deleted.com": domain("deleted.com", "pendingDelete", "serverHold"),
    "endless.com": domain("endless.com", until=None),
    "heldendless.com": domain("heldendless.com", "server hold", until=None),
    "other.com": domain("another.com"),
    "xn--bcher-kva.com": domain("xn--bcher-kva.com"),
}
BOOTSTRAP = {
    "description": "RDAP bootstrap file for Domain Name System registrations",
    "publication": "2026-11-20T20:00:02Z",
    "version": "1.0",
    "services": [
        [["net", "com"], ["http://rdap.test:{http}/plain/", "https://rdap.test:{https}/com/v1/"]],
        [["de"], ["https://rdap.denic.example/"]],
    ],
}
CONFIG = """
daemon off;
user root;
worker_processes 1;
pid {folder}/nginx.pid;
events {{ }}
http {{
    access_log {folder}/access.log;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    default_type application/rdap+json;
    root {folder}/files;
    ssl_certificate {folder}/leaf.pem;
    ssl_certificate_key {folder}/leaf.pem;
    server {{
        listen 127.0.0.1:{http};
        listen 127.0.0.1:{https} ssl;
        error_page 404 /404.json;
        location = /404.json {{ internal; }}
        location /com/v1/ {{ alias {folder}/files/; }}
        location /moved/ {{ rewrite ^/moved/(.*)$ http://127.0.0.1:{http}/$1 redirect; }}
        location /elsewhere/ {{ rewrite ^/elsewhere/(.*)$ http://localhost:{http}/$1 redirect; }}
        location /busy/ {{ return 429; }}
        location /page/ {{ default_type text/html; error_page 404 /404.html; return 404; }}
        location = /404.html {{ internal; default_type text/html; return 404 "<h1>Not Found</h1>"; }}
    }}
    {iana}
}}
"""
IANA_SERVER = "server {{ listen {address}:443 ssl; location = /rdap/dns.json {{ }} }}"


@dataclass(frozen=True)
class Registry:
    """nginx with RDAP documents, and IANA's list where port 443 can be had."""

    folder: Path
    http: int
    https: int

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.http}/"

    @property
    def ca(self) -> Path:
        return self.folder / "ca.pem"

    @property
    def resolver(self) -> Resolver:
        hosts = {"data.iana.org": (IANA,), "rdap.test": (ip_address("127.0.0.1"),)}
        return Resolver(hosts=hosts)

    def asked(self, path: str) -> int:
        """How often nginx was asked for a path."""
        return (self.folder / "access.log").read_text().count(f"GET {path} ")


def may_listen_for_iana() -> bool:
    try:
        with socket.socket() as listening:
            listening.bind((str(IANA), 443))
    except OSError:
        return False
    return True


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    folder = tmp_path_factory.mktemp("rdap")
    running = Registry(folder, free_port(), free_port())
    _write_files(running)
    iana = IANA_SERVER.format(address=IANA) if may_listen_for_iana() else ""
    config = CONFIG.format(folder=folder, http=running.http, https=running.https, iana=iana)
    (folder / "nginx.conf").write_text(config)
    command = [NGINX or "nginx", "-p", str(folder), "-c", "nginx.conf", "-e", str(folder / "error.log")]
    process = subprocess.Popen(command)
    try:
        wait_for_port(running.http)
        yield running
    finally:
        process.terminate()
        process.wait(timeout=10)


def _write_files(registry: Registry) -> None:
    folder = registry.folder
    for name in ("files/domain", "files/rdap"):
        (folder / name).mkdir(parents=True)
    for name, document in REGISTERED.items():
        (folder / "files" / "domain" / name).write_text(json.dumps(document))
    missing = {"errorCode": 404, "title": "Not Found", "rdapConformance": ["rdap_level_0"]}
    (folder / "files" / "404.json").write_text(json.dumps(missing))
    listed = json.dumps(BOOTSTRAP)
    for scheme, port in (("http", registry.http), ("https", registry.https)):
        listed = listed.replace(f"{{{scheme}}}", str(port))
    (folder / "files" / "rdap" / "dns.json").write_text(listed)
    make_certificate(folder, "data.iana.org", "rdap.test")


def report_of(registry: Registry, name: str, **own_keys: object) -> ProbeReport:
    check = asked_check(name, kind="domain", **{"server": registry.base, **own_keys})  # type: ignore[arg-type]
    return ask(check)


def sample_of(registry: Registry, name: str, **own_keys: object) -> Sample:
    return report_of(registry, name, **own_keys).run.samples[0]


@pytest.mark.parametrize("name", ["example.com", "EXAMPLE.com.", "bücher.com"])
def test_a_registered_domain_is_up(registry: Registry, name: str) -> None:
    """With months to go there is nothing to tell. The registry's speed is nobody's latency."""
    report = report_of(registry, name)
    sample = report.run.samples[0]
    assert (sample.outcome, sample.reason, sample.latency_ms) == (Outcome.UP, None, None)
    assert report.findings == ()


def test_a_registration_that_ends_soon_is_told_to_us(registry: Registry) -> None:
    """Up, and a finding from thirty days before, or from when the check says."""
    report = report_of(registry, "soon.com")
    assert report.run.samples[0].outcome is Outcome.UP
    (finding,) = report.findings
    assert finding.message == "the registration of soon.com ends on 2026-12-04, in 12 days (wanted: 30)"
    assert not finding.unhappy
    assert report_of(registry, "soon.com", expect={"valid_for": "12d"}).findings == ()


@pytest.mark.parametrize(
    ("name", "reason", "detail"),
    [
        ("over.com", Reason.DOMAIN_EXPIRED, "the registration of over.com ended on 2026-11-21"),
        ("nobody.com", Reason.DOMAIN_EXPIRED, "nobody.com is not registered"),
        ("redeemed.com", Reason.DOMAIN_EXPIRED, "redeemed.com is about to be deleted (redemption period)"),
        ("deleted.com", Reason.DOMAIN_EXPIRED, "deleted.com is about to be deleted (pending delete)"),
        ("held.com", Reason.LOOKUP, "held.com is taken out of the DNS (client hold)"),
        ("heldendless.com", Reason.LOOKUP, "heldendless.com is taken out of the DNS (server hold)"),
    ],
)
def test_a_domain_that_is_gone_is_down(registry: Registry, name: str, reason: Reason, detail: str) -> None:
    """Ended, about to be deleted, unknown to its registry, or put on hold by it."""
    report = report_of(registry, name)
    assert (report.run.samples[0].outcome, report.run.samples[0].reason) == (Outcome.DOWN, reason)
    assert report.details["web"] == detail


@pytest.mark.parametrize(
    ("name", "base", "reason", "said"),
    [
        ("endless.com", "", Reason.BODY, "does not say when the registration ends"),
        ("other.com", "", Reason.PROTOCOL, "about another domain"),
        ("example.com", "busy/", Reason.STATUS, "status 429"),
        ("example.com", "page/", Reason.STATUS, "status 404"),
    ],
)
def test_a_registry_that_does_not_tell_is_no_outage(
    registry: Registry, name: str, base: str, reason: Reason, said: str
) -> None:
    """Unknown, with a finding that says why, and no exit 1."""
    report = report_of(registry, name, server=registry.base + base)
    assert (report.run.samples[0].outcome, report.run.samples[0].reason) == (Outcome.UNKNOWN, reason)
    (finding,) = report.findings
    assert said in finding.message
    assert not report.unhappy


def test_an_unknown_domain_is_told_by_type_or_by_body(registry: Registry, hostile: HostileServer) -> None:
    """Some registries send plain JSON: then it is the error code in it by which RDAP is known."""
    for body, outcome in ((b'{"errorCode": 404}', Outcome.DOWN), (b'{"error": 404}', Outcome.UNKNOWN)):
        head = (
            f"HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        port = hostile.serve(replying(head.encode() + body))
        assert sample_of(registry, "nobody.com", server=f"http://127.0.0.1:{port}/").outcome is outcome


def test_a_registry_that_is_silent_or_gone_is_no_outage(registry: Registry, hostile: HostileServer) -> None:
    """It says nothing about the domain; the check's timeout holds."""
    for port, reason in ((hostile.serve(hang), Reason.TIMEOUT), (free_port(), Reason.CONNECT)):
        sample = sample_of(registry, "example.com", server=f"http://127.0.0.1:{port}/", timeout_s=0.5)
        assert (sample.outcome, sample.reason) == (Outcome.UNKNOWN, reason)


def test_a_registry_that_stumbles_is_asked_again(registry: Registry, hostile: HostileServer) -> None:
    """It is asked once a day only: a hiccup must not cost the day. What will not change is left at that."""
    served = itertools.count()

    async def stumbling(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first = next(served) == 0
        document = json.dumps(REGISTERED["example.com"]).encode()
        await replying(redirect("/", 503) if first else html(document))(reader, writer)

    base = f"http://127.0.0.1:{hostile.serve(stumbling)}/"
    sample = sample_of(registry, "example.com", server=base, tries=4)
    assert (sample.outcome, sample.tries) == (Outcome.UP, 2)
    sample = sample_of(registry, "endless.com", tries=4)
    assert (sample.outcome, sample.tries) == (Outcome.UNKNOWN, 1)


def test_an_offline_prober_has_not_asked(registry: Registry) -> None:
    """Then the reason says so, by which the next run knows that the day's question is still to be put."""
    dead = f"http://127.0.0.1:{free_port()}/"
    check = asked_check("example.com", kind="domain", server=dead)
    sample = ask(check, probing=Probing(controls=(dead,))).run.samples[0]
    assert (sample.outcome, sample.reason) == (Outcome.UNKNOWN, Reason.PROBER_OFFLINE)


@pytest.mark.parametrize("base", ["moved/", "elsewhere/"])
def test_registries_redirect(registry: Registry, base: str) -> None:
    """To another path, and to another host."""
    assert sample_of(registry, "example.com", server=registry.base + base).outcome is Outcome.UP


def test_iana_says_whom_to_ask(registry: Registry) -> None:
    """Its list is fetched once for all checks of a run, and the registry is asked over TLS if it can be."""
    if not may_be_asked(registry):
        pytest.skip("port 443 of 127.0.0.9 cannot be had (it takes root)")
    checks = [
        asked_check(name, kind="domain", check_id=name.replace(".", "-"))
        for name in ("example.com", "soon.com", "nobody.com", "example.nowhere")
    ]
    report = ask(*checks, ca_file=registry.ca, resolver=registry.resolver)
    reasons = [sample.reason for sample in report.run.samples]
    assert reasons == [None, None, Reason.DOMAIN_EXPIRED, Reason.LOOKUP]
    assert report.details["example-nowhere"].startswith("the registry of example.nowhere offers no RDAP")
    assert registry.asked("/rdap/dns.json") == 1
    assert registry.asked("/com/v1/domain/example.com") == 1


def may_be_asked(registry: Registry) -> bool:
    try:
        socket.create_connection((str(IANA), 443), timeout=1).close()
    except OSError:
        assert not os.environ.get("CI"), "CI runs as root"
        return False
    return True


# --- Documents ------------------------------------------------------------------------------------

LISTED = json.dumps(
    {
        "services": [
            [["uk"], ["http://a.example/", "https://b.example/"]],
            [["co.uk"], ["https://c.example"]],
            [["old"], ["http://d.example/"]],
            [["empty"], []],
            ["nonsense", ["https://e.example/"]],
            [[17], ["https://e.example/"]],
            [["odd"], ["ftp://e.example/", 3]],
            None,
        ]
    }
).encode()


@pytest.mark.parametrize(
    ("name", "service"),
    [
        ("example.uk", "https://b.example/"),
        ("example.co.uk", "https://c.example"),
        ("example.old", "http://d.example/"),
        ("example.empty", None),
        ("example.odd", None),
        ("example.com", None),
        ("couk", None),
    ],
)
def test_the_longest_suffix_wins(name: str, service: str | None) -> None:
    """RFC 9224, 4: label by label; TLS before plain; what cannot be used is passed over."""
    assert service_for(name, LISTED) == service


@pytest.mark.parametrize("listed", [b"[]", b"{}", b'{"services": 1}', b"null"])
def test_a_list_of_another_shape_lists_nobody(listed: bytes) -> None:
    """No crash, whatever the shape."""
    assert service_for("example.com", listed) is None


def test_a_list_that_is_no_json_is_a_fault() -> None:
    """It is told apart from a registry that is not in it."""
    with pytest.raises(NotJson):
        service_for("example.com", b"<html>")


@pytest.mark.parametrize(
    ("written", "until"),
    [
        ("2027-08-13T04:00:00Z", datetime(2027, 8, 13, 4, tzinfo=UTC)),
        ("2027-08-13T04:00:00.123+02:00", datetime(2027, 8, 13, 2, 0, 0, 123000, tzinfo=UTC)),
        ("2027-08-13T04:00:00", datetime(2027, 8, 13, 4, tzinfo=UTC)),
        ("2027-08-13", datetime(2027, 8, 13, tzinfo=UTC)),
        ("0001-01-01T00:00:00+14:00", None),
        ("soon", None),
        (20270813, None),
    ],
)
def test_times_are_read_as_they_come(written: object, until: datetime | None) -> None:
    """RFC 3339 and what is nearly that; anything else is no time."""
    document = {"objectClassName": "domain", "events": [{"eventAction": "expiration", "eventDate": written}]}
    assert read_registration("example.com", json.dumps(document).encode()).until == until


@pytest.mark.parametrize(
    "document",
    [
        '{"objectClassName": "domain", "events": {"a": 1}, "status": "active"}',
        '{"objectClassName": "domain", "events": [1, null, []], "status": [1, {}]}',
        '{"objectClassName": "domain"}',
    ],
)
def test_odd_documents_say_nothing(document: str) -> None:
    """Where a part has another shape, that part is not there."""
    registration = read_registration("example.com", document.encode())
    assert (registration.until, registration.states) == (None, frozenset())


@pytest.mark.parametrize("body", [b"<html>", b"[]", b"{}", b'{"objectClassName": "entity"}', b"[" * 100_000])
def test_what_is_no_domain_is_a_fault(body: bytes) -> None:
    """A page, a list, something else."""
    with pytest.raises(NetFault) as raised:
        read_registration("example.com", body)
    assert raised.value.reason is Reason.PROTOCOL


@pytest.mark.parametrize(
    ("own_keys", "said"),
    [
        ({"target": "com"}, "must be a name that one can register"),
        ({"target": "faß.de"}, "write the name in ASCII"),
        ({"target": "https://example.com/"}, "is not the name of a domain"),
        ({"server": "rdap.example"}, "must be a URL"),
        ({"expect": {"valid_for": "0d"}}, "must be longer than nothing"),
        ({"attempts": 2}, "Extra inputs"),
    ],
)
def test_what_cannot_be_asked_is_told_beforehand(own_keys: dict[str, object], said: str) -> None:
    """By lint, and not by a probe at night."""
    with pytest.raises(ValidationError, match=said):
        asked_check(**{"target": "example.com", "kind": "domain", **own_keys})  # type: ignore[arg-type]
