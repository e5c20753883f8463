"""The header: raw prose, forgiving keys, and what is saved when it fails."""

import pytest

from statusgen.domain.posts import State
from statusgen.domain.status import Status
from tests.builders import utc
from tests.reading import FILE, post_text, read

UPDATE = "## 2026-11-20 09:20 investigating\n\nCards fail.\n"


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Checkout: one card in five fails", "Checkout: one card in five fails"),
        ("Disk full on web #3", "Disk full on web #3"),
        ("[URGENT] {mail} is * down & out", "[URGENT] {mail} is * down & out"),
        ("no", "no"),
        ("1:30", "1:30"),
        ("- dashes", "- dashes"),
        ("100 % of mail @ risk", "100 % of mail @ risk"),
        ("'Checkout' is down", "'Checkout' is down"),
        ('"Checkout: down"', "Checkout: down"),
        ("'It''s down'", "It''s down"),
        ("'It's down'", "It's down"),
        ('"a" and "b"', '"a" and "b"'),
        ("'a' and 'b'", "'a' and 'b'"),
        ('"Error 5" in "Checkout"', '"Error 5" in "Checkout"'),
        ("`ls` | sort", "`ls` | sort"),
        ("\tspaces  \t", "spaces"),
        ("---", "---"),
        ("|", "|"),
    ],
)
def test_a_title_runs_raw_to_the_end_of_its_line(written: str, title: str) -> None:
    """Less one pair of quotes around the whole; YAML has no say in it."""
    reading = read(f"---\ntitle: {written}\n---\n\n{UPDATE}")
    assert reading.told == []
    assert reading.incident.title == title


@pytest.mark.parametrize(
    "written",
    [
        "checkout partial, api slow",
        "checkout partial_outage · api degraded",
        '"checkout partial, api slow"',
        "checkout: partial, api: slow   # since Friday",
        "checkout partial api slow",
        "[checkout partial, api slow]",
        "[{checkout: partial_outage}, api slow]",
        "{checkout: Partial Outage, api: slow}",
        "\n  checkout: partial_outage\n  api: degraded-performance",
        "\n  - checkout partial\n  - api: slow",
        "\n- checkout\n- api slow",
        "\n\t- checkout partial\n\t- api slow",
        "\n  # what is affected\n  checkout: partial\n\n  api: slow",
    ],
)
def test_components_may_be_written_in_many_ways(written: str) -> None:
    """Words, a list or a mapping."""
    reading = read(f"---\ntitle: x\ncomponents: {written}\n---\n\n{UPDATE}")
    assert reading.told == []
    assert reading.incident.statuses == (
        ("checkout", Status.PARTIAL_OUTAGE),
        ("api", Status.DEGRADED_PERFORMANCE),
    )


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("serach", "3:13"),
        ("checkout down, serach slow", "3:28"),
        ("'serach'", "3:14"),
        ("[checkout, serach]", "3:24"),
        ("{checkout: down, serach: slow}", "3:30"),
        ("\n  checkout: down\n  serach: slow", "5:3"),
        ("\n\t- checkout\n\t- é serach", "5:4"),
    ],
)
def test_a_mistake_in_components_has_its_place(written: str, place: str) -> None:
    """In every way of writing them."""
    reading = read(f"---\ntitle: x\ncomponents: {written}\n---\n\n{UPDATE}")
    assert reading.told[0].startswith(f"{FILE}:{place}: unknown component")


def test_a_header_may_be_untidy() -> None:
    """A byte order mark, carriage returns, trailing spaces, blank lines, comments, capitals."""
    text = (
        "\ufeff\r\n---  \r\n# who: me\r\n\r\nTitle : Cards fail\t\r\n"
        "Components:\tcheckout down \r\n----\r\n## 2026-11-20 09:20 investigating  \r\n\r\nSorry.\r\n"
    )
    reading = read(text)
    assert reading.told == []
    assert (reading.incident.title, reading.incident.components) == ("Cards fail", ("checkout",))
    assert reading.incident.updates[0].text == "Sorry."


def test_an_unknown_key_is_told_where_it_stands() -> None:
    """With a guess, other tools' words too."""
    text = post_text(UPDATE, header="titel: x\naffected: checkout\nfoo-bar: 1")
    assert read(text).told == [
        f"{FILE}:3:1: unknown key 'titel' (did you mean 'title'?) [SG209]",
        f"{FILE}:4:1: unknown key 'affected' (did you mean 'components'?) [SG209]",
        f"{FILE}:5:1: unknown key 'foo-bar' [SG209]",
    ]


def test_a_key_twice_is_told_and_the_last_counts() -> None:
    """As most readers of such headers have it."""
    reading = read(post_text(UPDATE, header="pinned: true\npinned: false"))
    assert reading.told == [
        f"{FILE}:4:1: key 'pinned' is here twice; the last counts (first on line 3) [SG210]"
    ]
    assert not reading.incident.pinned


def test_a_draft_said_once_is_a_draft() -> None:
    """Even if a second line takes it back."""
    assert read(post_text(UPDATE, header="draft: true\ndraft: false")).post is None


def test_a_workaround_may_be_a_block() -> None:
    """Prose on one line, or an indented text behind a bar."""
    assert read(post_text(UPDATE, header="workaround: Use PayPal: it works #really")).incident.workaround == (
        "Use PayPal: it works #really"
    )
    block = "workaround: |\n  Use:\n\n    - PayPal\n\n  Sorry."
    reading = read(post_text(UPDATE, header=block))
    assert reading.told == []
    assert reading.incident.workaround == "Use:\n\n  - PayPal\n\nSorry."


@pytest.mark.parametrize(
    "header",
    [
        "components: [checkout, api",
        "components: {checkout: down\nid: cards",
        "components:\n  checkout: down\n api: slow",
        'components: ["checkout]',
        "just some words",
        "components checkout down",
        "\u201ctitle\u201d \u2013 x",
    ],
)
def test_of_a_broken_header_title_text_and_times_are_saved(header: str) -> None:
    """The post is open, says so little as can be trusted, and is marked."""
    text = (
        f"---\ntitle: Cards fail\nstarted: 2026-11-20 08:50\n{header}\n---\n\n{UPDATE}\n## 10:00 resolved\n"
    )
    reading = read(text)
    incident = reading.incident
    assert reading.codes == ["SG212"]
    assert incident.title == "Cards fail"
    assert incident.broken
    assert incident.is_open
    assert incident.statuses == ()
    assert incident.started == utc("2026-11-20 08:50")
    assert [update.at for update in incident.updates] == [utc("2026-11-20 09:20"), utc("2026-11-20 10:00")]
    assert incident.updates[0].text.endswith("Cards fail.")


@pytest.mark.parametrize(
    "text",
    [
        f"---\ntitle: Cards fail\ncomponents: checkout down\n\n{UPDATE}",
        f"---\ntitle: Cards fail\ncomponents: checkout down\n{UPDATE}",
        f"---\ntitle: Cards fail\ncomponents: checkout down\n\n{UPDATE}\n---\n\nMore, after a line.\n",
        f"title: Cards fail\ncomponents: checkout down\n---\n\n{UPDATE}",
        f"title: Cards fail\ncomponents: checkout down\n\n{UPDATE}",
    ],
)
def test_a_header_without_its_fence_is_saved_too(text: str) -> None:
    """The update below it is one."""
    reading = read(text)
    assert reading.codes == ["SG212"]
    assert reading.incident.title == "Cards fail"
    assert reading.incident.broken
    assert reading.incident.updates[0].at == utc("2026-11-20 09:20")
    assert reading.incident.updates[0].text.startswith("Cards fail.")


def test_words_in_a_broken_header_are_not_lost() -> None:
    """A fence forgotten makes text of what follows, up to the next line of dashes."""
    text = "---\ntitle: Cards fail\n\nOne card in five fails.\nNote: not all.\n\n---\n\nMore.\n"
    reading = read(text)
    assert reading.codes == ["SG212"]
    assert reading.incident.updates[0].text == "One card in five fails.\nNote: not all.\n\nMore."


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: x\ndraft: true\ncomponents: [checkout\n---\n\nSecret.\n",
        "---\ntitle: x\n{draft: true}\n---\n\nSecret.\n",
        "---\ntitle: x\ndraft\n---\n\nSecret.\n",
        "---\ntitle: x\ndraft true\n---\n\nSecret.\n",
        '---\ntitle: x\n"draft": "yes"\nfoo\n---\n\nSecret.\n',
        "---\ntitle: x\ndraft: true\n\nSecret.\n",
        "---\ntitle: x\n\ndraft: true\n\nSecret.\n",
        "title: x\ndraft: true\n\nSecret.\n",
        "---\n<<<<<<< HEAD\ndraft: true\n=======\ndraft: false\n>>>>>>> main\n---\n\nSecret.\n",
    ],
)
def test_nothing_is_shown_of_what_may_be_a_draft(text: str) -> None:
    """A broken header that says draft anywhere hides the post, loudly."""
    reading = read(text)
    assert reading.post is None
    assert any("NOT ON THE PAGE" in told for told in reading.told)


def test_a_title_about_drafts_hides_nothing() -> None:
    """Prose is prose."""
    text = "---\ntitle: Draft: mails vanish\ndraft: false\ncomponents: [checkout\n---\n\nSorry.\n"
    assert read(text).incident.title == "Draft: mails vanish"


def test_a_broken_maintenance_stays_one() -> None:
    """Its kind and window are read line by line; it names no component, and is not over."""
    text = (
        "---\ntitle: Disks\nkind: maintenance\nstarts: 2026-11-25 02:00\nends: 04:00\n"
        "components: [checkout\n---\n\nNew disks.\n\n## 2026-11-21 10:00 cancelled\n"
    )
    work = read(text).maintenance
    assert work.broken
    assert (work.starts, work.ends, work.statuses) == (utc("2026-11-25 02:00"), utc("2026-11-25 04:00"), ())
    assert work.updates[-1].state is State.IN_PROGRESS


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("started: soon", "3:10"),
        ("started: 20/11/2026 09:00", "3:10"),
        ("started: 2026-11-20 09:00 or so", "3:10"),
        ("started:", "3:9"),
    ],
)
def test_a_time_that_cannot_be_read_is_told(line: str, place: str) -> None:
    """The post begins with its first update instead."""
    reading = read(post_text(UPDATE, header=line))
    assert reading.told[0].startswith(f"{FILE}:{place}: 'started' is not a time")
    assert reading.incident.started == utc("2026-11-20 09:20")


@pytest.mark.parametrize(
    "value",
    ["2026-11-20", "2026\u201111\u221220\u00a000:00", '"2026-11-20"', "2026-11-20 00:00 # about", "00:00"],
)
def test_a_day_alone_begins_at_midnight(value: str) -> None:
    """And a time alone is on the day of the file's name."""
    reading = read(post_text(UPDATE, header=f"started: {value}"))
    assert reading.told == []
    assert reading.incident.started == utc("2026-11-20 00:00")


def test_a_time_that_comes_twice_is_told() -> None:
    """The earlier one is taken for a start."""
    reading = read(post_text(UPDATE, header="started: 2026-10-25 01:30"))
    assert reading.codes == ["SG205"]
    assert reading.incident.started == utc("2026-10-25 00:30")


@pytest.mark.parametrize(
    ("written", "used"),
    [("Cards fail", "cards-fail"), ("a/../b", "a-b"), ("x" * 65, "x" * 60), ("con", "con-post")],
)
def test_an_id_that_cannot_be_one_is_made_one(written: str, used: str) -> None:
    """Told with what is used instead."""
    reading = read(post_text(UPDATE, header=f"id: {written}"))
    assert reading.codes == ["SG217"]
    assert reading.incident.id == used


def test_the_file_names_the_post() -> None:
    """Unless the header does."""
    assert read(post_text(UPDATE), "incidents/old/cards.md").incident.id == "cards"
    assert read(post_text(UPDATE, header="id: cards-2"), "incidents/old/cards.md").incident.id == "cards-2"
    reading = read(post_text(UPDATE), "incidents/Cards fail.md")
    assert reading.codes == ["SG217"]
    assert reading.incident.id == "cards-fail"
