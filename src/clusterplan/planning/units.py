"""Which planning unit a record belongs to, when a scenario plans on the units of another vintage than the records'.

Records name a unit by its present code. Where they also say in which unit of another layer they lie, by code or by
name, the register marks that column; what no column tells stays missing and is never guessed from a map.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from clusterplan.errors import Fault
from clusterplan.geodata import Column, LayerRecord, current_register
from clusterplan.language import Text
from clusterplan.planning.facts import Facts
from clusterplan.scenario import Scenario

__all__ = ["SITE_TABLES", "UNIT_COLUMN", "faults_of_records", "locate", "plans_on_recorded_units", "site_units"]

UNIT_COLUMN = "planning_unit"
"""Column that :func:`locate` adds."""
SITE_TABLES = {"laboratory_attributes": "site_id", "zone_attributes": "site_id"}
"""Tables that the layer of sites is made of, with the column of the site's id."""
_LOCATED = ("endowments", "enterprise_attributes", *SITE_TABLES)
"""Tables without which units of another vintage could not be scored."""


def plans_on_recorded_units(scenario: Scenario, facts: Facts) -> bool:
    """Return whether the scenario's units are of the vintage by which sites and records are kept.

    Parameters
    ----------
    scenario
        The scenario.
    facts
        The data.

    Returns
    -------
    bool
        Whether the records' own unit codes hold.
    """
    return facts.record("sites").unit_vintage == scenario.unit_vintage


def locate(name: str, scenario: Scenario, facts: Facts) -> pd.DataFrame:
    """Return a table with the planning unit of every row.

    Parameters
    ----------
    name
        Id of a table that names units.
    scenario
        Unit layer and vintage.
    facts
        The data.

    Returns
    -------
    pandas.DataFrame
        The table and :data:`UNIT_COLUMN`: a code of the scenario's layer, of several the first. It is missing in
        every row of a table that does not tell the scenario's units apart.
    """
    table = facts.table(name)
    column = _column(current_register()[name], scenario)
    if column is None:
        return table.assign(**{UNIT_COLUMN: pd.Series(pd.NA, index=table.index, dtype="str")})
    first = table[column.name].str.split(";").str[0]
    if column.names_of:
        units = facts.layer(scenario.unit_layer)
        first = first.map(dict(zip(units["name_vi"], units["code"], strict=True)))
    return table.assign(**{UNIT_COLUMN: first})


def site_units(scenario: Scenario, facts: Facts) -> dict[str, str]:
    """Return the planning unit of every site.

    Parameters
    ----------
    scenario
        Unit layer and vintage.
    facts
        The data.

    Returns
    -------
    dict of str to str
        Code of the unit by site; a site that no record places is not in it.
    """
    if plans_on_recorded_units(scenario, facts):
        sites = facts.layer("sites")
        return dict(zip(sites["site_id"], sites["unit"], strict=True))
    placed: dict[str, str] = {}
    for name, key in SITE_TABLES.items():
        rows = locate(name, scenario, facts).dropna(subset=[UNIT_COLUMN])
        placed |= dict(zip(rows[key], rows[UNIT_COLUMN], strict=True))
    return placed


def faults_of_records(scenario: Scenario, facts: Facts) -> Iterator[Fault]:
    """Yield a fault if the records cannot be told apart by the scenario's units, or nothing is measured for them.

    Parameters
    ----------
    scenario
        Unit layer and vintage.
    facts
        The data.

    Yields
    ------
    Fault
        Naming the layer, the tables and what they would need.
    """
    if plans_on_recorded_units(scenario, facts):
        return
    register = current_register()
    silent = [name for name in _LOCATED if _column(register[name], scenario) is None]
    if silent:
        tables = ", ".join(silent)
        yield Fault(
            "unit_layer",
            Text(
                vi=f"các bảng {tables} không cho biết bản ghi nào thuộc đơn vị nào của lớp {scenario.unit_layer!r}.",
                en=f"the tables {tables} do not tell which unit of layer {scenario.unit_layer!r} a record lies in.",
            ),
            Text(
                vi="Sổ đăng ký cần một cột có refers_to hoặc names_of là lớp này.",
                en="The register needs a column of theirs that refers_to, or has the names_of, this layer.",
            ),
        )
    measured = facts.table("indicators")["vintage"]
    if scenario.unit_vintage not in set(measured):
        known = ", ".join(sorted(set(measured)))
        yield Fault(
            "unit_vintage",
            Text(
                vi=f"không có chỉ tiêu nào theo mốc {scenario.unit_vintage}.",
                en=f"no indicator is recorded for vintage {scenario.unit_vintage}.",
            ),
            Text(vi=f"Hiện có: {known}.", en=f"There are: {known}."),
        )


def _column(record: LayerRecord, scenario: Scenario) -> Column | None:
    """Return the column of a table that tells the scenario's units, if any."""
    if record.unit_vintage == scenario.unit_vintage:
        return record.column("unit")
    layer = scenario.unit_layer
    return next((column for column in record.columns if layer in (column.refers_to, column.names_of)), None)
