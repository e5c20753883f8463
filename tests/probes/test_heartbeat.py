"""Heartbeats: files, pages of a real nginx, and other people's status pages."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from statusgen.domain.config import Check, Probing
from statusgen.domain.status import Outcome, Reason
from statusgen.probes import PROBES
from tests.asking import AT, ask, ask_one, asked_check
from tests.commands import Command
from tests.servers import (
    NGINX,
    HostileServer,
    Nginx,
    endlessly,
    free_port,
    html,
    redirect,
    replying,
    wait_for_port,
)

FRESH, OLD, AHEAD = "2026-11-22T08:00:00Z", "2026-11-20T08:00:00Z", "2026-11-22T12:00:00Z"
assert datetime(2026, 11, 22, 9, 35, tzinfo=UTC) == AT


def beat(target: object, *, max_age: str = "26h", latency_below: str = "10s", **keys: Any) -> Check:
    expect = {"max_age": max_age, "latency_below": latency_below}
    return asked_check(str(target), kind="heartbeat", expect=expect, **keys)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "last.txt"


@pytest.mark.parametrize(
    ("stated", "outcome", "reason", "detail"),
    [
        (FRESH, Outcome.UP, None, None),
        (OLD, Outcome.DOWN, Reason.OUTDATED,
         "its time is 2026-11-20 08:00:00 UTC, 49.6 h ago, expected within 26 h"),
        ("2026-11-21T07:35:00Z", Outcome.DOWN, Reason.OUTDATED, None),  # 26 hours to the second
        ("2026-11-21T07:35:01Z", Outcome.UP, None, None),
        ("2026-11-22T09:45:00Z", Outcome.UP, None, None),  # ten minutes ahead: clocks differ
        (AHEAD, Outcome.DOWN, Reason.BODY, "its time is 2026-11-22 12:00:00 UTC, 2.4 h in the future"),
        ("never", Outcome.DOWN, Reason.BODY, "no time was found in the text"),
        ("", Outcome.DOWN, Reason.BODY, None),
        ("backup done\n" + FRESH, Outcome.UP, None, None),
    ],
)  # fmt: skip
def test_the_time_in_a_file_must_be_young_enough(
    file: Path, stated: str, outcome: Outcome, reason: Reason | None, detail: str | None
) -> None:
    """Younger than `max_age`, and no more in the future than clocks differ."""
    file.write_text(stated)
    report = ask(beat(file))
    [sample] = report.run.samples
    assert (sample.outcome, sample.reason) == (outcome, reason)
    if detail:
        assert report.details["web"] == detail


@pytest.mark.parametrize(
    ("content", "keys", "reason"),
    [
        (f'{{"at": "{OLD}", "generated_at": "{FRESH}"}}', {"json": "$.generated_at"}, None),
        ('{"jobs": [{"ended": 1795336500}]}', {"json": "$.jobs[0].ended"}, None),
        ('{"jobs": [{"ended": 1795336500123}]}', {"json": "$.jobs[0].ended"}, None),
        ('{"ended": 1e999}', {"json": "$.ended"}, Reason.BODY),
        ('{"ended": true}', {"json": "$.ended"}, Reason.BODY),
        ('{"ended": null}', {"json": "$.ended"}, Reason.BODY),
        ("{}", {"json": "$.ended"}, Reason.BODY),
        ("[" * 100_000, {"json": "$.ended"}, Reason.BODY),
        (FRESH, {"json": "$"}, Reason.BODY),
        (f"started {OLD}\nfinished {FRESH}", {"matches": "finished (.*)"}, None),
        (f"started {FRESH}", {"matches": "finished (.*)"}, Reason.BODY),
        (f"finished, {FRESH}", {"matches": "finished(?P<time>x*)"}, Reason.BODY),
        (f"{OLD} {FRESH}", {}, Reason.OUTDATED),
    ],
)
def test_the_time_stands_where_it_is_said(
    file: Path, content: str, keys: dict[str, Any], reason: Reason | None
) -> None:
    """In JSON, in what a pattern matches, or else the first that there is."""
    file.write_text(content)
    report = ask(beat(file, **keys))
    assert report.run.samples[0].reason is reason
    if reason is Reason.BODY:
        assert report.details["web"].startswith(
            "no time was found at $" if "json" in keys else "no time was found by"
        )


@pytest.mark.parametrize(
    ("content", "keys", "message"),
    [
        ("22 Nov 26 9:34 CET", {},
         "'22 Nov 26 9:34 CET': the zone CET is not understood; write UTC or `date -Is`, or give 'timezone'"),
        ("2026-11-22 09:34 IST", {"timezone": "Europe/Dublin"},
         "'2026-11-22 09:34 IST': the zone IST is none that Europe/Dublin has then; write UTC or `date -Is`"),
        ('{"at": "2026-11-22 09:34:33 EST"}', {"json": "$.at"}, None),
        ("done 2026-11-22 09:34:33 EST", {"matches": "done (.*)"}, None),
    ],
)  # fmt: skip
def test_a_time_in_a_zone_that_may_be_any_is_ours_to_mend(
    file: Path, content: str, keys: dict[str, Any], message: str | None
) -> None:
    """The backup may be well: nothing is said of it, and what was found is quoted."""
    file.write_text(content)
    report = ask(beat(file, **keys))
    [sample] = report.run.samples
    assert (sample.outcome, sample.reason) == (Outcome.UNKNOWN, Reason.NOT_CONFIGURED)
    assert report.unhappy
    if message:
        assert report.findings[0].message == message


@pytest.mark.parametrize(
    "written", ["Sun Nov 22 10:34:27 CET 2026", "2026-11-22 10:34:33", "22 Nov 2026 10:34 CET"]
)
def test_a_check_may_say_in_which_zone_times_are_written(file: Path, written: str) -> None:
    """Half a minute ago on the clocks of Berlin."""
    file.write_text(written)
    assert ask_one(beat(file, max_age="2m", timezone="Europe/Berlin")).outcome is Outcome.UP
    assert ask_one(beat(file, max_age="2m", timezone="Asia/Tokyo")).outcome is not Outcome.UP


def test_the_time_that_a_header_states_has_a_zone_too(hostile: HostileServer) -> None:
    """As one in a body."""
    page = b"HTTP/1.1 200 OK\r\nDate: Sun, 22 Nov 2026 10:34:27 CET\r\nContent-Length: 0\r\n\r\n"
    url = f"http://127.0.0.1:{hostile.serve(replying(page))}/"
    assert ask_one(beat(url, header="Date", timezone="Europe/Berlin")).outcome is Outcome.UP
    assert ask_one(beat(url, header="Date")).reason is Reason.NOT_CONFIGURED


def test_a_file_has_a_time_of_its_own(file: Path) -> None:
    """When it was written last, whatever stands in it."""
    file.write_text(OLD)
    os.utime(file, (AT.timestamp() - 60, AT.timestamp() - 60))
    assert ask_one(beat(file, modified=True)).outcome is Outcome.UP
    os.utime(file, (0, 0))
    assert ask_one(beat(file, modified=True)).reason is Reason.OUTDATED


def test_a_file_that_was_never_written_is_outdated(tmp_path: Path, file: Path) -> None:
    """A backup that never ran is no mistake of ours."""
    file.write_text(FRESH)
    for missing in (tmp_path / "no", tmp_path / "no" / "no", file / "no"):
        report = ask(beat(missing))
        assert report.run.samples[0].reason is Reason.OUTDATED
        assert report.details["web"] == f"there is no file {missing}"


def test_what_is_no_regular_file_is_a_mistake(tmp_path: Path) -> None:
    """A pipe, into which nobody writes, holds nothing up; neither does a device or a folder."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for target in (pipe, tmp_path, "/dev/zero", "x\0y", "x" * 5000):
        report = ask(beat(target))
        [sample] = report.run.samples
        assert (sample.outcome, sample.reason) == (Outcome.UNKNOWN, Reason.NOT_CONFIGURED), target
        assert report.unhappy
        assert report.findings[0].message.startswith("the file ")
        assert "cannot be read: " in report.findings[0].message


def test_a_file_without_end_is_read_in_part(file: Path) -> None:
    """Its first 256 KiB, whatever its size."""
    with file.open("wb") as sparse:
        sparse.write(FRESH.encode() + b" ")
        sparse.truncate(1 << 40)
    assert ask_one(beat(file)).outcome is Outcome.UP


def test_a_file_system_that_does_not_answer_holds_nothing_up() -> None:
    """Whoever reads is left behind: the process ends although the reading does not."""
    code = """
import asyncio, os, pathlib
from statusgen.probes import small_file
unanswered, _ = os.pipe()  # reading from it waits for ever
class Far(type(pathlib.Path())):
    def __fspath__(self):
        os.read(unanswered, 1)
async def main():
    async with asyncio.timeout(0.1):
        await small_file.read_file(Far("x"))
try:
    asyncio.run(main())
except TimeoutError:
    print("in time")
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=20, check=True
    )
    assert done.stdout == "in time\n"


def test_what_stands_in_a_file_is_known_offline_too(hostile: HostileServer, file: Path) -> None:
    """No control answers: of a page nothing is known, and of a file everything."""
    file.write_text(OLD)
    page = f"http://127.0.0.1:{hostile.serve(replying(html(OLD.encode())))}/"
    offline = Probing(controls=(f"http://127.0.0.1:{free_port()}/",))
    report = ask(beat(file, check_id="file"), beat(page, check_id="page"), probing=offline)
    assert [(sample.outcome, sample.reason) for sample in report.run.samples] == [
        (Outcome.DOWN, Reason.OUTDATED),
        (Outcome.UNKNOWN, Reason.PROBER_OFFLINE),
    ]


# --- URLs -----------------------------------------------------------------------------------------


@contextlib.contextmanager
def served(folder: Path) -> Iterator[str]:
    """A real nginx that serves the folder; its address."""
    port = free_port()
    (folder / "nginx.conf").write_text(
        f"daemon off; user root; pid {folder}/pid; events {{}}\n"
        f"http {{ access_log off; server {{ listen 127.0.0.1:{port}; root {folder}; }} }}\n"
    )
    command = [NGINX or "nginx", "-p", str(folder), "-c", "nginx.conf", "-e", str(folder / "error.log")]
    process = subprocess.Popen(command)
    try:
        wait_for_port(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=10)


@pytest.mark.server
def test_a_page_bears_a_time_in_its_body_or_in_a_header(tmp_path: Path) -> None:
    """From a real server: what stands in the file, or when it says that it changed."""
    page = tmp_path / "last-backup.txt"
    page.write_text(f"Last backup: {FRESH}\n")
    os.utime(page, (0, 1_700_000_000))
    with served(tmp_path) as address:
        good = beat(f"{address}/{page.name}")
        old = beat(f"{address}/{page.name}", header="Last-Modified")
        gone = beat(f"{address}/nothing.txt")
        assert ask_one(good).outcome is Outcome.UP
        assert ask_one(old).reason is Reason.OUTDATED
        assert ask_one(gone).reason is Reason.STATUS
        lacking = ask(beat(f"{address}/{page.name}", header="X-Nothing"))
    assert lacking.run.samples[0].reason is Reason.BODY
    assert lacking.details["web"] == "no time was found in the header X-Nothing"


@pytest.mark.server
def test_tls_is_verified_and_timed(web: Nginx) -> None:
    """As with http: the certificate counts, and so does the time that it takes."""
    check = beat(f"https://localhost:{web.expired}/", latency_below="1ms")
    assert ask_one(check, ca_file=web.certificates.ca).reason is Reason.CERTIFICATE_EXPIRED
    careless = beat(f"https://localhost:{web.expired}/", verify=False, max_age="1m")
    sample = ask_one(careless)
    assert sample.reason is Reason.BODY  # "Sign in. version: 42"
    assert sample.certificate_until is not None


@pytest.mark.server
def test_refused_credentials_are_ours_to_mend(web: Nginx) -> None:
    """As with http."""
    check = beat(f"http://localhost:{web.http}/private", headers={"Authorization": "Bearer ${TOKEN}"})
    report = ask(check, environ={"TOKEN": "wrong"})
    assert report.run.samples[0].reason is Reason.CREDENTIALS_REFUSED
    assert report.unhappy
    assert ask_one(beat(f"http://localhost:{web.http}/private")).reason is Reason.STATUS


def test_redirects_are_followed_as_by_http(hostile: HostileServer) -> None:
    """To where the page has moved, and not for ever."""
    there = hostile.serve(replying(html(FRESH.encode())))
    here = hostile.serve(replying(redirect(f"http://127.0.0.1:{there}/")))
    assert ask_one(beat(f"http://127.0.0.1:{here}/")).outcome is Outcome.UP
    assert ask_one(beat(f"http://127.0.0.1:{here}/", redirects=0)).reason is Reason.STATUS


def test_a_page_without_end_is_read_in_part(hostile: HostileServer) -> None:
    """The first time counts, and reading ends."""
    port = hostile.serve(endlessly(b"HTTP/1.1 200 OK\r\n\r\n" + FRESH.encode() + b"\n", b"x" * 65536))
    assert ask_one(beat(f"http://127.0.0.1:{port}/")).outcome is Outcome.UP


def test_a_secret_may_be_the_whole_target(hostile: HostileServer, file: Path) -> None:
    """Whether it is a URL or a path is known when it is."""
    file.write_text(FRESH)
    url = f"http://127.0.0.1:{hostile.serve(replying(html(OLD.encode())))}/"
    assert ask_one(beat("${WHERE}"), environ={"WHERE": str(file)}).outcome is Outcome.UP
    assert ask_one(beat("${WHERE}"), environ={"WHERE": url}).reason is Reason.OUTDATED
    assert ask_one(beat("${WHERE}"), environ={"WHERE": "gopher://x"}).reason is Reason.NOT_CONFIGURED
    each = ask(beat("${WHERE}", every_address=True), environ={"WHERE": str(file)})
    assert each.findings[0].message == "the target is a file, which has no address"


def test_the_files_of_a_project_are_beside_its_checks(statusgen: Command) -> None:
    """Paths begin in the folder of checks.yaml, wherever the command runs; any status.json is a heartbeat."""
    statusgen.write(
        "project/checks.yaml",
        "site: {name: A, url: https://status.example.net/}\n"
        "components:\n"
        "  - {id: a, checks: [{heartbeat: out/status.json, json: $.generated_at, expect: {max_age: 1h}}]}\n"
        "  - {id: b, checks: [{heartbeat: jobs/last, modified: true, expect: {max_age: 1h}}]}\n",
    )
    statusgen.write("project/jobs/last", "")
    statusgen("-C", "project", "build", "--output", "out", code=0)
    done = statusgen("-C", "project", "probe", code=0)
    assert "2 up" in done.err


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"expect": {}}, "max_age"),
        ({"json": "$.a", "matches": "(a)"}, "'json' and 'matches' exclude each other"),
        ({"modified": True}, "'modified' is for files"),
        ({"target": "a.txt", "header": "Date"}, "'header' is for URLs"),
        ({"target": "a.txt", "headers": {"A": "b"}}, "'headers' is for URLs"),
        ({"target": "a.txt", "every_address": True}, "'every_address' is for URLs"),
        ({"target": "a.txt", "attempts": 3}, "'attempts' is for URLs"),
        ({"matches": "none"}, "one group"),
        ({"matches": "(two)(groups)"}, "one group"),
        ({"matches": "(?=ahead)"}, "look-around"),
        ({"json": "generated_at"}, "is not a path"),
        ({"timezone": "CEST"}, "'CEST' is not a time zone: write it as Europe/Dublin"),
        ({"timezone": "../etc"}, "is not a time zone"),
        ({"target": "ftp://example.com/a"}, "http:// or https://"),
    ],
)
def test_what_makes_no_sense_is_a_mistake(keys: dict[str, object], said: str) -> None:
    """Each with what is wrong with it."""
    values = {"target": "https://example.com/", "expect": {"max_age": "1h"}, **keys}
    with pytest.raises(ValidationError, match=said):
        PROBES["heartbeat"].options.model_validate(values)
