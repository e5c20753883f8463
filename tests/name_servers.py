"""Real and odd name servers on loopback."""

import os
import shutil
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import dns.flags
import dns.message
import dns.rrset
import pytest

from tests.servers import free_port, wait_for_port

NSD = shutil.which("nsd", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
"""Where Debian's authoritative name server is; None if it is not installed."""

_HEAD = "$TTL 60\n@ SOA ns1 host 1 3600 600 86400 60\n@ NS ns1\nns1 A 127.0.0.1\n"
_CONFIG = """
server:
  server-count: 1
  ip-address: 127.0.0.1@{port}
  username: ""
  zonesdir: "{folder}"
  database: ""
  pidfile: ""
  xfrdfile: ""
  xfrdir: "{folder}"
  zonelistfile: "{folder}/zone.list"
remote-control:
  control-enable: no
"""


@contextmanager
def name_server(folder: Path, zones: Mapping[str, str | None]) -> Iterator[int]:
    """Debian's nsd on 127.0.0.1, over UDP and TCP: the port. It answers SERVFAIL for a zone without text."""
    if NSD is None and not os.environ.get("CI"):
        pytest.skip("nsd is not installed (Debian: apt-get install nsd)")
    port = free_port()
    config = [_CONFIG.format(port=port, folder=folder)]
    for zone, text in zones.items():
        config.append(f'zone:\n  name: {zone}\n  zonefile: "{zone}.zone"\n')
        if text is not None:
            (folder / f"{zone}.zone").write_text(f"$ORIGIN {zone}.\n{_HEAD}{text}\n")
    (folder / "nsd.conf").write_text("".join(config))
    with (folder / "nsd.log").open("wb") as log:
        process = subprocess.Popen([NSD or "nsd", "-d", "-c", str(folder / "nsd.conf")], stderr=log)
    try:
        wait_for_port(port)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=10)


Reply = Callable[[bytes], bytes]
"""The datagram that answers this one."""


class OddNameServer:
    """Answers each datagram with those that the replies make of it, the last of them again and again.

    Without a reply it says nothing. What cannot be read as a question is answered all the same.
    """

    def __init__(self, *replies: Reply, from_elsewhere: bool = False) -> None:
        self._replies = replies
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._elsewhere = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._elsewhere.bind(("127.0.0.9", 0))
        self._speaker = self._elsewhere if from_elsewhere else self._socket
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self.asked = 0
        self.port: int = self._socket.getsockname()[1]

    def __enter__(self) -> "OddNameServer":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.sendto(b"", ("127.0.0.1", self.port))
        self._thread.join(5)
        self._socket.close()
        self._elsewhere.close()

    def _serve(self) -> None:
        while True:
            data, peer = self._socket.recvfrom(4096)
            if not data:
                return
            self.asked += 1
            for reply in self._replies:
                self._speaker.sendto(reply(data), peer)


def answering(*answers: str, record: str = "A") -> Reply:
    """A right answer to whatever is asked."""

    def reply(data: bytes) -> bytes:
        query = dns.message.from_wire(data)
        response = dns.message.make_response(query)
        response.flags |= dns.flags.RA
        if answers:
            response.answer.append(dns.rrset.from_text(query.question[0].name, 60, "IN", record, *answers))
        return response.to_wire()

    return reply


def under_another_number(reply: Reply) -> Reply:
    """The same, as an answer to a question that was not asked."""

    def strange(data: bytes) -> bytes:
        answer = reply(data)
        return bytes([answer[0] ^ 0xFF]) + answer[1:]

    return strange
