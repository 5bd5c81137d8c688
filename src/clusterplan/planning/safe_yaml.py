"""Read YAML that a stranger may have written: plain data only, and every fault named with its line.

The values follow the *core schema* of YAML 1.2 (https://yaml.org/spec/1.2.2/, section 10.3) instead of YAML 1.1:
``no`` is a word and not false, ``01`` stays the text "01", a date stays text. Aliases and tags are refused, because
they are what makes a small file large or runs code; duplicate keys are refused, because one of them would be lost.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from clusterplan.errors import Fault, ScenarioError
from clusterplan.language import Text

__all__ = ["read_mapping", "read_text_file"]

_MOST_BYTES = 256 * 1024
_MOST_LEVELS = 20
_MOST_VALUES = 10_000


class _CoreSchemaLoader(yaml.SafeLoader):
    """SafeLoader without the guesses of YAML 1.1."""


_CoreSchemaLoader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("null", r"~|null|", ["~", "n", ""]),
    ("bool", r"true|false", ["t", "f"]),
    ("int", r"[-+]?(0|[1-9][0-9]*)", list("-+0123456789")),
    ("float", r"[-+]?(\.[0-9]+|(0|[1-9][0-9]*)(\.[0-9]*)?)([eE][-+]?[0-9]+)?", list("-+.0123456789")),
):
    _CoreSchemaLoader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(rf"^(?:{_pattern})$"), _first)


def read_text_file(path: Path) -> str:
    """Return the text of a small UTF-8 file.

    Parameters
    ----------
    path
        File to read.

    Returns
    -------
    str
        Its text.

    Raises
    ------
    ScenarioError
        The file cannot be read, is larger than 256 kB or is not UTF-8.
    """
    try:
        with path.open("rb") as stream:
            content = stream.read(_MOST_BYTES + 1)
    except OSError as error:
        what = Text(vi="Không đọc được tệp.", en=f"The file cannot be read: {error.strerror}.")
        raise _refused(path.name, what) from None
    try:
        return _not_too_large(content, path.name).decode("utf-8")
    except UnicodeDecodeError:
        what = Text(vi="Tệp không phải văn bản UTF-8.", en="The file is not UTF-8 text.")
        raise _refused(path.name, what) from None


def read_mapping(text: str, where: str) -> dict[str, Any]:
    """Return the mapping that a YAML text holds.

    Parameters
    ----------
    text
        One YAML document.
    where
        Name of the text in messages, for example the file's name.

    Returns
    -------
    dict
        Plain values: text in Unicode normal form C, numbers, booleans, nothing, lists and mappings with text keys.

    Raises
    ------
    ScenarioError
        The text is too large or too deep, is not YAML, has aliases, tags, duplicate keys or keys that are not text,
        or is not a mapping.

    Examples
    --------
    >>> read_mapping("{unit: 01, since: 2025-07-01, at_most: 12}", "example")
    {'unit': '01', 'since': '2025-07-01', 'at_most': 12}
    """
    _not_too_large(text.encode("utf-8", errors="surrogatepass"), where)
    text = unicodedata.normalize("NFC", text)
    try:
        faults = list(_faults_of_syntax(text, where)) or list(
            _faults_of_keys(yaml.compose(text, _CoreSchemaLoader), where)
        )
        value = None if faults else yaml.load(text, _CoreSchemaLoader)  # noqa: S506 (a subclass of SafeLoader)
    except (yaml.YAMLError, ValueError) as error:
        raise _refused(where, _not_yaml(error)) from None
    if faults:
        raise ScenarioError(_summary(where), tuple(dict.fromkeys(faults)))
    if not isinstance(value, dict):
        what = Text(vi="Tệp không chứa các cặp `tên: giá trị`.", en="The text does not hold `name: value` pairs.")
        raise _refused(where, what)
    return value


def _not_too_large(content: bytes, where: str) -> bytes:
    """Return the content if it is within the limit."""
    if len(content) > _MOST_BYTES:
        kilobytes = _MOST_BYTES // 1024
        what = Text(vi=f"Tệp lớn hơn {kilobytes} kB.", en=f"The file is larger than {kilobytes} kB.")
        raise _refused(where, what)
    return content


def _faults_of_syntax(text: str, where: str) -> Iterator[Fault]:
    """Yield what the events alone tell, before anything is built: tags, aliases, depth, size, several documents."""
    level = documents = 0
    for number, event in enumerate(yaml.parse(text, _CoreSchemaLoader)):
        assert event.start_mark is not None, "every event of a text has its place"
        line = f"{where}:{event.start_mark.line + 1}"
        if isinstance(event, yaml.CollectionStartEvent):
            level += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            level -= 1
        elif isinstance(event, yaml.DocumentStartEvent):
            documents += 1
        if level > _MOST_LEVELS:
            yield Fault(line, Text(vi=f"Lồng quá {_MOST_LEVELS} cấp.", en=f"More than {_MOST_LEVELS} levels deep."))
            return
        if number > _MOST_VALUES:
            yield Fault(line, Text(vi=f"Có hơn {_MOST_VALUES} giá trị.", en=f"More than {_MOST_VALUES} values."))
            return
        yield from _faults_of_event(event, line)
    if documents > 1:
        yield Fault(where, Text(vi="Tệp có nhiều tài liệu YAML.", en="The file has more than one YAML document."))


def _faults_of_event(event: yaml.Event, line: str) -> Iterator[Fault]:
    """Yield the fault of one event: an alias or a tag."""
    if isinstance(event, yaml.AliasEvent):
        yield Fault(
            line,
            Text(vi=f"Không dùng bí danh YAML (*{event.anchor}).", en=f"The alias *{event.anchor} is not allowed."),
            Text(vi="Hãy viết lại giá trị, hoặc dùng `extends`.", en="Write the value out, or use `extends`."),
        )
    tag = getattr(event, "tag", None)
    if tag is not None:
        yield Fault(line, Text(vi=f"Không dùng thẻ YAML ({tag}).", en=f"The tag {tag} is not allowed."))


def _faults_of_keys(node: yaml.Node | None, where: str) -> Iterator[Fault]:
    """Yield every key that is not text, and every key that a mapping has twice."""
    if isinstance(node, yaml.SequenceNode):
        for child in node.value:
            yield from _faults_of_keys(child, where)
    elif isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, child in node.value:
            line = f"{where}:{key.start_mark.line + 1}"
            if not isinstance(key, yaml.ScalarNode) or not key.tag.endswith(":str"):
                what = Text(vi="Tên trường phải là chữ.", en="A key must be text.")
                yield Fault(line, what, Text(vi="Hãy đặt trong dấu nháy.", en="Put it in quotes."))
            elif key.value in seen:
                what = Text(vi=f"Trường '{key.value}' xuất hiện hai lần.", en=f"The key '{key.value}' appears twice.")
                yield Fault(line, what, Text(vi="Hãy giữ một.", en="Keep one of them."))
            else:
                seen.add(key.value)
            yield from _faults_of_keys(child, where)


def _not_yaml(error: Exception) -> Text:
    """Return where and why a text is not YAML."""
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "not readable"
    if mark is None:
        return Text(vi="Không phải YAML hợp lệ.", en=f"This is not YAML: {problem}.")
    line, column = mark.line + 1, mark.column + 1
    return Text(
        vi=f"Không phải YAML hợp lệ, ở dòng {line}, cột {column}.",
        en=f"This is not YAML at line {line}, column {column}: {problem}.",
    )


def _refused(where: str, what: Text) -> ScenarioError:
    """Return an error with one fault."""
    return ScenarioError(_summary(where), [Fault(where, what)])


def _summary(where: str) -> Text:
    """Return the headline for a text that cannot be read."""
    return Text(vi=f"Không đọc được kịch bản {where}.", en=f"The scenario {where} cannot be read.")
