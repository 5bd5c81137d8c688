"""An empty form with the lists of codes and names that a planner needs to fill it in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from clusterplan.language import Text
from clusterplan.planning.facts import Facts
from clusterplan.planning.forms import add_text_sheet, new_form
from clusterplan.planning.hand_made.form import COLUMNS
from clusterplan.planning.hand_made.names import technology_names
from clusterplan.planning.problem import Posed
from clusterplan.publishing.texts import FACILITY_KIND

__all__ = ["write_form"]

type _List = tuple[str, tuple[str, ...], Sequence[tuple[str, ...]]]

_GUIDE = (
    Text(
        vi="Mỗi dòng của clusters là một cụm: cluster là tên tự đặt, hub là hạt nhân (để trống: thành viên sẵn sàng "
        "nhất), members là các thành viên, focuses là các công nghệ trọng tâm.",
        en="Each line of clusters is one cluster: cluster is a name of your own, hub may be empty (then it is the most "
        "ready member), members are its units, focuses its technologies.",
    ),
    Text(
        vi="Nhiều mã hoặc tên trong một ô cách nhau bằng dấu chấm phẩy: 01;33 hoặc Hà Nội;Hưng Yên.",
        en="Several codes or names in one cell are separated by semicolons: 01;33 or Hà Nội;Hưng Yên.",
    ),
    Text(
        vi="Bỏ trống facilities thì chương trình tìm phòng thí nghiệm và trung tâm tốt nhất cho các cụm này.",
        en="Leave facilities empty, and the best laboratories and centres for these clusters are found.",
    ),
    Text(
        vi="Mã và tên đúng nằm ở các trang units, technologies, sites, kinds. Ô chứa công thức bị từ chối.",
        en="Codes and names are in the sheets units, technologies, sites and kinds. A formula is refused.",
    ),
)


def write_form(path: Path, posed: Posed, facts: Facts) -> Path:
    """Write an empty form as XLSX: texts alone, no formula.

    Parameters
    ----------
    path
        File to write; it must not exist, so that no list is lost.
    posed
        The scenario's problem: its units, technologies and sites are listed.
    facts
        The data, for names.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    UsageError
        If the file exists, has another suffix than ``.xlsx``, or cannot be written.
    """
    with new_form(path) as book:
        for name, header in COLUMNS.items():
            add_text_sheet(book, name, header, [])
        for name, header, rows in _lists(posed, facts):
            add_text_sheet(book, name, header, rows)
        add_text_sheet(book, "guide", ("hướng dẫn", "guide"), [tuple(line) for line in _GUIDE])
    return path


def _lists(posed: Posed, facts: Facts) -> Iterator[_List]:
    """Yield the lists of codes: name of the sheet, header, lines."""
    problem = posed.problem
    units = zip(problem.units, problem.unit_names, strict=True)
    yield "units", ("code", "name_vi", "name_en"), [(code, name.vi, name.en) for code, name in units]
    technologies = technology_names(problem, facts).items()
    yield "technologies", ("id", "name_vi", "name_en"), [(known, *name) for known, name in technologies]
    places = facts.layer("sites").set_index("site_id")
    header = ("site_id", "name_vi", "unit", "may_host")
    sites = [
        (site, str(places.at[site, "name_vi"]), problem.site_units[j], _hosted(posed, j))
        for j, site in enumerate(problem.sites)
    ]
    yield "sites", header, sites
    yield "kinds", ("kind", "name_vi", "name_en"), [(kind.value, *name) for kind, name in FACILITY_KIND.items()]


def _hosted(posed: Posed, site: int) -> str:
    """Return the technologies that a site may host."""
    problem = posed.problem
    return ";".join(k for k, may in zip(problem.technologies, problem.may_host[site].tolist(), strict=True) if may)
