"""Ask: one module per kind of check, one table `PROBES` of them, one runner.

A target that fails is an answer and never an exception; only bugs raise. What the kinds understand is
exported here; `probes.runner`, which asks, is imported by itself, for it brings the whole network along.
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
