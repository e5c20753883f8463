"""Several processes for a long list of checks: each asks a share of it and tells what it finds.

A handshake in TLS takes a millisecond or two of computing, whoever does it: what one processor cannot do
in time, two can. The workers are forked, so they have all that this process has prepared and need not
be told anything; what they tell comes through a pipe each.
"""

import asyncio
import os
import signal
import threading
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from functools import partial
from typing import BinaryIO

from statusgen.domain.config import Check
from statusgen.domain.status import Outcome, Reason
from statusgen.probes.answer import Answer, Finding
from statusgen.probes.news import News, read_news, write_news
from statusgen.probes.retrying import AskAll, Asker, Result, Tell

CHECKS_PER_WORKER = 200
"""Fewer are asked sooner than another process is made and heard."""
MOST_WORKERS = 4
"""Each takes some 50 MB, and no run should look like an attack."""

_TELL_EVERY_S = 0.1
_DYING_S = 1.0
_ENDING = (signal.SIGINT, signal.SIGTERM)


def count_workers(checks: int) -> int:
    """How many processes so many checks are worth: 1 where one will do, or where forking might do harm.

    It does none on Linux and the BSDs, as long as there is but one thread.
    """
    if not hasattr(os, "sched_getaffinity") or threading.active_count() > 1:
        return 1
    return max(1, min(len(os.sched_getaffinity(0)), MOST_WORKERS, checks // CHECKS_PER_WORKER))


@contextmanager
def working(asker: Asker, checks: Sequence[Check], *, turns: int, count: int) -> Iterator[AskAll]:
    """What asks these checks in so many processes, which share the turns; with one, it is this process.

    No worker outlives the block.
    """
    if count < 2:
        yield partial(asker.ask_all, checks)
        return
    workers: list[_Worker] = []
    with ExitStack() as stack:
        try:
            with _undisturbed():
                for first in range(count):
                    share = checks[first::count]
                    worker = _Worker(_with_turns(asker, -(-turns // count)), share, older=workers)
                    stack.callback(worker.stop)
                    workers.append(worker)
        except OSError:  # no process is to be had: then this one does it
            stack.close()
            workers = []
        yield partial(_listen, workers) if workers else partial(asker.ask_all, checks)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Signals that end a run come after the block: between a fork and the note of it they would do harm."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _with_turns(asker: Asker, turns: int) -> Asker:
    return replace(asker, prober=replace(asker.prober, turns=asyncio.Semaphore(turns)))


async def _listen(workers: Sequence["_Worker"], tell: Tell) -> None:
    async with asyncio.TaskGroup() as group:
        for worker in workers:
            group.create_task(worker.listen(tell))


class _Worker:
    """A process that asks a share of the checks, seen from the one that started it."""

    def __init__(self, asker: Asker, share: Sequence[Check], *, older: Sequence["_Worker"]) -> None:
        from multiprocessing import get_context

        self._prober = asker.prober
        self._share = share
        read_end, write_end = os.pipe()
        self.pipe = os.fdopen(read_end, "rb", buffering=0)
        not_its_own = [worker.pipe for worker in (*older, self)]
        self._process = get_context("fork").Process(target=_work, args=(asker, share, write_end, not_its_own))
        try:
            self._process.start()
        except OSError:
            self.pipe.close()
            raise
        finally:
            os.close(write_end)  # now the worker has the only one, and the pipe ends when it does

    async def listen(self, tell: Tell) -> None:
        """Tell of every check of the share once; its secrets and the worker's lags become this process's."""
        missing = {check.id for check in self._share}
        fault = ""
        async for news in self._news():
            self._prober.meter.add(news.lags_s)
            for secret in news.secrets:
                self._prober.secrets.remember(secret)
            for result in news.results:
                if result.last:
                    missing.discard(result.check)
                tell(result)
            fault = news.fault
        lost = [check for check in self._share if check.id in missing]
        for result in _unfinished(lost, fault or await self._end()):
            tell(result)

    async def _news(self) -> AsyncIterator[News]:
        reader = asyncio.StreamReader()
        transport, _ = await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), self.pipe
        )
        try:
            while news := await read_news(reader):
                yield news
        finally:
            transport.close()

    async def _end(self) -> str:
        """How it died. Its pipe has ended, so it is dying at the least."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_DYING_S):
                while self._process.exitcode is None:
                    await asyncio.sleep(_DYING_S / 100)
        code = self._process.exitcode
        return f"killed by signal {-code}" if code is not None and code < 0 else f"exit code {code}"

    def stop(self) -> None:
        """It holds nothing that would have to be put in order."""
        self._process.kill()
        self._process.join()
        self._process.close()
        self.pipe.close()


def _unfinished(checks: Sequence[Check], why: str) -> Iterator[Result]:
    """All of them are unknown, and one that is not private says for all what is to be mended."""
    detail = f"the process that asked it ended first ({why})"
    finding = f"a fault in statusgen itself: a process ended ({why}) and left {len(checks)} checks unasked"
    teller = next((check for check in checks if not check.private), checks[0]) if checks else None
    for check in checks:
        findings = (Finding(check.id, finding, unhappy=True),) if check is teller else ()
        answer = Answer(outcome=Outcome.UNKNOWN, reason=Reason.PROBER_ERROR, detail=detail, findings=findings)
        yield Result(check.id, answer)


def _work(asker: Asker, share: Sequence[Check], end: int, not_its_own: Sequence[BinaryIO]) -> None:
    """The whole life of a worker. A signal for all of a terminal's processes is the first one's to obey."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)
    for pipe in not_its_own:
        pipe.close()
    with suppress(BrokenPipeError), os.fdopen(end, "wb") as pipe:
        try:
            asyncio.run(_ask_and_tell(asker, share, pipe))
        except BrokenPipeError:
            raise
        except Exception as error:
            seen = asker.prober.secrets.seen  # the fault may quote one that nobody has told of
            write_news(News(fault=f"{type(error).__name__}: {error}", secrets=seen), pipe)


async def _ask_and_tell(asker: Asker, share: Sequence[Check], pipe: BinaryIO) -> None:
    """Until all is told, or there is nobody to tell."""
    prober, parent = asker.prober, os.getppid()
    results: list[Result] = []
    asking = asyncio.create_task(asker.ask_all(share, results.append))
    while not asking.done() and os.getppid() == parent:
        await asyncio.wait([asking], timeout=_TELL_EVERY_S)
        if results or asking.done():
            news = News(results=tuple(results), lags_s=prober.meter.take(), secrets=prober.secrets.seen)
            results.clear()
            write_news(news, pipe)
    if asking.done():
        asking.result()
