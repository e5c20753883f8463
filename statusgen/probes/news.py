"""What a worker process tells the one that started it, and how it goes through a pipe."""

import pickle
import struct
from asyncio import IncompleteReadError, StreamReader
from dataclasses import dataclass
from typing import BinaryIO

from statusgen.probes.retrying import Result

_SIZE = struct.Struct("!I")


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What was found since the last time: results, how late the event loop was, which secrets were used.

    `fault` is a bug of statusgen that ended the worker, and thus its last word.
    """

    results: tuple[Result, ...] = ()
    lags_s: tuple[float, ...] = ()
    secrets: frozenset[str] = frozenset()
    fault: str = ""


def write_news(news: News, pipe: BinaryIO) -> None:
    """OSError (EPIPE) if nobody listens any more."""
    data = pickle.dumps(news)
    pipe.write(_SIZE.pack(len(data)) + data)
    pipe.flush()


async def read_news(pipe: StreamReader) -> News | None:
    """The next news; None when the worker has ended, in the middle of a word or not."""
    try:
        (size,) = _SIZE.unpack(await pipe.readexactly(_SIZE.size))
        news = pickle.loads(await pipe.readexactly(size))  # noqa: S301 - from a process of our own
    except IncompleteReadError:
        return None
    return news if isinstance(news, News) else None
