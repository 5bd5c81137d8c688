"""The annex of a submission as DOCX: options, the three criteria, reasons, assumptions, comments and replies.

A submission (Tờ trình) is edited by its office before it goes anywhere, so the annex is a word processor's file, set as
Vietnamese administrative documents are (Decree 30/2020/NĐ-CP, Annex I: A4, Times New Roman, 30 mm on the left).
"""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clusterplan.domain import Cluster, TechnologyId
from clusterplan.language import Language, Text
from clusterplan.publishing.geojson import manifest_digest
from clusterplan.publishing.publication import Publication
from clusterplan.publishing.texts import FACILITY_KIND, GRADE, PROOF, STATUS, TERM, decimal

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.run import Run

__all__ = ["ClusterReasons", "write_annex"]

_COMMENT_ROWS = 8
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""Date of every part of the file, so that the same plan gives the same bytes."""

_WORDS = {
    "title": Text(
        vi="PHỤ LỤC KÈM THEO TỜ TRÌNH\nPhương án cụm công nghệ chiến lược",
        en="ANNEX TO THE SUBMISSION\nPlan of strategic technology clusters",
    ),
    "options": Text(vi="I. Các phương án", en="I. Options"),
    "terms": Text(vi="Các thành phần của giá trị mục tiêu", en="Terms of the objective"),
    "clusters": Text(vi="II. Cụm, công nghệ trọng tâm và lý do", en="II. Clusters, focuses and reasons"),
    "facilities": Text(vi="III. Phòng thí nghiệm và trung tâm dùng chung", en="III. Shared laboratories and centres"),
    "criteria": Text(vi="IV. Ba tiêu chí lựa chọn", en="IV. The three criteria"),
    "criteria_note": Text(
        vi="Trung bình của các thành viên đã chấm điểm, từ 0 đến 1; tiêu chí chỉ để xem, không tính vào điểm.",
        en="Mean of the members that are scored, 0 to 1; shown beside the score, never part of it.",
    ),
    "assumptions": Text(vi="V. Giả định chưa có nguồn chính thức", en="V. Assumptions without an official source"),
    "comments": Text(vi="VI. Tổng hợp ý kiến và giải trình", en="VI. Comments and replies"),
    "check": Text(vi="VII. Cơ sở để kiểm tra lại", en="VII. How to check this"),
    "recommended": Text(
        vi="Phương án 1 là phương án được trình bày chi tiết.", en="Option 1 is the one set out below."
    ),
}


@dataclass(frozen=True)
class ClusterReasons:
    """Why the focuses of one cluster were chosen, in words made by the studies."""

    cluster: str
    """Id of the cluster."""
    reasons: Mapping[TechnologyId, Text]
    """Reason by focus."""


def write_annex(
    options: Sequence[Publication], reasons: Iterable[ClusterReasons], language: Language, path: Path
) -> None:
    """Write the annex of a submission.

    Parameters
    ----------
    options
        The plans to choose from; the first is set out in full.
    reasons
        Reasons for the first option's focuses.
    language
        Language of the annex.
    path
        The ``.docx`` file; an existing one is replaced.
    """
    import docx  # no other command needs it

    document = docx.Document()
    _set_page(document)
    annex = _Annex(document, language)
    chosen = options[0]
    annex.title()
    _write_options(annex, options)
    _write_clusters(annex, chosen, {one.cluster: one.reasons for one in reasons})
    _write_facilities(annex, chosen)
    _write_criteria(annex, chosen)
    _write_assumptions(annex, chosen)
    _write_comments(annex)
    _write_check(annex, options)
    _say_what_it_is(document, annex.say(_WORDS["title"]).split("\n")[1])
    stream = io.BytesIO()
    document.save(stream)
    path.write_bytes(_without_times(stream.getvalue()))


class _Annex:
    """The document, and how this annex writes into it."""

    def __init__(self, document: Document, language: Language) -> None:
        self.document = document
        self.language = language

    def say(self, text: Text) -> str:
        return text.in_language(self.language)

    def words(self, vi: str, en: str) -> str:
        return self.say(Text(vi=vi, en=en))

    def title(self) -> None:
        first, second = self.say(_WORDS["title"]).split("\n")
        self._centred(first).bold = True
        self._centred(second).bold = True
        self._centred(self.say(STATUS)).italic = True

    def _centred(self, words: str) -> Run:
        from docx.enum.text import WD_ALIGN_PARAGRAPH

        paragraph = self.document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        return paragraph.add_run(words)

    def heading(self, word: str) -> None:
        self.document.add_heading(self.say(_WORDS[word]), level=1)

    def paragraph(self, text: str) -> None:
        self.document.add_paragraph(text)

    def table(self, header: Sequence[str], widths: Sequence[int], rows: Iterable[Sequence[str]]) -> None:
        """Add a table; widths are in millimetres, 165 together."""
        from docx.shared import Mm

        table = self.document.add_table(rows=1, cols=len(header), style="Table Grid")
        table.autofit = False
        for cell, words in zip(table.rows[0].cells, header, strict=True):
            cell.paragraphs[0].add_run(words).bold = True
        _repeat_header(table.rows[0])
        for row in rows:
            for cell, words in zip(table.add_row().cells, row, strict=True):
                cell.text = words
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
            for cell in column.cells:
                cell.width = Mm(width)
        self.document.add_paragraph()


def _write_options(annex: _Annex, options: Sequence[Publication]) -> None:
    annex.heading("options")
    header = ["", *(annex.words(f"Phương án {n}", f"Option {n}") for n in range(1, len(options) + 1))]
    plans = [option.plan for option in options]
    figures: list[tuple[Text, list[str]]] = [
        (Text(vi="Kịch bản", en="Scenario"), [annex.words(p.scenario.title_vi, p.scenario.title_en) for p in plans]),
        (Text(vi="Số cụm", en="Clusters"), [str(len(p.clusters)) for p in plans]),
        (Text(vi="Số đơn vị trong cụm", en="Units in clusters"), [str(_members(option)) for option in options]),
        (
            Text(vi="Số công nghệ trọng tâm", en="Focuses"),
            [str(sum(len(c.focuses) for c in p.clusters)) for p in plans],
        ),
        (Text(vi="Số cơ sở dùng chung", en="Shared facilities"), [str(len(p.facilities)) for p in plans]),
        (
            Text(vi="Trọng tâm dựa vào giá trị chuyên gia", en="Focuses resting on expert values"),
            [str(p.focuses_resting_on_expert_values) for p in plans],
        ),
        (Text(vi="Giá trị mục tiêu", en="Objective"), [decimal(p.objective, annex.language, 3) for p in plans]),
    ]
    names = sorted({name for p in plans for name in p.objective_terms}, key=list(TERM).index)
    figures += [
        (
            Text(vi=f"trong đó {TERM[name].vi}", en=f"of which {TERM[name].en}"),
            [_term(p.objective_terms.get(name), annex.language) for p in plans],
        )
        for name in names
    ]
    figures.append((Text(vi="Chứng minh", en="Proof"), [annex.say(PROOF[p.termination]) for p in plans]))
    width = 105 // len(options)
    annex.table(header, [60, *[width] * len(options)], [[annex.say(what), *values] for what, values in figures])
    annex.paragraph(annex.say(_WORDS["recommended"]))


def _write_clusters(annex: _Annex, option: Publication, reasons: Mapping[str, Mapping[TechnologyId, Text]]) -> None:
    annex.heading("clusters")
    header = [
        annex.words("Cụm", "Cluster"),
        annex.words("Thành viên (hạt nhân đứng đầu)", "Members (the hub first)"),
        annex.words("Công nghệ trọng tâm", "Focus"),
        annex.words("Bằng chứng", "Evidence"),
        annex.words("Lý do", "Reason"),
    ]
    rows = []
    for cluster in option.plan.clusters:
        for number, focus in enumerate(cluster.focuses):
            first = [cluster.id, _members_in_words(annex, option, cluster)] if number == 0 else ["", ""]
            reason = reasons.get(cluster.id, {}).get(focus)
            rows.append(
                [
                    *first,
                    _named(annex, option, focus),
                    annex.say(GRADE[cluster.evidence[focus]]),
                    annex.say(reason) if reason else "",
                ]
            )
    annex.table(header, [14, 34, 42, 20, 55], rows)


def _write_facilities(annex: _Annex, option: Publication) -> None:
    annex.heading("facilities")
    header = [
        annex.words("Địa điểm", "Site"),
        annex.words("Loại", "Kind"),
        annex.words("Đơn vị", "Unit"),
        annex.words("Công nghệ phục vụ", "Technologies served"),
        annex.words("Nâng cấp", "Upgrade"),
    ]
    rows = [
        [
            annex.say(option.site_name(facility.site_id)),
            annex.say(FACILITY_KIND[facility.kind]),
            annex.say(option.unit_name(facility.unit)),
            ", ".join(_named(annex, option, served) for served in facility.technologies),
            annex.words("có", "yes") if facility.upgrade else annex.words("không", "no"),
        ]
        for facility in option.plan.facilities
    ]
    annex.table(header, [45, 36, 26, 42, 16], rows)


def _write_criteria(annex: _Annex, option: Publication) -> None:
    annex.heading("criteria")
    criteria = {
        row["criterion"]: Text(vi=row["title_vi"], en=row["title_en"])
        for row in option.advantage.inputs.criteria.to_dict("records")
    }
    header = [annex.words("Cụm, công nghệ", "Cluster, focus"), *(annex.say(title) for title in criteria.values())]
    rows = [
        [f"{cluster.id} {focus}", *(_criterion(option, cluster, focus, name, annex.language) for name in criteria)]
        for cluster in option.plan.clusters
        for focus in cluster.focuses
    ]
    annex.paragraph(annex.say(_WORDS["criteria_note"]))
    annex.table(header, [165 - len(criteria) * (105 // len(criteria)), *[105 // len(criteria)] * len(criteria)], rows)


def _criterion(option: Publication, cluster: Cluster, focus: TechnologyId, name: str, language: Language) -> str:
    """Return a criterion's mean over the members that are scored; a dash where none is."""
    cells: Any = option.advantage.cells
    values = [cells.loc[(unit, focus), f"criterion_{name}"] for unit in cluster.members]
    known = [float(value) for value in values if value == value]  # missing numbers differ from themselves
    return decimal(sum(known) / len(known), language) if known else "–"


def _write_assumptions(annex: _Annex, option: Publication) -> None:
    annex.heading("assumptions")
    header = [annex.words("Giả định", "Assumption"), annex.words("Giá trị", "Value")]
    rows = [[annex.words(a.what_vi or a.what, a.what), a.value] for a in option.plan.assumptions]
    annex.table(header, [115, 50], rows)


def _write_comments(annex: _Annex) -> None:
    annex.heading("comments")
    header = [
        annex.words("STT", "No."),
        annex.words("Cơ quan, đơn vị", "Body"),
        annex.words("Ý kiến", "Comment"),
        annex.words("Giải trình, tiếp thu", "Reply"),
    ]
    annex.table(header, [14, 41, 55, 55], [[str(number), "", "", ""] for number in range(1, _COMMENT_ROWS + 1)])


def _write_check(annex: _Annex, options: Sequence[Publication]) -> None:
    annex.heading("check")
    for number, option in enumerate(options, start=1):
        plan = option.plan
        annex.paragraph(
            f"{annex.words('Phương án', 'Option')} {number}: clusterplan {plan.manifest.clusterplan}, "
            f"{plan.manifest.solver}; manifest {manifest_digest(plan)}"
        )
    sources = sorted({f"{line.source} ({line.licence})" for line in options[0].sources})
    annex.paragraph(f"{annex.words('Nguồn', 'Sources')}: {'; '.join(sources)}")


def _named(annex: _Annex, option: Publication, technology: TechnologyId) -> str:
    """Return a technology's id and name, without what stands in brackets."""
    return f"{technology} {annex.say(option.technology_name(technology)).partition(' (')[0]}"


def _members(option: Publication) -> int:
    return sum(len(cluster.members) for cluster in option.plan.clusters)


def _members_in_words(annex: _Annex, option: Publication, cluster: Cluster) -> str:
    members = sorted(cluster.members, key=lambda member: (member != cluster.hub, member))
    return ", ".join(annex.say(option.unit_name(member)) for member in members)


def _term(value: float | None, language: Language) -> str:
    return "–" if value is None else decimal(value, language, 3)


def _set_page(document: Document) -> None:
    """Set A4, the margins and the letters of administrative documents."""
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt, RGBColor

    (section,) = document.sections
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.top_margin = section.bottom_margin = Mm(20)
    for name, size in (("Normal", 12), ("Heading 1", 13)):
        style: Any = document.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = "Times New Roman", Pt(size), RGBColor(0, 0, 0)
        style.element.rPr.rFonts.set(qn("w:eastAsia"), "Times New Roman")


def _say_what_it_is(document: Document, title: str) -> None:
    """Write the file's properties: no person's name, no day."""
    about, day = document.core_properties, datetime.datetime(*_LONG_AGO)
    about.title, about.author, about.comments = title, "clusterplan", ""
    about.created = about.modified = day


def _repeat_header(row: Any) -> None:
    """Let the first row of a table stand on every page."""
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001 - python-docx has no name for it


def _without_times(archive: bytes) -> bytes:
    """Return a zip archive whose parts carry no time of writing."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            entry = zipfile.ZipInfo(part.filename, _LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(part))
    return stream.getvalue()
