"""Write the JSON Schemas and the manual's tables of fields from the code, so that neither can differ from it."""

from __future__ import annotations

import json
import re
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from clusterplan.geodata.door.kind import REPAIRS
from clusterplan.geodata.door.kinds import FAMILIES
from clusterplan.planning.schemas import ANSWERS, SCHEMA_NAMES, answer_schema, schema_of
from clusterplan.publishing.metrics import METRICS
from clusterplan.web import Settings

type Schema = dict[str, Any]

ROOT = Path(__file__).resolve().parent.parent

SCENARIO = """\
# Scenario fields

Every field of a scenario file, with its default. A file may leave out whatever has a default, and may name another
scenario under `extends` and give only what differs. The origin of each default stands beside it in the bundled scenario
`national`. The same words are in the JSON Schema, which editors understand: `clusterplan scenario schema`.
"""
PLAN = """\
# Fields of plan.json

The shape is `clusterplan/plan/1`. Fields may be added to it; none is ever changed or removed. Ids are text: `"01"` is
not `1`. Two plans are the same if they differ in `manifest.started` and `manifest.seconds` alone.
"""


ANSWERS_PAGE = """\
# Answers of the studies

Every study answers programs with `--json`, in the shape that its field `schema` names: `clusterplan/NAME/1`. Fields may
be added to a shape; none is ever changed or removed. The words below are also in a JSON Schema for each, in
`optimisation/schemas/NAME.schema.json`; `clusterplan scenario schema NAME` prints it. An answer that comes with files
stands under the key given here, beside `files`, the list of what was written; any other is the whole output. A command
that fails prints `{"error": …}` instead.

"""

FAULTS = """\
# Kinds of fault of a file

What `clusterplan layers check` and `layers import` say of a file. A code is never renamed and never used for anything
else. An *error* keeps the file out; a *warning* is shown and stays in the layer's record. A repair is made only when it
is asked for with `--repair NAME`, and then stands in the record with the number of cases that it changed. See
[bring your own data](../how-to/bring-your-own-data.md).

"""

STUDIES = {
    "why": ("explain --unit --technology", "", "a pair that the plan has"),
    "why-not": ("explain --unit --technology", "", "a pair that it does not have"),
    "unit-reasons": ("explain --unit", "", "all technologies of a unit"),
    "what-if": ("what-if", "", "other limits and locks"),
    "values": ("values", "values", "what decisions and rules are worth"),
    "portfolio": ("portfolio", "portfolio", "near-optimal plans that differ"),
    "robustness": ("robustness", "robustness", "what stays under other data"),
    "score-intervals": ("advantage show --intervals", "intervals", "how far scores and ranks could lie elsewhere"),
    "front": ("pareto", "front", "advantage against equity, cost or duplication"),
    "comparison": ("compare", "comparison", "two plans"),
    "timeline": ("timeline", "timeline", "a plan by year"),
    "missions": ("missions show", "", "records of missions and products"),
    "targets": ("targets", "", "targets beside a plan"),
    "replay": ("replay", "", "a plan run again"),
    "evaluation": ("evaluate", "evaluation", "a list made by hand"),
    "overview": ("serve", "", "what a map needs first, at `/overview.json` of the service"),
    "plan-metrics": ("serve", "", "metrics with formulas, at `/plans/{id}/metrics.json` of the service"),
    "pairwise-weighing": ("advantage weigh", "weighing", "weights from pairwise comparisons"),
    "score-audit": ("advantage audit", "audit", "the scores as a composite indicator"),
}
"""Of each answer: its command, the key of its place in the output, and what it is about."""

METRICS_PAGE = """\
# Metrics of a plan

Every plan has them in `metrics`, by the names below; names are never changed. They are computed from the plan and the
data and do not depend on the solver. A name with a dot belongs to a family: `units_covered.RRD`. What the data do not
tell is left out, never zero. Most describe; where one way is better for a planner, it is said.

"""


SETTINGS = """\
# Settings of the service

Every setting is an environment variable. Lists are JSON: `CLUSTERPLAN_HOST_NAMES='["plans.example.org"]'`. A value that
cannot be used stops the start and is named; so does a variable that begins with `CLUSTERPLAN_` and stands not here.

| Variable | Values | Default | Meaning |
|---|---|---|---|
"""


def _metrics() -> Iterator[str]:
    """Yield the rows of the table of metrics."""
    yield "| Name | Tên | Title | Unit | Better | Formula | Source |"
    yield "|---|---|---|---|---|---|---|"
    for metric in METRICS.values():
        cells = (f"`{metric.name}`", metric.title_vi, metric.title_en, metric.unit, metric.better)
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in (*cells, metric.formula, metric.source)) + " |"


def page(introduction: str, schema: Schema) -> str:
    """Return a page with one table for each object of a schema, in the order in which a reader meets them."""
    sections = [f"{introduction}\n## The file\n\n{_table(schema, schema)}"]
    for name in _objects(schema):
        definition = schema["$defs"][name]
        sections.append(f"## {name}\n\n{_prose(definition)}\n\n{_table(definition, schema)}")
    return "\n".join(sections)


def files() -> dict[Path, str]:
    """Return every generated file by its path."""
    scenario, plan = schema_of("scenario"), schema_of("plan")
    schemas = {ROOT / f"optimisation/schemas/{name}.schema.json": schema_of(name) for name in SCHEMA_NAMES}
    return {
        ROOT / "docs/reference/scenario.md": page(SCENARIO, scenario),
        ROOT / "docs/reference/plan.md": page(PLAN, plan),
        ROOT / "docs/reference/metrics.md": METRICS_PAGE + "\n".join(_metrics()) + "\n",
        ROOT / "docs/reference/settings.md": _settings(),
        ROOT / "docs/reference/answers.md": _answers(),
        ROOT / "docs/reference/faults.md": FAULTS + _faults(),
        **{path: json.dumps(schema, ensure_ascii=False, indent=2) + "\n" for path, schema in schemas.items()},
    }


def _faults() -> str:
    """Return the kinds of fault by family, and the repairs."""
    lines = []
    for family, kinds in FAMILIES.items():
        lines += [f"## Of {family}", "", "| Code | | English | Tiếng Việt | Repair |", "|---|---|---|---|---|"]
        for kind in kinds.values():
            cells = (f"`{kind.code}`", kind.severity, _words(kind.what.en), _words(kind.what.vi), kind.repair or "")
            lines.append("| " + " | ".join(cells) + " |")
        lines.append("")
    lines += ["## Repairs", "", "| Name | English | Tiếng Việt |", "|---|---|---|"]
    lines += [f"| `{name}` | {text.en} | {text.vi} |" for name, text in REPAIRS.items()]
    return "\n".join(lines) + "\n"


def _words(text: str) -> str:
    """Return a kind's words with its details as an ellipsis."""
    return re.sub(r"\{\w+\}", "…", text).strip().replace("|", "\\|")


def _answers() -> str:
    """Return the page of the studies' answers: their list, each with its fields, then the objects that they share."""
    schemas = {name: answer_schema(name) for name in ANSWERS}
    shared: Schema = {"$defs": {}}
    found: list[str] = []
    for schema in schemas.values():
        shared["$defs"] |= schema.get("$defs", {})
    titles = {schema["title"] for schema in schemas.values()}
    lines = ["| Answer | Command | Key | About |", "|---|---|---|---|"]
    parts = []
    for name, schema in schemas.items():
        title, (command, key, about) = schema["title"], STUDIES[name]
        lines.append(
            f"| [{name}](#{title.lower()}) | `clusterplan {command}` | {f'`{key}`' if key else '–'} | {about} |"
        )
        whole = {**shared, "$defs": shared["$defs"] | {title: schema}}
        parts.append(f"## {title}\n\n{_prose(schema)}\n\n{_table(schema, whole)}")
        _collect(schema["properties"], whole, found)
    objects = [name for name in found if name not in titles]
    parts += [f"## {o}\n\n{_prose(shared['$defs'][o])}\n\n{_table(shared['$defs'][o], shared)}" for o in objects]
    return ANSWERS_PAGE + "\n".join(lines) + "\n\n" + "\n".join(parts)


def _settings() -> str:
    """Return the page."""
    return SETTINGS + "\n".join(_setting_rows()) + "\n"


def _setting_rows() -> Iterator[str]:
    for name, field in Settings.model_fields.items():
        cells = (
            f"`CLUSTERPLAN_{name.upper()}`",
            _kind_of(field.annotation),
            _default_setting(name, field),
            field.description or "",
        )
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _kind_of(annotation: Any) -> str:
    """Return the kind of value in a reader's words."""
    if get_origin(annotation) is Literal:
        return ", ".join(f"`{value}`" for value in get_args(annotation))
    if get_origin(annotation) in {Union, types.UnionType}:
        return _kind_of(next(part for part in get_args(annotation) if part is not types.NoneType))
    if get_origin(annotation) is tuple:
        return "list of text"
    words = {"str": "text", "int": "whole number", "float": "number", "bool": "`true`, `false`", "Path": "folder"}
    return words.get(annotation.__name__, "secret text")


def _default_setting(name: str, field: FieldInfo) -> str:
    if name == "state_folder":
        return "`$XDG_STATE_HOME/clusterplan`, else `~/.local/state/clusterplan`"
    if field.default in {None, PydanticUndefined} or field.default == ():
        return "none"
    if isinstance(field.default, tuple):
        return ", ".join(f"`{value}`" for value in field.default)
    return f"`{str(field.default).lower() if isinstance(field.default, bool) else field.default}`"


def _objects(schema: Schema) -> list[str]:
    """Return the names of all objects, those mentioned first standing first."""
    found: list[str] = []
    _collect(schema["properties"], schema, found)
    return found


def _collect(node: Any, schema: Schema, found: list[str]) -> None:
    if isinstance(node, list):
        for part in node:
            _collect(part, schema, found)
    elif isinstance(node, dict):
        name = _name(node)
        if name and name not in found and "properties" in schema["$defs"][name]:
            found.append(name)
            _collect(schema["$defs"][name]["properties"], schema, found)
        _collect(list(node.values()), schema, found)


def _table(node: Schema, schema: Schema) -> str:
    rows = "".join(f"| {' | '.join(row)} |\n" for row in _rows(node, schema))
    return f"| Field | Type | Default | Meaning |\n|---|---|---|---|\n{rows}"


def _rows(node: Schema, schema: Schema) -> Iterator[tuple[str, str, str, str]]:
    for field, content in node["properties"].items():
        meaning = _prose(content) or _prose(schema["$defs"].get(_name(content), {}))
        yield f"`{field}`", _type(content, schema), _default(field, content, node, schema), meaning


def _prose(node: Schema) -> str:
    """Return a description with Markdown's code marks and no cell border of its own."""
    return " ".join(node.get("description", "").split()).replace("``", "`").replace("|", r"\|")


def _default(field: str, content: Schema, node: Schema, schema: Schema) -> str:
    if "default" in content:
        return f"`{json.dumps(content['default'], ensure_ascii=False)}`"
    if field in node.get("required", []):
        return "required"
    if content.get("type") == "object":
        return "empty"
    return "as below" if "properties" in schema["$defs"].get(_name(content), {}) else "none"


def _type(content: Schema, schema: Schema) -> str:
    """Return a type in words: ``list of text``, ``number from 0 to 1``, ``yes, no``."""
    if options := content.get("anyOf") or content.get("oneOf"):
        return " or ".join(_type(option, schema) for option in options)
    if "const" in content:
        return f"`{json.dumps(content['const'])}`"
    if "enum" in content:
        return ", ".join(f"`{value}`" for value in content["enum"])
    if name := _name(content):
        definition = schema["$defs"][name]
        return f"[{name}](#{name.lower()})" if "properties" in definition else _type(definition, schema)
    if content["type"] == "array":
        return _list_type(content, schema)
    if content["type"] == "object":
        return f"mapping to {_type(content['additionalProperties'], schema)}"
    return _simple_type(content)


def _list_type(content: Schema, schema: Schema) -> str:
    if "prefixItems" in content:
        return f"{len(content['prefixItems'])} x {_type(content['prefixItems'][0], schema)}"
    most = f", at most {content['maxItems']}" if "maxItems" in content else ""
    return f"list of {_type(content['items'], schema)}{most}"


def _simple_type(content: Schema) -> str:
    words = {"string": "text", "number": "number", "integer": "whole number", "boolean": "yes or no", "null": "nothing"}
    limits = (
        ("minimum", "from"),
        ("exclusiveMinimum", "above"),
        ("maximum", "to"),
        ("exclusiveMaximum", "below"),
    )
    given = [f"{word} {content[key]:g}" for key, word in limits if key in content]
    kind = "date" if content.get("format") == "date" else words[content["type"]]
    return " ".join([kind, *given])


def _name(content: Schema) -> str:
    return str(content.get("$ref", "")).rpartition("/")[2]


if __name__ == "__main__":
    for path, text in files().items():
        path.write_text(text, encoding="utf-8")
