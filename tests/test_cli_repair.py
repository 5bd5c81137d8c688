"""Repairs and LP files from the command line, on the bundled data."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from clusterplan.cli import main
from clusterplan.planning import load_scenario

TIGHT = """\
extends: national
id: tight
title_vi: Chặt
title_en: Tight
rules: {clusters: {at_least: 3, at_most: 5}}
"""


def test_a_repair_is_a_short_file_that_says_what_it_changed(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    original, repaired = tmp_path / "tight.yaml", tmp_path / "repaired.yaml"
    original.write_text(TIGHT, encoding="utf-8")
    assert main(["scenario", "repair", str(original), "-o", str(repaired), "--json"]) == 0
    answer = json.loads(capfd.readouterr().out)
    assert answer["changes"] == [{"path": "rules.clusters.at_most", "place": "", "old": 5, "new": 6}]
    assert repaired.read_text(encoding="utf-8").startswith("extends: tight.yaml\nid: tight-repaired\n")
    assert load_scenario(str(repaired)).rules.clusters.at_most == 6


@pytest.mark.parametrize("name", ["tight.yaml", "tight.txt", "."])
def test_a_repair_never_replaces_its_original_or_takes_another_name(name: str, tmp_path: Path) -> None:
    original = tmp_path / "tight.yaml"
    original.write_text(TIGHT, encoding="utf-8")
    assert main(["scenario", "repair", str(original), "-o", str(tmp_path / name)]) == 2
    assert original.read_text(encoding="utf-8") == TIGHT


def test_the_lp_file_names_its_rows_by_rule_and_place(tmp_path: Path) -> None:
    path = tmp_path / "national.lp"
    assert main(["scenario", "lp", "national", "-o", str(path)]) == 0
    text = path.read_text(encoding="utf-8")
    assert "clusters_per_region.NMM:" in text
    assert "reach." in text
