"""Every target gets the same site; each is tried, and tried again, on its own."""

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from statusgen.errors import PublishError
from statusgen.publish.folder import open_folder
from statusgen.publish.git import open_git
from statusgen.publish.site import BuiltSite, open_site
from statusgen.publish.target import Delivery, HopelessError, Target, without_userinfo

TARGETS: Mapping[str, Callable[[str, Path], Target]] = {"": open_folder, "git": open_git}
"""How an address begins (`git+…`; nothing for a path) to what opens it, given the folder of checks.yaml."""

_SCHEME = re.compile(r"([a-z][a-z0-9]+)(?:\+|://)")
_PATIENCE_S = 60.0


@dataclass(frozen=True, slots=True)
class TargetReport:
    """What became of one target, in numbers of files."""

    target: str  # fit to be shown
    sent: int = 0
    deleted: int = 0
    unchanged: int = 0
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Patience:
    """When a target that failed is asked again: after each of `waits_s`, but not after a minute."""

    waits_s: Sequence[float] = (2.0, 10.0)
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic


def publish_site(
    folder: Path,
    targets: Sequence[str],
    *,
    base: Path,
    dry_run: bool = False,
    patience: Patience | None = None,
) -> tuple[TargetReport, ...]:
    """Send the site that was built in `folder` to every target, in their order.

    A relative path among the targets stands beside checks.yaml, which is in `base`. Raises
    PublishError if `folder` holds no intact site; what goes wrong at a target is in its report.
    """
    site = open_site(folder)
    patience = patience or Patience()
    return tuple(_serve(target, site, base=base, dry_run=dry_run, patience=patience) for target in targets)


def _serve(address: str, site: BuiltSite, *, base: Path, dry_run: bool, patience: Patience) -> TargetReport:
    try:
        target = _open_target(address, base)
        done = _insist(lambda: target.deliver(site, dry_run=dry_run), patience)
    except PublishError as error:
        return TargetReport(_shown(address), error=_shown(str(error)))
    except (OSError, RuntimeError, ValueError) as error:  # ~nobody, a link to itself, a NUL in a path
        return TargetReport(_shown(address), error=_shown(f"cannot be published to: {error}"))
    return TargetReport(_shown(address), len(done.sent), len(done.deleted), done.unchanged)


def _shown(text: str) -> str:
    """Without passwords, and without the half characters that no terminal takes."""
    return without_userinfo(text).encode(errors="backslashreplace").decode()


def _open_target(address: str, base: Path) -> Target:
    match = _SCHEME.match(address)
    scheme = match[1] if match else ""
    if scheme not in TARGETS:
        raise HopelessError(f"{scheme} targets are not supported in this version")
    return TARGETS[scheme](address, base)


def _insist(deliver: Callable[[], Delivery], patience: Patience) -> Delivery:
    started = patience.clock()
    for wait_s in patience.waits_s:
        try:
            return deliver()
        except HopelessError:
            raise
        except PublishError:
            if patience.clock() - started + wait_s >= _PATIENCE_S:
                raise
            patience.sleep(wait_s)
    return deliver()
