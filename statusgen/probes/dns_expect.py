"""What the answer of a name server must be."""

from collections.abc import Iterable
from ipaddress import ip_address
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from statusgen.domain.status import Reason
from statusgen.probes.expect import TimedExpect
from statusgen.probes.options import Text, as_items
from statusgen.probes.probe import Misconfigured

if TYPE_CHECKING:
    from statusgen.net import DnsQuestion, DnsReply

Trouble = tuple[Reason, str]
"""Why a reply is not what was expected, and the detail for the log."""

TEXT_OR_TEXTS = WithJsonSchema(
    {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
)

_LONGEST_TOLD = 200
_IN_WORDS = {
    "NXDOMAIN": "does not exist",
    "SERVFAIL": "cannot be looked up by this server (SERVFAIL)",
    "REFUSED": "is none of this server's business (REFUSED)",
}
_VERSIONS = {"A": 4, "AAAA": 6}


def _upper(value: object) -> object:
    return value.upper() if isinstance(value, str) else value


Texts = Annotated[tuple[Text, ...], BeforeValidator(as_items), TEXT_OR_TEXTS]
Rcode = Annotated[Literal["NOERROR", "NXDOMAIN", "REFUSED", "SERVFAIL"], BeforeValidator(_upper)]


class DnsExpect(TimedExpect):
    answers: Texts | None = Field(
        default=None, description="The records of this type, all of them, in any order."
    )
    answers_include: Texts = Field(default=(), description="Records that are among the answers.")
    rcode: Rcode = Field(default="NOERROR", description="How the server answers.")

    @model_validator(mode="after")
    def _is_possible(self) -> Self:
        if self.rcode != "NOERROR" and (self.answers or self.answers_include):
            raise ValueError(f"there are no answers where the rcode is {self.rcode}")
        return self

    @property
    def all_answers(self) -> tuple[str, ...]:
        return (*(self.answers or ()), *self.answers_include)

    def trouble(self, question: "DnsQuestion", reply: "DnsReply") -> Trouble | None:
        """The first thing that is not as expected; latency is judged elsewhere. Raises Misconfigured."""
        if reply.rcode != self.rcode:
            if reply.rcode == "NOERROR":
                return Reason.ANSWER, f"{question.name} is known to this server, expected {self.rcode}"
            what = _IN_WORDS.get(reply.rcode, f"cannot be looked up by this server ({reply.rcode})")
            return Reason.LOOKUP, f"{question.name} {what}"
        return self._answer_trouble(question, reply) if self.rcode == "NOERROR" else None

    def _answer_trouble(self, question: "DnsQuestion", reply: "DnsReply") -> Trouble | None:
        said = f"{question.name} {question.record} is {_listed(reply.answers)}"
        if self.answers is not None:
            wanted = _canonical(question.record, self.answers)
            if set(wanted) != set(reply.answers):
                return Reason.ANSWER, f"{said}, expected {_listed(wanted)}"
        elif not reply.answers:
            return Reason.ANSWER, said
        included = _canonical(question.record, self.answers_include)
        missing = [each for each in included if each not in reply.answers]
        return (Reason.ANSWER, f"{said}, expected {_listed(missing)} among them") if missing else None


def may_be(record: str, text: str) -> bool:
    """Whether an answer can be of this type, as far as a glance tells; the rest shows when it is compared."""
    try:
        return record not in _VERSIONS or ip_address(text).version == _VERSIONS[record]
    except ValueError:
        return False


def _canonical(record: str, texts: Iterable[str]) -> list[str]:
    from statusgen.net import canonical_answer

    try:
        return sorted({canonical_answer(record, text) for text in texts})
    except ValueError as error:
        raise Misconfigured(f"what is expected: {error}") from None


def _listed(answers: Iterable[str]) -> str:
    """For the log: what a server says may hold anything, such as what moves the cursor of a terminal."""
    listed = ", ".join(each if each.isprintable() else repr(each) for each in answers) or "empty"
    return listed if len(listed) <= _LONGEST_TOLD else f"{listed[:_LONGEST_TOLD]}…"
