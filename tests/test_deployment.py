"""The files of an installation: each passes the linter of its kind, and names only what there is."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from clusterplan.web import Settings

FOLDER = Path(__file__).resolve().parent.parent / "deployment"
TOOLS = Path(sys.executable).parent


def linted(*command: str | Path) -> None:
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_containerfile_keeps_the_rules_of_hadolint() -> None:
    linted(TOOLS / "hadolint", FOLDER / "Containerfile")


def test_the_compose_file_keeps_its_schema() -> None:
    linted(TOOLS / "check-jsonschema", "--builtin-schema", "vendor.compose-spec", FOLDER / "compose.yaml")


def test_the_compose_file_hides_the_database_and_needs_no_root() -> None:
    compose = yaml.safe_load((FOLDER / "compose.yaml").read_text())
    published = {name: service.get("ports") for name, service in compose["services"].items() if "ports" in service}
    assert published == {"service": ["127.0.0.1:8000:8000"]}
    assert compose["networks"]["inside"]["internal"] is True


@pytest.mark.client
def test_the_unit_keeps_the_rules_of_systemd(tmp_path: Path) -> None:
    unit = (FOLDER / "clusterplan.service").read_text().replace("/opt/clusterplan/bin/clusterplan", "/bin/true")
    (tmp_path / "clusterplan.service").write_text(unit)
    linted("systemd-analyze", "verify", "--man=no", tmp_path / "clusterplan.service")


def test_every_setting_that_the_files_name_is_one() -> None:
    texts = (path.read_text() for path in FOLDER.iterdir())
    named = {name for text in texts for name in re.findall(r"CLUSTERPLAN_([A-Z_]+)", text)}
    assert named
    assert named <= {name.upper() for name in Settings.model_fields}
