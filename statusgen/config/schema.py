"""The JSON Schema of checks.yaml, for editors: made from the models that read the file."""

import json
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, models_json_schema

from statusgen.config.grammar import (
    EXTERNAL,
    KINDS,
    CheckKeys,
    ComponentKeys,
    ContactKeys,
    DestinationKeys,
    FreshnessKeys,
    GroupKeys,
    HistoryKeys,
    ProbingKeys,
    SiteKeys,
    UptimeKeys,
)

Schema = dict[str, Any]

_SECTIONS: dict[str, type[BaseModel]] = {
    "site": SiteKeys,
    "contact": ContactKeys,
    "probing": ProbingKeys,
    "history": HistoryKeys,
    "uptime": UptimeKeys,
}
_TABLES: tuple[type[BaseModel], ...] = (
    *_SECTIONS.values(),
    GroupKeys,
    ComponentKeys,
    CheckKeys,
    FreshnessKeys,
    DestinationKeys,
)


class _Generator(GenerateJsonSchema):
    """Without a title on every key that says its name again."""

    def field_title_should_be_set(self, schema: object) -> bool:  # noqa: ARG002 - pydantic's signature
        return False


def json_schema(kinds: Mapping[str, type[BaseModel]]) -> Schema:
    """JSON Schema, 2020-12, of checks.yaml with these kinds of checks."""
    mode: JsonSchemaMode = "validation"
    models = [(model, mode) for model in (*_TABLES, *kinds.values())]
    refs, generated = models_json_schema(models, schema_generator=_Generator)
    tables: dict[Any, Schema] = {
        model: generated["$defs"][ref["$ref"].rpartition("/")[2]] for (model, _), ref in refs.items()
    }
    checks = {kind: _check(kind, tables[model], tables[CheckKeys]) for kind, model in kinds.items()}
    checks[EXTERNAL] = _external(tables[FreshnessKeys])
    definitions = {
        **generated["$defs"],
        **{f"{kind}-check": schema for kind, schema in checks.items()},
        "check": _any_check(checks),
        "component": _with_list(tables[ComponentKeys], "checks", "check"),
        "group": _with_list(tables[GroupKeys], "components", "component"),
    }
    document = _document(tables, checks)
    return document | {"$defs": _reachable(document, definitions)}


def _document(tables: Mapping[Any, Schema], checks: Mapping[str, Schema]) -> Schema:
    sections = {name: tables[model] for name, model in _SECTIONS.items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "checks.yaml",
        "description": "What statusgen watches and how its page looks.",
        "type": "object",
        "additionalProperties": False,
        "required": ["site"],
        "anyOf": [{"required": ["groups"]}, {"required": ["components"]}],
        "properties": {
            "site": sections["site"],
            "contact": sections["contact"],
            "probing": sections["probing"],
            "defaults": _defaults(checks),
            "history": sections["history"],
            "uptime": sections["uptime"],
            "components": _list_of("component", "Components that stand at the top level, without a group"),
            "groups": _list_of("group", "Components that belong together, under a heading"),
            "publish": {
                "description": "Where `statusgen publish` sends the site; each gets the same bytes",
                "type": "array",
                "items": {"anyOf": [{"type": "string"}, tables[DestinationKeys]]},
            },
        },
    }


def _list_of(definition: str, description: str) -> Schema:
    items = {"$ref": f"#/$defs/{definition}"}
    return {"description": description, "type": "array", "minItems": 1, "items": items}


def _with_list(table: Schema, key: str, definition: str) -> Schema:
    """The table with a key that holds a list; a component's may be empty, a group's may not."""
    items: Schema = {"type": "array", "items": {"$ref": f"#/$defs/{definition}"}}
    required = list(table.get("required", []))
    if key == "components":
        items["minItems"] = 1
        required.append(key)
    return table | {"properties": {**table["properties"], key: items}, "required": required}


def _check(kind: str, own: Schema, common: Schema) -> Schema:
    """A check of one kind: the model's `target` is the key that names the kind."""
    keys = dict(own["properties"])
    target = keys.pop("target")
    properties = {kind: target, **keys, **_without(common["properties"], keys)}
    return {
        "description": own.get("description", ""),
        "type": "object",
        "additionalProperties": False,
        "required": [kind, *(key for key in own.get("required", []) if key != "target")],
        "properties": properties,
    }


def _external(common: Schema) -> Schema:
    target = {"const": True, "description": "Others measure this check and hand in what they found"}
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [EXTERNAL],
        "properties": {EXTERNAL: target, **common["properties"]},
    }


def _any_check(checks: Mapping[str, Schema]) -> Schema:
    """One `if` for each kind, so that editors complain about the kind that is meant."""
    kinds = (*KINDS, EXTERNAL)
    return {
        "description": "A check: its kind is the key that names its target",
        "type": "object",
        "anyOf": [{"required": [kind]} for kind in kinds],
        "allOf": [{"if": {"required": [kind]}, "then": {"$ref": f"#/$defs/{kind}-check"}} for kind in checks],
    }


def _defaults(checks: Mapping[str, Schema]) -> Schema:
    tables = {
        kind: {
            "type": "object",
            "additionalProperties": False,
            "properties": _without(schema["properties"], {kind, "id"}),
        }
        for kind, schema in checks.items()
    }
    others: Schema = {kind: {"type": "object"} for kind in KINDS if kind not in checks}
    return {
        "description": "What every check of a kind has unless it says otherwise",
        "type": "object",
        "additionalProperties": False,
        "properties": {**tables, **others},
    }


def _without(properties: Schema, keys: "set[str] | Schema") -> Schema:
    return {key: schema for key, schema in properties.items() if key not in keys}


def _reachable(document: Schema, definitions: Schema) -> Schema:
    """The definitions that the document needs, directly or through others."""
    needed: Schema = {}
    waiting = [document]
    while waiting:
        text = json.dumps(waiting.pop())
        for name, schema in definitions.items():
            if name not in needed and f'"#/$defs/{name}"' in text:
                needed[name] = schema
                waiting.append(schema)
    return needed
