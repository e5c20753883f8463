"""Bodies stay small, and are whole up to the cap."""

import gzip
import tracemalloc
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from statusgen.domain.status import Reason
from statusgen.net import BODY_CAP, NetFault
from statusgen.net.body import MOST_PIECES, Body
from tests.servers import gzip_bomb


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


ENCODINGS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "plain": ("", bytes),
    "identity": ("identity", bytes),
    "gzip": ("gzip", gzip.compress),
    "x-gzip": ("X-GZip", gzip.compress),
    "deflate": ("deflate", zlib.compress),
    "raw deflate": ("deflate", raw_deflate),
}


def read(encoding: str, data: bytes, *, cap: int, chunk: int = 1000) -> Body:
    body = Body(encoding, cap=cap)
    for start in range(0, len(data), chunk):
        if not body.add(data[start : start + chunk]):
            break
    return body


@pytest.mark.parametrize("name", ENCODINGS)
@pytest.mark.parametrize("size", [0, 1, BODY_CAP - 1, BODY_CAP, BODY_CAP + 1])
def test_exactly_the_cap_is_read(name: str, size: int) -> None:
    """One byte less and the cap itself are whole; one more is cut, and said to be."""
    encoding, encode = ENCODINGS[name]
    data = bytes(range(251)) * (size // 251 + 1)
    body = read(encoding, encode(data[:size]), cap=BODY_CAP)
    assert body.data == data[: min(size, BODY_CAP)]
    assert body.truncated is (size > BODY_CAP)


@settings(max_examples=60)
@given(data=st.binary(max_size=300), cap=st.integers(1, 300), chunk=st.integers(1, 64))
def test_how_a_body_is_cut_into_chunks_never_matters(data: bytes, cap: int, chunk: int) -> None:
    """The same bytes come out, compressed or not."""
    for encoding, encode in ENCODINGS.values():
        body = read(encoding, encode(data), cap=cap, chunk=chunk)
        assert (body.data, body.truncated) == (data[:cap], len(data) > cap)


def test_a_bomb_costs_no_more_than_an_honest_page() -> None:
    """64 MiB of zeros in 64 KiB: inflating stops at the cap."""
    bomb = gzip_bomb()
    tracemalloc.start()
    body = read("gzip", bomb, cap=BODY_CAP, chunk=65536)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert body.truncated
    assert peak < 4 * BODY_CAP


@pytest.mark.parametrize("name", ["gzip", "deflate", "raw deflate"])
def test_nothing_is_wanted_after_the_end_of_what_is_compressed(name: str) -> None:
    """It would pile up unread, for as long as the peer likes to send."""
    encoding, encode = ENCODINGS[name]
    body = Body(encoding)
    assert body.add(encode(b"whole")[:-1])
    assert not body.add(encode(b"whole")[-1:] + b"more")
    assert (body.data, body.truncated) == (b"whole", False)


@settings(max_examples=60)
@given(parts=st.lists(st.binary(max_size=40), max_size=6), chunk=st.integers(1, 90))
def test_members_of_gzip_in_a_row_are_one_body(parts: list[bytes], chunk: int) -> None:
    """RFC 1952, 2.2: a server that flushes by compressing piece by piece sends a whole body, too."""
    body = read("gzip", b"".join(map(gzip.compress, parts)), cap=300, chunk=chunk)
    body.end()
    assert body.data == b"".join(parts)


@pytest.mark.parametrize("name", ["gzip", "deflate", "raw deflate"])
def test_what_ends_before_its_compression_does_is_not_whole(name: str) -> None:
    """A page without its second half is not up; one that was cut by us is as whole as we wanted it."""
    encoding, encode = ENCODINGS[name]
    with pytest.raises(NetFault) as raised:
        read(encoding, encode(b"half a page")[:-3], cap=100).end()
    assert raised.value.reason is Reason.PROTOCOL
    read(encoding, encode(b"half a page")[:-3], cap=4).end()


@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_nobody_puts_together_any_number_of_pieces(encoding: str) -> None:
    """One byte in a chunk, none in a member of gzip: to take them apart would be all that we do."""
    piece = gzip.compress(b"") if encoding else b"x"
    body = Body(encoding)
    taken = 0
    while taken < 2 * MOST_PIECES and body.add(piece):
        taken += 1
    assert taken <= MOST_PIECES
    assert body.truncated


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "gzip, identity", "compress"])
def test_other_and_stacked_encodings_are_refused(encoding: str) -> None:
    """They were not asked for, and each would be another way to hide a bomb."""
    with pytest.raises(NetFault) as raised:
        Body(encoding).add(b"x")
    assert raised.value.reason is Reason.PROTOCOL


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_a_body_that_is_not_what_it_says_is_no_http(encoding: str) -> None:
    """Plain text under a compressing header cannot be read."""
    with pytest.raises(NetFault) as raised:
        read(encoding, b"plain text, really", cap=100)
    assert raised.value.reason is Reason.PROTOCOL


def test_no_body_needs_no_decoding() -> None:
    """A 204 or an answer to HEAD may name any encoding."""
    assert Body("br").data == b""
