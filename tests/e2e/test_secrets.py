"""Secrets go where they are meant to go and nowhere else: to no screen, no log, no store and no site.

Each is put in another place of a check, each check is asked for real, and the servers are nasty: they give
back whatever they are told, in every header, line and form that somebody might quote.
"""

import asyncio
import base64
import gzip
import os
import random
import string
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest

from tests.commands import Command
from tests.servers import Behaviour, HostileServer, free_port, hang

CHANCE = random.Random(20261122)
WINDOW = 10  # as many characters of a secret in a row are a piece of it
HIDDEN = "zqxhiddentarget"
"""Stands in a private check: of those nobody may see the target, secret or not."""


def canary(alphabet: str = string.ascii_letters + string.digits, length: int = 28) -> str:
    return "".join(CHANCE.choice(alphabet) for _ in range(length))


BASIC_PASSWORD = canary()
SECRETS = {
    "USERINFO": canary(),
    "QUERY": canary(),
    "PATH_PART": canary(),
    "HEADER": canary(),
    "COOKIE": canary(),
    "BODY": canary(),
    "PROXY": canary(),
    "PERCENT": f"{canary(length=9)} &%/+{canary(length=9)}@é?{canary(length=9)}",
    "BASIC": base64.b64encode(f"monitor:{BASIC_PASSWORD}".encode()).decode(),
    "SEND": canary(),
    "BEAT": canary(),
    "SOCKET": canary(),
    "MESSAGE": canary(),
    "GRPC": canary(),
    "LABEL": canary(string.ascii_lowercase),
    "LINES": f"{canary()}\n{canary()}é\n",
}
LITERAL = canary()
PLAIN = (*SECRETS.values(), *SECRETS["LINES"].split(), BASIC_PASSWORD, LITERAL)
"""Whatever nobody may see, as it is."""


@dataclass(frozen=True)
class Place:
    """Where checks ask, and what they expect there."""

    authority: str
    scheme: str = "http"
    proxy: str = ""  # the place itself unless given
    expect: str = "{}"
    more: str = ""  # further keys of every check
    timeout: str = "2s"

    def checks(self, name: str) -> Iterator[str]:
        """One for each secret, as lines of checks.yaml."""
        base = f"{self.scheme}://{self.authority}"
        port = self.authority.rpartition(":")[2]
        domain = "invalid" if "invalid" in self.authority else "localhost"
        proxy = self.proxy or self.authority
        kinds = {
            "userinfo": f"http: '{self.scheme}://monitor:${{USERINFO}}@{self.authority}/'",
            "query": f"http: '{base}/?token=${{QUERY}}'",
            "path": f"http: '{base}/hook/${{PATH_PART}}/x'",
            "header": f"http: '{base}/', headers: {{X-Api-Key: '${{HEADER}}'}}",
            "cookie": f"http: '{base}/', headers: {{Cookie: 'session=${{COOKIE}}; a=b'}}",
            "body": f"http: '{base}/', method: POST, body: '{{\"t\": \"${{BODY}}\"}}'",
            "proxy": f"http: '{base}/', proxy: 'http://u:${{PROXY}}@{proxy}'",
            "percent": f"http: '{base}/a/${{PERCENT}}'",
            "basic": f"http: '{base}/', headers: {{Authorization: 'Basic ${{BASIC}}'}}",
            "label": f"http: '{self.scheme}://${{LABEL}}.{domain}:{port}/'",
            "lines": f"http: '{base}/', method: POST, body: '${{LINES}}'",
            "literal": f"http: '{base}/', headers: {{Authorization: 'Bearer {LITERAL}'}}",
            "private": f"http: '{base}/{HIDDEN}', private: true",
        }
        for place, keys in kinds.items():
            yield f"{{id: {name}-{place}, {keys}, expect: {self.expect}, timeout: {self.timeout}{self.more}}}"
        others = {
            "send": f"tcp: '{self.authority}', send: 'AUTH ${{SEND}}', expect: {{banner: never}}",
            "heartbeat": f"heartbeat: '{base}/?k=${{BEAT}}', matches: '(.*)', expect: {{max_age: 1h}}",
            "socket": f"websocket: 'ws://{self.authority}/?k=${{SOCKET}}', send: '${{MESSAGE}}'",
            "grpc": f"grpc: '{self.authority}', tls: false, headers: {{x-token: '${{GRPC}}'}}",
        }
        for place, keys in others.items():
            yield f"{{id: {name}-{place}, {keys}}}"


def nasty(status: str = "200 OK", *, to: str = "") -> Behaviour:
    """Gives back what it hears: in the status line, in headers, as a redirect, as a line, as a body."""

    async def behave(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard = await reader.read(65536)
        if heard.startswith(b"POST") and heard.endswith(b"\r\n\r\n"):
            heard += await reader.read(65536)
        said = heard.replace(b"\r\n", b" ").replace(b"\n", b" ")
        if not heard.startswith((b"GET", b"POST")):
            writer.write(heard + b" " + said.swapcase() + b"\r\n")
        else:
            location = f"Location: {to}?{quote(said)}".encode() if to else b"X-No: location"
            bare = said.partition(b"Accept-Encoding")[0] + said.partition(b"Connection")[2]
            lines = (
                f"HTTP/1.1 {status} ".encode() + said,
                location,
                b"X-Echo: " + bare,
                b"X-Echo-Swapped: " + said.swapcase(),
                b"X-Echo-Base64: " + base64.b64encode(said),
                b"WWW-Authenticate: Basic realm=" + base64.b64encode(said[1:]),
                b"Set-Cookie: echo=" + quote_plus(said).encode(),
                b"Content-Encoding: " + (b"identity" if to or "200" in status else said[:60]),
                b"Connection: close",
            )
            writer.write(b"\r\n".join((*lines, b"", heard + base64.b64encode(heard))))
        await writer.drain()

    return behave


async def garbage(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Gives back the client's own greeting, which is no answer in TLS; a name is in it in plain."""
    writer.write(await reader.read(65536))
    await writer.drain()


def places(server: HostileServer) -> dict[str, Place]:
    """Everything that may happen to a check."""
    well = f"127.0.0.1:{server.serve(nasty())}"
    moved = server.serve(nasty("302 Moved", to=f"http://127.0.0.1:{free_port()}/elsewhere"))
    onward = server.serve(nasty("307 Moved", to=f"http://{well}/elsewhere"))
    quoting = "{header: {X-Echo: never}}"
    return {
        "success": Place(well),
        "quoted": Place(well, expect=quoting),
        "quoted-in-other-case": Place(well, expect="{header: {X-Echo-Swapped: never}}"),
        "quoted-in-base64": Place(well, expect="{header: {X-Echo-Base64: never}}"),
        "500": Place(f"127.0.0.1:{server.serve(nasty('500 Oops'))}"),
        "401": Place(f"127.0.0.1:{server.serve(nasty('401 No'))}"),
        "lookup-failure": Place("nowhere.invalid:80", proxy="proxy.invalid:3128"),
        "connection-refused": Place(f"127.0.0.1:{free_port()}"),
        "tls-failure": Place(f"127.0.0.1:{server.serve(garbage)}", scheme="https"),
        "timeout": Place(f"127.0.0.1:{server.serve(hang)}", timeout="1s"),
        "redirect-to-nobody": Place(f"127.0.0.1:{moved}"),
        "redirect-to-another-origin": Place(f"127.0.0.1:{onward}", expect=quoting),
    }


def write_checks(folder: Path, places: Mapping[str, Place]) -> None:
    checks = "".join(f"      - {check}\n" for name, place in places.items() for check in place.checks(name))
    (folder / "checks.yaml").write_text(
        "site: {name: Example, url: https://status.example.net/}\n"
        "probing: {tries: 1, timeout: 2s}\n"
        f"components:\n  - id: web\n    checks:\n{checks}",
        encoding="utf-8",
    )


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """All that a run writes, by where: what it says with -v and --json, and every file."""
    folder = tmp_path_factory.mktemp("secrets")
    statusgen = Command(folder, SECRETS | {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": "summary.md"})
    with HostileServer() as server:
        write_checks(folder, places(server))
        done = statusgen("run", "--json", "-v", code=1)
    return {"stdout": done.out, "stderr": done.err, **read_all(folder)}


@pytest.mark.parametrize("where", ["stdout", "stderr", "summary.md", "state", "public"])
def test_no_secret_is_seen_anywhere(everything: Mapping[str, str], where: str) -> None:
    """Each of the secrets and a literal one, whatever happened to the checks that sent them."""
    texts = {name: text for name, text in everything.items() if name.partition("/")[0] == where}
    assert texts
    assert leaks(texts) == []


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("success-header", "up"),
        ("quoted-query", "header"),
        ("500-cookie", "status 500"),
        ("401-basic", "unknown"),
        ("lookup-failure-label", "lookup"),
        ("lookup-failure-proxy", "prober_error"),
        ("connection-refused-send", "connect"),
        ("tls-failure-path", "tls"),
        ("timeout-send", "timeout"),
        ("redirect-to-nobody-percent", "connect"),
        ("redirect-to-another-origin-body", "redirect"),
    ],
)
def test_it_did_happen(everything: Mapping[str, str], name: str, reason: str) -> None:
    """Each place of a secret is told of, with what became of it: the log has been there."""
    (line,) = [line for line in everything["stderr"].splitlines() if line.startswith(f"{name}: ")]
    assert reason in line


def test_no_mistake_in_checks_yaml_makes_one_seen(tmp_path: Path) -> None:
    """Neither what stands there in plain nor what it refers to."""
    places = {
        "key": Place("127.0.0.1:1", more=", timout: 3s, addresses: [nonsense]"),
        "port": Place("127.0.0.1:99999"),
        "expect": Place("127.0.0.1:1", expect="{status: never, json: {x: 1}, nothing: 1}"),
        "scheme": Place("127.0.0.1:1", scheme="gopher"),
    }
    write_checks(tmp_path, places)
    statusgen = Command(tmp_path, SECRETS)
    told = [statusgen("run", "--debug", "-v", code=1), statusgen("lint", code=1)]
    for line in (6, 23, 40, 57):  # the first check of each place
        assert f"checks.yaml:{line}:" in told[1].out
    texts = {f"output {number}": done.out + done.err for number, done in enumerate(told)}
    assert leaks(texts | read_all(tmp_path)) == []


def read_all(folder: Path) -> dict[str, str]:
    """Every file but checks.yaml, in plain."""
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != "checks.yaml"]
    texts = {}
    for path in files:
        data = path.read_bytes()
        if path.suffix == ".gz":
            data = gzip.decompress(data)
        texts[str(path.relative_to(folder))] = f"{path.name} {data.decode('utf-8', 'surrogateescape')}"
    return texts


def leaks(texts: Mapping[str, str]) -> list[str]:
    """Where which piece of a secret is to be seen, in any case."""
    pieces = {piece.lower() for plain in PLAIN for form in forms(plain) for piece in windows(form)}
    found = []
    for where, text in texts.items():
        seen = set(windows(text.lower()))
        found += [f"{where}: {piece}" for piece in sorted(pieces & seen)]
        found += [f"{where}: {HIDDEN}"] if HIDDEN in text.lower() else []
    return found


def forms(plain: str) -> Iterator[str]:
    """As it is, in a URL, in base64 wherever the groups of three bytes begin."""
    yield from (plain, quote(plain, safe=""), quote(plain), quote_plus(plain))
    for before in range(3):
        encoded = base64.b64encode(b"." * before + plain.encode()).decode().rstrip("=")
        yield encoded[4 if before else 0 : -2]


def windows(text: str) -> Iterator[str]:
    return (text[at : at + WINDOW] for at in range(len(text) - WINDOW + 1))


def test_the_search_finds_what_there_is_to_find() -> None:
    """Else all of this would prove nothing."""
    for plain in SECRETS.values():
        for text in (
            plain,
            plain.swapcase(),
            quote(plain),
            base64.b64encode(b"x:" + plain.encode()).decode(),
        ):
            assert leaks({"here": f"asked {text}: refused"})
        assert leaks({"here": f"asked '{plain[:12]}'"})


def test_the_servers_do_hear_the_secrets(tmp_path: Path) -> None:
    """What is not sent could not leak."""
    heard: list[bytes] = []

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.read(65536))
        await asyncio.sleep(0.05)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()
        heard.append(await reader.read(65536))

    with HostileServer() as server:
        write_checks(tmp_path, {"well": Place(f"127.0.0.1:{server.serve(listen)}")})
        Command(tmp_path, SECRETS)("probe", code=0)
    sent = b"".join(heard).decode("utf-8", "replace").lower()
    plain = (
        "QUERY",
        "PATH_PART",
        "HEADER",
        "COOKIE",
        "BODY",
        "BASIC",
        "SEND",
        "BEAT",
        "SOCKET",
        "LABEL",
        "LINES",
    )
    assert [name for name in plain if SECRETS[name].lower() not in sent] == []
    for credentials in (f"monitor:{SECRETS['USERINFO']}", f"u:{SECRETS['PROXY']}"):
        assert base64.b64encode(credentials.encode()).decode().lower() in sent


CRASH = """
import sys
import click
from statusgen.cli.commands import statusgen
from statusgen.cli.entry import main
from statusgen.cli.settings import pass_settings

@click.command()
@pass_settings
def crash(settings):
    secrets = settings.open().secrets
    errors = []
    for name in sys.stdin.read().split():
        value = secrets.fill("${%s}" % name)
        try:
            try:
                {}[value]
            except KeyError as cause:
                raise ValueError(f"nobody thought of {value}") from cause
        except ValueError as error:
            error.add_note(value.swapcase())
            errors.append(error)
    raise ExceptionGroup(" and ".join(map(str, errors)), errors)

statusgen.add_command(crash)
main()
"""


@pytest.mark.parametrize("arguments", [["--debug", "crash"], ["crash"]])
def test_a_crash_shows_where_and_not_what(tmp_path: Path, arguments: list[str]) -> None:
    """The whole traceback with --debug, its causes, notes and groups; every secret in it is three stars."""
    write_checks(tmp_path, {"crash": Place("127.0.0.1:1")})
    done = subprocess.run(
        [sys.executable, "-c", CRASH, *arguments],
        input=" ".join(SECRETS),
        cwd=tmp_path,
        env={**os.environ, **SECRETS},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert done.returncode == 70, done.stderr
    assert ("Traceback" in done.stderr) is ("--debug" in arguments)
    assert "nobody thought of ***" in done.stderr
    assert leaks({"crash": done.stdout + done.stderr}) == []
