"""What several checks of a run need alike, fetched by the first one and by nobody else."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable


class Shared:
    """Texts by name, each fetched once for a run. Whoever fetches may be stopped: then the next one does."""

    def __init__(self) -> None:
        self._found: dict[str, bytes] = {}
        self._failures: dict[str, Exception] = {}
        self._locks: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def get(self, name: str, fetch: Callable[[], Awaitable[bytes]]) -> bytes:
        """What is known by the name; if it is not yet, what `fetch` brings (and raises).

        Who has waited while somebody else failed to fetch it does not try it again, but fails alike.
        """
        known = self._failures.get(name)
        async with self._locks[name]:
            failure = self._failures.get(name)
            if name not in self._found and failure is not None and failure is not known:
                raise failure
            if name not in self._found:
                self._found[name] = await self._fetch(name, fetch)
            return self._found[name]

    async def _fetch(self, name: str, fetch: Callable[[], Awaitable[bytes]]) -> bytes:
        try:
            return await fetch()
        except Exception as failure:
            self._failures[name] = failure
            raise
