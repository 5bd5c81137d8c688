from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from clusterplan.domain import Plan
from clusterplan.publishing import Publication, write_plan_files

ROOT = Path(__file__).parents[2]
SCRIPT = """
import sys
from pathlib import Path
from clusterplan.publishing import write_plan_files
from tests.publishing.sample import sample_publication
write_plan_files(sample_publication(), Path(sys.argv[1]))
"""


def test_all_products_are_written_and_the_plan_comes_back(publication: Publication, tmp_path: Path) -> None:
    files = write_plan_files(publication, tmp_path / "new" / "folder")
    assert [path.name for path in files] == [
        "plan.json",
        "plan.geojson",
        "plan.gpkg",
        "plan.csv",
        "products.csv",
        "map.html",
    ]
    assert Plan.from_json(files[0].read_bytes()) == publication.plan


def test_the_same_publication_gives_the_same_bytes_in_another_process(publication: Publication, tmp_path: Path) -> None:
    here = write_plan_files(publication, tmp_path / "here")
    for seed in ("1", "2"):
        there = tmp_path / seed
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        subprocess.run([sys.executable, "-c", SCRIPT, str(there)], env=environment, check=True)
        assert [path.name for path in here if path.read_bytes() != (there / path.name).read_bytes()] == []
