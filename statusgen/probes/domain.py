"""domain: until when a domain is registered, as its registry says."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator, Field

from statusgen.domain.config import Check
from statusgen.domain.secrets import Secrets
from statusgen.domain.status import Outcome, Reason
from statusgen.domain.url import Url
from statusgen.probes.answer import Answer, Finding
from statusgen.probes.names import ascii_name
from statusgen.probes.options import LookupOptions, Model, Seconds, checked_target, options_of
from statusgen.probes.probe import Misconfigured, Probe
from statusgen.probes.rdap import BOOTSTRAP, Registration, fetch_registration, fetch_service

if TYPE_CHECKING:
    from statusgen.probes.attempt import Attempt

DAY_S = 86400

_ENDED = {"redemptionperiod": "redemption period", "pendingdelete": "pending delete"}  # RFC 3915, 3.1
_HELD = {"clienthold": "client hold", "serverhold": "server hold"}  # RFC 5731, 2.3
_JUDGING_S = 0.1


def _name(text: str) -> str:
    name = ascii_name(text)
    if "." not in name:
        raise ValueError("must be a name that one can register, such as example.com")
    return name


def _base_url(text: str) -> str:
    Url.parse(text)
    return text


class DomainExpect(Model):
    valid_for_s: Seconds = Field(
        default=30 * DAY_S,
        alias="valid_for",
        description="A registration that ends sooner is told to the operator; only an ended one is down.",
    )


class DomainOptions(LookupOptions):
    """Asks the domain's registry, once a day, until when it is registered and whether it is on hold."""

    usual_interval_s = DAY_S

    target: Annotated[str, AfterValidator(partial(checked_target, read=_name))] = Field(
        description="The registered name."
    )
    server: Annotated[str, AfterValidator(_base_url)] | None = Field(
        default=None, description="The base URL of an RDAP service, instead of the one that IANA lists."
    )
    expect: DomainExpect = Field(default_factory=DomainExpect)


async def _ask(check: Check, attempt: "Attempt") -> Answer:
    """A registry that cannot be asked says nothing about the domain: that is unknown, and never down."""
    import asyncio

    from statusgen.net import NetFault, OurFault

    name = _filled_name(check, attempt.prober.secrets)
    try:
        async with asyncio.timeout(attempt.left_s - _JUDGING_S):
            return await _ask_registry(check, name, attempt)
    except OurFault:
        raise
    except NetFault as fault:
        answer = _unknown(check, fault.reason, f"the registry of {name} cannot be asked: {fault.detail}")
    except TimeoutError:
        still = f": still {attempt.stopwatch.doing}" if attempt.stopwatch.doing else ""
        answer = _unknown(check, Reason.TIMEOUT, f"the registry of {name} did not answer in time{still}")
    return replace(answer, again=True)


async def _ask_registry(check: Check, name: str, attempt: "Attempt") -> Answer:
    options = options_of(check, DomainOptions)
    service = options.server or await fetch_service(name, attempt)
    if service is None:
        message = f"the registry of {name} offers no RDAP: name a 'server', or leave this check out"
        return _unknown(check, Reason.LOOKUP, message)
    registration = await fetch_registration(name, service, attempt)
    if registration is None:
        return _down(Reason.DOMAIN_EXPIRED, f"{name} is not registered")
    return _judge(check, name, registration, at=attempt.prober.at)


def _judge(check: Check, name: str, registration: Registration, *, at: datetime) -> Answer:
    until = registration.until
    if state := _first_of(_ENDED, registration):
        return _down(Reason.DOMAIN_EXPIRED, f"{name} is about to be deleted ({state})")
    if until is not None and until <= at:
        return _down(Reason.DOMAIN_EXPIRED, f"the registration of {name} ended on {until:%Y-%m-%d}")
    if state := _first_of(_HELD, registration):
        return _down(Reason.LOOKUP, f"{name} is taken out of the DNS ({state})")
    if until is None:
        message = f"the registry of {name} does not say when the registration ends: leave this check out"
        return _unknown(check, Reason.BODY, message)
    wanted_s = options_of(check, DomainOptions).expect.valid_for_s
    if until - at >= timedelta(seconds=wanted_s):
        return Answer(outcome=Outcome.UP)
    message = (
        f"the registration of {name} ends on {until:%Y-%m-%d}, in {(until - at).days} days "
        f"(wanted: {wanted_s / DAY_S:g})"
    )
    return Answer(outcome=Outcome.UP, findings=(Finding(check.id, message),))


def _first_of(states: Mapping[str, str], registration: Registration) -> str:
    """The state that it is in, in words; empty if it is in none of these."""
    return next((words for state, words in states.items() if state in registration.states), "")


def _down(reason: Reason, detail: str) -> Answer:
    return Answer(outcome=Outcome.DOWN, reason=reason, detail=detail)


def _unknown(check: Check, reason: Reason, message: str) -> Answer:
    return Answer(
        outcome=Outcome.UNKNOWN, reason=reason, detail=message, findings=(Finding(check.id, message),)
    )


def _filled_name(check: Check, secrets: Secrets) -> str:
    try:
        return _name(secrets.fill(options_of(check, DomainOptions).target))
    except ValueError as error:
        raise Misconfigured(f"the target, its secrets filled in, {error}") from None


def _hosts(check: Check, _secrets: Secrets) -> tuple[str, ...]:
    return (Url.parse(options_of(check, DomainOptions).server or BOOTSTRAP).host,)


DOMAIN = Probe(name="domain", options=DomainOptions, ask=_ask, hosts=_hosts)
