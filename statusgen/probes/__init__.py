"""Ask: one module per kind of check, one table `PROBES` of them, one runner.

A target that fails is an answer and never an exception; only bugs raise.
"""

from statusgen.probes.answer import Answer, Finding
from statusgen.probes.attempt import Attempt, Probe, Prober
from statusgen.probes.kinds import PROBES
from statusgen.probes.options import Options
from statusgen.probes.runner import ProbeReport, probe, run_checks

__all__ = [
    "PROBES",
    "Answer",
    "Attempt",
    "Finding",
    "Options",
    "Probe",
    "ProbeReport",
    "Prober",
    "probe",
    "run_checks",
]
