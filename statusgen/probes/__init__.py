"""Ask: one module per kind of check, one table `PROBES` of them, one runner.

A target that fails is an answer and never an exception; only bugs raise. What the kinds understand is
exported here; `probes.runner`, which asks, is imported by itself, for it brings the whole network along.

The modules, from what a user writes to what a run is:

- kinds: http, tcp, tls, dns, icmp, smtp, imap, pop3, ftp, ssh, websocket, grpc, heartbeat, domain; `kinds`
  lists them. Parts of single ones: http_expect, json_path, dns_expect, records, echoes, grpc_health, rdap,
  small_file, stated_time.
- what kinds share: probe (their shape), options, expect, endpoint, names, filling, web, headers, redirects,
  wildcard, dialogue, replies, greeting, judgement, answer.
- one asking: attempt (by whom and where), asking (bounded), several (addresses, attempts), lateness, shared.
- one run: runner, pacing, retrying, workers and their news, controls, ports.
"""

from statusgen.probes.answer import Answer, Finding
from statusgen.probes.kinds import PROBES
from statusgen.probes.options import Options
from statusgen.probes.probe import Probe

__all__ = [
    "PROBES",
    "Answer",
    "Finding",
    "Options",
    "Probe",
]
