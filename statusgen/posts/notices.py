"""From a manuscript to a notice."""

from statusgen.domain.posts import Notice
from statusgen.errors import Code, Severity
from statusgen.posts.manuscript import Manuscript


def make_notice(manuscript: Manuscript) -> Notice | None:
    """None if it is not out yet."""
    started = manuscript.time("started")
    moments = manuscript.moments(started)
    if not moments:
        return None
    if manuscript.statuses:
        place, message = (
            manuscript.values.header.place("components"),
            "a notice changes no component's status",
        )
        manuscript.notes.tell(Code.BAD_POST_VALUE, place, message, severity=Severity.HINT)
    updates = manuscript.updates(moments)
    if started is None or not manuscript.has_come(started, "started"):
        started = updates[0].at
    return Notice(
        id=manuscript.id,
        title=manuscript.title,
        file=manuscript.notes.file,
        updates=updates,
        pinned=manuscript.pinned,
        broken=manuscript.broken,
        at=started,
    )
