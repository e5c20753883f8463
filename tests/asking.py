"""The shortest way to ask a check: as checks.yaml would give it, with every bug raised."""

import asyncio
from pathlib import Path

from statusgen.domain.config import Check, Probing
from statusgen.domain.samples import Sample
from statusgen.domain.secrets import Secrets
from statusgen.net import Network, Resolver
from statusgen.probes import PROBES
from statusgen.probes.pacing import LagMeter
from statusgen.probes.runner import ProbeReport, run_checks
from tests.builders import utc

AT = utc("2026-11-22 09:35")


def asked_check(
    target: str,
    *,
    kind: str = "http",
    check_id: str = "web",
    timeout_s: float = 2,
    tries: int = 1,
    **own_keys: object,
) -> Check:
    """A check with its kind's own keys as plain YAML values, tried once."""
    options = PROBES[kind].options.model_validate({"target": target, **own_keys})
    return Check(
        id=check_id,
        component=check_id,
        kind=kind,
        target=target,
        options=options,
        timeout_s=timeout_s,
        tries=tries,
        waits_s=(0,),
    )


def ask(
    *checks: Check,
    environ: dict[str, str] | None = None,
    ca_file: Path | None = None,
    resolver: Resolver | None = None,
    probing: Probing | None = None,
    network: Network | None = None,
    meter: LagMeter | None = None,
) -> ProbeReport:
    """The report of one run of these checks, on a machine that is never late unless `meter` says so."""
    return asyncio.run(
        run_checks(
            checks,
            probing=probing or Probing(),
            location="main",
            at=AT,
            secrets=Secrets(environ or {}),
            network=network or Network(ca_file=ca_file, resolver=resolver),
            meter=meter or LagMeter(clock=lambda: 0.0),
            strict=True,
        )
    )


def ask_one(
    check: Check,
    *,
    environ: dict[str, str] | None = None,
    ca_file: Path | None = None,
    resolver: Resolver | None = None,
) -> Sample:
    """The sample of one check."""
    return ask(check, environ=environ, ca_file=ca_file, resolver=resolver).run.samples[0]
