"""Inputs for the tests of the advantage room: the bundled tables, and three units that can be scored by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pandas as pd
import pytest

from clusterplan.advantage import AdvantageInputs
from clusterplan.geodata.read import read_table

SITE_TABLES = {
    "enterprises": "enterprise_attributes",
    "laboratories": "laboratory_attributes",
    "zones": "zone_attributes",
}


@cache
def _present(scheme: str) -> AdvantageInputs:
    return AdvantageInputs(
        scheme=scheme,
        vintage="2025-07-01",
        units=tuple(read_table("province_attributes")["code"]),
        indicators=read_table("indicators"),
        dictionary=read_table("indicator_dictionary"),
        endowments=read_table("endowments"),
        crosswalk=read_table("technology_crosswalk"),
        weights=read_table("advantage_weights"),
        components=read_table("advantage_components"),
        criteria=read_table("advantage_criteria"),
        goalposts=read_table("advantage_goalposts"),
        sites={kind: read_table(table) for kind, table in SITE_TABLES.items()},
        priorities=read_table("local_priorities"),
        zone_readiness=read_table("zone_readiness"),
    )


@cache
def _former(scheme: str) -> AdvantageInputs:
    former = read_table("former_province_attributes")
    code_of = former.set_index("name_vi")["code"]
    present = _present(scheme)

    def with_former_unit(table: pd.DataFrame) -> pd.DataFrame:
        return table.assign(former_unit=table["former_province"].str.split(";").str[0].map(code_of))

    return replace(
        present,
        vintage="2004-2025",
        units=tuple(former["code"]),
        sites={kind: with_former_unit(table) for kind, table in present.sites.items()},
        priorities=present.priorities.head(0).assign(former_unit=pd.Series(dtype="str")),
        unit_column="former_unit",
    )


@pytest.fixture(scope="session")
def present() -> Callable[[str], AdvantageInputs]:
    """The 34 present units, by scheme."""
    return _present


@pytest.fixture(scope="session")
def former() -> Callable[[str], AdvantageInputs]:
    """The 63 former provinces, by scheme; local priorities are known for present units alone."""
    return _former


def _table(columns: str, *rows: tuple[object, ...]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=columns.split())


@pytest.fixture(scope="session")
def three_units() -> AdvantageInputs:
    """Three units and two technologies; unit ``b`` is little known, unit ``c`` rests on an expert's reading.

    Goalposts are 0 and 99 for ``size`` (log1p: 0 is 0, 9 is one half, 99 is 1), 0 and 100 for ``index``, 0 and 3 for
    endowments and sites (0 is 0, 1 is one half, 3 is 1).
    """
    weights = [
        ("NEW", technology, indicator, component, weight)
        for technology in ("X", "Y")
        for indicator, component, weight in [
            ("endowment", "specialisation", 0.3),
            ("sites_on_record", "specialisation", 0.2),
            ("size", "capacity", 0.3),
            ("index", "demand", 0.2),
            ("local_priority", "wishes", 0.0),
        ]
    ]
    counted = [
        ("v1", "NEW", technology, indicator, 0.0, 3.0)
        for technology in ("X", "Y")
        for indicator in ("endowment", "sites_on_record")
    ]
    return AdvantageInputs(
        scheme="NEW",
        vintage="v1",
        units=("a", "b", "c"),
        indicators=_table(
            "vintage unit indicator value year status source_id confidence",
            ("v1", "a", "size", 99.0, "2024", "observed", "BOOK", "high"),
            ("v1", "a", "index", 50.0, "2024", "imputed", "PRESS", "low"),
            ("v1", "b", "index", 100.0, "2023", "imputed", "PRESS", "low"),
            ("v1", "c", "size", 9.0, "2024", "lower_bound", "BOOK", "medium"),
            ("v1", "c", "index", 0.0, "2024", "observed", "PRESS", "high"),
            ("v0", "b", "size", 99.0, "2004", "observed", "BOOK", "high"),
        ),
        dictionary=_table(
            "indicator title_vi title_en measure transform readiness unit_weight",
            ("endowment", "Nguồn lực", "Endowment", "points", "log1p", False, None),
            ("sites_on_record", "Địa điểm", "Sites", "sites", "log1p", False, None),
            ("local_priority", "Ưu tiên", "Priority", "statements", "minmax", False, None),
            ("size", "Quy mô", "Size", "persons", "log1p", True, "population"),
            ("index", "Chỉ số", "Index", "0-100", "minmax", True, "grdp"),
        ),
        endowments=_table(
            "endowment_id unit scheme technology strength status source_id year confidence",
            ("E1", "a", "OLD", "P", 3, "derived", "BOOK", "2024", "high"),
            ("E2", "a", "OLD", "Q", 1, "expert", "GK", "2025", "low"),
            ("E3", "c", "NEW", "X", 3, "expert", "GK", "2025", "low"),
        ),
        crosswalk=_table(
            "technology_old technology_new weight",
            ("P", "X", 1.0),
            ("Q", "X", 0.25),
            ("Q", "Y", 0.75),
        ),
        weights=_table("scheme technology indicator component weight", *weights),
        components=_table(
            "component position title_vi title_en specific most_weight",
            ("specialisation", 1, "Chuyên môn hóa", "Specialisation", True, 1.0),
            ("capacity", 2, "Năng lực", "Capacity", False, 1.0),
            ("demand", 3, "Nhu cầu", "Demand", False, 1.0),
            ("wishes", 4, "Nguyện vọng", "Wishes", False, 0.1),
        ),
        criteria=_table(
            "criterion title_vi title_en indicator weight",
            ("market", "Thị trường", "Market", "index", 1.0),
            ("mastery", "Làm chủ", "Mastery", "endowment", 0.5),
            ("mastery", "Làm chủ", "Mastery", "sites_on_record", 0.5),
        ),
        goalposts=_table(
            "vintage scheme technology indicator low high",
            ("v1", None, None, "size", 0.0, 99.0),
            ("v1", None, None, "index", 0.0, 100.0),
            ("v1", None, None, "local_priority", 0.0, 1.0),
            *counted,
        ),
        sites={
            "enterprises": _table(
                "enterprise_id unit technologies_new claim_status source confidence",
                ("F1", "a", "X", "observed", "register", "high"),
                ("F2", "b", "X;Y", "expert", "hearsay", "high"),
                ("F3", "elsewhere", "X", "observed", "register", "high"),
            ),
            "zones": _table(
                "site_id unit kind status technologies_new same_place_as claim_status source confidence",
                ("Z1", "a", "park", "operating", None, None, "observed", "register", "high"),
                ("Z2", "b", "park", "planned", None, None, "none_recorded", "register", "high"),
                ("Z3", "a", "park", "operating", "X", "F1", "observed", "register", "high"),
                ("Z4", "c", "park", "planned", "X", None, "none_recorded", "register", "high"),
            ),
        },
        priorities=_table(
            "priority_id unit technologies_new claim_status source confidence",
            ("W1", "b", "Y", "observed", "plan", "high"),
        ),
        zone_readiness=_table("kind status", ("park", "operating")),
    )
