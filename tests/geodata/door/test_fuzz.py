"""Files that are right and then bent at random: whatever comes of it is told, and nothing crashes, hangs or leaks."""

from __future__ import annotations

import os
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pyogrio
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from clusterplan.geodata import Layers
from clusterplan.geodata.door.checking import Options, check_file
from clusterplan.geodata.door.limits import Limits
from clusterplan.geodata.holdings import current_register

from .conftest import collection, feature, square

IN_THIS_PROCESS = ("geojson", "csv", "xlsx")
IN_A_PROCESS_OF_ITS_OWN = ("gpkg", "fgb", "zip", "parquet")
LIMITS = Limits(seconds=30, memory=2_000_000_000)
BITS = [
    b"NaN",
    b"1e999",
    b'"',
    b"[",
    b"]",
    b"{",
    b"}",
    b",",
    b";",
    b"\x00",
    b"\xff",
    b"=cmd",
    b"\xef\xbb\xbf",
    b"PK\x03\x04",
]
BITS += [
    b"/vsicurl/http://127.0.0.1/",
    b"<OGRVRTDataSource>",
    b"../../../etc/passwd",
    b"-1",
    b"0",
    b"99999999999999999999",
]

type Change = tuple[str, float, int, bytes]

changes = st.lists(
    st.tuples(
        st.sampled_from(["replace", "insert", "cut", "swap", "double"]),
        st.floats(0, 1),
        st.integers(1, 64),
        st.one_of(st.sampled_from(BITS), st.binary(min_size=1, max_size=8)),
    ),
    min_size=1,
    max_size=6,
)


def steady(examples: int) -> Callable[[Any], Any]:
    return settings(
        max_examples=examples,
        derandomize=True,
        deadline=None,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )


def bent(content: bytes, found: list[Change]) -> bytes:
    for how, share, length, bit in found:
        place = int(share * len(content))
        before, part, after = content[:place], content[place : place + length], content[place + length :]
        content = {
            "replace": before + bit + after,
            "insert": before + bit + part + after,
            "cut": before if length > 48 else before + after,
            "swap": before + part[::-1] + after,
            "double": before + part + part + after,
        }[how]
    return content


@pytest.fixture(scope="module")
def valid(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("valid")
    frame = Layers.bundled()["seaports"].set_crs("EPSG:4326", allow_override=True)
    pyogrio.write_dataframe(frame, folder / "seaports.gpkg", driver="GPKG")
    pyogrio.write_dataframe(frame, folder / "seaports.fgb", driver="FlatGeobuf")
    (folder / "parts").mkdir()
    pyogrio.write_dataframe(frame, folder / "parts" / "seaports.shp", driver="ESRI Shapefile", ENCODING="UTF-8")
    with zipfile.ZipFile(folder / "seaports.zip", "w") as archive:
        for part in sorted((folder / "parts").iterdir()):
            archive.write(part, part.name)
    frame.to_parquet(folder / "seaports.parquet")
    table = frame.drop(columns="geometry").assign(longitude=frame.geometry.x, latitude=frame.geometry.y)
    table.to_csv(folder / "seaports.csv", index=False)
    book = openpyxl.Workbook()
    for row in [list(table.columns), *table.astype(object).where(table.notna(), None).to_numpy().tolist()]:
        book.worksheets[0].append(row)
    book.save(folder / "seaports.xlsx")
    features = [feature(square(105 + k), code=f"0{k}") for k in range(3)]
    (folder / "seaports.geojson").write_text(collection(*features), encoding="utf-8")
    return {path.suffix[1:]: path.read_bytes() for path in folder.glob("seaports.*")}


@pytest.fixture
def opened() -> Iterator[set[str]]:
    """Collect the files that this process opens."""
    found: set[str] = set()
    active = [True]

    def listen(event: str, arguments: tuple[Any, ...]) -> None:
        if active[0] and event == "open" and isinstance(arguments[0], (str, os.PathLike)):
            found.add(str(arguments[0]))
        if active[0] and event in ("socket.connect", "socket.getaddrinfo"):
            found.add(f"network: {arguments}")

    sys.addaudithook(listen)
    yield found
    active[0] = False


def bend_and_look(kind: str, content: bytes, found: list[Change], path: Path) -> None:
    path.write_bytes(bent(content, found))
    record = current_register()["provinces" if kind == "geojson" else "seaports"]
    checked = check_file(path, record, Options(limits=LIMITS))
    if not checked.is_clean:
        assert checked.inspection.findings
    for one in checked.inspection.findings:
        assert one.sentence("vi").isprintable(), one
        assert one.sentence("en").isprintable(), one


def leads_outside(path: str) -> bool:
    return path.startswith(("network", "http")) or "passwd" in path or "/vsi" in path


@pytest.mark.parametrize("kind", IN_THIS_PROCESS)
def test_what_is_bent_is_told(kind: str, valid: dict[str, bytes], tmp_path: Path, opened: set[str]) -> None:
    @steady(25)
    @given(changes)
    def bend(found: list[Change]) -> None:
        bend_and_look(kind, valid[kind], found, tmp_path / f"bent.{kind}")

    bend()
    assert not [path for path in opened if leads_outside(path)]


@pytest.mark.slow
@pytest.mark.parametrize("kind", [*IN_THIS_PROCESS, *IN_A_PROCESS_OF_ITS_OWN])
def test_what_is_bent_in_many_ways_is_told(
    kind: str, valid: dict[str, bytes], tmp_path: Path, opened: set[str]
) -> None:
    @steady(100 if kind in IN_THIS_PROCESS else 8)  # a minute in all
    @given(changes)
    def bend(found: list[Change]) -> None:
        bend_and_look(kind, valid[kind], found, tmp_path / f"bent.{kind}")

    bend()
    assert not [path for path in opened if leads_outside(path)]
