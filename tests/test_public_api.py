"""The public interface: sorted, complete, documented, and cheap to import."""

import inspect
import json
import subprocess
import sys

import pytest

import clusterplan


def test_the_public_names_are_sorted_and_unique() -> None:
    assert clusterplan.__all__ == sorted(set(clusterplan.__all__))


def test_the_public_names_are_what_the_package_says_it_has() -> None:
    assert set(clusterplan.__all__) <= set(dir(clusterplan))
    assert set(clusterplan._HOME) == set(clusterplan.__all__)


@pytest.mark.parametrize("name", clusterplan.__all__)
def test_every_public_name_exists_is_documented_and_comes_from_its_room(name: str) -> None:
    value = getattr(clusterplan, name)
    assert inspect.getdoc(value)
    assert value.__name__ == name
    room = f"clusterplan.{clusterplan._HOME[name]}"
    assert value.__module__ == room or value.__module__.startswith(f"{room}.")


def test_a_name_that_does_not_exist_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="make_plans"):
        clusterplan.make_plans  # type: ignore[attr-defined]  # noqa: B018


def test_importing_the_package_loads_neither_gdal_nor_the_solver_nor_http() -> None:
    heavy = {"fastapi", "folium", "geopandas", "highspy", "numpy", "pandas", "pulp", "pydantic", "pyogrio", "shapely"}
    assert not heavy & _modules_after("import clusterplan")


def test_the_optimisation_room_is_imported_without_gdal() -> None:
    """import-linter sees the code of this room; this sees what its libraries bring along."""
    gdal = {"fiona", "geopandas", "pyogrio", "pyproj", "rasterio", "shapely"}
    assert not gdal & _modules_after("import clusterplan.optimisation.isolated, clusterplan.optimisation.assemble")


def _modules_after(statement: str) -> set[str]:
    """Return the top-level modules that a fresh interpreter has loaded after a statement."""
    program = f"{statement}\nimport json, sys\nprint(json.dumps(sorted(sys.modules)))"
    answer = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    return {name.partition(".")[0] for name in json.loads(answer.stdout)}
