"""The word for each member of each vocabulary."""

from statusgen.domain.figures import Window
from statusgen.domain.posts import State
from statusgen.domain.samples import Counted
from statusgen.domain.status import Impact, Reason, Status

STATUSES = {
    Status.OPERATIONAL: "Operational",
    Status.UNDER_MAINTENANCE: "Under maintenance",
    Status.UNKNOWN: "Unknown",
    Status.DEGRADED_PERFORMANCE: "Degraded performance",
    Status.PARTIAL_OUTAGE: "Partial outage",
    Status.MAJOR_OUTAGE: "Major outage",
}

STATES = {
    State.INVESTIGATING: "Investigating",
    State.IDENTIFIED: "Identified",
    State.MONITORING: "Monitoring",
    State.RESOLVED: "Resolved",
    State.WITHDRAWN: "Withdrawn",
    State.POSTMORTEM: "Postmortem",
    State.SCHEDULED: "Scheduled",
    State.IN_PROGRESS: "In progress",
    State.VERIFYING: "Verifying",
    State.COMPLETED: "Completed",
    State.CANCELLED: "Cancelled",
    State.PUBLISHED: "Published",
}

SIGHTS = {
    Status.OPERATIONAL: "Works",
    Status.UNKNOWN: "Unknown",
    Status.DEGRADED_PERFORMANCE: "Slow",
    Status.PARTIAL_OUTAGE: "Fails in part",
    Status.MAJOR_OUTAGE: "Fails",
}
"""How a component looks from one place, which is not yet its status."""

COUNTED = {
    Counted.ADDRESSES: ("addresses", "answers", "answer", "answered"),
    Counted.ATTEMPTS: ("attempts", "gets an answer", "get an answer", "got an answer"),
    Counted.SERVERS: ("servers", "answers", "answer", "answered"),
    Counted.PACKETS: ("packets", "comes back", "come back", "came back"),
    None: ("", "answers", "answer", "answered"),
}
"""What is counted; what one of them does, what several do, what they did."""

IMPACT_STATUSES = {
    Impact.NONE: Status.UNKNOWN,
    Impact.MINOR: Status.DEGRADED_PERFORMANCE,
    Impact.MAJOR: Status.PARTIAL_OUTAGE,
    Impact.CRITICAL: Status.MAJOR_OUTAGE,
}

WINDOWS = {
    Window.DAY: "24 hours",
    Window.WEEK: "7 days",
    Window.MONTH: "30 days",
    Window.QUARTER: "90 days",
}

REASONS = {
    Reason.LOOKUP: "its name could not be looked up",
    Reason.CONNECT: "it could not be connected to",
    Reason.TIMEOUT: "it did not answer in time",
    Reason.RESET: "it cut the connection",
    Reason.PROTOCOL: "its answer made no sense",
    Reason.TLS: "no secure connection could be made",
    Reason.CERTIFICATE_EXPIRED: "its certificate has expired",
    Reason.CERTIFICATE_NAME: "its certificate is made out to another name",
    Reason.CERTIFICATE_UNTRUSTED: "its certificate is not trusted",
    Reason.STATUS: "it answered with an error",
    Reason.BODY: "its answer lacked what should be in it",
    Reason.JSON: "its answer lacked what should be in it",
    Reason.HEADER: "its answer lacked what should be in it",
    Reason.BANNER: "its greeting was not the expected one",
    Reason.ANSWER: "its name servers gave another answer than expected",
    Reason.OUTDATED: "it has not reported for too long",
    Reason.NOT_SERVING: "it says that it is not able to serve",
    Reason.DOMAIN_EXPIRED: "the registration of its domain has ended",
    Reason.REDIRECT: "it redirected to where it should not",
    Reason.TOO_LARGE: "its answer was too large",
    Reason.LATENCY: "it answered slowly",
    Reason.NOT_CONFIGURED: "our check is not set up",
    Reason.CREDENTIALS_REFUSED: "our check was not let in",
    Reason.BLOCKED: "our monitoring cannot reach it from its network",
    Reason.PROBER_OFFLINE: "our monitoring was offline",
    Reason.DEADLINE: "our check ran out of time",
    Reason.PROBER_ERROR: "our check failed by itself",
}
