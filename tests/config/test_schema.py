import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pydantic import BaseModel

from statusgen.config import json_schema, load_config
from statusgen.located import read_yaml
from statusgen.probes import PROBES

_DOCS = Path(__file__).parents[2] / "docs" / "configuration.md"
_REAL_KINDS: dict[str, type[BaseModel]] = {name: probe.options for name, probe in PROBES.items()}
_SAMPLES = re.findall(r"```yaml\n(.*?)```", _DOCS.read_text(), re.DOTALL)
_INVALID = sorted((Path(__file__).parent / "invalid").glob("*.yaml"))

# what is about two places, or about what a value means
_BEYOND_EDITORS = {
    "accent-too-light",
    "alias",
    "anchor",
    "check-id-too-long",
    "check-id-twice",
    "check-kind-not-supported",
    "check-needs-id",
    "check-reference",
    "check-reference-broken",
    "check-target",
    "contact-token",
    "component-retired",
    "component-twice",
    "duration-endless",
    "formerly-living",
    "formerly-twice",
    "group-and-component",
    "groups-twice",
    "hours-backwards",
    "hours-closed",
    "hours-no-time",
    "hours-span",
    "hours-twice",
    "interval-nothing",
    "interval-too-often",
    "keep-runs",
    "key-twice",
    "location-twice",
    "link-token",
    "logo-address",
    "merge-key",
    "mirror-password",
    "name-control-character",
    "no-controls-in-probing",
    "no-controls",
    "only-port-controls",
    "publish-object-store",
    "publish-password",
    "publish-scheme",
    "publish-token",
    "reference-in-component",
    "reference-in-publish",
    "reference-in-site",
    "reference-of-others",
    "reference-without-braces",
    "site-url-port",
    "site-url-query",
    "store-credentials",
    "store-object",
    "store",
    "tag",
    "timeout-nothing",
    "timezone-city",
    "timezone-folder",
    "timezone",
    "two-documents",
}


class OnlyATarget(BaseModel):
    """Of what a kind has besides, docs/checks.md tells."""

    target: str


def plain(text: str) -> Any:
    root, _ = read_yaml(text, "f")
    return root.plain() if root else None


def errors(text: str, kinds: dict[str, type[BaseModel]]) -> list[str]:
    return [error.message for error in Draft202012Validator(json_schema(kinds)).iter_errors(plain(text))]


def keys_in(schema: Any) -> set[str]:
    """Every key that the schema lets a user write."""
    if isinstance(schema, list):
        return {key for each in schema for key in keys_in(each)}
    if not isinstance(schema, dict):
        return set()
    own = set(schema["properties"]) if isinstance(schema.get("properties"), dict) else set()
    return own | {key for below in schema.values() for key in keys_in(below)}


def test_the_schema_is_a_schema() -> None:
    """JSON Schema itself, 2020-12, finds nothing wrong with it."""
    Draft202012Validator.check_schema(json_schema(_REAL_KINDS))


@pytest.mark.parametrize("sample", _SAMPLES)
def test_every_sample_in_the_docs_loads_and_fits_the_schema(sample: str) -> None:
    """What the documentation shows works, but for kinds of checks that this version cannot ask."""
    if "site:" not in sample:
        sample = "site: {name: X, url: https://status.example.net/}\n" + sample
    if "components:" not in sample:
        sample += "components: [{id: web}]\n"
    result = load_config(sample, "checks.yaml", kinds=_REAL_KINDS)
    assert [str(problem) for problem in result.problems if problem.code.value not in ("SG109", "SG150")] == []
    assert errors(sample, _REAL_KINDS) == []


@pytest.mark.parametrize(
    "path", [path for path in _INVALID if path.stem not in _BEYOND_EDITORS], ids=lambda path: path.stem
)
def test_an_editor_shows_the_mistake(path: Path, kinds: dict[str, type[BaseModel]]) -> None:
    """What is about one value alone does not get as far as `lint`."""
    assert errors(path.read_text(), kinds)


def test_every_key_is_documented() -> None:
    """Each key that checks.yaml may have whatever its checks are is in the documentation, as code."""
    text = _DOCS.read_text()
    missing = {
        key
        for key in keys_in(json_schema({"http": OnlyATarget}))
        if f"`{key}`" not in text and f"## {key}\n" not in text
    }
    assert missing == set()


def test_every_key_is_described() -> None:
    """An editor has something to say about each key of ours."""
    properties = json_schema({})["properties"]
    for section in ("site", "contact", "probing", "history", "uptime"):
        for key, schema in properties[section]["properties"].items():
            assert schema.get("description"), f"{section}.{key}"
