"""Whole posts: what they become, and what is told of them."""

import pytest

from statusgen.domain.posts import Maintenance, Notice, State
from statusgen.domain.status import Status
from statusgen.errors import Severity
from tests.builders import utc
from tests.reading import FILE, post_text, read

TIRED = """---
title: Checkout: one card in five fails
components: checkout partial, api slow
---

## 2026-11-20 09:20 investigating, next update 10:30

About one card payment in five fails.

## 2026-11-20 10:05 identified, checkout down, next update in 40m

The payment provider has trouble.

## 2026-11-20 11:00 resolved

## Postmortem

It was the provider's certificate.
"""


def test_what_a_tired_person_types_is_understood() -> None:
    """The example of the format reads as it is meant, without a word of complaint."""
    reading = read(TIRED)
    incident = reading.incident
    assert reading.problems == ()
    assert (incident.id, incident.title) == ("2026-11-20-checkout", "Checkout: one card in five fails")
    assert incident.statuses == (
        ("checkout", Status.PARTIAL_OUTAGE),
        ("api", Status.DEGRADED_PERFORMANCE),
    )
    assert [update.state for update in incident.updates] == [
        State.INVESTIGATING,
        State.IDENTIFIED,
        State.RESOLVED,
        State.POSTMORTEM,
    ]
    assert [update.at for update in incident.updates] == [
        utc("2026-11-20 09:20"),
        utc("2026-11-20 10:05"),
        utc("2026-11-20 11:00"),
        utc("2026-11-20 11:00"),
    ]
    assert [update.next_update for update in incident.updates[:2]] == [
        utc("2026-11-20 10:30"),
        utc("2026-11-20 10:45"),
    ]
    assert incident.updates[1].statuses == (("checkout", Status.MAJOR_OUTAGE),)
    assert incident.started == utc("2026-11-20 09:20")
    assert incident.resolved == utc("2026-11-20 11:00")
    assert incident.updates[3].text == "It was the provider's certificate."


def test_an_update_is_named_by_its_time() -> None:
    """Ids of updates are their times in UTC, numbered where two share a minute."""
    reading = read(post_text("## 2026-07-20 09:20 investigating", "## 2026-07-20 09:20 update"))
    assert [update.id for update in reading.incident.updates] == ["20260720t0820z", "20260720t0820z-2"]


def test_a_mistake_is_told_with_its_place_and_a_guess() -> None:
    """Line and column count from 1, in characters."""
    text = "---\ntitle: Search is slow\ncomponents: serach\n---\n\n## 2026-11-20 09:20 investigating\n"
    assert read(text, "incidents/2026-03-17-search.md").told == [
        "incidents/2026-03-17-search.md:3:13: unknown component 'serach' (did you mean 'search'?) [SG201]"
    ]


def test_every_mistake_is_told_in_one_go() -> None:
    """Nothing hides behind the first one."""
    text = post_text(
        "## 2026-11-20 9.20 investigating",
        "## 2026-11-20 09:20 investigatin, next update soon",
        header="titel: x\ncomponents: serach, checkout partal\nstarted: 25:61\nkind: incidnt",
    )
    assert set(read(text).codes) == {"SG201", "SG202", "SG203", "SG204", "SG208", "SG209", "SG210"}


def test_an_unknown_component_is_a_mistake_while_the_post_is_open() -> None:
    """It is named as written, and worth a note only once the post is closed."""
    opened = post_text("## 2026-11-20 09:20 investigating, mailserver down")
    reading = read(opened)
    assert reading.incident.components == ("mailserver",)
    assert [(problem.code, problem.severity) for problem in reading.problems] == [("SG201", Severity.MISTAKE)]
    closed = read(opened + "\n## 2026-11-20 10:00 resolved\n")
    assert closed.incident.components == ("mailserver",)
    assert [(problem.code, problem.severity) for problem in closed.problems] == [("SG250", Severity.HINT)]


def test_a_former_name_is_the_component_that_it_was() -> None:
    """A renamed component's posts need no edit."""
    reading = read(
        post_text("## 2026-11-20 09:20 investigating, panel down", header="components: Panel slow")
    )
    assert reading.incident.components == ("control-panel",)
    assert reading.problems == ()


def test_without_updates_the_text_is_the_first_one() -> None:
    """It is investigating, at `started`, else at the start of the day in the file's name."""
    assert read(post_text("Cards fail.")).incident.updates[0].at == utc("2026-11-20 00:00")
    reading = read(post_text("Cards fail.", header="started: 2026-11-19 22:10"))
    assert reading.incident.updates[0].at == reading.incident.started == utc("2026-11-19 22:10")
    assert reading.incident.updates[0].state is State.INVESTIGATING
    assert reading.incident.updates[0].text == "Cards fail."


def test_a_post_without_any_time_is_of_today() -> None:
    """It is published all the same, and told."""
    reading = read(post_text("Cards fail."), "incidents/cards.md")
    assert reading.incident.started == utc("2026-11-22 00:00")
    assert reading.codes == ["SG204"]


def test_an_introduction_belongs_to_the_earliest_update() -> None:
    """Text above the first heading is not lost, wherever the earliest update stands."""
    text = post_text(
        "Cards fail.", "## 2026-11-20 10:00 resolved", "## 2026-11-20 09:20 investigating\n\nSome."
    )
    assert [update.text for update in read(text).incident.updates] == ["Cards fail.\n\nSome.", ""]


def test_backdating_is_normal() -> None:
    """`started` may lie before the first update."""
    reading = read(post_text("## 2026-11-20 09:20 investigating", header="started: 2026-11-20 08:50"))
    assert reading.incident.started == utc("2026-11-20 08:50")
    assert reading.problems == ()


@pytest.mark.parametrize(
    "text",
    [
        post_text("## 2026-11-20 09:20 resolved", header="started: 2026-11-21 09:00"),
        post_text("## 2026-11-20 09:20 resolved", "## 2026-11-21 09:00 investigating"),
    ],
)
def test_an_incident_that_ends_before_it_begins_is_told(text: str) -> None:
    """A day typed wrong is the usual reason; the post is published."""
    reading = read(text)
    assert reading.codes == ["SG206"]
    assert reading.incident.started == utc("2026-11-20 09:20")


def test_a_title_is_taken_from_where_one_can_be_found() -> None:
    """A heading, else the file's name; both are told."""
    reading = read("# Cards fail\n\nSorry.\n")
    assert (reading.incident.title, reading.incident.updates[0].text) == ("Cards fail", "Sorry.")
    assert reading.codes == ["SG211"]
    reading = read("Sorry.\n", "incidents/2026-11-20-cards-fail.md")
    assert reading.incident.title == "Cards fail"
    assert reading.codes == ["SG211"]


def test_a_post_that_says_nothing_is_told() -> None:
    """With a title it is published, without anything it is not."""
    reading = read(post_text(header="components: checkout down"))
    assert reading.incident.statuses == (("checkout", Status.MAJOR_OUTAGE),)
    assert reading.codes == ["SG219"]
    empty = read("\n \n")
    assert empty.post is None
    assert empty.codes == ["SG219"]
    assert "NOT ON THE PAGE" in empty.told[0]


def test_a_draft_is_no_post_but_its_mistakes_are_told() -> None:
    """Nothing of a draft is shown."""
    assert read(post_text("## 2026-11-20 09:20 investigating", header="draft: true")).problems == ()
    reading = read(post_text("## 2026-11-20 09:20 investigatin", header="draft: yes"))
    assert reading.post is None
    assert reading.codes == ["SG203"]
    assert read(post_text("Cards fail.", header="draft: false")).post is not None


def test_what_may_be_a_draft_stays_hidden() -> None:
    """A word that is neither yes nor no might have been meant as yes."""
    reading = read(post_text("Cards fail.", header="draft: ture"))
    assert reading.post is None
    assert "NOT ON THE PAGE" in reading.told[0]


@pytest.mark.parametrize("kind", ["known-issue", "known_issue", "correction"])
def test_kinds_of_later_versions_are_not_published(kind: str) -> None:
    """They are told, at the key."""
    reading = read(post_text("Cards fail.", header=f"kind: {kind}"))
    assert reading.post is None
    assert reading.codes == ["SG218"]
    assert (reading.problems[0].line, reading.problems[0].column) == (3, 1)
    assert "not supported in this version" in reading.told[0]
    assert "NOT ON THE PAGE" in reading.told[0]


def test_an_unknown_kind_is_an_incident() -> None:
    """Never better news than it may be."""
    reading = read(post_text("Cards fail.", header="kind: maintenence"))
    assert reading.incident.is_open
    assert reading.told == [
        f"{FILE}:3:7: unknown kind 'maintenence', taken as an incident (did you mean 'maintenance'?) [SG210]"
    ]


def test_a_key_of_another_kind_is_told() -> None:
    """`ends` in an incident would otherwise be lost in silence."""
    reading = read(post_text("Cards fail.", header="ends: 2026-11-20 12:00"))
    assert reading.incident.is_open
    assert reading.codes == ["SG210"]


def test_a_notice_changes_no_status() -> None:
    """It has a text and a time, and may be pinned."""
    reading = read(post_text("We move house.", header="kind: notice\npinned: true"))
    assert isinstance(reading.post, Notice)
    assert reading.notice.pinned
    assert reading.notice.at == utc("2026-11-20 00:00")
    assert [(update.state, update.text) for update in reading.notice.updates] == [
        (State.PUBLISHED, "We move house.")
    ]
    assert reading.problems == ()


def test_components_of_a_notice_are_a_hint() -> None:
    """Somebody may have expected them to do something."""
    reading = read(post_text("We move house.", header="kind: notice\ncomponents: checkout"))
    assert [(problem.code, problem.severity) for problem in reading.problems] == [("SG210", Severity.HINT)]


def test_ignored_checks_must_exist() -> None:
    """Former ones in closed posts are a note."""
    header = "ignore_checks: api-http, serch-http"
    reading = read(post_text("## 2026-11-20 09:20 investigating", header=header))
    assert reading.incident.ignore_checks == ("api-http", "serch-http")
    assert reading.told == [f"{FILE}:3:26: unknown check 'serch-http' (did you mean 'search-http'?) [SG210]"]
    closed = read(post_text("## 2026-11-20 09:20 resolved", header=header))
    assert [problem.severity for problem in closed.problems] == [Severity.HINT]


def test_where_there_is_no_check_none_can_be_ignored() -> None:
    """No checks at all is not the same as not knowing of any."""
    text = post_text("## 2026-11-20 09:20 investigating", header="ignore_checks: [nope]")
    assert read(text, checks=()).told == [f"{FILE}:3:17: unknown check 'nope' [SG210]"]
    assert read(text, checks=None).told == []


def test_ignored_checks_are_a_list() -> None:
    """Anything else is told."""
    text = post_text("## 2026-11-20 09:20 investigating", header="ignore_checks: {api-http: true}")
    assert read(text).told == [f"{FILE}:3:16: 'ignore_checks' is a list of ids of checks [SG210]"]


def test_a_post_is_not_there_before_its_first_update() -> None:
    """With an explicit now, what is later is not known yet; nothing is told of it."""
    text = post_text(
        "## 2026-11-20 09:20 investigating",
        "## 2026-11-20 11:00 resolved",
        header="started: 2026-11-20 08:00",
    )
    before = read(text, now=utc("2026-11-20 08:30"), explicit_now=True)
    assert (before.post, before.problems) == (None, ())
    during = read(text, now=utc("2026-11-20 10:00"), explicit_now=True)
    assert [update.state for update in during.incident.updates] == [State.INVESTIGATING]
    assert during.incident.is_open
    assert during.problems == ()


def test_a_slip_into_the_future_is_shown_at_once() -> None:
    """Less than a day ahead somebody mistyped; the id keeps the time that was written."""
    reading = read(post_text("## 2026-11-22 21:20 investigating, next update in 30m"))
    assert reading.incident.updates[0].at == utc("2026-11-22 12:00")
    assert reading.incident.updates[0].id == "20261122t2120z"
    assert reading.codes == ["SG207"]


def test_a_start_in_the_future_is_told_once() -> None:
    """At the key, and the post begins now."""
    reading = read(post_text("Cards fail.", header="started: 2026-11-22 13:00"))
    assert reading.incident.started == utc("2026-11-22 12:00")
    assert [told.partition(": ")[0] for told in reading.told] == [f"{FILE}:3:1"]
    backdated = read(post_text("## 2026-11-20 09:20 investigating", header="started: 2026-11-27 09:00"))
    assert backdated.incident.started == utc("2026-11-20 09:20")
    assert backdated.codes == ["SG207"]


def test_an_update_for_another_day_waits_for_it() -> None:
    """A day or more ahead is no slip: it is left out, and told."""
    text = post_text("## 2026-11-20 09:20 investigating", "## 2026-11-24 09:20 resolved")
    reading = read(text)
    assert reading.incident.is_open
    assert reading.codes == ["SG207"]
    nothing = read(post_text("## 2026-11-24 09:20 investigating"))
    assert nothing.post is None
    assert "NOT ON THE PAGE" in "".join(nothing.told)


def test_a_maintenance_begins_and_ends_by_itself() -> None:
    """Its window may lie ahead; what it names without a word is under maintenance."""
    header = (
        "kind: maintenance\ncomponents: checkout, api ok\nannounced: 2026-11-19 10:00\n"
        "starts: 2026-11-25 02:00\nends: 2026-11-25 04:00"
    )
    reading = read(post_text("New disks.", header=header))
    assert isinstance(reading.post, Maintenance)
    work = reading.maintenance
    assert reading.problems == ()
    assert (work.starts, work.ends) == (utc("2026-11-25 02:00"), utc("2026-11-25 04:00"))
    assert work.announced == utc("2026-11-19 10:00")
    assert work.statuses == (("checkout", Status.UNDER_MAINTENANCE), ("api", Status.OPERATIONAL))
    assert [(update.at, update.state, update.text) for update in work.updates] == [
        (utc("2026-11-19 10:00"), State.SCHEDULED, "New disks.")
    ]
