"""checks.yaml as a whole: text in, Config and every mistake out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from statusgen.config.advice import advise
from statusgen.config.check_advice import advise_probing
from statusgen.config.checks import CheckReader
from statusgen.config.components import ComponentReader, ids_in
from statusgen.config.discretion import tell_discreetly
from statusgen.config.flaws import Flaws
from statusgen.config.kinds import Kinds, read_defaults
from statusgen.config.mistakes import Told, unknown_keys
from statusgen.config.names import Names
from statusgen.config.settings import (
    read_contact,
    read_history,
    read_probing,
    read_probing_keys,
    read_publish,
    read_site,
    read_uptime,
)
from statusgen.domain.config import Config
from statusgen.errors import Code, Problem
from statusgen.located import Node, Place, Table, read_yaml

SECTIONS = (
    "site",
    "contact",
    "probing",
    "defaults",
    "history",
    "uptime",
    "components",
    "groups",
    "publish",
)
_NEEDED = ("site", "history", "components", "groups")
_UTC = ZoneInfo("UTC")
_MAX_NODES = 1_000_000  # enough for 100 000 checks


@dataclass(frozen=True, slots=True)
class Loaded:
    """A configuration as far as it can be trusted, and what is wrong with it, in order of place.

    None if the file cannot be used as a whole: it is not YAML, site.name or site.url is missing or
    wrong, there is no component, or it is not clear where history is kept.
    """

    config: Config | None
    problems: tuple[Problem, ...]


def load_config(text: str, file: str, *, kinds: Mapping[str, type[BaseModel]]) -> Loaded:
    """What checks.yaml says. `kinds`: for each kind of check that can be asked, the model of its options.

    A check or component with a mistake in it stays, marked as broken; any other section is read
    without what is wrong with it. Never raises for anything in the text.
    """
    root, problems = read_yaml(text, file, max_nodes=_MAX_NODES)
    told = Told(file, list(problems))
    if not isinstance(root, Table):
        _tell_unusable(root, told)
        return Loaded(None, tuple(sorted(told.problems)))
    config = _read(root, told, kinds)
    found = _without_echoes(told.problems)
    return Loaded(config, tuple(sorted(tell_discreetly(found, root, kinds))))


def _without_echoes(problems: Iterable[Problem]) -> set[Problem]:
    """Where the YAML itself is refused, what follows from reading on is not told as well."""
    refused = {(problem.line, problem.column) for problem in problems if problem.code is Code.NOT_PLAIN}
    return {
        problem
        for problem in problems
        if problem.code is Code.NOT_PLAIN or (problem.line, problem.column) not in refused
    }


def _tell_unusable(root: Node | None, told: Told) -> None:
    if root is not None:
        told.tell(root.place, Code.BAD_VALUE, "the file must be a table with site and groups in it")
    elif not told.problems:
        told.tell(Place(1, 1), Code.MISSING_KEY, "the file is empty", "it needs a site and a component")


def _read(root: Table, told: Told, models: Mapping[str, type[BaseModel]]) -> Config | None:
    flaws = Flaws(root, told.problems)
    unknown_keys(root, SECTIONS, told)
    site = read_site(root, told)
    history = read_history(root, told)
    probing = read_probing_keys(root, told)
    kinds = Kinds(models, told)
    checks = CheckReader(told, kinds, read_defaults(root, kinds), probing, Names(told), flaws)
    groups = ComponentReader(told, Names(told, spoken_for=ids_in(root)), flaws, checks).read(root)
    contact = read_contact(root, site.timezone if site else _UTC, told)
    settings = read_probing(root, probing, told)
    uptime, publish = read_uptime(root, told), read_publish(root, told)
    if site is None or history is None or not groups or _is_doubtful(root, flaws):
        return None
    config = Config(
        site=site,
        groups=groups,
        contact=contact,
        probing=settings,
        history=history,
        uptime=uptime,
        publish=publish,
    )
    advise(root, config, told)
    advise_probing(root, probing, told)
    return config


def _is_doubtful(root: Table, flaws: Flaws) -> bool:
    """Whether it is not clear what is meant by a section that all depends on."""
    history = root.key("history")
    repeated = any(key.text in _NEEDED for key in root.repeated)
    return repeated or (history is not None and flaws.touch(history.place))
