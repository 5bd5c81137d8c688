"""The metadata beside an export, read by OWSLib as a catalogue reads it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import etree  # type: ignore[import-untyped]
from owslib.iso import MD_Metadata  # type: ignore[import-untyped]
from tests.publishing.exports.hard import TYPES, hard_dataset

from clusterplan.planning.exports import plan_dataset
from clusterplan.publishing import Publication
from clusterplan.publishing.exports import FORMATS, write_export

GMD = "{http://www.isotc211.org/2005/gmd}"
GCO = "{http://www.isotc211.org/2005/gco}"


pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning:owslib.iso")  # OWSLib announces changes


def read(path: Path) -> MD_Metadata:
    return MD_Metadata(etree.parse(path).getroot())


@pytest.mark.parametrize("form", FORMATS)
def test_a_catalogue_reads_what_it_needs(form: str, tmp_path: Path) -> None:
    file, beside, *_ = write_export(hard_dataset("points"), FORMATS[form], tmp_path)
    found = read(beside)
    (about,) = found.identification
    assert about.title == "Lớp khó"
    assert about.abstract == "Để thử."
    assert about.otherconstraints == ["Giấy phép: CC-BY-4.0"]
    assert [float(getattr(about.bbox, side)) for side in ("minx", "miny", "maxx", "maxy")] == pytest.approx(
        [103.8, 1.3, 112.3401, 21.0285]
    )
    assert (about.temporalextent_start, about.temporalextent_end) == ("2025-07-01", "2025-07-01")
    assert found.referencesystem.code == "CRS84"
    assert found.distribution.format == FORMATS[form].title
    assert found.distribution.online[0].url == file.name
    assert found.dataquality.lineage.startswith("Làm bằng tay.")
    assert found.datestamp == "2026-11-01"


def test_every_column_is_explained_in_both_languages(tmp_path: Path) -> None:
    _, beside, *_ = write_export(hard_dataset("table"), FORMATS["csv"], tmp_path)
    (part,) = etree.parse(beside).iter(f"{GMD}supplementalInformation")
    vietnamese, english = part.findtext(f".//{GCO}CharacterString"), part.findtext(f".//{GMD}LocalisedCharacterString")
    for name in TYPES:
        assert f"Nghĩa của {name}" in vietnamese
        assert f"Meaning of {name}" in english


def test_a_plan_says_that_it_is_simulated_and_which_plan_it_is(publication: Publication, tmp_path: Path) -> None:
    dataset = plan_dataset(publication)
    paths = write_export(dataset, FORMATS["geopackage"], tmp_path)
    text = paths[1].read_text(encoding="utf-8")
    assert "Phương án mô phỏng, không phải quyết định của cơ quan nhà nước" in text
    assert "Simulated option, not a government decision" in text
    assert re.search(f"sha256:{dataset.digest}", text)
    (about,) = read(paths[1]).identification
    assert [part.keywords[0].name for part in about.keywords] == [layer.about.title.vi for layer in dataset.layers]
