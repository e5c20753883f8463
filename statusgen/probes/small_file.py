"""Reading a small file of this machine, without ever being held up by it."""

import os
import stat
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import asyncio

FILE_CAP = 256 * 1024
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class SmallFile:
    """The first 256 KiB, and when it was written last."""

    content: bytes
    modified: datetime


async def read_file(path: Path) -> SmallFile:
    """OSError if it cannot be read. May be cancelled, even while a file system far away does not answer."""
    import asyncio
    import threading

    loop = asyncio.get_running_loop()
    outcome: asyncio.Future[SmallFile] = loop.create_future()
    # Not asyncio.to_thread: its threads are waited for at the end, however long that takes.
    threading.Thread(target=_tell, args=(path, loop, outcome), daemon=True).start()
    return await outcome


def _tell(path: Path, loop: "asyncio.AbstractEventLoop", outcome: "asyncio.Future[SmallFile]") -> None:
    found = _read(path)
    with suppress(RuntimeError):  # nobody waits any more
        loop.call_soon_threadsafe(_settle, outcome, found)


def _settle(outcome: "asyncio.Future[SmallFile]", found: SmallFile | Exception) -> None:
    if outcome.done():
        return
    if isinstance(found, Exception):
        outcome.set_exception(found)
    else:
        outcome.set_result(found)


def _read(path: Path) -> SmallFile | Exception:
    try:
        # Opening a pipe would wait for somebody to write into it.
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                return OSError("it is no regular file")
            return SmallFile(file.read(FILE_CAP), _EPOCH + timedelta(seconds=status.st_mtime))
    except OverflowError:
        return ValueError("its time is beyond reason")
    except (OSError, ValueError) as error:
        return error
