"""Killed processes, a full disk, a database that is gone, a clock that jumps: what was confirmed stays, whole."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from sqlalchemy import text
from tests.postgres import PostgresServer
from tests.web.state.busy import change_until_killed
from tests.web.state.samples import HAI, LAN, brought_to, document, plan

from clusterplan.web.state import job_queue, jobs, sessions
from clusterplan.web.state.audit import append_to_audit
from clusterplan.web.state.comments import CommentStore
from clusterplan.web.state.database import Database, now
from clusterplan.web.state.errors import StateUnavailableError
from clusterplan.web.state.jobs import JobStore
from clusterplan.web.state.migrate import migrate
from clusterplan.web.state.plan_states import PlanState
from clusterplan.web.state.plans import PlanStore
from clusterplan.web.state.scenarios import ScenarioStore
from clusterplan.web.state.sessions import SessionStore
from clusterplan.web.state.verify import verify_state

ROOT = Path(__file__).resolve().parents[3]
KILLS = 20
LONG = "ý" * 9_000


def address_of(database: Database) -> str:
    return database.url.render_as_string(hide_password=False)


def versions_of(database: Database) -> dict[str, int]:
    """Return the version of everything that a busy process confirms."""
    found = {f"scenarios/{entry.id}": entry.version for entry in ScenarioStore(database).list()}
    for entry in PlanStore(database).list():
        found[f"plans/{entry.id}"] = entry.version
        found |= {f"comments/{comment.id}": 1 for comment in CommentStore(database).of(entry.id)}
    return found


def next_of(confirmed: Connection) -> tuple[str, int]:
    """Return the next change that is confirmed, however busy the machine is."""
    assert confirmed.poll(120)
    change: tuple[str, int] = confirmed.recv()
    return change


def drained(confirmed: Connection) -> list[tuple[str, int]]:
    """Return everything that was sent until its sender was gone; half a message was not confirmed."""
    received: list[tuple[str, int]] = []
    try:
        while True:
            received.append(confirmed.recv())
    except (EOFError, OSError):
        return received


@pytest.mark.slow
def test_a_killed_writer_leaves_what_it_confirmed_and_nothing_half(database: Database) -> None:
    ScenarioStore(database).create(LAN, "shared", document("shared"))
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([change_until_killed.__module__])
    chance, confirmed = random.Random(5), 0
    for seed in range(KILLS):
        ours, theirs = context.Pipe(duplex=False)
        writer = context.Process(target=change_until_killed, args=(address_of(database), seed, theirs))
        writer.start()
        theirs.close()
        told = [next_of(ours) for _ in range(chance.randint(1, 6))]
        time.sleep(chance.uniform(0, 0.05))  # somewhere in its next changes
        assert writer.pid is not None
        os.kill(writer.pid, signal.SIGKILL)
        writer.join()
        told += drained(ours)
        ours.close()
        stored = versions_of(database)
        assert {address for address, version in told if stored.get(address, 0) < version} == set()
        assert verify_state(database).faults == ()
        confirmed += len(told)
    assert confirmed > 2 * KILLS
    assert ScenarioStore(database).update(LAN, "shared", document("shared"), stored["scenarios/shared"])


def require_full(database: Database) -> tuple[str, list[str]]:
    """Publish a plan and comment on it until there is no room; nothing of the change without room is stored."""
    published, comments = brought_to(PlanStore(database), PlanState.PUBLISHED), CommentStore(database)
    written: list[str] = []

    def write_on() -> None:
        while len(written) < 3_000:
            written.append(comments.add(HAI, published.id, "01", LONG).id)

    with pytest.raises(StateUnavailableError, match=r"full|No space|extend"):
        write_on()
    require_whole(database, published.id, written)
    return published.id, written


def require_whole(database: Database, plan_id: str, written: list[str]) -> None:
    """Everything that was confirmed is there, nothing else, and what was published is readable."""
    assert {comment.id for comment in CommentStore(database).of(plan_id)} == set(written)
    current = PlanStore(database).current()
    assert current is not None
    assert current.plan == plan()
    assert verify_state(database).faults == ()


def test_a_full_database_goes_on_when_there_is_room(tmp_path: Path) -> None:
    """SQLite's own limit ends in the same error as a full disk, without being root."""
    database = Database(f"sqlite:///{tmp_path / 'state.sqlite3'}")
    migrate(database)
    with database.engine.connect() as connection:
        connection.execute(text("PRAGMA max_page_count = 100"))
    plan_id, written = require_full(database)
    with database.engine.connect() as connection:
        connection.execute(text("PRAGMA max_page_count = 1000000"))
    written.append(CommentStore(database).add(HAI, plan_id, "01", LONG).id)
    require_whole(database, plan_id, written)
    database.close()


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """Return a folder with little room on a disk of its own, which only root can make."""
    folder = Path(tempfile.mkdtemp(prefix="clusterplan-small-", dir="/tmp"))
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", str(folder)], check=False)
    if mounted.returncode != 0:
        pytest.fail("This test mounts a small disk: run it as root.")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)
    folder.rmdir()


@pytest.mark.soak
def test_a_full_disk_under_sqlite(small_disk: Path) -> None:
    database = Database(f"sqlite:///{small_disk / 'state.sqlite3'}")
    migrate(database)
    filling = small_disk / "something else"
    filling.write_bytes(bytes(8_000_000))
    plan_id, written = require_full(database)
    filling.unlink()
    written.append(CommentStore(database).add(HAI, plan_id, "01", LONG).id)
    require_whole(database, plan_id, written)
    database.close()


@pytest.mark.soak
@pytest.mark.postgres
def test_a_full_disk_under_postgresql(small_disk: Path, postgres_server: PostgresServer) -> None:
    shutil.chown(small_disk, "postgres", "postgres")
    postgres_server.execute(f"CREATE TABLESPACE small LOCATION '{small_disk}'")
    postgres_server.execute("CREATE DATABASE small TABLESPACE small TEMPLATE template0")
    database = Database(postgres_server.url("small"))
    migrate(database)
    filling = small_disk / "something else"
    with contextlib.suppress(OSError):
        filling.write_bytes(bytes(shutil.disk_usage(small_disk).free - 1_000_000))
    plan_id, written = require_full(database)
    filling.unlink()
    written.append(CommentStore(database).add(HAI, plan_id, "01", LONG).id)
    require_whole(database, plan_id, written)
    database.close()
    postgres_server.drop("small")
    postgres_server.execute("DROP TABLESPACE small")


@pytest.mark.postgres
def test_postgresql_may_be_gone_and_come_back(postgres_server: PostgresServer, postgres_url: str) -> None:
    database = Database(postgres_url)
    migrate(database)
    scenarios, plans = ScenarioStore(database), PlanStore(database)
    published = brought_to(plans, PlanState.PUBLISHED)
    scenarios.create(LAN, "shared", document("shared"))

    def stop_while_writing() -> None:
        with database.writing() as session:
            append_to_audit(session, "lan", "key.made", "keys/1")
            postgres_server.stop()

    try:
        with pytest.raises(StateUnavailableError):
            stop_while_writing()
        with pytest.raises(StateUnavailableError):
            plans.current()
        with pytest.raises(StateUnavailableError):
            scenarios.update(LAN, "shared", document("shared"), 1)
    finally:
        postgres_server.start()
    assert plans.current() == published
    assert scenarios.update(LAN, "shared", document("shared"), 1).version == 2
    found = verify_state(database)
    assert (found.faults, found.audit.lines) == ((), 5)
    database.close()


def test_another_program_may_hold_sqlite_for_a_while(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clusterplan.web.state.database._SECONDS_TO_WAIT", 0.1)
    database = Database(f"sqlite:///{tmp_path / 'state.sqlite3'}")
    migrate(database)
    scenarios = ScenarioStore(database)
    with contextlib.closing(sqlite3.connect(tmp_path / "state.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StateUnavailableError, match="locked"):
            scenarios.create(LAN, "shared", document("shared"))
        assert scenarios.list() == ()  # reading goes on
        other.execute("ROLLBACK")
    assert scenarios.create(LAN, "shared", document("shared")).version == 1
    database.close()


WRITE_ONCE = """
import sys
from tests.web.state.samples import LAN, document
from clusterplan.web.state.database import Database
from clusterplan.web.state.scenarios import ScenarioStore
from clusterplan.web.state.sessions import SessionStore
database = Database(sys.argv[1])
store = ScenarioStore(database)
store.update(LAN, "shared", document("shared"), store.get("shared").version)
database.close()
"""


@pytest.mark.slow
@pytest.mark.faketime
def test_processes_whose_clocks_jump_keep_one_order(database: Database) -> None:
    store = ScenarioStore(database)
    store.create(LAN, "shared", document("shared"))
    for moment in ("2099-06-30 12:00:00", "2020-02-29 12:00:00"):
        command = ["faketime", moment, sys.executable, "-c", WRITE_ONCE, address_of(database)]
        subprocess.run(command, cwd=ROOT, check=True)
    store.update(LAN, "shared", document("shared"), 3)
    years = [entry.created_at.year for entry in reversed(store.versions("shared"))]
    assert years[1:3] == [2099, 2020]
    found = verify_state(database)
    assert (found.faults, found.audit.lines, found.audit.clock_steps_back) == ((), 4, 1)


def test_a_clock_that_jumps_and_comes_back_ends_no_job_twice_and_opens_no_session(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def jump(days: int) -> None:
        for module in (job_queue, jobs, sessions):
            monkeypatch.setattr(module, "now", lambda: now() + timedelta(days=days))

    store, logins = JobStore(database), SessionStore(database)
    store.submit(LAN, "allocation", {})
    first = store.claim("one", seconds=20)
    assert first is not None
    cookie = logins.create(LAN, hours=8).value
    jump(days=400)
    second = store.claim("two", seconds=20)
    assert second is not None
    assert (second.id, second.attempts) == (first.id, 2)
    assert logins.find(cookie) is None
    jump(days=-400)
    assert not store.finish(first.lease, b"late")
    assert store.finish(second.lease, b"answer")
    assert store.result(first.id) == b"answer"
    assert logins.find(cookie) is not None  # nothing was lost by a wrong clock
    logins.close(cookie)
    assert logins.find(cookie) is None
