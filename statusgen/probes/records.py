"""The types of records that a name may have."""

import re
from typing import Annotated

from pydantic import BeforeValidator, WithJsonSchema

RECORDS = frozenset(
    """
    A AAAA AFSDB AMTRELAY APL AVC BRID CAA CDNSKEY CDS CERT CNAME CSYNC DHCID DLV DNAME DNSKEY DS DSYNC
    EUI48 EUI64 GPOS HHIT HINFO HIP HTTPS IPSECKEY ISDN KEY KX L32 L64 LOC LP MX NAPTR NID NINFO NS
    NSAP NSEC NSEC3 NSEC3PARAM OPENPGPKEY PTR PX RESINFO RP RRSIG RT SIG SMIMEA SOA SPF SRV SSHFP SVCB
    TA TLSA TXT URI WALLET WKS X25 ZONEMD
    """.split()  # noqa: SIM905 - one line each would be seventy
)
_NUMBERED = re.compile(r"TYPE([0-9]{1,5})")  # RFC 3597, 5
_LAST = 65535


def _record(value: object) -> str:
    record = value.upper() if isinstance(value, str) else ""
    number = _NUMBERED.fullmatch(record)
    if record not in RECORDS and not (number and int(number[1]) <= _LAST):
        raise ValueError("must be a type of record, such as A, AAAA, MX, NS, TXT or TYPE65280")
    return record


Record = Annotated[str, BeforeValidator(_record), WithJsonSchema({"type": "string"})]
"""In capitals; dnspython reads all of them."""
