"""A project on disk: checks.yaml, incidents/, site_templates/ and the store beside it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from statusgen.domain.config import Config, HistorySettings
from statusgen.errors import Code, Problem, UsageError

if TYPE_CHECKING:
    from statusgen.config import Loaded
    from statusgen.history import Store
    from statusgen.posts import LoadedPosts

MAX_CONFIG_BYTES = 4 << 20
_STORE = re.compile(r"""\bstore:[ ]?["']?([\w./:-]+)""")
_YEARS = range(1971, 2200)


@dataclass(frozen=True, slots=True)
class Project:
    """`root` is the folder of checks.yaml: every path in the file resolves beside it."""

    root: Path
    config_file: Path

    @property
    def incidents(self) -> Path:
        return self.root / "incidents"

    @property
    def templates(self) -> Path:
        return self.root / "site_templates"

    def load_config(self) -> "Loaded":
        """What checks.yaml says, as far as it can be understood, and every mistake in it."""
        from statusgen.config import Loaded, load_config
        from statusgen.probes import PROBES

        shown = self.config_file.name
        try:
            content = self.config_file.read_bytes()
            if len(content) > MAX_CONFIG_BYTES:
                raise ValueError(f"larger than {MAX_CONFIG_BYTES >> 20} MiB")
            text = content.decode()
        except UnicodeDecodeError as error:
            before = error.object[: error.start].decode()
            line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
            problem = Problem(shown, line, column, Code.NOT_READABLE, "not UTF-8", "save it as UTF-8")
            return Loaded(None, (problem,))
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else str(error)
            return Loaded(None, (Problem(shown, 1, 1, Code.NOT_READABLE, f"cannot be read: {reason}"),))
        return load_config(text, shown, kinds={name: probe.options for name, probe in PROBES.items()})

    def load_posts(self, config: Config, *, now: datetime, explicit_now: bool) -> "LoadedPosts":
        """Every post in incidents/, and every mistake in them."""
        from statusgen.posts import load_posts

        return load_posts(
            self.incidents,
            zone=config.site.timezone,
            components=component_names(config),
            checks={check.id for check in config.checks},
            now=now,
            explicit_now=explicit_now,
            shown_as=self.incidents.name,
        )

    def open_store(self, config: Config | None) -> "Store":
        """The store that checks.yaml names; of one that cannot be used, what looks like its store."""
        from statusgen.history import open_store

        return open_store(config.history.store if config else self._likely_store(), base=self.root)

    def _likely_store(self) -> str:
        try:
            found = _STORE.search(self.config_file.read_text(encoding="utf-8", errors="replace"))
        except OSError:
            found = None
        return found[1] if found else HistorySettings().store


def component_names(config: Config) -> Mapping[str, str]:
    """Every id a post may use for a component, its former ones too, to the id it has now."""
    names = {former: component.id for component in config.components for former in component.formerly}
    return names | {component.id: component.id for component in config.components}


def locate(config_file: Path) -> Project:
    """The project around a checks.yaml; UsageError if there is none."""
    if not config_file.is_file():
        raise UsageError(
            f"there is no {config_file}: go to its folder, or name it with -C DIR or --config FILE"
        )
    return Project(config_file.resolve().parent, config_file)


def parse_moment(text: str, zone: ZoneInfo, *, also: str = "") -> datetime:
    """A time from the command line; one without an offset is in the site's zone.

    `also` are other forms that would have done, for the message.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        forms = f"{also}2026-11-22T09:36:00Z or 2026-11-22 09:36"
        raise UsageError(f"{text!r} is not a time: write {forms}") from None
    if moment.year not in _YEARS:
        raise UsageError(f"{text!r}: the year must be from {_YEARS[0]} to {_YEARS[-1]}")
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)
