"""The whole OpenAPI document, tried by schemathesis with every check: nothing answers other than it says.

Its command, for its plugin does not work with every pytest. Jobs are queued and never run here.
"""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import httpx2 as httpx
import pytest
from tests.web.features.serving import Served, served

from clusterplan.web.principal import LOCAL_PLANNER, Role
from clusterplan.web.state.database import Database, now
from clusterplan.web.state.keys import KeyStore

pytestmark = pytest.mark.slow

_ROOT = Path(__file__).parents[3]
_ABOUT_PLANS = ("Scenarios", "Plans", "Processes", "Jobs", "Answers")
_MANY = {"job_workers": "0", "jobs_per_person": "1000000", "requests_per_minute": "100000000"}


def tried(server: Served, key: str, folder: Path, configuration: str, *options: str, **known: str) -> None:
    """Run schemathesis, and fail with its words if it finds anything."""
    environment = {
        **os.environ,
        **known,
        "PYTHONPATH": os.pathsep.join([str(_ROOT / "src"), str(_ROOT)]),
        "SCHEMATHESIS_HOOKS": "tests.web.features.schemathesis_hooks",
    }
    here = Path(__file__)
    command = [str(Path(sys.executable).with_name("schemathesis")), "--config-file", str(here.with_name(configuration))]
    asked = ["run", f"{server.address}/api", "--checks", "all", "--generation-deterministic", "--no-color"]
    header = ["-H", f"Authorization: Bearer {key}"]
    whole = [*command, *asked, *header, *options]
    done = subprocess.run(whole, capture_output=True, text=True, env=environment, cwd=folder, check=False)
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr
    assert "401 Unauthorized (" not in done.stdout, "the key opened nothing"


def key_of(folder: Path, *roles: Role) -> str:
    """Make a key beside the running server, as the command does."""
    database = Database(f"sqlite:///{folder / 'state' / 'state.sqlite3'}")
    new = KeyStore(database).create(LOCAL_PLANNER, "schemathesis", list(roles), (), now() + timedelta(days=1))
    database.close()
    return new.secret


def test_everything_that_a_key_with_every_role_may_ask_is_as_described(tmp_path: Path) -> None:
    with served(tmp_path, api_keys="true", **_MANY) as server:
        tried(server, key_of(tmp_path, *Role), tmp_path, "schemathesis.toml", "-n", "3")


def test_what_a_planner_asks_of_plans_scenarios_and_jobs_that_are_there_is_as_described(tmp_path: Path) -> None:
    with served(tmp_path, "bundled", api_keys="true", **_MANY) as server:
        key = key_of(tmp_path, Role.PLANNER)
        with httpx.Client(base_url=server.address, headers={"Authorization": f"Bearer {key}"}) as client:
            (plan,) = client.get("/plans").json()["plans"]
            document = {"extends": "national", "id": "mine", "title_vi": "Của tôi", "title_en": "Mine"}
            scenario = client.post("/scenarios", json={"document": document}).raise_for_status().json()
            inputs = {"scenario": "mine", "time_limit_seconds": 1}
            job = client.post("/processes/allocation/execution", json={"inputs": inputs}).raise_for_status().json()
            client.delete(f"/jobs/{job['jobID']}").raise_for_status()  # the events of one that waits would not end
        known = {"KNOWN_PLAN": plan["id"], "KNOWN_SCENARIO": scenario["id"], "KNOWN_JOB": job["jobID"]}
        only = [option for tag in _ABOUT_PLANS for option in ("--include-tag", tag)]
        phases = ["-n", "5", "--phases", "examples,coverage,fuzzing"]
        tried(server, key, tmp_path, "schemathesis_known.toml", *phases, *only, **known)
