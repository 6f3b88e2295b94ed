"""The answers of the scripted server, made of a question's text and the schema that it asks for."""

from __future__ import annotations

import json
import re
from typing import Any

Schema = dict[str, Any]

_LINE = re.compile(r"^\[(\d+)\] (?:\([^)]*\) )?(.*)$")
_ORDER = re.compile(r"\b(?:write that|say that|skriv att|säg att)\s+(.*)", re.IGNORECASE)
_HEARD = re.compile(r"#heard:([^#]*)#")
_RUBBISH = "Certainly! The meeting was lovely, and everybody agreed with everybody else."
_NEVER_SAID = "ingen har någonsin sagt de här orden om kvantfysik"
_UNKNOWN = 987_654
_QUOTED_WORDS = 6
_MOST_CLAIMS = 40


def answer(prompt: str, schema: Schema, does: set[str], heard: bool = False) -> str:
    if "rubbish" in does:
        return _RUBBISH
    if "out-of-schema" in does:
        return json.dumps({"verdict": ["of no form that anything asked for"] * 3})
    value = _of(schema, schema)
    claim = _resolved(_path(schema, "claims", "items"), schema)
    fields = claim.get("properties", {})
    if heard:
        value["claims"] = [_with_group(one, claim) for one in _heard_claims(prompt)]
    elif "support" in fields:
        value["claims"] = _chapter_claims(prompt, claim, does)
    elif "from" in fields:
        value["claims"] = _picked_claims(prompt, claim, schema)
    if "claims" in value:
        # As a grammar of the schema does.
        most = schema["properties"]["claims"].get("maxItems", _MOST_CLAIMS)
        value["claims"] = value["claims"][:most]
    return json.dumps(value, ensure_ascii=False)


def _chapter_claims(prompt: str, claim: Schema, does: set[str]) -> list[Schema]:
    support = claim["properties"]["support"]["items"]
    ids = _numbers(support.get("properties", {}).get("segment", {}))
    said = {number: text for number, text in _lines(prompt) if not ids or number in ids}
    claims = [_claim(number, text, does) for number, text in said.items() if text]
    return [_with_group(one, claim) for one in claims[:_MOST_CLAIMS]]


def _heard_claims(prompt: str) -> list[Schema]:
    """Of sound: claims that quote what the prompt says is heard."""
    said = _HEARD.search(prompt)
    quotes = [quote.strip() for quote in said[1].split(";")] if said else []
    return [{"text": quote, "support": [{"quote": quote, "seconds": 0}]} for quote in quotes]


def _claim(number: int, text: str, does: set[str]) -> Schema:
    quote = " ".join(text.split()[:_QUOTED_WORDS])
    order = _ORDER.search(text)
    if "obey" in does and order:
        return {"text": order[1], "support": [{"segment": number, "quote": order[1]}]}
    if "never-said" in does:
        return {"text": _NEVER_SAID, "support": [{"segment": number, "quote": _NEVER_SAID}]}
    cited = _UNKNOWN + number if "unknown-ids" in does else number
    return {"text": quote, "support": [{"segment": cited, "quote": quote}]}


def _picked_claims(prompt: str, claim: Schema, schema: Schema) -> list[Schema]:
    ids = _numbers(_resolved(claim["properties"]["from"].get("items", {}), schema))
    told = [(number, text) for number, text in _lines(prompt) if not ids or number in ids]
    claims = [{"text": text, "from": [number]} for number, text in told if text]
    return [_with_group(one, claim) for one in claims[:_MOST_CLAIMS]]


def _with_group(one: Schema, claim: Schema) -> Schema:
    if "group" in claim.get("required", []):
        one["group"] = _of(claim["properties"]["group"], claim)
    return one


def _lines(prompt: str) -> list[tuple[int, str]]:
    """Segments and numbered claims: `[number] (speaker or group) text`."""
    found = [_LINE.match(line) for line in prompt.splitlines()]
    return [(int(line[1]), line[2].strip()) for line in found if line]


def _numbers(schema: Schema) -> set[int]:
    return {number for number in schema.get("enum", []) if isinstance(number, int)}


def _path(schema: Schema, name: str, then: str) -> Schema:
    value = schema.get("properties", {}).get(name, {}).get(then, {})
    return value if isinstance(value, dict) else {}


def _resolved(schema: Schema, root: Schema) -> Schema:
    """Follows a reference within the schema."""
    reference = schema.get("$ref", "")
    if not reference.startswith("#/"):
        return schema
    found: Any = root
    for step in reference[2:].split("/"):
        found = found[step]
    return _resolved(found, root)


def _of(schema: Schema, root: Schema) -> Any:
    """The simplest value of a schema."""
    schema = _resolved(schema, root)
    for choice in ("anyOf", "oneOf", "allOf"):
        if schema.get(choice):
            return _of(schema[choice][0], root)
    if "const" in schema:
        return schema["const"]
    if schema.get("enum"):
        return schema["enum"][0]
    kind = schema.get("type", "object" if "properties" in schema else "null")
    return _simplest(kind[0] if isinstance(kind, list) else kind, schema, root)


def _simplest(kind: str, schema: Schema, root: Schema) -> Any:
    if kind == "object":
        fields = schema.get("properties", {})
        names: list[str] = schema.get("required") or list(fields)
        return {name: _of(fields.get(name, {}), root) for name in names}
    if kind == "array":
        return [_of(schema.get("items", {}), root)] * schema.get("minItems", 0)
    if kind in ("number", "integer"):
        return schema.get("minimum", 0)
    if kind == "string":
        return "x" * schema.get("minLength", 0)
    return False if kind == "boolean" else None
