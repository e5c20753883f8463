"""Replies that begin with three digits, as SMTP's and FTP's do (RFC 5321, 4.2; RFC 959, 4.2)."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from statusgen.domain.status import Reason

if TYPE_CHECKING:
    from statusgen.net import Lines

_BEGINNING = re.compile(r"([1-5][0-9][0-9])(-| |$)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Reply:
    """`lines` stand as they were sent, codes included."""

    code: int
    lines: tuple[str, ...]


async def hear_reply(lines: "Lines", *codes: int, otherwise: Reason, strict: bool = False) -> Reply:
    """A whole reply with one of these codes, the best first.

    NetFault: `otherwise` for another code, protocol where there is none. In FTP anything may stand between
    the first line of a reply and the last; `strict`, as in SMTP, each line begins with the code.
    """
    first = await lines.receive()
    beginning = _BEGINNING.match(first)
    if beginning is None:
        raise lines.unfit(Reason.PROTOCOL, str(codes[0]))
    code, goes_on = beginning[1], beginning[2] == "-"
    if int(code) not in codes:
        raise lines.unfit(otherwise, str(codes[0]))
    heard = [first]
    while goes_on:
        heard.append(await lines.receive())
        if strict and not heard[-1].startswith(code):
            raise lines.unfit(Reason.PROTOCOL, f"{code} again")
        goes_on = heard[-1] != code and not heard[-1].startswith(f"{code} ")
    return Reply(int(code), tuple(heard))
