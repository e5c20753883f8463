"""Raise the company, probe it again and again, serve its page."""

import tempfile
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from statusgen.errors import UsageError
from statusgen.history import MemoryStore, Store, fold_days, open_store, record_run
from statusgen.pipeline.building import BuildOptions
from statusgen.pipeline.demo.certificates import AUTHORITY
from statusgen.pipeline.demo.company import DISCLAIMER, checks_yaml, posts
from statusgen.pipeline.demo.past import past_runs
from statusgen.pipeline.demo.services import HOST, running_services, serving
from statusgen.pipeline.probing import ProbeOptions
from statusgen.pipeline.report import Report
from statusgen.pipeline.running import run_all
from statusgen.pipeline.session import open_session

EVERY_S = 15


def run_demo(
    report: Report, *, clock: Callable[[], datetime], once: bool, port: int, folder: Path | None
) -> None:
    """Until interrupted, or with `once` a single time: probe, build; in between the page is served.

    Everything lives in `folder`, or in a temporary one; one that holds a project is refused.
    """
    folder = folder or Path(tempfile.mkdtemp(prefix="statusgen-demo-"))
    if (folder / "checks.yaml").exists():
        raise UsageError(f"{folder} holds a project already: name a folder for the demonstration alone")
    site = folder / "public"
    with running_services() as services, serving(_page_server(site, 0 if once else port)) as page_port:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            _store_past(open_store("state", base=folder), clock())
            _write(folder, {"checks.yaml": checks_yaml(services, page_port=page_port)})
            _write(folder, {"authority.pem": AUTHORITY})
            _write(folder / "incidents", posts(clock()))
        except OSError as error:
            raise UsageError(f"{folder} cannot be written: {error.strerror}") from error
        report.say(DISCLAIMER)
        _watch(report, clock, folder, once=once, page=f"http://{HOST}:{page_port}/")


def _watch(report: Report, clock: Callable[[], datetime], folder: Path, *, once: bool, page: str) -> None:
    options = BuildOptions(output=folder / "public", demonstration=True)
    while True:
        session = open_session(
            folder / "checks.yaml",
            clock=clock,
            environ={},
            report=lambda _redact: report,
            ca_file=folder / "authority.pem",
        )
        run_all(session, ProbeOptions(), options, publishing=False, data=lambda _text: None)
        if once:
            report.say(f"the page: {options.output / 'index.html'}")
            return
        report.say(f"the page: {page} (stop with Ctrl-C; the next look is in {EVERY_S} s)")
        time.sleep(EVERY_S)


def _page_server(site: Path, port: int) -> ThreadingHTTPServer:
    try:
        return ThreadingHTTPServer((HOST, port), partial(_Quiet, directory=str(site)))
    except OSError as error:
        raise UsageError(f"port {port} cannot be had: {error.strerror}; give another --port") from error


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_arguments: object) -> None:
        """Say nothing: the log on the terminal is the prober's."""


def _write(folder: Path, files: Mapping[str, str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


def _store_past(store: Store, now: datetime) -> None:
    """Fold the past into day summaries in memory: nine thousand run files would take a while to write."""
    memory = MemoryStore()
    for run in past_runs(now):
        if run.at.date() < now.date():
            record_run(memory, run)
        else:
            record_run(store, run)
    fold_days(memory, now=now + timedelta(days=1), keep_runs_s=0, grace_s=0)
    for name in memory.names("days/"):
        store.add(name, memory.read(name) or b"")
