from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusgen.domain.posts import State
from statusgen.importers.cstate_updates import Told, find_updates

START = datetime(2024, 1, 2, 10, 0, tzinfo=UTC)


def find(text: str) -> list[Told]:
    return find_updates(text.split("\n"), 1, started=START, zone=UTC)


def clock(told: Told) -> str | None:
    return f"{told.reading.at:%d %H:%M}" if told.reading else None


@pytest.mark.parametrize(
    ("line", "state", "when", "text"),
    [
        ("[Initial message]", State.INVESTIGATING, None, ""),
        ("[FINAL]", State.RESOLVED, None, ""),
        ("[Update] It is done.", None, None, "It is done."),
        ("*Investigating* - We're aware.", State.INVESTIGATING, None, "We're aware."),
        ("_Identified_ — a cable", State.IDENTIFIED, None, "a cable"),
        ("**Resolved**: fine", State.RESOLVED, None, "fine"),
        ("**Monitoring:** fine", State.MONITORING, None, "fine"),
        ("### Post-mortem", State.POSTMORTEM, None, ""),
        ("**Update at 2024-01-02 11:20 UTC**", None, "02 11:20", ""),
        ("**Update 2024-01-02 11:58 UTC", None, "02 11:58", ""),
        ("**Update 11:20 UTC** it works", None, "02 11:20", "it works"),
        ("**Resolved** (13:05 CET) - fine", State.RESOLVED, "02 12:05", "fine"),
        ("**2024-01-02 11:00:00**", None, "02 11:00", ""),
        ("**2024-01-02T11:00:00-00:00**", None, "02 11:00", ""),
        ("[Update - 2024-01-02 15h50 UTC]", None, "02 15:50", ""),
        ("**Update 09:00**", None, "03 09:00", ""),
        ("[Update on 2024-01-02]", None, None, ""),
        ("**2024-01-02 10:20 UTC - Identified**", State.IDENTIFIED, "02 10:20", ""),
        ("**10:20 - Resolved:** fine", State.RESOLVED, "02 10:20", "fine"),
    ],
)
def test_the_ways_in_which_people_begin_an_update(
    line: str, state: State | None, when: str | None, text: str
) -> None:
    (told,) = find(line)
    assert (told.state, clock(told), told.text) == (state, when, text)
    assert told.label


@pytest.mark.parametrize(
    "line",
    [
        "[Update](https://example.com) your client.",
        "[final][1] words",
        "*Update* the client and try again.",
        "* Update the client",
        "**Open questions that nobody has yet answered**",
        "## Timeline",
        "**Note**: all is well",
        "Update your client: 10:20 is the time",
        "[API] is down",
    ],
)
def test_what_only_looks_like_an_update_is_text(line: str) -> None:
    (told,) = find(line)
    assert told.label == ""
    assert told.text == line


def test_code_is_never_an_update() -> None:
    (told,) = find('```\n[Update]\n**Resolved**\n{{< track "2024-01-02 11:00" >}}\n```')
    assert told.text.count("\n") == 4


def test_a_track_shortcode_dates_its_entry_and_ends_it() -> None:
    """As in cState's own examples, where each entry is one paragraph."""
    told = find(
        '*Update* - Fixed. {{< track "2024-01-02 11:30:00" >}}\n\n'
        "**Debian builds**:\nThey are back.\n{{< track '2024-01-02 11:00:00' >}}\n\n"
        'We see errors. {{% track "2024-01-02T10:00:00Z" %}}\n'
    )
    assert [(clock(piece), piece.text) for piece in told] == [
        ("02 11:30", "Fixed."),
        ("02 11:00", "**Debian builds**:\nThey are back."),
        ("02 10:00", "We see errors."),
    ]


def test_a_track_right_behind_a_label_dates_what_follows() -> None:
    (told,) = find('*Update* {{< track "2024-01-02 11:30:00" >}}\nIt is fixed.\nReally.')
    assert (clock(told), told.text) == ("02 11:30", "It is fixed.\nReally.")


def test_rules_between_updates_are_left_out_but_not_those_that_make_a_heading() -> None:
    told = find("[Update]\none\n\n---\n\n[Update]\nTwo\n---\n")
    assert [piece.text for piece in told] == ["one", "Two\n---"]


def test_every_piece_knows_its_line() -> None:
    told = find_updates(["lead", "", "[Update]", "x", "[Final]", "y"], 8, started=START, zone=UTC)
    assert [piece.line for piece in told] == [8, 10, 12]


@given(st.text(alphabet='*_[]#-: \n0123456789Updateresolved{<>}"', max_size=200))
def test_no_text_breaks_the_finder(text: str) -> None:
    for piece in find(text):
        assert piece.text or piece.label
