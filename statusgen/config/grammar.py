"""The sections of checks.yaml, each as a model of its keys."""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, Strict, model_validator

from statusgen.config.hours import Hours
from statusgen.config.values import (
    Accent,
    ControlAddress,
    Count,
    Date,
    Destination,
    Duration,
    Email,
    FileName,
    Flag,
    Id,
    InARow,
    Interval,
    Keeping,
    Language,
    Line,
    LinkAddress,
    Prose,
    Quorum,
    Share,
    SiteAddress,
    Span,
    StoreAddress,
    WebAddress,
    Zone,
)

KINDS = (
    "http",
    "tcp",
    "tls",
    "dns",
    "icmp",
    "smtp",
    "imap",
    "pop3",
    "ftp",
    "ssh",
    "websocket",
    "grpc",
    "heartbeat",
    "domain",
)
"""Every kind of check that the format names, whether this version can ask it or not."""

OTHER_NAMES = {
    "ping": "icmp",
    "https": "http",
    "url": "http",
    "port": "tcp",
    "ssl": "tls",
    "certificate": "tls",
    "name_server": "dns",
    "nameserver": "dns",
    "mail": "smtp",
    "pop": "pop3",
    "sftp": "ssh",
    "ws": "websocket",
    "wss": "websocket",
    "whois": "domain",
    "rdap": "domain",
    "backup": "heartbeat",
    "cron": "heartbeat",
    "push": "heartbeat",
}
"""What kinds of checks are called elsewhere."""

EXTERNAL = "external"
"""The kind of a check that others measure."""

Worst = Literal["degraded_performance", "partial_outage", "major_outage"]
Minority = Literal["note", "degraded_performance", "partial_outage"]


class Keys(BaseModel):
    """A table of checks.yaml: no other keys than these; one without a value is as good as left out."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True, defer_build=True)

    @model_validator(mode="before")
    @classmethod
    def _drop_empty(cls, values: object) -> object:
        if isinstance(values, dict):
            # what was meant to be a colour may be a comment: `accent: #0b5fff`
            return {key: value for key, value in values.items() if value is not None or key == "accent"}
        return values


class LinkKeys(Keys):
    label: Line = Field(description="What the link says.")
    url: LinkAddress = Field(description="Where it leads.")


class SiteKeys(Keys):
    """What this page is and where it stands."""

    name: Line = Field(description="Whose status this is, as a reader knows you.")
    url: SiteAddress = Field(
        description="Absolute address of the page; links, feeds and ids are made from it."
    )
    description: Line = Field(default="", description="One sentence for search results and previews.")
    timezone: Zone | None = Field(
        default=None, description="Zone in which times are printed; UTC if left out."
    )
    language: Language = Field(default="en", description="Language of the page.")
    logo: FileName | None = Field(default=None, description="Picture file beside checks.yaml.")
    accent: Accent = Field(default=None, description="Colour of links and marks; must be readable on white.")
    links: list[LinkKeys] = Field(default_factory=list, description="Links at the top of every page.")
    mirrors: list[WebAddress] = Field(default_factory=list, description="Where else the same page stands.")


class ContactKeys(Keys):
    """How readers reach you; stands at the top of every page."""

    phone: Line | None = Field(default=None, description="Telephone number, best with country code.")
    email: Email | None = Field(default=None, description="Mail address.")
    chat: WebAddress | None = Field(default=None, description="Address of a chat.")
    portal: WebAddress | None = Field(default=None, description="Address of a support portal.")
    hours: Hours | None = Field(
        default=None, description="When somebody answers: 'always', or days with their times."
    )
    reply_within: Span | None = Field(
        default=None, description="How soon you usually reply, during these hours."
    )
    note: Prose | None = Field(default=None, description="A sentence beside the contact details.")
    during_incident: Prose | None = Field(
        default=None, description="Takes the place of the note while something is open."
    )


class LocationKeys(Keys):
    id: Id = Field(description="What probers give as --location.")
    name: Line | None = Field(default=None, description="What readers see; the id if left out.")


class ProbingKeys(Keys):
    """How checks are put; most of it can be said for a single check as well."""

    interval: Interval = Field(default=300.0, description="How often the cron job promises to run.")
    late_after: Interval | None = Field(
        default=None, description="Age of a check's last answer from which it is late."
    )
    stale_after: Interval | None = Field(
        default=None, description="Age from which an answer says nothing any more."
    )
    timeout: Span = Field(
        default=10.0, description="For the whole of a probe, from name lookup to last byte."
    )
    tries: Annotated[int, Strict(), Field(ge=1, le=20)] = Field(
        default=4, description="Times a failure is asked before it counts."
    )
    waits: list[Duration] = Field(
        default=[2.0, 10.0, 30.0], min_length=1, description="Pauses between tries; the last one repeats."
    )
    down_after: InARow = Field(
        default=1, description="Failures in a row, each from another run, before a check counts as failing."
    )
    up_after: InARow = Field(
        default=1, description="Good answers in a row after a failure before it counts as well again."
    )
    concurrency: Count = Field(default=1000, description="Most probes under way at once.")
    deadline: Span = Field(default=180.0, description="For a whole run; what is unfinished then is unknown.")
    controls: list[ControlAddress] = Field(
        default_factory=list,
        description="Unrelated sites: if none answers, the prober is offline. tcp://host:port is for a port.",
    )
    locations: list[LocationKeys] = Field(
        default_factory=list, description="Where probers stand; if listed, others are refused."
    )
    quorum: Quorum = Field(
        default=None, description="How many locations must agree on an outage: 'majority' or a number."
    )
    minority: Minority = Field(
        default="note", description="What the finding of fewer locations makes of the status."
    )


class HistoryKeys(Keys):
    """Where measurements are kept."""

    store: StoreAddress = Field(
        default="state", description="Folder beside checks.yaml; object stores are for a later version."
    )
    keep_runs: Keeping = Field(
        default=7 * 86400.0, description="How long single runs are kept; day summaries stay."
    )


class UptimeKeys(Keys):
    """How uptime figures are reckoned."""

    partial_outage_weight: Share = Field(
        default=0.3, description="Share of a partial outage's time that counts as down."
    )
    announce_before: Duration = Field(
        default=86400.0, description="Maintenance announced this long ahead is excused."
    )


class DestinationKeys(Keys):
    to: Destination = Field(description="Folder or git branch that gets the site.")


def _read_destination_entry(value: object) -> object:
    return {"to": value} if isinstance(value, str) else value


class PublishKeys(Keys):
    """Wraps the list under `publish`."""

    publish: list[Annotated[DestinationKeys, BeforeValidator(_read_destination_entry)]] = Field(
        default_factory=list
    )


class GroupKeys(Keys):
    """Components that belong together."""

    id: Id = Field(description="Stable for ever; one space of names with components.")
    name: Line | None = Field(default=None, description="What readers see; the id if left out.")


class ComponentKeys(Keys):
    """Something that your customers recognise."""

    id: Id = Field(description="Stable for ever: addresses, feeds and history hang on it.")
    name: Line | None = Field(default=None, description="What readers see; the id if left out.")
    description: Line = Field(default="", description="One sentence about it.")
    formerly: list[Id] = Field(
        default_factory=list, description="Ids it had before: history, feed and badge addresses carry over."
    )
    core: Flag = Field(default=False, description="Down alone, it makes the whole page a major outage.")
    retired: Date | None = Field(
        default=None, description="Off the front page from this day; what was published stays."
    )


class FreshnessKeys(Keys):
    """What every check may say, external ones too."""

    id: Id | None = Field(
        default=None, description="Default: component id and kind; a second check of a kind needs one."
    )
    interval: Interval | None = Field(default=None, description="How often this check is asked.")
    late_after: Interval | None = Field(default=None, description="As under probing, for this check.")
    stale_after: Interval | None = Field(default=None, description="As under probing, for this check.")
    worst: Worst = Field(
        default="major_outage", description="The most that this check can say about its component."
    )
    down_after: InARow | None = Field(default=None, description="As under probing, for this check.")
    up_after: InARow | None = Field(default=None, description="As under probing, for this check.")
    private: Flag = Field(
        default=False, description="Measured and counted, but target and detail never leave the store."
    )


class CheckKeys(FreshnessKeys):
    """What every check that we ask ourselves may say."""

    timeout: Span | None = Field(default=None, description="As under probing, for this check.")
    tries: Annotated[int, Strict(), Field(ge=1, le=20)] | None = Field(
        default=None, description="As under probing, for this check."
    )
    waits: Annotated[list[Duration], Field(min_length=1)] | None = Field(
        default=None, description="As under probing, for this check."
    )
