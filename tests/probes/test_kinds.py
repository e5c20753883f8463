"""The table of kinds, and the documentation that is held to it."""

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from statusgen.config import load_config
from statusgen.domain.samples import Counted
from statusgen.domain.status import Reason
from statusgen.probes import PROBES, Options

DOCUMENT = (Path(__file__).parents[2] / "docs" / "checks.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    """The text under a second-level heading."""
    found = re.search(rf"^## {re.escape(title)}$(.*?)(?=^## |\Z)", DOCUMENT, re.MULTILINE | re.DOTALL)
    assert found, f"docs/checks.md has no section {title!r}"
    return found[1]


def keys(model: type[BaseModel]) -> set[str]:
    """Every key of a model and of the models inside it, as a user writes them."""
    found = {field.alias or name for name, field in model.model_fields.items()}
    for field in model.model_fields.values():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            found |= keys(field.annotation)
    return found


@pytest.mark.parametrize("name", PROBES)
def test_every_key_of_a_kind_is_documented(name: str) -> None:
    """A row of its own in the section of its kind, or in that of all kinds."""
    rows = set(
        re.findall(r"^\| `(\w+)` \|", section(name) + section("What every kind understands"), re.MULTILINE)
    )
    assert rows >= keys(PROBES[name].options)
    assert PROBES[name].documentation in " ".join(section(name).split())


def test_no_key_is_documented_that_does_not_exist() -> None:
    """Every row of a kind's section is a key of that kind."""
    for name, kind in PROBES.items():
        rows = set(re.findall(r"^\| `(\w+)` \|", section(name), re.MULTILINE))
        assert rows <= keys(kind.options)


def test_every_reason_is_documented() -> None:
    """The fixed vocabulary, each word with its meaning."""
    rows = re.findall(r"^\| `(\w+)` \|", section("What comes out: outcomes and reasons"), re.MULTILINE)
    assert sorted(rows) == sorted(Reason)


def test_a_kind_stands_under_its_own_name() -> None:
    """One table, and no second list."""
    assert {name: kind.name for name, kind in PROBES.items()} == {name: name for name in PROBES}


@pytest.mark.parametrize("name", PROBES)
def test_a_kind_has_a_target_and_what_all_share(name: str) -> None:
    """Whatever it asks, it can ask it at several addresses, and its schema describes each key."""
    options = PROBES[name].options
    assert issubclass(options, Options)
    properties = options.model_json_schema()["properties"]
    assert "target" in properties
    assert all("description" in schema or key == "expect" for key, schema in properties.items())


@pytest.mark.parametrize(
    ("check", "counts"),
    [
        ("{http: 'https://example.com/', every_address: true}", Counted.ADDRESSES),
        ("{tcp: 'example.com:22', addresses: [192.0.2.1, 192.0.2.2]}", Counted.ADDRESSES),
        ("{http: 'https://example.com/', every_address: true, attempts: 2}", Counted.ATTEMPTS),
        ("{icmp: example.com}", Counted.PACKETS),
        ("{icmp: example.com, attempts: 5}", Counted.ATTEMPTS),
        ("{dns: example.com, server: [192.0.2.1, 192.0.2.2]}", Counted.SERVERS),
    ],
)
def test_a_check_knows_what_it_asks_several_of(check: str, counts: Counted) -> None:
    """What the page counts where some answer: attempts, even if they went to several addresses."""
    text = (
        f"site: {{name: A, url: https://a.example/}}\ncomponents: [{{id: a, name: A, checks: [{check}]}}]\n"
    )
    config = load_config(
        text, "checks.yaml", kinds={name: kind.options for name, kind in PROBES.items()}
    ).config
    assert config is not None
    assert [(one.counts, one.broken) for one in config.checks] == [(counts, False)]
