"""What one check of a run fetches for all of them."""

import asyncio

import pytest

from statusgen.domain.status import Reason
from statusgen.net import NetFault
from statusgen.probes.shared import Shared


def test_what_many_need_at_once_is_fetched_once() -> None:
    """The others wait for the first one."""
    fetched: list[str] = []

    async def fetch() -> bytes:
        fetched.append("list")
        await asyncio.sleep(0)
        return b"list"

    async def many() -> list[bytes]:
        shared = Shared()
        return await asyncio.gather(*(shared.get("list", fetch) for _ in range(10)))

    assert asyncio.run(many()) == [b"list"] * 10
    assert fetched == ["list"]


def test_who_is_stopped_leaves_it_to_the_next() -> None:
    """A check that runs out of time while it fetches takes nobody with it."""

    async def hang() -> bytes:
        await asyncio.Event().wait()
        return b""

    async def fetch() -> bytes:
        return b"list"

    async def stopped() -> bytes:
        shared = Shared()
        first = asyncio.create_task(shared.get("list", hang))
        second = asyncio.create_task(shared.get("list", fetch))
        await asyncio.sleep(0)
        first.cancel()
        return await second

    assert asyncio.run(stopped()) == b"list"


def test_who_has_waited_for_a_failure_fails_alike() -> None:
    """A list that cannot be had is not asked for by a hundred checks, one after the other."""
    fetched: list[str] = []

    async def fail() -> bytes:
        fetched.append("list")
        await asyncio.sleep(0)
        raise NetFault(Reason.CONNECT, "refused")

    async def many() -> list[bytes | BaseException]:
        shared = Shared()
        return await asyncio.gather(*(shared.get("list", fail) for _ in range(10)), return_exceptions=True)

    assert [str(each) for each in asyncio.run(many())] == ["refused"] * 10
    assert fetched == ["list"]


def test_who_comes_after_a_failure_fetches_anew() -> None:
    """It may have been a hiccup: another try is another chance."""

    async def fail() -> bytes:
        raise NetFault(Reason.CONNECT, "refused")

    async def fetch() -> bytes:
        return b"list"

    async def both() -> bytes:
        shared = Shared()
        with pytest.raises(NetFault):
            await shared.get("list", fail)
        return await shared.get("list", fetch)

    assert asyncio.run(both()) == b"list"
