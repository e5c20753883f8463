"""Servers on loopback that bench/probing.py asks."""

import contextlib
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.servers import NGINX, Certificates, free_port, wait_for_port

DELAY_MS = 100
ECHO = Path("/usr/lib/nginx/modules/ngx_http_echo_module.so")
"""What lets nginx take its time; Debian's nginx-light brings it."""


@contextlib.contextmanager
def slow_nginx(folder: Path, certificates: Certificates) -> Iterator[int]:
    """The port of an nginx with TLS that answers every request after exactly DELAY_MS."""
    port = free_port()
    config = folder / "slow.conf"
    config.write_text(f"""
load_module {ECHO};
daemon off;
worker_processes 1;
pid {folder}/slow.pid;
events {{ worker_connections 4096; }}
http {{
    access_log off;
    client_body_temp_path {folder}/slow-body;
    proxy_temp_path {folder}/slow-proxy;
    fastcgi_temp_path {folder}/slow-fastcgi;
    uwsgi_temp_path {folder}/slow-uwsgi;
    scgi_temp_path {folder}/slow-scgi;
    server {{
        listen 127.0.0.1:{port} backlog=4096 ssl;
        ssl_certificate {certificates.good};
        ssl_certificate_key {certificates.good};
        location / {{ echo_sleep {DELAY_MS / 1000}; echo "Sign in."; }}
    }}
}}
""")
    command = [NGINX or "nginx", "-p", str(folder), "-c", str(config), "-e", str(folder / "slow.log")]
    process = subprocess.Popen(command)
    try:
        wait_for_port(port)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=10)


@contextlib.contextmanager
def hanging(backlog: int) -> Iterator[int]:
    """A port where the system takes so many connections and nobody ever answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=backlog) as server:
        yield server.getsockname()[1]
