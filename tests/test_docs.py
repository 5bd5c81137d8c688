"""The manual is complete and true: nothing undescribed, no dead link, every example works."""

import importlib.util
import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
import typer.main
import yaml

from clusterplan.cli.app import app
from clusterplan.errors import ClusterplanError
from clusterplan.geodata import read_table
from clusterplan.optimisation.rules import FAMILIES
from clusterplan.planning import load_scenario, read_scenario_text

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("docs", "geodata", "optimisation", "benchmarks")
PAGES = sorted(
    [
        *ROOT.glob("*.md"),
        *ROOT.glob("web/*.md"),
        *(page for folder in FOLDERS for page in (ROOT / folder).rglob("*.md")),
    ]
)
MANUAL = ROOT / "docs"
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
BLOCK = re.compile(r"^( *)```(\w+)\n(.*?)^\1```", re.MULTILINE | re.DOTALL)
MACHINE = re.compile(r"/(?:root|home|Users|work)/\w")


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def anchors_of(page: Path) -> set[str]:
    """Anchors that a heading gets: lower case, without punctuation, blanks as hyphens."""
    headings = re.findall(r"^#+ (.+)$", text_of(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_inside_the_product_leads_somewhere(page: Path) -> None:
    for link in LINK.findall(text_of(page)):
        if not link.startswith(("https://", "mailto:")):
            path, _, anchor = link.partition("#")
            target = (page.parent / path).resolve() if path else page
            assert target.exists(), link
            assert not anchor or anchor in anchors_of(target), link


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_no_page_names_a_path_of_one_machine(page: Path) -> None:
    assert not MACHINE.findall(text_of(page))


def commands() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield every command as it is typed, with the options that are its own."""
    everywhere = {"--help", "--lang", "--json"}
    root = typer.main.get_command(app)
    waiting = [("clusterplan", root)]
    while waiting:
        typed, command = waiting.pop()
        children = getattr(command, "commands", {})
        waiting += [(f"{typed} {name}", child) for name, child in children.items()]
        if not children:
            options = {option for parameter in command.params for option in parameter.opts} - everywhere
            yield typed, tuple(sorted(options))


@pytest.mark.parametrize(("typed", "parameters"), sorted(commands()), ids=lambda value: str(value))
def test_every_command_and_every_option_is_described(typed: str, parameters: tuple[str, ...]) -> None:
    manual = text_of(MANUAL / "reference/command-line.md")
    assert f"\n## {typed}\n" in manual
    section = manual.partition(f"\n## {typed}\n")[2].partition("\n## ")[0]
    assert {option for option in parameters if option.startswith("-") and f"`{option}`" not in section} == set()


def kinds_of_error(base: type[ClusterplanError] = ClusterplanError) -> Iterator[type[ClusterplanError]]:
    yield base
    for kind in base.__subclasses__():
        yield from kinds_of_error(kind)


def test_every_exit_code_is_described_and_no_other() -> None:
    section = text_of(MANUAL / "reference/command-line.md").partition("## Exit codes")[2]
    described = {int(code) for code in re.findall(r"^\| (\d+) \|", section, re.MULTILINE)}
    assert described == {0, *(kind.exit_code for kind in kinds_of_error())}


def test_the_schemas_and_the_tables_of_fields_are_those_of_the_code() -> None:
    specification = importlib.util.spec_from_file_location("write_reference", MANUAL / "write_reference.py")
    assert specification
    assert specification.loader
    writer = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(writer)
    stale = [name_of(path) for path, text in writer.files().items() if text_of(path) != text]
    assert stale == [], "run: make reference"


@pytest.mark.parametrize("family", [family.__name__ for family in FAMILIES])
def test_every_rule_family_is_described_for_planners_and_in_formulas(family: str) -> None:
    assert f"| `{family}` |" in text_of(MANUAL / "model.md")
    assert f"`{family}" in text_of(ROOT / "optimisation/formulation.md")


def test_every_page_of_the_manual_is_in_its_contents() -> None:
    contents = text_of(ROOT / "mkdocs.yml").partition("\nnav:")[2]
    pages = {page.relative_to(MANUAL).as_posix() for page in MANUAL.rglob("*.md")} - {"adr/template.md"}
    assert {page for page in pages if f" {page}\n" not in contents} == set()


def test_every_decision_is_listed() -> None:
    decisions = {page.name for page in (MANUAL / "adr").glob("0*.md")}
    assert decisions == set(re.findall(r"\]\((0\S+\.md)\)", text_of(MANUAL / "adr/README.md")))


def blocks(language: str) -> list[tuple[str, str]]:
    """Return the blocks of a language with the page they stand on."""
    found = [(name_of(page), block) for page in PAGES for block in BLOCK.findall(text_of(page))]
    return [(page, text) for page, (_, of, text) in found if of == language]


@pytest.mark.parametrize(("page", "text"), blocks("yaml"))
def test_every_scenario_in_the_manual_can_be_read(page: str, text: str) -> None:
    assert read_scenario_text(text, page).id == yaml.safe_load(text)["id"]


@pytest.mark.parametrize(("page", "text"), blocks("python"))
def test_every_python_example_in_the_manual_is_python(page: str, text: str) -> None:
    compile(text.replace("\n   ", "\n").lstrip(), page, "exec")


@pytest.mark.parametrize(("page", "text"), blocks("sh"))
def test_every_command_in_the_manual_exists(page: str, text: str) -> None:
    typed = {command for command, _ in commands()}
    targets = set(re.findall(r"^([a-z]+):", text_of(ROOT / "Makefile"), re.MULTILINE))
    for line in text.splitlines():
        words = line.split("#")[0].split()
        if words[:1] == ["clusterplan"]:
            assert {" ".join(words[:2]), " ".join(words[:3])} & typed, line
        if words[:1] == ["make"]:
            assert set(words[1:]) <= targets, line


def test_both_readmes_show_the_same_commands_links_and_parts() -> None:
    english, vietnamese = ROOT / "README.md", ROOT / "README.vi.md"

    def shape(page: Path) -> tuple[list[str], list[str], int]:
        text = text_of(page)
        code = [re.sub(r"\s*#.*", "", line) for _, _, block in BLOCK.findall(text) for line in block.splitlines()]
        links = [link for link in LINK.findall(text) if not link.startswith("README")]
        return code, sorted(links), len(re.findall(r"^#+ ", text, re.MULTILINE))

    assert shape(english) == shape(vietnamese)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_page_is_in_unicode_normal_form_c(page: Path) -> None:
    assert unicodedata.is_normalized("NFC", text_of(page))


@pytest.mark.parametrize("page", ["README.md", "README.vi.md", "docs/model.md"])
def test_the_numbers_about_the_evidence_are_those_of_the_tables(page: str) -> None:
    indicators, endowments = read_table("indicators"), read_table("endowments")
    today = indicators[indicators.vintage == load_scenario("national").unit_vintage]
    innovation = today[(today.indicator == "pii_score") & (today.status == "observed")]
    general = endowments[endowments.source_id == "GK"]
    numbers = [int(number) for number in re.findall(r"\b\d+\b", text_of(ROOT / page))]
    pairs = list(pairwise(numbers))
    assert (len(innovation), today.unit.nunique()) in pairs
    assert (len(general), len(endowments)) in pairs
