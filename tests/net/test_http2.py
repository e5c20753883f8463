"""HTTP/2, whatever the peer says."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from statusgen.domain.status import Reason
from statusgen.net import NetFault, Stopwatch, Stream, Unsendable
from statusgen.net.http2 import Reply, exchange
from tests.net.peers import with_peer_that_said

HEADERS = ((":method", "POST"), (":scheme", "http"), (":path", "/"), (":authority", "a.test"))


def frame(kind: int, flags: int, stream: int, payload: bytes) -> bytes:
    return len(payload).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + payload


SETTINGS = frame(4, 0, 0, b"")
STATUS_200, STATUS_204 = b"\x88", b"\x89"  # RFC 7541, appendix A
END_HEADERS, END_STREAM = 4, 1

frames = st.builds(
    frame,
    st.sampled_from([*range(11), 200]),
    st.sampled_from([0, 1, 4, 5, 8, 0x24, 0x2D, 255]),
    st.sampled_from([0, 1, 1, 1, 2, 3, 2**31 - 1, 2**32 - 1]),
    st.one_of(st.sampled_from([b"", STATUS_200, bytes(4), bytes(8)]), st.binary(max_size=60)),
)


async def ask(stream: Stream) -> Reply:
    return await exchange(stream, HEADERS, b"question", stopwatch=Stopwatch())


def test_headers_body_and_trailers_come_apart() -> None:
    """Trailers have the last word."""
    literal = b"\x00\x01a\x01"  # RFC 7541, 6.2.2: a literal field, its name and the length of its value
    said = (
        SETTINGS
        + frame(1, END_HEADERS, 1, STATUS_200 + literal + b"1")
        + frame(0, 0, 1, b"ans")
        + frame(0, 0, 1, b"wer")
        + frame(1, END_HEADERS | END_STREAM, 1, literal + b"2")
    )
    reply = with_peer_that_said(said, ask)
    assert isinstance(reply, Reply)
    assert reply.headers == ((":status", "200"), ("a", "1"))
    assert (reply.body, reply.trailers) == (b"answer", (("a", "2"),))
    assert (reply.last("a"), reply.last(":status"), reply.last("b")) == ("2", "200", None)


def goaway(last: int, error: int = 0) -> bytes:
    return frame(7, 0, 0, last.to_bytes(4, "big") + error.to_bytes(4, "big") + b"bye")


ANSWER = frame(1, END_HEADERS, 1, STATUS_200) + frame(0, END_STREAM, 1, b"answer")


@pytest.mark.parametrize("farewell", [goaway(1), goaway(2**31 - 1), goaway(2**31 - 1) + goaway(1)])
@pytest.mark.parametrize("before", [0, len(ANSWER) - len(b"answer") - 9, len(ANSWER)])
def test_a_server_that_says_goodbye_still_answers(farewell: bytes, before: int) -> None:
    """It restarts, and ends what it has begun: that is no failure."""
    reply = with_peer_that_said(SETTINGS + ANSWER[:before] + farewell + ANSWER[before:], ask)
    assert isinstance(reply, Reply)
    assert reply.body == b"answer"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (goaway(0) + ANSWER, "it ended the request: NO_ERROR"),
        (goaway(1, 11) + ANSWER, "it ended the request: ENHANCE_YOUR_CALM"),
        (goaway(1), "the connection ended in the middle of the answer"),
    ],
)
def test_a_goodbye_without_an_answer_is_a_reset(said: bytes, told: str) -> None:
    """Where our request is not among those it answers, something is wrong, or nothing more comes."""
    fault = with_peer_that_said(SETTINGS + said, ask)
    assert isinstance(fault, NetFault)
    assert (fault.reason, fault.detail) == (Reason.RESET, told)


def test_frames_longer_than_allowed_are_refused_by_their_heads() -> None:
    """Nobody waits for sixteen megabytes."""
    fault = with_peer_that_said(SETTINGS + b"\xff\xff\xff" + bytes(6), ask)
    assert isinstance(fault, NetFault)
    assert fault.reason is Reason.PROTOCOL


@settings(max_examples=100, deadline=None)
@given(st.lists(frames, max_size=8), st.binary(max_size=20))
def test_any_frames_end_as_a_reply_or_a_fault(given_frames: list[bytes], rest: bytes) -> None:
    """Nothing that a peer sends is a bug of ours."""
    assert isinstance(with_peer_that_said(SETTINGS + b"".join(given_frames) + rest, ask), Reply | NetFault)


def test_a_header_with_a_line_end_is_not_sent() -> None:
    """It comes from a secret, and is told as ours to mend."""

    async def ask_oddly(stream: Stream) -> Reply:
        return await exchange(stream, (*HEADERS, ("key", "two\nlines")), b"", stopwatch=Stopwatch())

    assert isinstance(with_peer_that_said(SETTINGS, ask_oddly), Unsendable)
