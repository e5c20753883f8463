"""Hints: what is no mistake in checks.yaml, and should not stay as it is."""

import re
from collections.abc import Iterator

from statusgen.config.grammar import EXTERNAL, KINDS
from statusgen.config.kinds import MAY_HOLD_SECRETS
from statusgen.config.mistakes import Told
from statusgen.domain.config import Config
from statusgen.errors import Code
from statusgen.located import Items, Node, Place, Scalar, Table

_NAME = "([A-Z][A-Z0-9_]{2,})"
_ALMOST_A_REFERENCE = re.compile(
    rf"(?<![\w$])\${_NAME}(?!\w)"  # $NAME, as shells write it
    rf"|\$\({_NAME}\)"  # $(NAME), as make and Kubernetes do
    rf"|(?<!\$)\{{\{{\s*(?:\w+\.)?{_NAME}\s*\}}\}}"  # {{ NAME }}, as templates do
)


def advise(root: Table, config: Config, told: Told) -> None:
    """Tells what `config`, read from `root`, had better not be like."""
    _advise_controls(root, config, told)
    _advise_references(root, told)


def _advise_controls(root: Table, config: Config, told: Told) -> None:
    probed = any(check.kind != EXTERNAL for check in config.checks)
    if probed and not config.probing.web_controls:
        key = root.key("probing")
        message = "no controls: when the prober itself is offline, everything will look down"
        hint = "list two or three unrelated sites under probing.controls"
        told.advise(key.place if key else Place(1, 1), Code.NO_CONTROLS, message, hint)


def _advise_references(root: Table, told: Told) -> None:
    """Tells what looks like the name of a secret where one may stand, and is taken as it is written."""
    for section in ("defaults", "components", "groups"):
        for text in _fillable(root.get(section)):
            if almost := _ALMOST_A_REFERENCE.search(text.text):
                name = next(filter(None, almost.groups()))
                message = f"'{almost[0]}' is taken as it stands, not from the environment"
                told.advise(text.place, Code.BARE_REFERENCE, message, f"did you mean '${{{name}}}'?")


def _fillable(node: Node | None, *, here: bool = False) -> Iterator[Scalar]:
    """The texts in which ${NAME} is filled in; `here`: all of this one."""
    if isinstance(node, Scalar) and here:
        yield node
    elif isinstance(node, Items):
        for item in node.nodes:
            yield from _fillable(item, here=here)
    elif isinstance(node, Table):
        for key, below in node:
            target = key.text in KINDS and isinstance(below, Scalar)
            if key.text != "expect":
                yield from _fillable(below, here=here or target or key.text in MAY_HOLD_SECRETS)
