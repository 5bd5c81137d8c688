"""What leaves the house: the wheel carries its data, its licences and no trace of the machine that built it."""

import re
import subprocess
import sys
import tarfile
import zipfile
from email.message import Message
from email.parser import BytesParser
from pathlib import Path

import pytest

from clusterplan.geodata import read_register

ROOT = Path(__file__).resolve().parent.parent
BUNDLED = ("geodata/register", "geodata/layers", "geodata/tables", "optimisation/scenarios", "optimisation/schemas")
MACHINE = re.compile(rb"/(?:root|home|Users|work|tmp)/[\w.]+/|[A-Z]:\\Users\\")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the wheel and the source distribution of this checkout."""
    folder = tmp_path_factory.mktemp("built")
    command = [sys.executable, "-m", "hatchling", "build", "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> dict[str, bytes]:
    """Return the content of every file in the wheel by its path."""
    with zipfile.ZipFile(next(built.glob("*.whl"))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def metadata(wheel: dict[str, bytes]) -> Message:
    """Return the wheel's metadata."""
    return BytesParser().parsebytes(next(text for name, text in wheel.items() if name.endswith("/METADATA")))


@pytest.mark.parametrize("folder", BUNDLED)
def test_the_wheel_carries_the_bundled_material_byte_for_byte(wheel: dict[str, bytes], folder: str) -> None:
    files = [path for path in (ROOT / folder).rglob("*") if path.is_file()]
    assert files
    for path in files:
        assert wheel[f"clusterplan/_bundled/{path.relative_to(ROOT).as_posix()}"] == path.read_bytes()


def test_the_wheel_carries_all_of_the_code_and_its_type_marker(wheel: dict[str, bytes]) -> None:
    package = ROOT / "src" / "clusterplan"
    files = [path for path in package.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    assert {path.relative_to(ROOT / "src").as_posix() for path in files} <= wheel.keys()
    assert "clusterplan/py.typed" in wheel


def test_the_wheel_carries_nothing_else(wheel: dict[str, bytes]) -> None:
    assert {name.partition("/")[0].partition("-")[0] for name in wheel} == {"clusterplan"}
    assert not [name for name in wheel if "__pycache__" in name or "/recipe/" in name]


def test_no_path_of_a_machine_is_in_the_wheel(wheel: dict[str, bytes]) -> None:
    traces = {name: MACHINE.findall(content) for name, content in wheel.items()}
    assert {name: found for name, found in traces.items() if found} == {}
    assert not [name for name, content in wheel.items() if str(ROOT).encode() in content]


def test_the_licences_of_code_and_data_travel_with_the_wheel(wheel: dict[str, bytes], metadata: Message) -> None:
    assert str(metadata["License-Expression"]).startswith("Apache-2.0 AND ")
    carried = {name.partition(".dist-info/licenses/")[2] for name in wheel}
    assert {"LICENSE", "NOTICE", "geodata/SOURCES.md"} <= carried
    assert set(metadata.get_all("License-File", [])) <= carried
    named = str(metadata["License-Expression"]).split(" AND ")
    licences = {record.licence for record in read_register().values()}
    assert {licence for licence in licences if " " not in licence} <= set(named)


def test_the_metadata_name_python_and_the_description(metadata: Message) -> None:
    assert metadata["Requires-Python"] == ">=3.12"
    assert metadata["Description-Content-Type"] == "text/markdown"
    assert metadata["Author"] is None
    assert metadata["Author-email"] is None


def test_the_source_distribution_can_be_tested_and_built_again(built: Path) -> None:
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    wanted = {"pyproject.toml", "hatch_build.py", "Makefile", "LICENSE", "NOTICE", "tests/test_packaging.py"}
    assert wanted <= names
    assert any(name.startswith("geodata/recipe/") for name in names)
    assert not [name for name in names if name.startswith((".venv/", "output/", "site/", "dist/"))]
