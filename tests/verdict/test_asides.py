"""Locations that alone see much fail are set aside, and named."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from statusgen.domain.config import Config
from statusgen.domain.page import RemarkKind, StatusPage
from statusgen.domain.posts import Posts
from statusgen.domain.samples import Run, Sample
from statusgen.domain.status import Outcome, Status
from statusgen.verdict import judge
from statusgen.verdict.asides import find_asides
from statusgen.verdict.scene import set_scene
from statusgen.verdict.speech import heard, listen
from tests.builders import (
    make_check,
    make_component,
    make_config,
    make_incident,
    make_maintenance,
    make_run,
    make_runs,
    make_sample,
    observe,
    utc,
)

NAMES = ("web", "mail", "dns", "shop", "wiki")


def config(*names: str, private: tuple[str, ...] = ()) -> Config:
    return make_config(
        *(
            make_component(name, make_check(f"{name}-http", component=name, private=name in private))
            for name in names or NAMES
        )
    )


EVERYTHING = config()
EVERYTHING_DOWN = " ".join(NAMES)


def found(down: str = "", *, of: tuple[str, ...] = NAMES, quorum: int | None = None) -> list[Sample]:
    """What one run found: the components of `down` (in words) are, the others of `of` are up."""
    samples = []
    for name in of:
        outcome = Outcome.DOWN if name in down.split() else Outcome.UP
        sample = make_sample(outcome, check=f"{name}-http", component=name)
        samples.append(replace(sample, terms=replace(sample.terms, quorum=quorum)))
    return samples


def damped(down: str, *names: str, quorum: int | None = 1) -> list[Sample]:
    """As `found`, one location being enough; `names` fail, and are well again, after three in a row."""
    return [
        replace(sample, terms=replace(sample.terms, down_after=3, up_after=3))
        if sample.component in names
        else sample
        for sample in found(down, quorum=quorum)
    ]


def seen(at: str, quorum: int | None = None, **down: str) -> list[Run]:
    """A run of each location, all at once; what each saw down, in words."""
    return [
        make_run(f"2026-11-22 {at}", *found(words, quorum=quorum), location=location)
        for location, words in down.items()
    ]


def judged(
    runs: list[Run], now: str, *, config: Config = EVERYTHING, posts: Posts | None = None
) -> StatusPage:
    moment = utc(f"2026-11-22 {now}")
    return judge(config, observe(*runs, now=moment), posts or Posts(), now=moment)


def aside(page: StatusPage) -> dict[str, str]:
    return {place.id: f"{place.aside_since:%H:%M}" for place in page.locations if place.aside_since}


def down(page: StatusPage) -> set[str]:
    return {component.id for component in page.components if component.status.is_outage}


def test_a_location_that_alone_sees_half_fail_is_set_aside_and_named() -> None:
    """Three of five fail from Frankfurt alone: no outage though one would do, no remark, but its name."""
    runs = [
        *seen("11:00", quorum=1, dublin="", frankfurt=""),
        *seen("11:05", quorum=1, dublin="", frankfurt="web mail dns"),
    ]
    page = judged(runs, "11:06")
    assert aside(page) == {"frankfurt": "11:05"}
    assert (page.status, page.outages) == (Status.OPERATIONAL, ())
    assert [component.remarks for component in page.components] == [()] * 5
    later = judged([*runs, *seen("11:10", dublin="", frankfurt="")], "11:11")
    assert (aside(later), later.outages) == ({}, ())
    assert all(component.uptime[0].down_ms == 0 for component in later.components)


def test_less_than_half_or_one_component_alone_sets_nobody_aside() -> None:
    """Two of five are not half; one of one may be the way to it."""
    assert aside(judged(seen("11:00", dublin="", frankfurt="web mail"), "11:01")) == {}
    runs = [
        make_run("2026-11-22 11:00", *found(words, of=("web",)), location=location)
        for location, words in (("dublin", ""), ("frankfurt", "web"))
    ]
    page = judged(runs, "11:01", config=config("web"))
    assert aside(page) == {}
    assert [remark.kind for remark in page.components[0].remarks] == [RemarkKind.NOT_REACHABLE_FROM]


def test_only_components_that_others_measure_too_are_counted() -> None:
    """Frankfurt sees two of two shared ones fail; three that nobody else measures do not speak for it."""
    runs = [
        make_run("2026-11-22 11:00", *found(of=("web", "mail")), location="dublin"),
        make_run("2026-11-22 11:00", *found("web mail"), location="frankfurt"),
    ]
    page = judged(runs, "11:01")
    assert aside(page) == {"frankfurt": "11:00"}
    assert {
        one.id: one.status for one in page.components if one.status is not Status.OPERATIONAL
    } == dict.fromkeys(("dns", "shop", "wiki"), Status.UNKNOWN)


def test_a_check_that_nobody_else_asks_accuses_nobody() -> None:
    """What only Frankfurt asks may well fail: nobody has contradicted it."""
    inner = [make_sample(Outcome.DOWN, check=f"{name}-tls", component=name) for name in NAMES]
    runs = [
        make_run("2026-11-22 11:00", *found(), location="dublin"),
        make_run("2026-11-22 11:00", *found(), *inner, location="frankfurt"),
    ]
    checks = [make_check(f"{name}-{kind}", component=name) for name in NAMES for kind in ("http", "tls")]
    both = make_config(
        *(make_component(name, *(check for check in checks if check.component == name)) for name in NAMES)
    )
    page = judged(runs, "11:01", config=both)
    assert (aside(page), down(page)) == ({}, set(NAMES))


def test_what_another_location_sees_fail_too_accuses_nobody() -> None:
    """Everything down everywhere is an outage; so is what two of three see, whichever two."""
    everything = " ".join(NAMES)
    page = judged(seen("11:00", dublin=everything, frankfurt=everything), "11:01")
    assert (aside(page), down(page)) == ({}, set(NAMES))
    page = judged(seen("11:00", dublin=everything, frankfurt=everything, tokyo=""), "11:01")
    assert (aside(page), down(page)) == ({}, set(NAMES))
    page = judged(seen("11:00", dublin="web mail dns shop", frankfurt="web mail dns", tokyo=""), "11:01")
    assert (aside(page), down(page)) == ({}, {"web", "mail", "dns"})


def test_a_location_set_aside_leaves_the_others_to_decide() -> None:
    """Of four, Tokyo is cut off: web is down by the word of two of the three that are left."""
    page = judged(seen("11:00", dublin="web", frankfurt="web", oslo="", tokyo=EVERYTHING_DOWN), "11:01")
    assert (aside(page), down(page)) == ({"tokyo": "11:00"}, {"web"})


def test_what_another_location_confirms_counts_of_one_set_aside() -> None:
    """Dublin alone sees more fail, yet two of three see web down: an outage of web, by both their words."""
    four = NAMES[:4]
    runs = [
        make_run(f"2026-11-22 {at}", *found(words, of=four), location=location)
        for at, seen_down in (("11:00", ("", "")), ("11:05", ("web mail dns", "web")), ("11:10", ("", "")))
        for location, words in zip(("dublin", "frankfurt", "oslo"), (*seen_down, ""), strict=True)
    ]
    page = judged(runs[:6], "11:06", config=config(*four))
    assert (aside(page), down(page)) == ({"dublin": "11:05"}, {"web"})
    (outage,) = judged(runs, "11:11", config=config(*four)).outages
    assert (outage.started, outage.ended) == (utc("2026-11-22 11:05"), utc("2026-11-22 11:10"))
    assert outage.locations == ("dublin", "frankfurt")


def test_it_counts_only_while_the_other_confirms_it() -> None:
    """Frankfurt sees web down from 11:05 to 11:10: before and after, Dublin's word of it is left out."""
    runs = [
        run
        for at, frankfurt in (("11:00", ""), ("11:05", "web"), ("11:10", ""), ("11:15", ""))
        for run in seen(at, dublin="web mail dns shop", frankfurt=frankfurt, oslo="")
    ]
    (outage,) = judged(runs, "11:16").outages
    assert (outage.component, f"{outage.started:%H:%M}", outage.stretches) == ("web", "11:05", 1)
    assert outage.ended == utc("2026-11-22 11:10")


def test_what_was_confirmed_waits_for_its_recovery() -> None:
    """Dublin and Frankfurt see web down, both well at 11:10: one good answer ends it for neither."""
    runs = []
    for minute in (0, 5, 10):
        cut_off, web = ("web mail dns shop", "web") if minute < 10 else ("", "")
        runs += [
            make_run(f"2026-11-22 11:{minute:02}", *damped(words, *NAMES, quorum=None), location=location)
            for location, words in (("dublin", cut_off), ("frankfurt", web), ("oslo", ""))
        ]
    page = judged(runs, "11:06")
    assert (aside(page), down(page)) == ({"dublin": "11:00"}, {"web"})
    page = judged(runs, "11:11")
    assert (aside(page), down(page)) == ({}, {"web"})


def test_two_locations_may_see_it_fail_by_different_checks() -> None:
    """Web fails from Dublin by one check, from Frankfurt by another that Dublin asks too: both count."""
    both = make_config(
        make_component("web", make_check("web-http"), make_check("web-tls")),
        *(make_component(name, make_check(f"{name}-http", component=name)) for name in NAMES[1:]),
    )
    for asks_both, expected in ((True, {"web"}), (False, set())):
        up = replace(found(of=("web",), quorum=1)[0], check="web-tls")
        bad = replace(found("web", of=("web",), quorum=1)[0], check="web-tls")
        runs = [
            make_run("2026-11-22 11:00", *samples, location=location)
            for location, samples in (
                ("dublin", [*found("mail dns shop", of=NAMES if asks_both else NAMES[1:]), bad]),
                ("frankfurt", [*found("web"), up]),
                ("oslo", [*found(), up]),
            )
        ]
        page = judged(runs, "11:01", config=both)
        assert (aside(page), down(page)) == ({"dublin": "11:00"}, expected)


def test_a_good_word_of_a_location_set_aside_never_counts() -> None:
    """Dublin finds web well, which Frankfurt does not: cut off as it is, it does not make that a remark."""
    page = judged(seen("11:00", dublin="mail dns shop", frankfurt="web"), "11:01")
    assert (aside(page), down(page)) == ({"dublin": "11:00"}, {"web"})


def test_two_locations_that_accuse_each_other_are_both_heard() -> None:
    """Each sees half fail that the other sees up: none can be trusted more, the quorum decides."""
    pair = ("web", "mail", "dns", "shop")
    runs = [
        make_run("2026-11-22 11:00", *found(words, of=pair), location=location)
        for location, words in (("dublin", "web mail"), ("frankfurt", "dns shop"))
    ]
    page = judged(runs, "11:01", config=config(*pair))
    assert aside(page) == {}
    assert all(one.remarks[0].kind is RemarkKind.NOT_REACHABLE_FROM for one in page.components)


def test_a_third_location_decides_only_if_it_contradicts_both() -> None:
    """Tokyo measures web alone: of mail and dns only Frankfurt speaks against Dublin, so all are heard."""
    pair = ("web", "mail", "dns", "shop")
    for measured, expected in (
        (("web",), {}),
        (("web", "mail"), {"dublin": "11:00", "frankfurt": "11:00"}),
    ):
        runs = [
            make_run("2026-11-22 11:00", *found("mail dns", of=pair), location="dublin"),
            make_run("2026-11-22 11:00", *found("web shop", of=pair), location="frankfurt"),
            make_run("2026-11-22 11:00", *found(of=measured), location="tokyo"),
        ]
        page = judged(runs, "11:01", config=config(*pair))
        assert (aside(page), down(page)) == (expected, set())


def test_it_ends_when_another_location_sees_it_too() -> None:
    """Frankfurt is first by two minutes: left out until Dublin confirms; from then on all are down."""
    runs = [
        *seen("11:00", dublin="", frankfurt=""),
        *seen("11:05", quorum=1, frankfurt=EVERYTHING_DOWN),
        *seen("11:07", dublin=EVERYTHING_DOWN),
    ]
    assert judged(runs, "11:06").outages == ()
    page = judged(runs, "11:08")
    assert (aside(page), down(page)) == ({}, set(NAMES))
    assert {outage.started for outage in page.outages} == {utc("2026-11-22 11:07")}


def test_nobody_is_named_before_another_has_looked_again() -> None:
    """An ordinary outage, Dublin two minutes after Frankfurt: it begins and ends without blame."""
    runs = []
    for minute in range(0, 60, 5):
        words = EVERYTHING_DOWN if 5 <= minute < 40 else ""
        runs += [*seen(f"11:{minute:02}", frankfurt=words), *seen(f"11:{minute + 2:02}", dublin=words)]
    for minute in range(60):
        now = f"11:{minute:02}"
        page = judged([run for run in runs if run.at <= utc(f"2026-11-22 {now}")], now)
        assert aside(page) == {}, now


def test_it_is_named_as_soon_as_another_has_looked_again() -> None:
    """Frankfurt is cut off at 11:05, which Dublin's next look at 11:07 shows; it is over at 11:15."""
    runs = [
        *seen("11:00", dublin="", frankfurt=""),
        *seen("11:05", frankfurt=EVERYTHING_DOWN),
        *seen("11:07", dublin=""),
        *seen("11:10", frankfurt=EVERYTHING_DOWN),
        *seen("11:15", frankfurt=""),
    ]
    told = {now: aside(judged(runs, now)) for now in ("11:05", "11:06", "11:07", "11:14", "11:15")}
    since = {"frankfurt": "11:05"}
    assert told == {"11:05": {}, "11:06": {}, "11:07": since, "11:14": since, "11:15": {}}


def test_at_the_edges_of_maintenance_nobody_is_named() -> None:
    """The work takes down two of five, which Frankfurt sees first and sees end first."""
    runs = [
        *seen("11:00", dublin="", frankfurt=""),
        *seen("11:05", frankfurt="web mail dns"),
        *seen("11:07", dublin="web mail dns"),
        *seen("11:10", frankfurt=""),
        *seen("11:12", dublin=""),
    ]
    work = make_maintenance(
        "2026-11-22 11:03",
        "2026-11-22 11:11",
        announced="2026-11-20 11:00",
        statuses=dict.fromkeys(("web", "mail", "dns"), Status.UNDER_MAINTENANCE),
    )
    for now in ("11:06", "11:08", "11:10", "11:11", "11:13"):
        assert aside(judged(runs, now, posts=Posts(maintenances=(work,)))) == {}


def test_the_last_word_of_a_location_that_stopped_names_nobody() -> None:
    """Dublin was well at 11:00 and says nothing since: it has not looked at what Frankfurt sees."""
    runs = [*seen("11:00", dublin="", frankfurt="")]
    runs += [run for at in ("11:05", "11:10", "11:15") for run in seen(at, frankfurt=EVERYTHING_DOWN)]
    assert [aside(judged(runs, now)) for now in ("11:06", "11:14", "11:16")] == [{}] * 3
    assert down(judged(runs, "11:16")) == set(NAMES)


def test_nobody_is_set_aside_in_hindsight() -> None:
    """Mail is damped and web is not: Frankfurt, cut off at 11:05, makes no outage that is taken back."""
    runs = []
    for minute in range(0, 30, 5):
        runs += [
            make_run(f"2026-11-22 11:{minute:02}", *damped(words, "mail"), location=location)
            for location, words in (("dublin", ""), ("frankfurt", "web mail dns" if minute else ""))
        ]
    for minute in range(0, 30, 5):
        page = judged(runs, f"11:{minute:02}")
        assert page.outages == ()
        assert aside(page) == ({"frankfurt": "11:05"} if minute else {})


def test_what_was_set_aside_does_not_wait_for_its_recovery() -> None:
    """Frankfurt is back at 11:20: its failures, which two good answers would end, count for nothing."""
    runs = []
    for minute in range(0, 35, 5):
        runs += [
            make_run(f"2026-11-22 11:{minute:02}", *damped(words, *NAMES), location=location)
            for location, words in (("dublin", ""), ("frankfurt", EVERYTHING_DOWN if 0 < minute < 20 else ""))
        ]
    for minute in range(0, 35, 5):
        page = judged(runs, f"11:{minute:02}")
        assert (page.outages, down(page)) == ((), set())


def test_slow_partial_and_capped_answers_are_weighed_as_for_an_outage() -> None:
    """Partial is an outage, slow is none, and a check that may not call one accuses nobody."""
    for sample, expected in (
        (make_sample(Outcome.PARTIAL), {"frankfurt": "11:00"}),
        (make_sample(Outcome.DEGRADED), {}),
        (make_sample(Outcome.DOWN, worst=Status.DEGRADED_PERFORMANCE), {}),
    ):
        bad = [replace(sample, check=f"{name}-http", component=name) for name in NAMES]
        runs = [*seen("11:00", dublin=""), make_run("2026-11-22 11:00", *bad, location="frankfurt")]
        assert aside(judged(runs, "11:01")) == expected


def test_checks_that_a_post_calls_wrong_and_retired_components_accuse_nobody() -> None:
    """Two of five fail from Frankfurt; leave them out, and nothing is left to accuse it of."""
    runs = seen("11:00", dublin="", frankfurt="web mail dns")
    wrong = make_incident("2026-11-22 10:00", ignore_checks=("web-http", "mail-http"))
    assert aside(judged(runs, "11:01", posts=Posts((wrong,)))) == {}
    retired = config()
    (group,) = retired.groups
    gone = tuple(
        replace(one, retired=date(2026, 11, 22) if one.id in ("web", "mail") else None)
        for one in group.components
    )
    assert (
        aside(judged(runs, "11:01", config=replace(retired, groups=(replace(group, components=gone),)))) == {}
    )


def test_private_checks_are_weighed_and_never_told_by_it() -> None:
    """What only private checks know of a location is not said; what public ones show is."""
    runs = seen("11:00", quorum=1, dublin="", frankfurt="web mail dns")
    page = judged(runs, "11:01", config=config(*NAMES, private=("web", "mail", "dns")))
    assert (aside(page), down(page)) == ({}, set())
    page = judged(runs, "11:01", config=config(*NAMES, private=("web", "shop", "wiki")))
    assert aside(page) == {"frankfurt": "11:00"}


def test_a_location_that_stopped_is_not_set_aside_any_more() -> None:
    """Its last word was bad; when that has expired it is shown as stopped, and fails nothing."""
    runs = [
        *seen("11:00", dublin="", frankfurt="web mail dns"),
        *[run for at in ("11:05", "11:10", "11:15") for run in seen(at, dublin="")],
    ]
    assert aside(judged(runs, "11:14")) == {"frankfurt": "11:00"}
    page = judged(runs, "11:16")
    assert (aside(page), down(page)) == ({}, set())
    assert [place.id for place in page.locations if place.stopped] == ["frankfurt"]


def test_a_remark_says_since_when_it_fails_not_since_when_it_counts() -> None:
    """Set aside until 11:10 while web failed from there already: the remark goes back to 11:00."""
    runs = [
        *seen("11:00", dublin="", frankfurt="web mail dns"),
        *seen("11:05", dublin="", frankfurt="web mail dns"),
        *seen("11:10", dublin="", frankfurt="web"),
    ]
    (remark,) = judged(runs, "11:11").components[0].remarks
    assert (remark.places, remark.since) == (("frankfurt",), utc("2026-11-22 11:00"))


def test_one_location_is_never_set_aside() -> None:
    """There is nobody to say that it is wrong."""
    page = judged(seen("11:00", dublin=" ".join(NAMES)), "11:01")
    assert (aside(page), down(page)) == ({}, set(NAMES))


def test_long_words_are_cut_by_each_span() -> None:
    """Frankfurt is cut off twice, an hour apart: both times nothing of it counts, in between all does."""
    runs = [
        *make_runs("2026-11-22 08:00", "2026-11-22 11:00", *found(), location="dublin"),
        *make_runs("2026-11-22 08:00", "2026-11-22 08:55", *found(quorum=1), location="frankfurt"),
        make_run("2026-11-22 09:00", *found("web mail dns", quorum=1), location="frankfurt"),
        make_run("2026-11-22 09:05", *found("web", quorum=1), location="frankfurt"),
        make_run("2026-11-22 10:00", *found("web mail dns", quorum=1), location="frankfurt"),
        make_run("2026-11-22 10:05", *found(quorum=1), location="frankfurt"),
    ]
    page = judged(runs, "11:00")
    assert [
        (one.component, f"{one.started:%H:%M}", f"{one.ended:%H:%M}") for one in page.outages if one.ended
    ] == [("web", "09:05", "09:20")]


PLACES = ("a", "b", "c")
END = utc("2026-11-22 12:00")


@st.composite
def crowds(draw: st.DrawFn, kinds: tuple[str, ...] = ("http", "tls")) -> list[Run]:
    """Runs of three places over four components, each by these kinds, in half an hour, at whole minutes."""
    keys = st.tuples(st.integers(0, 30), st.sampled_from(PLACES))
    asked = st.tuples(st.sampled_from(NAMES[:4]), st.sampled_from(kinds))
    return [
        Run(
            at=END - timedelta(minutes=minutes),
            location=place,
            samples=tuple(
                make_sample(
                    draw(st.sampled_from(Outcome)), check=f"{name}-{kind}", component=name, valid_for_s=300
                )
                for name, kind in draw(st.lists(asked, min_size=3, unique=True))
            ),
        )
        for minutes, place in draw(st.lists(keys, max_size=12, unique=True))
    ]


def words_plainly(runs: list[Run], at: datetime) -> dict[str, dict[str, Outcome]]:
    """By check, the word of each place at a moment, by looking at every newest sample."""
    words: dict[str, dict[str, Outcome]] = {}
    for run in sorted(runs, key=lambda run: run.at):
        for sample in run.samples if run.at <= at else ():
            words.setdefault(sample.check, {}).pop(run.location, None)
            if sample.outcome is not Outcome.UNKNOWN and at < run.at + timedelta(seconds=300):
                words[sample.check][run.location] = sample.outcome
    return words


def component_of(check: str) -> str:
    return check.partition("-")[0]


def fails(outcome: Outcome) -> bool:
    return outcome in (Outcome.DOWN, Outcome.PARTIAL)


def aside_plainly(runs: list[Run], at: datetime) -> set[str]:
    """Who is set aside at a moment."""
    sharing: dict[str, set[str]] = {}
    failing: dict[str, set[str]] = {}
    for check, voices in words_plainly(runs, at).items():
        if len(voices) > 1:
            sharing.setdefault(component_of(check), set()).update(voices)
            failing.setdefault(component_of(check), set()).update(
                p for p, said in voices.items() if fails(said)
            )
    accused: dict[str, set[str]] = {}
    for place in PLACES:
        mine = [component for component, places in sharing.items() if place in places]
        alone = [component for component in mine if failing[component] == {place}]
        if len(alone) >= 2 and 2 * len(alone) >= len(mine):
            accused[place] = {other for component in alone for other in sharing[component]}
    return set(accused) if all(who - accused.keys() for who in accused.values()) else set()


def counted_plainly(runs: list[Run], at: datetime) -> dict[str, dict[str, Outcome]]:
    """By check, the words that count: of who is set aside, only that what another sees fail fails."""
    words, doubted = words_plainly(runs, at), aside_plainly(runs, at)

    def counts(check: str, place: str) -> bool:
        return place not in doubted or (
            fails(words[check][place])
            and any(
                place in voices and fails(said) and other not in doubted
                for shared, voices in words.items()
                for other, said in voices.items()
                if component_of(shared) == component_of(check)
            )
        )

    return {
        check: {place: said for place, said in voices.items() if counts(check, place)}
        for check, voices in words.items()
    }


@settings(max_examples=60, deadline=None)
@given(crowds())
def test_the_sweep_agrees_with_a_look_at_every_minute(runs: list[Run]) -> None:
    """Who is set aside, and whose word counts, is at every minute what the samples of that minute say."""
    scene = set_scene(config(), observe(*runs, now=END), Posts(), END)
    said = list(heard(listen(observe(*runs, now=END).tracks, END), ()))
    asides = find_asides(said, scene)
    spared = [
        speech
        for name in NAMES
        for speech in asides.spare(one for one in said if one.streak.component == name)
    ]
    for minute in range(36):
        at = (END - timedelta(minutes=35 - minute)).astimezone(UTC)
        assert asides.at(at).keys() == aside_plainly(runs, at), at
        expected = {
            (check, place): outcome
            for check, voices in counted_plainly(runs, at).items()
            for place, outcome in voices.items()
        }
        counted = [((one.check, one.location), one.outcome) for one in spared if one.holds_at(at)]
        assert sorted(counted) == sorted(expected.items()), at


@settings(max_examples=40, deadline=None)
@given(crowds(kinds=("http",)))
def test_a_component_is_what_the_words_that_count_make_of_it(runs: list[Run]) -> None:
    """At every minute a component is what the newest words make of it, but for those left out."""
    page = judge(config(*NAMES[:4]), observe(*runs, now=END), Posts(), now=END)
    for component in page.components:
        for minute in range(1, 36):
            at = END - timedelta(minutes=minute)
            (interval,) = [one for one in component.timeline if one.start <= at < one.end]
            assert interval.measured is measured_plainly(component.id, runs, at), (component.id, at)


def measured_plainly(component: str, runs: list[Run], at: datetime) -> Status:
    told = [*counted_plainly(runs, at).get(f"{component}-http", {}).values()]
    if not told:
        return Status.UNKNOWN
    if 2 * told.count(Outcome.DOWN) > len(told):
        return Status.MAJOR_OUTAGE
    if Outcome.PARTIAL in told:
        return Status.PARTIAL_OUTAGE
    return Status.DEGRADED_PERFORMANCE if Outcome.DEGRADED in told else Status.OPERATIONAL
