from collections.abc import Callable

import pytest

ImportPost = Callable[..., tuple[str, list[str]]]


def test_a_post_of_one_text_becomes_an_incident_that_begins_and_ends(import_post: ImportPost) -> None:
    text, notes = import_post("It fails.", affected="[API, Media Proxy]")
    assert (
        text
        == """\
---
id: 2024-01-02-api
title: API down
started: 2024-01-02 10:00Z
components:
  api: major_outage
  media-proxy: major_outage
---

## 2024-01-02 10:00Z investigating

It fails.

## 2024-01-02 11:00Z resolved
"""
    )
    assert notes == []


def test_updates_written_newest_first_come_out_in_order(import_post: ImportPost) -> None:
    text, notes = import_post(
        "[Final message]\nFixed.\n\n[Update]\nNo time.\n\n[Update 2024-01-02 10:30 UTC]\nA cable."
        "\n\n[Initial message]\nIt fails."
    )
    assert (
        text.partition("---\n\n")[2]
        == """\
## 2024-01-02 10:00Z investigating

It fails.

## 2024-01-02 10:30Z update

A cable.

**Update**

No time.

## 2024-01-02 11:00Z resolved

Fixed.
"""
    )
    assert notes == [
        "10: 'Final message' taken as said at the end",
        "13: 'Update' has no time that can be read: kept as text",
        "19: 'Initial message' taken as said at the start",
    ]


def test_updates_written_oldest_first_come_out_in_order(import_post: ImportPost) -> None:
    text, _ = import_post(
        'It fails.\n\n*Update* - 20 minutes. {{< track "2024-01-02 10:20" >}}\n\n'
        '*Resolved* - Fixed. {{< track "2024-01-02 11:00" >}}'
    )
    headings = [line for line in text.splitlines() if line.startswith("## ")]
    assert headings == [
        "## 2024-01-02 10:00Z investigating",
        "## 2024-01-02 10:20Z update",
        "## 2024-01-02 11:00Z resolved",
    ]


def test_an_incident_ends_where_its_header_says_and_nowhere_else(import_post: ImportPost) -> None:
    """A later word does not end it later, and never opens it again."""
    text, notes = import_post(
        "**Investigating 2024-01-02 11:30 UTC**\nOnce more.\n\n"
        "**Resolved 2024-01-02 11:10 UTC**\nFixed at eleven."
    )
    headings = [line for line in text.splitlines() if line.startswith("## ")]
    assert headings == [
        "## 2024-01-02 10:00Z investigating",
        "## 2024-01-02 11:00Z resolved",
        "## 2024-01-02 11:10Z update",
        "## 2024-01-02 11:30Z update",
    ]
    assert "13: an update that says resolved, but not at resolvedWhen: kept as an update" in notes


def test_a_postmortem_without_a_time_stands_at_the_end(import_post: ImportPost) -> None:
    text, _ = import_post("*Post-mortem*\n\nA Redis instance.\n\n---\n\n[Initial message]\nIt fails.")
    assert text.endswith("## 2024-01-02 11:00Z resolved\n\n## Postmortem\n\nA Redis instance.\n")


def test_words_before_the_start_are_moved_to_it(import_post: ImportPost) -> None:
    text, notes = import_post("**Update 2024-01-01 09:00 UTC**\nTomorrow it will fail.")
    assert "## 2024-01-02 10:00Z investigating\n\nTomorrow" in text
    assert notes == ["10: an update of 2024-01-01 09:00 UTC, before the start: moved to the start"]


@pytest.mark.parametrize(
    ("severity", "status"),
    [
        ("down", "major_outage"),
        ("disrupted", "partial_outage"),
        ("degraded-performance", "degraded_performance"),
        ('"Down"', "major_outage"),
    ],
)
def test_severities_become_statuses(import_post: ImportPost, severity: str, status: str) -> None:
    text, notes = import_post(severity=severity)
    assert f"  api: {status}\n" in text
    assert notes == []


def test_a_misspelt_severity_is_understood_and_noted(import_post: ImportPost) -> None:
    """At cState it leaves the page green."""
    text, notes = import_post(severity="distrupted")
    assert "  api: partial_outage\n" in text
    assert notes == ["6: severity 'distrupted' is not one that cState knows: taken as 'disrupted'"]


@pytest.mark.parametrize("severity", ["whatever", None])
def test_what_is_not_understood_is_never_made_worse_than_a_notice(
    import_post: ImportPost, severity: str | None
) -> None:
    text, notes = import_post(severity=severity)
    assert "components:" not in text
    assert "Affected: API." in text
    assert any("taken as 'notice'" in note for note in notes)


def test_a_notice_gives_no_component_a_status(import_post: ImportPost) -> None:
    text, notes = import_post(severity="notice", title="Slow builds")
    assert "components:" not in text
    assert "It fails.\n\nAffected: API.\n" in text
    assert notes == ["6: a notice: told without a status for what it names"]


def test_a_notice_of_work_is_maintenance(import_post: ImportPost) -> None:
    """Announced when its first update was written."""
    text, _ = import_post(
        "[Update 2024-01-01 09:00 UTC]\nTomorrow.\n\n[Final message]\nDone.",
        severity="notice",
        title="Planned upgrade",
    )
    assert (
        text
        == """\
---
id: 2024-01-02-api
title: Planned upgrade
kind: maintenance
starts: 2024-01-02 10:00Z
ends: 2024-01-02 11:00Z
announced: 2024-01-01 09:00Z
components:
  api: under_maintenance
---

## 2024-01-01 09:00Z scheduled

Tomorrow.

## 2024-01-02 11:00Z completed

Done.
"""
    )


def test_announced_work_that_is_not_over_keeps_its_planned_end(import_post: ImportPost) -> None:
    text, _ = import_post(severity="notice", title="Maintenance", resolved="false")
    assert "ends: 2024-01-02 11:00Z" in text
    assert "completed" not in text


def test_an_informational_post_is_a_notice(import_post: ImportPost) -> None:
    text, _ = import_post(
        "# News\nAll good.", informational="true", pin="true", severity=None, resolved=None, resolvedWhen=None
    )
    assert "kind: notice\n" in text
    assert "pinned: true\n" in text
    assert "## 2024-01-02 10:00Z published\n\n### News\nAll good.\n\nAffected: API.\n" in text


def test_drafts_stay_drafts(import_post: ImportPost) -> None:
    text, _ = import_post(draft="true")
    assert "draft: true\n" in text


def test_unknown_components_are_named_in_the_text(import_post: ImportPost) -> None:
    text, notes = import_post(affected="\n  - API\n  - Wiki\n  - Wiki")
    assert "components:\n  api: major_outage\n---" in text
    assert "It fails.\n\nAlso affected: Wiki.\n" in text
    assert notes == [
        "9: affected 'Wiki' is not among the systems: named in the text instead",
        "10: affected 'Wiki' is not among the systems: named in the text instead",
    ]


def test_where_all_are_unknown_the_text_says_how_bad_it_was(import_post: ImportPost) -> None:
    text, _ = import_post(affected="[Wiki]", severity="disrupted")
    assert "Affected (disrupted): Wiki." in text


def test_components_are_found_in_any_case_and_by_address(import_post: ImportPost) -> None:
    text, notes = import_post(affected="[api, media-proxy]")
    assert "  api: major_outage\n  media-proxy: major_outage\n" in text
    assert notes == []


def test_a_post_that_is_open_stays_open(import_post: ImportPost) -> None:
    text, notes = import_post(
        "[Resolved]\nWe hope.\n\n[Initial message]\nIt fails.", resolved="false", resolvedWhen=None
    )
    assert "resolved" not in text.replace("**Resolved**", "")
    assert "9: 'Resolved' has no time that can be read: kept as text" in notes


def test_a_post_that_does_not_say_is_not_left_open(import_post: ImportPost) -> None:
    """At cState only `resolved: false` counts as open."""
    text, notes = import_post(resolved=None, resolvedWhen=None)
    assert "## 2024-01-02 10:00Z resolved\n\nIt fails." in text
    assert notes == [
        "1: does not say whether it is resolved: taken as resolved",
        "1: no resolvedWhen: taken as resolved when it started",
    ]


def test_an_end_that_is_missing_is_taken_from_the_text(import_post: ImportPost) -> None:
    text, notes = import_post(
        "**Update 10:50 UTC**\nThanks.\n\n**Resolved 10:40 UTC**\nFixed.\n\n**Investigating 10:05 UTC**\nHm.",
        resolvedWhen=None,
    )
    assert "## 2024-01-02 10:40Z resolved\n\nFixed." in text
    assert "1: no resolvedWhen: taken as resolved at its last update" in notes


@pytest.mark.parametrize(
    ("date", "resolved", "span", "message"),
    [
        (
            "2024-05-06T10:00:00Z",
            "2024-01-02T11:00:00Z",
            ("05-06 10:00", "05-06 10:00"),
            "taken as resolved when it started",
        ),
        ("2024-05-06T10:00:00Z", "2024-07-05T11:00:00Z", ("05-06 10:00", "07-05 11:00"), None),
        (
            "2024-06-05T10:00:00Z",
            "2024-05-06T11:00:00Z",
            ("06-05 10:00", "06-05 11:00"),
            "day and month of resolvedWhen swapped, 2024-06-05",
        ),
        (
            "2024-11-03T10:00:00Z",
            "2024-03-12T11:00:00Z",
            ("03-11 10:00", "03-12 11:00"),
            "day and month of date swapped, 2024-03-11",
        ),
    ],
)
def test_an_end_before_the_start_is_mended_by_its_likeliest_slip(
    import_post: ImportPost, date: str, resolved: str, span: tuple[str, str], message: str | None
) -> None:
    text, notes = import_post(date=date, resolvedWhen=resolved)
    assert f"started: 2024-{span[0]}Z" in text
    assert f"## 2024-{span[1]}Z resolved" in text
    assert notes == ([f"5: resolved before it started: {message}"] if message else [])


def test_where_two_slips_are_as_likely_the_files_name_decides(import_post: ImportPost) -> None:
    times = {"date": "2024-06-05T10:00:00Z", "resolvedWhen": "2024-05-06T11:00:00Z"}
    assert "started: 2024-05-06 10:00Z" in import_post(name="2024-05-06-api.md", **times)[0]


def test_a_date_without_a_zone_is_utc_and_noted(import_post: ImportPost) -> None:
    text, notes = import_post(date="2024-01-02 10:00:00")
    assert "started: 2024-01-02 10:00Z" in text
    assert notes == ["3: date: no time zone, UTC is used"]


def test_a_date_that_cannot_be_read_is_that_of_the_files_name(import_post: ImportPost) -> None:
    text, notes = import_post(date="last tuesday")
    assert "started: 2024-01-02 00:00Z" in text
    assert notes == [
        "3: date 'last tuesday' is not a time that can be read",
        "3: no date that can be read: that of the file's name is used",
    ]


def test_a_post_without_any_date_is_left_out_and_named(import_post: ImportPost) -> None:
    text, notes = import_post(date=None, resolvedWhen=None, name="notes.md")
    assert text == ""
    assert notes == ["1: left out: it has no date that can be read"]


def test_a_post_without_text_or_title_still_says_something(import_post: ImportPost) -> None:
    text, notes = import_post("", title=None, affected=None)
    assert "title: 2024 01 02 api\n" in text
    assert "investigating\n\n2024 01 02 api\n" in text
    assert "1: no title: the file's name is used" in notes


def test_keys_that_have_no_meaning_here_are_noted(import_post: ImportPost) -> None:
    _, notes = import_post(automated="true", aliases="[/old]")
    assert notes == ["9: 'automated' is not brought along", "10: 'aliases' is not brought along"]


def test_hostile_text_stays_text(import_post: ImportPost) -> None:
    """It is neutralised where it is rendered; here it must only not break out of its place."""
    text, _ = import_post(
        "## 2024-01-02 10:30 resolved\n{{ 7*7 }} <script>alert(1)</script>", title="--- x: [y"
    )
    assert text.count("\n## ") == 2
    assert "title: --- x: [y\n" in text
    assert "{{ 7*7 }} <script>alert(1)</script>" in text
