"""What must hold for every life a component can have."""

from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from random import Random

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from statusgen.domain.config import Check, Config, Probing
from statusgen.domain.figures import Uptime, Window
from statusgen.domain.page import ComponentView, Outage, StatusPage
from statusgen.domain.posts import Posts
from statusgen.domain.samples import Run, Sample, Terms
from statusgen.domain.status import Outcome, Status
from statusgen.verdict import judge
from tests.builders import make_check, make_component, make_config, observe
from tests.lives import NOW, Life, damped_config, damped_runs, lives, moments, posts, runs

MODERATE = settings(max_examples=25, deadline=None)


def judged(life: Life) -> StatusPage:
    return judge(life.config, observe(*life.runs, now=NOW), life.posts, now=NOW)


def only(page: StatusPage) -> ComponentView:
    (component,) = page.components
    return component


@MODERATE
@given(lives())
def test_intervals_cover_the_window_without_gap_or_overlap(life: Life) -> None:
    """Every moment of ninety days has exactly one interval, and each says something new."""
    timeline = only(judged(life)).timeline
    assert timeline[0].start <= NOW - timedelta(days=90)
    assert timeline[-1].end == NOW
    for before, after in pairwise(timeline):
        assert before.start < before.end == after.start
        assert before != replace(after, start=before.start, end=before.end)


@MODERATE
@given(lives())
def test_known_unknown_and_excused_make_the_window(life: Life) -> None:
    """To the millisecond, in every window; nothing is down that is not known."""
    for figure in only(judged(life)).uptime:
        assert figure.known_ms + figure.unknown_ms + figure.excused_ms == figure.window.days * 86_400_000
        assert min(figure.known_ms, figure.unknown_ms, figure.excused_ms, figure.down_ms) >= 0
        assert figure.down_ms <= figure.known_ms


def share_up(figure: Uptime) -> Fraction:
    return Fraction(figure.known_ms - figure.down_ms, figure.known_ms)


def main_sample(outcome: Outcome, check: str = "web-http") -> Sample:
    worst = Status.MAJOR_OUTAGE if check == "web-http" else Status.PARTIAL_OUTAGE
    return Sample(check=check, component="web", outcome=outcome, terms=Terms(valid_for_s=300, worst=worst))


@st.composite
def single_lives(draw: st.DrawFn) -> tuple[Run, ...]:
    """One place, terms that never change."""
    times = draw(st.lists(moments(), min_size=1, max_size=12, unique=True))
    outcomes = st.sampled_from(Outcome)
    return tuple(
        Run(
            at=at,
            location="main",
            samples=tuple(
                main_sample(draw(outcomes), check)
                for check in draw(st.sampled_from((("web-http",), ("web-tls",), ("web-http", "web-tls"))))
            ),
        )
        for at in times
    )


@MODERATE
@given(single_lives(), posts(), st.data())
def test_one_more_failure_never_raises_uptime(
    some: tuple[Run, ...], said: Posts, data: st.DataObject
) -> None:
    """A down sample of an uncapped check can only take away."""
    first = min(run.at for run in some)
    at = data.draw(moments().filter(lambda at: at >= first), label="at")
    assume(all(run.at != at for run in some))
    more = (*some, Run(at=at, location="main", samples=(main_sample(Outcome.DOWN),)))
    config = make_config(make_component("web", make_check(), make_check("web-tls")))
    for before, after in zip(
        only(judged(Life(config, some, said))).uptime,
        only(judged(Life(config, more, said))).uptime,
        strict=True,
    ):
        if before.known_ms:
            assert share_up(after) <= share_up(before)


@MODERATE
@given(lives(), st.randoms(use_true_random=False))
def test_the_order_of_the_input_never_matters(life: Life, chance: Random) -> None:
    """Tracks, posts and checks in any order make the same page, checks themselves listed as configured."""
    observed = observe(*life.runs, now=NOW)
    tracks, incidents, works = (
        list(observed.tracks),
        list(life.posts.incidents),
        list(life.posts.maintenances),
    )
    for things in (tracks, incidents, works):
        chance.shuffle(things)
    shuffled = judge(
        life.config,
        replace(observed, tracks=tuple(tracks), latest=observed.latest[::-1]),
        Posts(tuple(incidents), tuple(works)),
        now=NOW,
    )
    assert shuffled == judged(life)
    (group,) = life.config.groups
    (web,) = group.components
    turned = replace(group, components=(replace(web, checks=web.checks[::-1]),))
    one, other = (
        only(judged(life)),
        only(judged(replace(life, config=replace(life.config, groups=(turned,))))),
    )
    assert replace(one, checks=(), remarks=()) == replace(other, checks=(), remarks=())
    assert set(one.checks) == set(other.checks)
    assert set(one.remarks) == set(other.remarks)


def edited(*checks: Check, probing: Probing | None = None) -> Config:
    return make_config(make_component("web", *checks), probing=probing)


EDITS = (
    edited(make_check("web-tls")),
    edited(make_check("web-2"), make_check("web-tls")),
    edited(make_check(worst=Status.DEGRADED_PERFORMANCE), make_check("web-tls", worst=Status.MAJOR_OUTAGE)),
    edited(Check(id="web-http", component="web", kind="http", interval_s=60, stale_after_s=90)),
    edited(make_check(), make_check("web-tls"), probing=Probing(quorum=1, minority=Status.PARTIAL_OUTAGE)),
    edited(make_check(private=True)),
)


@MODERATE
@given(lives(), st.sampled_from(EDITS))
def test_edits_of_checks_yaml_move_no_past_figure(life: Life, config: Config) -> None:
    """Intervals, terms and checks may come and go: what was measured stays what it was."""
    before, after = only(judged(life)), only(judged(replace(life, config=config)))
    assert after.uptime == before.uptime
    assert after.cells == before.cells
    assert [one.id for one in after.outages] == [one.id for one in before.outages]


@MODERATE
@given(runs(), moments())
def test_what_was_seen_live_is_seen_later_alike(some: tuple[Run, ...], then: datetime) -> None:
    """The status of a moment is the same on the page of that moment and on every later one."""
    assume(then < NOW)
    config = edited(make_check(), make_check("web-tls"))
    live = judge(config, observe(*some, now=then), Posts(), now=then)
    later = judge(config, observe(*some, now=NOW), Posts(), now=NOW)
    (interval,) = [one for one in only(later).timeline if one.start <= then < one.end]
    assert only(live).status is interval.shown


@MODERATE
@given(lives())
def test_outages_are_apart_and_told_once(life: Life) -> None:
    """Ids are unique, only the newest may go on, and each ends after it began."""
    outages = only(judged(life)).outages
    assert len({outage.id for outage in outages}) == len(outages)
    assert all(outage.ended for outage in outages[1:])
    for newer, older in pairwise(outages):
        assert older.ended
        assert newer.started - older.ended >= timedelta(minutes=30)


@MODERATE
@given(damped_runs())
def test_an_id_once_shown_stays(some: tuple[Run, ...]) -> None:
    """Whatever is confirmed later; of two outages that it joins, the first one's is left."""
    shown: dict[str, Outage] = {}
    for now in sorted({run.at for run in some}):
        page = judge(damped_config(), observe(*some, now=now), Posts(), now=now)
        told = [outage for outage in page.outages if outage.id in shown]
        for before in shown.values():
            assert any(
                one.component == before.component and one.started <= before.started <= (one.ended or now)
                for one in told
            )
        shown = {outage.id: outage for outage in page.outages}


@MODERATE
@given(lives())
def test_the_page_is_never_greener_than_its_worst_component(life: Life) -> None:
    """Trouble anywhere is trouble on the page, and unknown is never called operational."""
    page = judged(life)
    status = only(page).status
    assert page.status.rank >= status.rank
    assert page.groups[0].status is status
    assert {figure.window for figure in only(page).uptime} == set(Window)
