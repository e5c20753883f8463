"""WebSockets, whatever the peer says."""

import struct

from hypothesis import given, settings
from hypothesis import strategies as st

from statusgen.net import NetFault, Stream
from statusgen.net.websocket import WebSocket
from tests.net.peers import with_peer_that_said


def frame(first: int, payload: bytes) -> bytes:
    if len(payload) < 126:
        return bytes([first, len(payload)]) + payload
    return bytes([first, 126]) + struct.pack(">H", len(payload)) + payload


payloads = st.one_of(
    st.text(max_size=150).map(str.encode), st.binary(max_size=150), st.just(struct.pack(">H", 1000))
)
frames = st.builds(
    frame, st.sampled_from([0x81, 0x81, 0x82, 0x01, 0x00, 0x80, 0x88, 0x89, 0x8A, 0xC1, 0x83]), payloads
)


@settings(max_examples=100, deadline=None)
@given(st.lists(frames, max_size=8), st.binary(max_size=10), st.integers(0, 40), st.booleans())
def test_any_frames_end_as_messages_or_a_fault(
    given_frames: list[bytes], rest: bytes, early: int, speaks: bool
) -> None:
    """Nothing that a peer sends is a bug of ours, whether it came with the handshake or after it."""
    said = b"".join(given_frames) + rest

    async def listen(stream: Stream) -> None:
        socket = WebSocket(stream, said[:early])
        if speaks:
            await socket.send("hello")
        while True:
            assert isinstance(await socket.receive(), str)

    assert isinstance(with_peer_that_said(said[early:], listen), NetFault)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text(max_size=200), min_size=1, max_size=5), st.integers(1, 9))
def test_messages_come_whole_however_they_are_cut(messages: list[str], pieces: int) -> None:
    """A message is its fragments in a row (RFC 6455, 5.4), even where they cut a character in two."""
    said = b""
    for message in messages:
        raw = message.encode()
        cuts = [raw[at : at + pieces] for at in range(0, len(raw), pieces)] or [b""]
        for index, cut in enumerate(cuts):
            said += frame((index == 0) | (0x80 if index == len(cuts) - 1 else 0), cut)

    async def listen(stream: Stream) -> list[str]:
        socket = WebSocket(stream, b"")
        return [await socket.receive() for _ in messages]

    assert with_peer_that_said(said, listen) == messages
