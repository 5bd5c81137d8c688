"""Reading a list made by hand: exact names are taken, near ones suggested, every fault is named at once."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from clusterplan.domain import FacilityKind
from clusterplan.errors import UsageError
from clusterplan.planning import Facts, PlanningResult, write_evaluation_form
from clusterplan.planning.hand_made import HandMadePlan, read_hand_made_plan
from clusterplan.planning.hand_made.names import Directories, directories

type Reader = Callable[..., HandMadePlan]

HEADER = "cluster,hub,members,focuses\n"
SITES = "site,kind,technologies\n"


@pytest.fixture(scope="module")
def known(national: PlanningResult) -> Directories:
    """What a list may name under the national scenario."""
    return directories(national.posed.problem, Facts())


@pytest.fixture
def read(national: PlanningResult, known: Directories, tmp_path: Path) -> Reader:
    """Reads a list from a text, bytes or a workbook."""

    def reading(content: str | bytes | Workbook, name: str = "list.csv") -> HandMadePlan:
        path = tmp_path / name
        if isinstance(content, Workbook):
            content.save(path)
        else:
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_hand_made_plan(path, national.posed.problem.scenario, known)

    return reading


def workbook(*rows: tuple[str | float, ...], **sheets: list[tuple[str | float, ...]]) -> Workbook:
    """Return a workbook whose sheet of clusters has the header and some rows."""
    book = Workbook()
    book.worksheets[0].title = "clusters"
    for row in (("cluster", "hub", "members", "focuses"), *rows):
        book.worksheets[0].append(row)
    for name, lines in sheets.items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(line)
    return book


def faults_of(error: UsageError) -> list[str]:
    return [fault.in_language("en") for fault in error.faults]


def test_codes_and_exact_names_in_either_language_and_form_are_the_same(read: Reader) -> None:
    by_code = read(HEADER + "A,01,33,S01;S06\n" + SITES + "L01,key_laboratory,S04\n")
    names = f"A,{unicodedata.normalize('NFD', 'Hà Nội')},Hưng Yên,S06; S01\n"
    by_name = read(HEADER + names + SITES + "Key Laboratory of Gene Technology,National key laboratory,S04\n")
    assert by_code.clusters == by_name.clusters
    assert by_code.facilities == by_name.facilities
    assert by_code.clusters[0].members == ("01", "33")
    assert by_code.facilities is not None
    assert by_code.facilities[0].kind is FacilityKind.KEY_LABORATORY


def test_a_sheet_in_semicolons_tabs_or_xlsx_is_the_same_list(read: Reader) -> None:
    plain = read(HEADER + "A,01,33,S01;S06\n")
    semicolons = read('cluster;hub;members;focuses\nA;01;33;"S01;S06"\n')
    tabs = read("cluster\thub\tmembers\tfocuses\nA\t01\t33\tS01;S06\n")
    book = read(workbook(("A", "01", "33", "S01;S06")), "list.xlsx")
    assert plain.clusters == semicolons.clusters == tabs.clusters == book.clusters
    assert plain.facilities is None


def test_every_fault_is_named_at_once_with_its_place_and_what_was_meant(read: Reader) -> None:
    with pytest.raises(UsageError) as caught:
        read(HEADER + "A,Ha Noi,1;Bắc Giang,S01;S01\nB,01,,S99,extra\nC,,,S01\n" + SITES + "L1,centre,S01\n")
    faults = "\n".join(faults_of(caught.value))
    assert "hub: there is no unit 'Ha Noi'. Did you mean 01 (Hà Nội)?" in faults
    assert "members: there is no unit '1'. Did you mean 01 (Hà Nội)?" in faults
    assert "members: there is no unit 'Bắc Giang'. Did you mean 24 (Bắc Ninh)?" in faults
    assert "focuses: S01 is named twice." in faults
    assert "line 3: has 5 cells, there are 4 columns." in faults
    assert "line 4, members: a cluster needs a member." in faults
    assert "site: there is no site 'L1'. Did you mean L01" in faults
    assert "kind: there is no kind of facility 'centre'. Did you mean test_centre" in faults
    assert caught.value.exit_code == 2


def test_two_hubs_two_labels_and_an_empty_cell_are_faults(read: Reader) -> None:
    with pytest.raises(UsageError) as caught:
        read(HEADER + "A,01;33,,S01\nA,79,,S01\n" + SITES + ",key_laboratory,S04\n")
    assert [fault.partition(": ")[2] for fault in faults_of(caught.value)] == [
        "a cluster has one hub.",
        "this cell must not be empty.",
        "two clusters are called 'A'.",
    ]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("", "the header of clusters is missing: cluster,hub,members,focuses."),
        (HEADER, "the sheet clusters has no line."),
        ("cluster,hub,members,technologies\nA,01,,S01\n", "the header of clusters is missing"),
        ("A,01,,S01\n", "the header of clusters is missing"),
        (HEADER + 'A,"01,,S01\n', "unexpected end of data"),
        (b"\xff\xfe\x00A", "is neither XLSX nor text in UTF-8."),
        (b"a\x00b", "is no text file."),
        (b"PK\x03\x04 but no archive", "is a broken XLSX file."),
        ("{}", "is not a plan.json."),
        (HEADER + "A,01,,S01\n" * 3000, "has more than 2000 lines."),
        (b"x" * 5_000_001, "is larger than 5 MB."),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_words(read: Reader, content: str | bytes, what: str) -> None:
    with pytest.raises(UsageError) as caught:
        read(content)
    assert what in "\n".join(faults_of(caught.value))


def test_a_file_that_does_not_exist_is_refused(national: PlanningResult, known: Directories, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be opened"):
        read_hand_made_plan(tmp_path / "none.csv", national.posed.problem.scenario, known)


def test_a_file_that_unpacks_to_too_much_is_refused_before_it_is_read(read: Reader) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 60_000_000)
    with pytest.raises(UsageError, match="unpacks to too much"):
        read(packed.getvalue(), "list.xlsx")


def test_a_formula_is_refused_and_a_code_that_became_a_number_is_not_guessed(read: Reader) -> None:
    with pytest.raises(UsageError) as caught:
        read(workbook(("A", "=1+1", "33", "S01"), ("B", 1, 33.0, "S01")), "list.xlsx")
    assert faults_of(caught.value) == [
        "list.xlsx, clusters, dòng/line 2: a cell holds a formula. Paste the value instead; nothing is computed.",
        "list.xlsx, clusters, dòng/line 3, hub: there is no unit '1'. Did you mean 01 (Hà Nội)?",
    ]


def test_the_choices_of_a_plan_are_read_and_a_plan_of_other_data_is_refused(
    national: PlanningResult,
    read: Reader,
) -> None:
    plan = national.plan
    found = read(plan.to_json(), "plan.json")
    assert [(c.label, c.hub, c.members) for c in found.clusters] == [(c.id, c.hub, c.members) for c in plan.clusters]
    assert [f.site for f in found.facilities or ()] == [f.site_id for f in plan.facilities]
    other = plan.model_copy(update={"scenario": plan.scenario.model_copy(update={"unit_vintage": "2008"})})
    with pytest.raises(UsageError, match=r"scenario\.unit_vintage"):
        read(other.to_json(), "plan.json")


def test_the_form_is_text_alone_lists_every_code_and_is_never_overwritten(
    national: PlanningResult, tmp_path: Path
) -> None:
    scenario = national.posed.problem.scenario
    path = write_evaluation_form(tmp_path / "new" / "form.xlsx", scenario)
    book = load_workbook(path)
    assert book.sheetnames == ["clusters", "facilities", "units", "technologies", "sites", "kinds", "guide"]
    assert [cell.value for cell in book["units"]["A"]][1:] == list(national.posed.problem.units)
    assert [cell.value for cell in book["sites"]["A"]][1:] == list(national.posed.problem.sites)
    kinds = {cell.data_type for sheet in book for row in sheet for cell in row if cell.value is not None}
    assert kinds == {"s"}
    assert book["clusters"].column_dimensions["B"].number_format == "@"
    with pytest.raises(UsageError, match="exists already"):
        write_evaluation_form(path, scenario)
    with pytest.raises(UsageError, match=r"written as \.xlsx"):
        write_evaluation_form(tmp_path / "form.ods", scenario)


def test_a_filled_in_form_is_read(national: PlanningResult, tmp_path: Path, known: Directories) -> None:
    path = write_evaluation_form(tmp_path / "form.xlsx", national.posed.problem.scenario)
    book = load_workbook(path)
    book["clusters"].append(["A", "01", "Hưng Yên", "S01"])
    book.save(path)
    found = read_hand_made_plan(path, national.posed.problem.scenario, known)
    assert found.clusters[0].members == ("01", "33")
    assert found.facilities is None
