"""The bundled data go through the door that a user's data go through, and come back from an export as they were."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
import shapely

from clusterplan.errors import UsageError
from clusterplan.geodata import read_layer, read_table_file
from clusterplan.geodata.door.checking import Options, check_file
from clusterplan.geodata.door.importing import Provenance, import_checked
from clusterplan.geodata.holdings import current_register
from clusterplan.planning import Facts
from clusterplan.planning.exports import dataset_of
from clusterplan.publishing.exports import FORMATS, write_export

NAMES = sorted(current_register())
KEPT_BACK = {
    "archipelago_islets",
    "communes_scale",
    "enterprise_attributes",
    "laboratory_attributes",
    "seaport_attributes",
    "zone_attributes",
}
"""What is not exported: places that may not be told exactly, and what the register does not let be published."""
ENDINGS = {"layer": ("geopackage", "gpkg"), "table": ("csv", "csv")}
NEAR = 1e-9
"""Degrees: a tenth of a millimetre."""


def said(name: str) -> Options:
    """Say of which vintage the unit codes are, as anybody must whose table does not show it."""
    return Options(unit_vintage=current_register()[name].unit_vintage)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(set(NAMES) - KEPT_BACK))
def test_what_is_exported_and_imported_is_what_it_was(name: str, tmp_path: Path) -> None:
    record = current_register()[name]
    form, ending = ENDINGS[record.kind]
    write_export(dataset_of(name), FORMATS[form], tmp_path / "out")
    checked = check_file(tmp_path / "out" / f"{name}.{ending}", record, said(name))
    origin = Provenance(record.source, record.licence, record.vintage, "2026-11-01", record.approximate)
    target, _ = import_checked(checked, origin, tmp_path / "data")
    facts = Facts()
    layer = record.kind == "layer"
    rebuilt = read_layer(record, target) if layer else read_table_file(record, target)
    bundled = facts.layer(name) if layer else facts.table(name)
    order = list(record.told_apart_by)
    rebuilt, bundled = (
        frame.sort_values(order).reset_index(drop=True) if order else frame for frame in (rebuilt, bundled)
    )
    columns = [column.name for column in record.columns]
    pd.testing.assert_frame_equal(pd.DataFrame(rebuilt[columns]), pd.DataFrame(bundled[columns]))
    if layer:
        pairs = zip(rebuilt.geometry, bundled.geometry, strict=True)
        assert all(shapely.equals_exact(shapely.normalize(a), shapely.normalize(b), NEAR) for a, b in pairs)


@pytest.mark.parametrize("name", sorted(KEPT_BACK))
def test_what_is_kept_back_says_so(name: str) -> None:
    with pytest.raises(UsageError, match=name):
        dataset_of(name)


def test_a_table_without_rows_comes_in_where_that_says_something(tmp_path: Path) -> None:
    register = current_register()
    for name, may_be_empty in (("unit_links", True), ("zone_readiness", False)):
        record = register[name]
        path = tmp_path / f"{name}.csv"
        path.write_text(",".join(column.name for column in record.columns) + "\n", encoding="utf-8")
        assert check_file(path, record, said(name)).is_clean is may_be_empty


def test_a_text_that_looks_like_a_formula_comes_back_from_csv(tmp_path: Path) -> None:
    record = current_register()["targets"]
    write_export(dataset_of("targets"), FORMATS["csv"], tmp_path)
    path = tmp_path / "targets.csv"
    assert "'=" in path.read_text(encoding="utf-8-sig")
    checked = check_file(path, record, said("targets"))
    assert checked.frame is not None
    assert set(checked.frame["operator"]) == set(Facts().table("targets")["operator"])
