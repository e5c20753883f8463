"""Lines of text, bounded however long they go on."""

import asyncio
from ipaddress import ip_address

import pytest

from statusgen.domain.status import Reason
from statusgen.net import Lines, NetFault, Network, Stopwatch
from statusgen.net.lines import LINE_CAP, MOST_LINES, TALK_CAP
from tests.scripted import Script, say
from tests.servers import HostileServer

HERE = ip_address("127.0.0.1")


def heard(hostile: HostileServer, said: bytes, *, lines: int) -> tuple[list[str], bool]:
    """So many lines of what is said, and whether more is waiting."""

    async def hear() -> tuple[list[str], bool]:
        stopwatch = Stopwatch()
        with await Network().connect([HERE], hostile.serve(say(said)), stopwatch=stopwatch) as stream:
            talk = Lines(stream)
            return [await talk.receive() for _ in range(lines)], talk.waiting

    return asyncio.run(asyncio.wait_for(hear(), 5))


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r\r\n"])
def test_a_line_comes_without_its_end(hostile: HostileServer, end: bytes) -> None:
    """However the peer ends it."""
    assert heard(hostile, b"one" + end + end + b"two" + end, lines=3) == (["one", "", "two"], False)


def test_odd_bytes_are_replaced(hostile: HostileServer) -> None:
    """A line is text, whatever comes."""
    assert heard(hostile, b"caf\xe9\n", lines=1) == (["caf\ufffd"], False)


def test_what_comes_unasked_waits(hostile: HostileServer) -> None:
    """Whoever puts TLS on the stream has to know."""
    assert heard(hostile, b"one\ntw", lines=1) == (["one"], True)


def test_a_line_may_be_so_long_and_no_longer(hostile: HostileServer) -> None:
    """Its end counts for nothing."""
    assert heard(hostile, b"x" * LINE_CAP + b"\n", lines=1) == (["x" * LINE_CAP], False)
    with pytest.raises(NetFault, match="a line of more than 4 KiB"):
        heard(hostile, b"x" * (LINE_CAP + 1) + b"\n", lines=1)
    with pytest.raises(NetFault, match="a line of more than 4 KiB"):
        heard(hostile, b"x" * (LINE_CAP + 1), lines=1)


@pytest.mark.parametrize(
    ("line", "most"), [(b"\n", MOST_LINES), (b"x" * 1023 + b"\n", TALK_CAP // 1024)], ids=["lines", "bytes"]
)
def test_a_conversation_comes_to_an_end(hostile: HostileServer, line: bytes, most: int) -> None:
    """By lines and by bytes."""
    assert len(heard(hostile, line * (most + 1), lines=most)[0]) == most
    with pytest.raises(NetFault, match="more than anybody would listen to") as caught:
        heard(hostile, line * (most + 1), lines=most + 1)
    assert caught.value.reason is Reason.PROTOCOL


ENDS = [
    (b"", "the connection ended without a word"),
    (b"220 he", "the connection ended in the middle of '220 he'"),
    (b"220 hello\r\n", "the connection ended after '220 hello'"),
]


@pytest.mark.parametrize(("said", "words"), ENDS)
def test_an_end_in_the_middle_is_a_reset(hostile: HostileServer, said: bytes, words: str) -> None:
    """And the log says how far it came."""
    with pytest.raises(NetFault) as caught:
        heard(hostile, said, lines=2)
    assert (caught.value.reason, caught.value.detail) == (Reason.RESET, words)


def test_lines_are_sent_with_their_end(hostile: HostileServer) -> None:
    """Which is that of the Internet's protocols."""
    script = Script(b"", {"hello": b"hi\r\n"})

    async def talk() -> str:
        stopwatch = Stopwatch()
        with await Network().connect([HERE], hostile.serve(script), stopwatch=stopwatch) as stream:
            assert stream.own_address == HERE
            lines = Lines(stream)
            await lines.send("hello")
            return await lines.receive()

    assert asyncio.run(asyncio.wait_for(talk(), 5)) == "hi"
    assert script.heard == ["hello"]
