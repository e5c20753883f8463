"""From a manuscript to announced work."""

from datetime import datetime

from statusgen.domain.posts import Maintenance
from statusgen.errors import Code, Severity
from statusgen.posts.manuscript import Manuscript
from statusgen.posts.scope import TOP


def make_maintenance(manuscript: Manuscript) -> Maintenance | None:
    """None if it is not announced yet."""
    starts, ends = _window(manuscript)
    announced = manuscript.time("announced")
    moments = manuscript.moments(announced or _unannounced(manuscript, starts), announced=announced)
    scope = manuscript.scope
    if not moments or (scope.explicit_now and announced is not None and announced > scope.now):
        return None
    updates = manuscript.updates(moments, starts=starts)
    if announced is None or not manuscript.has_come(announced, "announced"):
        announced = updates[0].at
    _tell_repeat(manuscript)
    named_zone = manuscript.values.zone()
    return Maintenance(
        id=manuscript.id,
        title=manuscript.title,
        file=manuscript.notes.file,
        updates=updates,
        pinned=manuscript.pinned,
        broken=manuscript.broken,
        starts=starts,
        ends=ends,
        announced=announced,
        timezone=named_zone.key if named_zone else None,
        statuses=manuscript.statuses,
    )


def _window(manuscript: Manuscript) -> tuple[datetime, datetime]:
    """When it starts and ends. What cannot be told is no time at all, and so hides no outage."""
    values, notes = manuscript.values, manuscript.notes
    for key in ("starts", "ends"):
        if values.header.get(key) is None:
            message = f"maintenance without '{key}': nobody knows when it is"
            notes.tell(
                Code.BAD_POST_VALUE, values.header.place("kind"), message, f"write '{key}: 2026-11-20 09:20'"
            )
    starts = manuscript.time("starts")
    if starts is None:
        ends = manuscript.time("ends", later=True) or manuscript.scope.now
        return ends, ends
    ends = values.time_after("ends", starts, manuscript.scope.zone) or starts
    if ends < starts:
        notes.tell(Code.WRONG_ORDER, values.header.place("ends"), "this maintenance ends before it starts")
        ends = starts
    return starts, ends


def _unannounced(manuscript: Manuscript, starts: datetime) -> datetime | None:
    """When it counts as announced if nothing says so; None if its updates or its file's name do.

    A file that bears the day of the work instead of a day that has come is no announcement of that day.
    """
    scope, named = manuscript.scope, manuscript.file_date
    to_come = named is not None and named > scope.now.astimezone(scope.zone).date()
    if manuscript.body.sections or (named is not None and (scope.explicit_now or not to_come)):
        return None
    message = "nothing says when this was announced, so it does not count as announced ahead"
    hint = "write 'announced: 2026-11-20 09:20'"
    manuscript.notes.tell(Code.BAD_TIME, TOP, message, hint, severity=Severity.HINT)
    return min(starts, manuscript.scope.now)


def _tell_repeat(manuscript: Manuscript) -> None:
    repeat = manuscript.values.header.get("repeat")
    if repeat is not None:
        message = "'repeat' is not supported in this version; only the first occurrence is shown"
        manuscript.notes.tell(Code.POST_KIND_NOT_SUPPORTED, repeat.place, message)
