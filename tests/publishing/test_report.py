"""Printed reports: two pages of searchable text, the same bytes, names as data; and an annex that Word opens."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import docx
import numpy as np
import pandas as pd
import pytest
from pypdf import PdfReader

from clusterplan.domain import Assumption
from clusterplan.errors import InternalError
from clusterplan.language import Language, Text
from clusterplan.publishing import Publication
from clusterplan.publishing.locator import draw_locator
from clusterplan.publishing.report import ClusterReasons, MissingLine, UnitReasons, write_annex, write_unit_report
from clusterplan.publishing.report.content import unit_content

REASON = Text(vi="Đứng đầu cả nước về lợi thế", en="First in the country by advantage")
OFFICE = Text(vi="Sở Khoa học và Công nghệ", en="Department of Science and Technology")


def said(publication: Publication, missing: int = 2) -> UnitReasons:
    lines = [MissingLine(Text(vi=f"Chỉ số {n}", en=f"Indicator {n}"), OFFICE) for n in range(1, missing + 1)]
    return UnitReasons(dict.fromkeys(publication.technology, REASON), tuple(lines))


def pages(path: Path) -> list[str]:
    """Return the text of every page as a reader copies it, in one line."""
    return [unicodedata.normalize("NFC", " ".join(page.extract_text().split())) for page in PdfReader(path).pages]


@pytest.mark.parametrize(
    ("language", "first_page", "second_page"),
    [
        (
            "vi",
            ("02 Đắk Hai", "Thành viên của cụm C01 Cụm Một; hạt nhân là Một", "không phải quyết định", REASON.vi),
            ("Công nghệ S03 (thử)", "0,10", "4/4", f"Chỉ số 1: {OFFICE.vi}", "Một chi phí: 12", "Đã chứng minh tối ưu"),
        ),
        (
            "en",
            ("02 Two", "Member of cluster C01 Cluster One; its hub is One", "not a government decision", REASON.en),
            ("Technology S03 (test)", "0.10", "4/4", f"Indicator 1: {OFFICE.en}", "A cost: 12", "Proven optimal"),
        ),
    ],
)
def test_a_unit_has_two_pages_of_text_that_can_be_copied(
    publication: Publication, tmp_path: Path, language: Language, first_page: tuple[str, ...], second_page: Any
) -> None:
    path = tmp_path / "02.pdf"
    write_unit_report(publication, "02", said(publication), language, path)
    found = pages(path)
    assert len(found) == 2
    assert [words for words in first_page if words not in found[0]] == []
    assert [words for words in second_page if words not in found[1]] == []


def test_the_same_report_has_the_same_bytes(publication: Publication, tmp_path: Path) -> None:
    one, other = tmp_path / "one.pdf", tmp_path / "other.pdf"
    for path in (one, other):
        write_unit_report(publication, "04", said(publication), "vi", path)
    assert one.read_bytes() == other.read_bytes()


def test_a_unit_in_no_cluster_reads_why(publication: Publication, tmp_path: Path) -> None:
    write_unit_report(publication, "05", said(publication), "vi", tmp_path / "05.pdf")
    first, second = pages(tmp_path / "05.pdf")
    assert "không thuộc cụm nào" in first
    assert "Không có cơ sở nào đặt tại đơn vị" in first
    assert "chưa thể đánh giá" in second


def test_long_reports_are_set_smaller_and_still_have_two_pages(publication: Publication, tmp_path: Path) -> None:
    long = Text(vi="lý do rất dài " * 60, en="a very long reason " * 60)
    many = replace(said(publication, missing=30), reasons=dict.fromkeys(publication.technology, long))
    write_unit_report(publication, "01", many, "vi", tmp_path / "long.pdf")
    found = pages(tmp_path / "long.pdf")
    assert len(found) == 2
    assert "và 20 chỉ số khác" in found[1]


def test_products_of_a_group_share_a_line_and_what_does_not_fit_takes_another_page(
    publication: Publication, tmp_path: Path
) -> None:
    products = tuple(
        found.model_copy(update={"name_en": f"Product {found.id}", "group": "G01"})
        for found in publication.technologies
    )
    planned = replace(publication, technologies=products)
    content = unit_content(planned, "05", said(planned), "en")
    rows = [(row["id"], row["name"]) for row in content["technologies"]]
    assert rows == [("S01", "Product S01"), ("S02", "Product S02; S03 Product S03")]  # S01 alone stands otherwise
    for times in range(100, 1000, 100):  # until two pages are not enough
        long = Text(vi="lý do rất dài " * times, en="")
        told = UnitReasons(dict.fromkeys(planned.technology, long))
        write_unit_report(planned, "01", told, "vi", tmp_path / "long.pdf")
        if len(pages(tmp_path / "long.pdf")) > 2:
            break
    assert len(pages(tmp_path / "long.pdf")) in (3, 4)


@pytest.mark.slow
def test_what_can_never_fit_is_our_error(publication: Publication, tmp_path: Path) -> None:
    endless = replace(said(publication), reasons=dict.fromkeys(publication.technology, Text(vi="dài " * 9000, en="")))
    with pytest.raises(InternalError):
        write_unit_report(publication, "01", endless, "vi", tmp_path / "endless.pdf")
    assert not (tmp_path / "endless.pdf").exists()


def test_names_are_data_never_markup(hostile: Publication, tmp_path: Path) -> None:
    markup = Text(vi="#panic() *không đậm* $x$", en="")
    reasons = UnitReasons(dict.fromkeys(hostile.technology, markup))
    write_unit_report(hostile, "01", reasons, "vi", tmp_path / "hostile.pdf")
    text = " ".join(pages(tmp_path / "hostile.pdf"))
    assert "<img src=x onerror=alert(1)>" in text
    assert "#panic() *không đậm* $x$" in text


@pytest.mark.parametrize(("unit", "dark", "light"), [("02", 1, 2), ("05", 1, 0)])
def test_the_locator_shows_every_unit_and_the_archipelago(
    publication: Publication, unit: str, dark: int, light: int
) -> None:
    drawing = draw_locator(publication, unit, "vi")
    assert drawing.count('fill="#0b4f8a"/>') == dark
    assert drawing.count('fill="#8fb4d8"/>') == light
    assert drawing.count("Z") >= len(publication.units)
    assert ">Quần đảo Xa<" in drawing
    assert ">(Bốn)<" in drawing


def with_criteria(publication: Publication) -> Publication:
    """Return the publication with two criteria, one of them unknown for unit 03."""
    titles = [("market", "Thị trường", "Market"), ("mastery", "Làm chủ", "Mastery")]
    criteria = pd.DataFrame(titles, columns=["criterion", "title_vi", "title_en"])
    cells = publication.advantage.cells.copy()
    cells["criterion_market"], cells["criterion_mastery"] = 0.25, 0.5
    for technology in publication.technology:
        cells.loc[("03", technology), "criterion_market"] = np.nan
        cells.loc[("01", technology), "criterion_market"] = 0.75
        cells.loc[("04", technology), "criterion_mastery"] = np.nan
        cells.loc[("06", technology), "criterion_mastery"] = np.nan
    inputs: Any = SimpleNamespace(components=publication.advantage.inputs.components, criteria=criteria)
    return replace(publication, advantage=replace(publication.advantage, cells=cells, inputs=inputs))


def test_the_annex_has_options_reasons_criteria_assumptions_and_room_for_comments(
    publication: Publication, tmp_path: Path
) -> None:
    option = with_criteria(publication)
    dearer = replace(option, plan=option.plan.model_copy(update={"objective": 1.25}))
    path = tmp_path / "annex.docx"
    write_annex([option, dearer], [ClusterReasons("C01", {"S01": REASON})], "vi", path)
    document = docx.Document(str(path))
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]
    options, clusters, facilities, criteria, assumptions, comments = tables
    assert options[0] == ["", "Phương án 1", "Phương án 2"]
    assert ["Giá trị mục tiêu", "1,500", "1,250"] in options
    assert ["Số đơn vị trong cụm", "5", "5"] in options
    assert clusters[1] == ["C01", "Một, Đắk Hai, Ba", "S01 Công nghệ S01", "trung bình", REASON.vi]
    assert clusters[2] == ["", "", "S02 Công nghệ S02", "trung bình", ""]
    assert facilities[1][:3] == ["Viện Một", "Phòng thí nghiệm trọng điểm quốc gia", "Một"]
    assert criteria[1] == ["C01 S01", "0,50", "0,50"]  # (0.75 + 0.25) / 2: unit 03 is unknown, not 0
    assert criteria[3] == ["C02 S03", "0,25", "–"]
    assert assumptions[1:] == [["Một chi phí", "12"]]
    assert comments[0] == ["STT", "Cơ quan, đơn vị", "Ý kiến", "Giải trình, tiếp thu"]
    assert "không phải quyết định" in document.paragraphs[2].text
    assert document.core_properties.author == "clusterplan"


def test_the_same_annex_has_the_same_bytes(publication: Publication, tmp_path: Path) -> None:
    option = with_criteria(publication)
    for name in ("one.docx", "other.docx"):
        write_annex([option], [], "en", tmp_path / name)
    assert (tmp_path / "one.docx").read_bytes() == (tmp_path / "other.docx").read_bytes()


def test_a_report_counts_the_assumptions_that_it_leaves_out_and_the_annex_has_all(
    publication: Publication, tmp_path: Path
) -> None:
    many = tuple(Assumption(what=f"Cost {n}", what_vi=f"Chi phí {n}", value=str(n)) for n in range(1, 9))
    longer = replace(publication, plan=publication.plan.model_copy(update={"assumptions": many}))
    write_unit_report(longer, "01", said(longer), "vi", tmp_path / "01.pdf")
    assert "và 2 giả định khác trong plan.json" in pages(tmp_path / "01.pdf")[1]
    write_annex([with_criteria(longer)], [], "vi", tmp_path / "annex.docx")
    table = docx.Document(str(tmp_path / "annex.docx")).tables[4]
    assert [row.cells[0].text for row in table.rows][1:] == [f"Chi phí {n}" for n in range(1, 9)]
