import json
from datetime import date, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from statusgen.config import load_config
from statusgen.domain.config import Check, Component, Config, Group, Link, Location, OpeningTime
from statusgen.domain.status import Status
from statusgen.errors import Problem
from tests.config.conftest import KINDS, HttpOptions, Load

SITE = "site: {name: Example, url: https://status.example.net}\n"
CONTROLS = "probing: {controls: [https://www.example.org/]}\n"

COMPLETE = """\
site:
  name: Example Hosting
  url: https://status.example.net/sub
  description: Live status of Example Hosting
  timezone: Europe/Dublin
  language: de
  logo: logo.svg
  accent: "#05F"
  links: [{label: Home, url: https://example.com/}, {label: Call, url: "tel:+35315550100"}]
  mirrors: [https://status.example.org/]
contact:
  phone: "+353 1 555 0100"
  email: support@example.com
  chat: https://example.com/chat
  portal: https://example.com/support
  hours:
    monday-friday: "09:00-12:00, 13:00-18:00"
    saturday-sunday: "22:00-24:00"
    closed: [2026-12-25]
  reply_within: 3h
  note: One ticket is enough.
  during_incident: We are getting many calls.
probing:
  interval: 10m
  timeout: 8s
  tries: 6
  waits: [2s, 500ms]
  concurrency: 50
  deadline: 2m
  controls: [https://www.example.com/, https://www.example.org/]
  locations: [{id: dublin, name: Dublin}, {id: 2}]
  quorum: 2
  minority: degraded_performance
defaults:
  http: {timeout: 5s, headers: {Accept: text/html, X-From: status}, expect: {status: [200]}}
history: {store: var/state, keep_runs: 2d}
uptime: {partial_outage_weight: 0.5, announce_before: 2d}
components:
  - {id: office, name: Phone support}
groups:
  - id: web
    name: Web hosting
    components:
      - id: panel
        name: Control panel
        description: Where customers log in
        formerly: [cp]
        core: true
        retired: 2026-11-01
        checks:
          - http: https://panel.example.com/${PATH_SECRET}
            headers: {Accept: "*/*", Authorization: "Bearer ${TOKEN}"}
            expect: {body_contains: Sign in}
            interval: 1m
            worst: partial_outage
            private: true
          - {tcp: "panel.example.com:22", id: panel-ssh, stale_after: 1h, attempts: 3, waits: [1s]}
          - {external: true, interval: 1d}
publish:
  - to: /srv/www/status
  - git+https://git.example.com/status.git#gh-pages
  - ./mirror
"""


def loaded(text: str) -> Config:
    """The configuration of a text without mistakes."""
    config, problems = _load(text)
    assert not problems
    assert config is not None
    return config


def survived(text: str) -> Config:
    """The configuration of a text that has mistakes."""
    config, problems = _load(text)
    assert problems
    assert config is not None
    return config


def _load(text: str) -> tuple[Config | None, tuple[Problem, ...]]:
    result = load_config(text, "checks.yaml", kinds=KINDS)
    return result.config, result.problems


def with_components(text: str) -> str:
    return SITE + CONTROLS + "components:\n" + text


def one_check(text: str, *, head: str = SITE + CONTROLS) -> Check:
    """The one check of a component `web`, written as the inside of `{…}`."""
    result = load_config(f"{head}components: [{{id: web, checks: [{{{text}}}]}}]\n", "f", kinds=KINDS)
    assert result.config is not None
    return result.config.checks[0]


def test_every_section_is_read() -> None:
    """What the file says about the page and the prober arrives typed, with units and zones resolved."""
    config = loaded(COMPLETE)
    site, contact, probing = config.site, config.contact, config.probing
    assert (site.name, site.url, site.language) == (
        "Example Hosting",
        "https://status.example.net/sub/",
        "de",
    )
    assert (site.accent, site.logo, site.timezone) == ("#0055ff", "logo.svg", ZoneInfo("Europe/Dublin"))
    assert site.links == (Link("Home", "https://example.com/"), Link("Call", "tel:+35315550100"))
    assert contact.reply_within_s == 3 * 3600
    assert (contact.phone, contact.email) == ("+353 1 555 0100", "support@example.com")
    assert (probing.interval_s, probing.late_after_s, probing.stale_after_s) == (600, 1800, 3600)
    assert list(probing.waits_s) == [2, 0.5, 0.5, 0.5, 0.5]
    assert (probing.quorum, probing.minority) == (2, Status.DEGRADED_PERFORMANCE)
    assert probing.locations == (Location("dublin", "Dublin"), Location("2", "2"))
    assert (config.history.store, config.history.keep_runs_s) == ("var/state", 2 * 86400)
    assert (config.uptime.partial_outage_weight, config.uptime.announce_before_s) == (0.5, 2 * 86400)
    assert config.publish == (
        "/srv/www/status",
        "git+https://git.example.com/status.git#gh-pages",
        "./mirror",
    )


def test_opening_hours_take_ranges_and_several_spans_a_day() -> None:
    """Days may be a range, a day may have several spans, and the zone is the site's unless given."""
    hours = loaded(COMPLETE).contact.hours
    assert hours is not None
    assert hours.timezone == ZoneInfo("Europe/Dublin")
    assert hours.closed == (date(2026, 12, 25),)
    weekdays = (0, 1, 2, 3, 4)
    assert hours.times == (
        OpeningTime(weekdays, time(9), time(12)),
        OpeningTime(weekdays, time(13), time(18)),
        OpeningTime((5, 6), time(22), time.max),
    )


def test_opening_hours_wrap_around_the_week_and_can_be_always() -> None:
    """`saturday-monday` is three days; `closed` is none; `always` needs no days."""
    hours = loaded(
        SITE
        + 'components: [{id: web}]\ncontact: {hours: {saturday-monday: "10:00-11:00", tuesday: closed}}\n'
    ).contact.hours
    assert hours is not None
    assert [opening.weekdays for opening in hours.times] == [(5, 6, 0)]
    always = loaded(SITE + "components: [{id: web}]\ncontact: {hours: always}\n").contact.hours
    assert always is not None
    assert always.always


def test_groups_and_components_keep_the_order_of_the_file() -> None:
    """Components without a group stand where they were written."""
    config = loaded(COMPLETE)
    assert [(group.id, group.name) for group in config.groups] == [("", ""), ("web", "Web hosting")]
    (panel,) = config.groups[1].components
    assert (panel.core, panel.retired, panel.formerly) == (True, date(2026, 11, 1), ("cp",))
    assert config.groups[0].components == (Component(id="office", name="Phone support"),)


def test_a_check_is_read_with_its_kinds_own_options() -> None:
    """The kind's model gets the target and the kind's keys; the rest is everybody's."""
    http, tcp, external = loaded(COMPLETE).checks
    assert (http.id, http.kind, http.target) == (
        "panel-http",
        "http",
        "https://panel.example.com/${PATH_SECRET}",
    )
    assert isinstance(http.options, HttpOptions)
    assert http.options.headers["Authorization"] == "Bearer ${TOKEN}"
    assert (http.worst, http.private, http.broken) == (Status.PARTIAL_OUTAGE, True, False)
    assert (tcp.id, tcp.waits_s, tcp.tries, tcp.timeout_s) == ("panel-ssh", (1,) * 5, 6, 8)
    assert (external.id, external.kind, external.target, external.options) == (
        "panel-external",
        "external",
        "",
        None,
    )


def test_defaults_of_a_kind_lie_under_each_of_its_checks() -> None:
    """Tables are merged key by key; what the check says wins."""
    http, tcp, _ = loaded(COMPLETE).checks
    assert http.timeout_s == 5
    assert tcp.timeout_s == 8
    assert isinstance(http.options, HttpOptions)
    assert http.options.headers["Accept"] == "*/*"
    assert http.options.headers["X-From"] == "status"
    assert http.options.expect.status == [200]
    assert http.options.expect.body_contains == "Sign in"


@pytest.mark.parametrize(
    ("probing", "check", "late_s", "stale_s"),
    [
        ("interval: 5m", "", 900, 1800),
        ("interval: 10m", "", 1800, 3600),
        ("interval: 1m", "", 180, 1800),
        ("interval: 5m", "interval: 1d", 3 * 86400, 6 * 86400),
        ("interval: 5m", "interval: 1m", 180, 1800),
        ("interval: 5m, stale_after: 15m, late_after: 6m", "", 360, 900),
        ("interval: 5m, stale_after: 15m, late_after: 6m", "interval: 1m", 360, 900),
        ("interval: 5m, stale_after: 15m, late_after: 6m", "interval: 1d", 3 * 86400, 6 * 86400),
        ("interval: 5m, stale_after: 2d", "interval: 1h", 10800, 2 * 86400),
        ("interval: 5m, stale_after: 15m", "stale_after: 20m, late_after: 1m", 60, 1200),
    ],
)
def test_late_and_stale_follow_the_interval_unless_given(
    probing: str, check: str, late_s: float, stale_s: float
) -> None:
    """Three intervals and six, at least half an hour; what is asked rarely does not expire in between."""
    head = f"{SITE}probing: {{{probing}, controls: [https://www.example.org/]}}\n"
    read = one_check(f"http: https://example.com/, {check}", head=head)
    assert (read.late_after_s, read.stale_after_s) == (late_s, stale_s)


@pytest.mark.parametrize(
    ("head", "check", "interval_s"),
    [
        ("", "domain: a.example", 86400),
        ("", "domain: a.example, interval: 7d", 7 * 86400),
        ("defaults: {domain: {interval: 2d}}", "domain: a.example", 2 * 86400),
        ("probing: {interval: 1h}", "domain: a.example", 86400),
        ("probing: {interval: 1h}", "tcp: a.example:1", 3600),
    ],
)
def test_a_kind_may_have_an_interval_of_its_own(head: str, check: str, interval_s: float) -> None:
    """The check's own wins, then its kind's, then everybody's."""
    read = one_check(check, head=f"{SITE}{head}\n")
    assert read.interval_s == interval_s
    assert read.stale_after_s == 6 * interval_s
    assert not read.broken


@pytest.mark.parametrize(
    ("head", "check", "down_after", "up_after"),
    [
        ("", "", 1, 1),
        ("probing: {down_after: 2, up_after: 3}", "", 2, 3),
        ("probing: {down_after: 2, up_after: 3}", "down_after: 1", 1, 3),
        ("defaults: {tcp: {up_after: 4}}", "down_after: 20", 20, 4),
    ],
)
def test_what_confirms_a_check_is_its_own_or_everybodys(
    head: str, check: str, down_after: int, up_after: int
) -> None:
    """Of the check, else of its kind's defaults, else of `probing`."""
    read = one_check(f"tcp: a.example:1, {check}", head=f"{SITE}{head}\n")
    assert (read.down_after, read.up_after) == (down_after, up_after)


@pytest.mark.parametrize(
    ("head", "check", "down_after", "up_after"),
    [
        ("probing: {down_after: 2, up_after: 3}", "", 1, 1),
        ("defaults: {domain: {down_after: 2}}", "up_after: 4", 2, 4),
    ],
)
def test_what_is_asked_once_a_day_waits_for_no_confirmation_unless_told(
    head: str, check: str, down_after: int, up_after: int
) -> None:
    """A kind with an interval of its own leaves what `probing` says of confirmation to the others."""
    read = one_check(f"domain: a.example, {check}", head=f"{SITE}{head}\n")
    assert (read.down_after, read.up_after) == (down_after, up_after)


@pytest.mark.parametrize(
    ("said", "waits_s"),
    [
        ("", (2, 10, 30)),
        ("tries: 1", ()),
        ("tries: 6", (2, 10, 30, 30, 30)),
        ("tries: 3, waits: [1s]", (1, 1)),
    ],
)
def test_the_last_wait_repeats(said: str, waits_s: tuple[float, ...]) -> None:
    """There is one wait between each try and the next."""
    assert one_check(f"http: https://example.com/, {said}").waits_s == waits_s


def test_ids_may_look_like_numbers_and_names_like_anything() -> None:
    """`id: 42` and `name: 2026` are text, as they look."""
    config = loaded(with_components("  - {id: 42, name: 2026}\n  - {id: on, name: 1.10}\n"))
    assert [(each.id, each.name) for each in config.components] == [("42", "2026"), ("on", "1.10")]


def test_components_and_checks_have_two_spaces_of_names() -> None:
    """A check may be called like a component; a former id only like nobody."""
    config = loaded(with_components("  - {id: web, checks: [{http: 'https://a.example/', id: web}]}\n"))
    assert [check.id for check in config.checks] == ["web"]


def test_a_mistake_in_a_check_breaks_that_check_only() -> None:
    """It stays, is never asked, and keeps what it is known to have."""
    config = survived(
        with_components(
            "  - id: web\n    checks:\n"
            "      - {http: 'https://a.example/', id: a, timeout: 5, private: true, worst: partial_outage}\n"
            "      - {http: 'https://b.example/', id: b}\n"
        )
    )
    broken, fine = config.checks
    assert (broken.id, broken.broken, broken.private, broken.worst) == (
        "a",
        True,
        True,
        Status.PARTIAL_OUTAGE,
    )
    assert (fine.id, fine.broken) == ("b", False)
    assert not config.components[0].broken


@pytest.mark.parametrize(
    "check",
    [
        "'https://a.example/'",
        "{}",
        "{htttp: x}",
        "{dns: example.com}",
        "{http: }",
        "{tcp: x}",
        "{http: 'x://', id: '!'}",
        "{http: &a 'https://a.example/'}",
        "{http: 'https://a.example/', http: 'https://b.example/'}",
    ],
)
def test_a_check_that_is_not_understood_still_counts(check: str) -> None:
    """It is in its component as a broken one, so that nothing looks greener than it is known to be."""
    config = survived(with_components(f"  - id: web\n    checks: [{check}]\n"))
    assert [each.broken for each in config.checks] == [True]
    assert not config.components[0].broken


def test_doubtful_privacy_is_privacy() -> None:
    """`private: yes` is a mistake, and until it is mended the check is private."""
    assert one_check("http: https://a.example/, private: yes").private


@pytest.mark.parametrize(
    ("component", "salvaged"),
    [
        ("{id: Web!, name: Web hosting}", "web-hosting"),
        ("{id: Web!}", "web"),
        ("{name: Web hosting}", "web-hosting"),
        ("{id: '!', name: '?'}", "component-2"),
        ("Web hosting", "web-hosting"),
        ("[]", "component-2"),
        ("{id: first}", "first-2"),
        ("{id: web, core: 1}", "web"),
    ],
)
def test_a_mistake_in_a_component_breaks_that_component_only(component: str, salvaged: str) -> None:
    """It keeps its place on the page, under an id that can be made of what is there."""
    config = survived(with_components(f"  - id: first\n  - {component}\n  - id: last\n"))
    assert [(each.id, each.broken) for each in config.components] == [
        ("first", False),
        (salvaged, True),
        ("last", False),
    ]


def test_a_broken_component_keeps_its_checks() -> None:
    """Its own mistake is not theirs."""
    config = survived(
        with_components("  - id: web\n    core: 1\n    checks: [{http: 'https://a.example/'}]\n")
    )
    assert config.components[0].broken
    assert [(check.id, check.broken) for check in config.checks] == [("web-http", False)]


def test_a_bad_value_in_a_section_leaves_the_rest_of_it() -> None:
    """The default stands in for what is wrong, one item of a list for itself alone."""
    config = survived(
        SITE.replace("}", ", language: de, timezone: Nowhere, mirrors: [https://a.example/, nonsense]}")
        + "components: [{id: web}]\nprobing: {tries: 0, timeout: 3s, waits: [1s, x]}\n"
        + "contact: {email: x, phone: 1}\n"
        + "uptime: nonsense\npublish: [./a, 'x://y', ./b]\n"
    )
    assert (config.site.language, config.site.timezone, config.site.mirrors) == (
        "de",
        ZoneInfo("UTC"),
        ("https://a.example/",),
    )
    assert (config.probing.tries, config.probing.timeout_s, config.probing.waits_s) == (4, 3, (1, 1, 1))
    assert (config.contact.email, config.contact.phone) == (None, "1")
    assert config.uptime.partial_outage_weight == 0.3
    assert config.publish == ("./a", "./b")


def test_all_mistakes_are_told_in_one_go_and_in_order(load: Load) -> None:
    """One mistake hides no other, whatever section it is in and however deep."""
    problems = load(
        "contact: {emial: x}\n"
        "site: {nmae: Example, url: nowhere}\n"
        "history: {keep_runs: forever}\n"
        "groups:\n"
        "  - id: Web\n"
        "    components:\n"
        "      - id: web\n"
        "        cor: true\n"
        "        checks:\n"
        "          - {http: 'https://a.example/', timout: 5s, expect: {stauts: 200}}\n"
        "          - {tcp: nowhere}\n"
        "publish: 7\n"
    ).problems
    assert [(problem.line, problem.code.value) for problem in problems] == [
        (1, "SG103"),
        (2, "SG103"),
        (2, "SG105"),
        (3, "SG105"),
        (5, "SG107"),
        (8, "SG103"),
        (10, "SG103"),
        (10, "SG103"),
        (11, "SG105"),
        (12, "SG105"),
    ]


def test_a_default_that_is_wrong_is_told_once_and_left_out(load: Load) -> None:
    """Not once for each check, and the checks stay whole."""
    result = load(
        with_components(
            "  - {id: web, checks: [{http: 'https://a.example/'}, {http: 'https://b.example/', id: b}]}\n"
        )
        + "defaults: {http: {timeout: five, method: HEAD, expect: {stauts: 200}}}\n"
    )
    assert [problem.line for problem in result.problems] == [5, 5]
    assert result.config is not None
    for check in result.config.checks:
        assert isinstance(check.options, HttpOptions)
        assert (check.broken, check.timeout_s, check.options.method) == (False, 10, "HEAD")


def test_a_doubt_about_one_part_is_no_doubt_about_its_neighbours() -> None:
    """A key that is there twice at the end of the file, or in a component, breaks no check before it."""
    text = with_components(
        "  - id: web\n    checks: [{http: 'https://a.example/'}]\n    name: A\n    name: B\n"
    )
    config = survived(text + "publish: [./a]\npublish: [./b]\n")
    assert [check.broken for check in config.checks] == [False]
    assert [component.broken for component in config.components] == [True]
    assert config.publish == ("./a",)


def test_history_that_is_in_doubt_is_not_guessed(load: Load) -> None:
    """Measurements must not go to a place that was not meant."""
    for history in ("{store: a, store: b}", "&x {store: a}", "{stroe: a}", "nonsense"):
        assert load(SITE + f"history: {history}\ncomponents: [{{id: web}}]\n").config is None


def test_no_problem_shows_what_may_be_secret(load: Load) -> None:
    """Values of headers and bodies are never repeated."""
    result = load(
        with_components(
            "  - id: web\n    checks:\n      - http: https://a.example/\n"
            "        headers: {Authorization: [hunter2]}\n        body: {password: hunter2}\n"
        )
    )
    assert len(result.problems) == 2
    assert "hunter2" not in "".join(map(str, result.problems))


def test_checks_that_others_measure_need_no_controls() -> None:
    """The hint about missing controls is for those who probe."""
    assert loaded(SITE + "components: [{id: web, checks: [{external: true}]}]\n").checks


def test_a_file_from_windows_is_read() -> None:
    """Byte order mark and CRLF change nothing."""
    assert loaded("\ufeff" + COMPLETE.replace("\n", "\r\n")) == loaded(COMPLETE)


def test_a_large_file_is_not_too_large() -> None:
    """The bound on values is far above what anybody watches."""
    many = ", ".join(["1s"] * 60_000)
    assert loaded(SITE + f"components: [{{id: web}}]\nprobing: {{waits: [{many}]}}\n").probing.waits_s == (
        1,
        1,
        1,
    )


_NOISE = [
    "{",
    "}",
    "[",
    "]",
    ":",
    "- ",
    "\n",
    "  ",
    "'",
    '"',
    "&a ",
    "*a",
    "!!str ",
    "<<: ",
    "null",
    "${X}",
    "\t",
    "#",
]
_NOISE += [
    "true",
    "0",
    "-1",
    "1e9",
    "99999999d",
    "é",
    "\x00",
    "\ud800",
    "components",
    "checks: x",
    "id: web",
    "~",
    ",",
]


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_no_damage_to_a_good_file_raises_anything(data: st.DataObject) -> None:
    """Whatever is cut out, doubled or put in gives a configuration or a problem, placed in the file."""
    text = COMPLETE
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(start + 40, len(text))))
        text = (
            text[:start]
            + data.draw(st.sampled_from(_NOISE) | st.just(text[start:end] * 2) | st.just(""))
            + text[end:]
        )
    result = load_config(text, "f", kinds=KINDS)
    assert result.config is not None or result.problems
    lines = len(text.splitlines()) + 1
    assert all(1 <= problem.line <= lines and problem.column >= 1 for problem in result.problems)


_KEYS = st.sampled_from(
    ["site", "name", "url", "components", "groups", "checks", "id", "http", "tcp", "hours", "probing"]
)
_DOCUMENTS = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=4)
    | st.just("https://a.example/"),
    lambda below: (
        st.lists(below, max_size=3) | st.dictionaries(_KEYS | st.text(max_size=3), below, max_size=4)
    ),
    max_leaves=25,
)


@given(_DOCUMENTS)
@settings(max_examples=150, deadline=None)
def test_no_document_raises_anything(document: object) -> None:
    """Keys that we know, holding anything at all, give a configuration or a problem."""
    text = json.dumps(
        {"site": {"name": "x", "url": "https://a.example/"}, "components": document}, ensure_ascii=False
    )
    result = load_config(text, "f", kinds=KINDS)
    assert result.config is not None or result.problems
    result = load_config(json.dumps(document), "f", kinds=KINDS)
    assert result.config is not None or result.problems


@given(st.text(max_size=200))
@settings(max_examples=150, deadline=None)
def test_no_text_raises_anything(text: str) -> None:
    """Any text at all is told to be no configuration."""
    assert load_config(text, "f", kinds=KINDS).problems


def test_groups_are_values() -> None:
    """Two readings of one text are equal."""
    first, second = loaded(COMPLETE), loaded(COMPLETE)
    assert first == second
    assert isinstance(first.groups[0], Group)


@pytest.mark.parametrize(
    "text", ["pa$$WORD", "$ref", "$AB", "a$PRICE", "${TOKEN}", "{{ name }}", "$PATHname"]
)
def test_a_dollar_is_no_reference_by_itself(text: str) -> None:
    """Passwords and queries have dollars in them: only what looks like a variable's name gets a hint."""
    _, problems = _load(
        with_components(f"  - {{id: web, checks: [{{http: 'https://example.com/', body: '{text}'}}]}}\n")
    )
    assert problems == ()


def test_a_hint_breaks_no_check() -> None:
    """The check is asked as it stands."""
    check = one_check("http: 'https://example.com/', body: '$TOKEN'")
    assert (check.broken, check.id) == (False, "web-http")
