"""Results in columns that fit."""

import pytest

from statusgen.cli.columns import lay_out, shortened, squeezed, width
from statusgen.domain.status import Outcome, Reason
from statusgen.pipeline.account import Result


def down(check: str, detail: str = "") -> Result:
    return Result(check=check, outcome=Outcome.DOWN, reason=Reason.CONNECT, detail=detail)


def up(check: str, latency_ms: float = 84.2) -> Result:
    return Result(check=check, outcome=Outcome.UP, latency_ms=latency_ms)


def shown(*results: Result, columns: int = 80) -> list[str]:
    return list(lay_out(results, columns=columns, style=lambda cell, _outcome: cell))


def test_columns_are_as_wide_as_they_must_be() -> None:
    """Words to the left, figures to the right."""
    assert shown(up("web"), up("web-api", 1234.5), down("mail", "refused")) == [
        "web      up      84 ms",
        "web-api  up    1234 ms",
        "mail     down           connect: refused",
    ]


def test_a_table_of_nothing_is_nothing() -> None:
    """No run has to ask anything."""
    assert shown() == []


@pytest.mark.parametrize("name", ["web", "x" * 64])
def test_no_line_is_wider_than_the_terminal(name: str) -> None:
    """A long id gives way, and so does a long reason: both still say something."""
    up_line, down_line = shown(up("web", 123456), down(name, "no route to this host " * 5))
    assert len(up_line) <= 80
    assert len(down_line) == 80
    assert down_line.startswith(name[:10].ljust(3))
    assert "connect: no route" in down_line


def test_wide_characters_take_two_columns() -> None:
    """A detail may quote any script."""
    (line,) = shown(down("web", "サービス" * 20))
    assert width(line) in (79, 80)
    assert width("e\u0301") == 1


def test_what_is_cut_says_so() -> None:
    """At its end, and an id in its middle, since many begin alike."""
    assert shortened("no route to host", 9) == "no route…"
    assert shortened("no route", 8) == "no route"
    assert squeezed("shared-hosting-http", 12) == "shared…-http"
    assert squeezed("web-http", 12) == "web-http"
