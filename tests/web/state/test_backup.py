"""A backup holds everything, moves between the databases, and is restored whole or not at all."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from tests.web.state.forging import forge
from tests.web.state.samples import LAN, MINH, document, plan

from clusterplan.errors import DataError, UsageError
from clusterplan.web.state.audit import append_to_audit
from clusterplan.web.state.backup import back_up
from clusterplan.web.state.database import Database
from clusterplan.web.state.errors import NotAllowedError
from clusterplan.web.state.migrate import migrate, newest_schema
from clusterplan.web.state.plans import PlanStore
from clusterplan.web.state.restore import restore
from clusterplan.web.state.scenarios import ScenarioStore
from clusterplan.web.state.tables import Base, JobRow
from clusterplan.web.state.verify import verify_state

type Rows = dict[str, list[tuple[Any, ...]]]


@pytest.fixture
def target(empty_url: str) -> Iterator[Database]:
    """The database to restore into, of both kinds."""
    database = Database(empty_url)
    yield database
    database.close()


@pytest.fixture
def whole(sqlite_templates: dict[str, Path], tmp_path: Path) -> Path:
    """Return a backup with something in every table."""
    database = Database(f"sqlite:///{sqlite_templates['filled']}")
    back_up(database, tmp_path / "whole.zip")
    database.close()
    return tmp_path / "whole.zip"


def rows_of(database: Database) -> Rows:
    with database.reading() as session:
        return {
            table.name: [tuple(row) for row in session.execute(select(table).order_by(*table.primary_key))]
            for table in Base.metadata.sorted_tables
        }


def test_everything_comes_back_in_either_database(filled: Database, target: Database, tmp_path: Path) -> None:
    file = tmp_path / "state.zip"
    made = back_up(filled, file)
    assert restore(target, file) == made
    before, after = rows_of(filled), rows_of(target)
    assert all(rows for rows in before.values())
    assert after["sessions"] == []
    told = after["audit"].pop()
    assert told[2:5] == ("operator", "state.restored", "state")
    assert json.loads(told[5])["head"] == made.audit_head
    assert {**after, "sessions": before["sessions"]} == before
    assert verify_state(target, noted=made.audit_head).is_whole
    current = PlanStore(target).current()
    assert current is not None
    assert current.plan_json == plan().to_json()
    ScenarioStore(target).update(LAN, "mine", document(), expected_version=2)


def test_a_backup_is_one_state_although_others_write(filled: Database, tmp_path: Path) -> None:
    before = rows_of(filled)
    file = tmp_path / "state.zip"

    class Slow(Database):
        """Lets another planner write after the first look."""

        def reading(self) -> Any:
            return written_meanwhile(super().reading())

    def written_meanwhile(opened: Any) -> Any:
        class Opened:
            def __enter__(self) -> Any:
                session = opened.__enter__()
                session.execute(select(JobRow.id)).all()
                ScenarioStore(filled).update(MINH, "mine", document(), expected_version=2)
                return session

            def __exit__(self, *error: object) -> Any:
                return opened.__exit__(*error)

        return Opened()

    slow = Slow(filled.url.render_as_string(hide_password=False))
    made = back_up(slow, file)
    slow.close()
    assert made.audit_lines == len(before["audit"])
    assert made.tables["scenario_versions"].rows == 2
    assert ScenarioStore(filled).get("mine").version == 3


def test_it_is_for_its_owner_alone_and_never_replaces_a_file(filled: Database, tmp_path: Path) -> None:
    file = tmp_path / "state.zip"
    back_up(filled, file)
    assert file.stat().st_mode & 0o077 == 0
    content = file.read_bytes()
    with pytest.raises(UsageError, match="not replaced"):
        back_up(filled, file)
    with pytest.raises(UsageError, match="cannot be written"):
        back_up(filled, tmp_path / "nowhere" / "state.zip")
    assert file.read_bytes() == content
    assert [path.name for path in tmp_path.iterdir() if path.suffix != ".sqlite3" and "sqlite3" not in path.name] == [
        "state.zip"
    ]


def test_a_database_with_something_in_it_is_only_replaced_by_force(whole: Path, target: Database) -> None:
    migrate(target)
    ScenarioStore(target).create(MINH, "theirs", document("theirs"))
    theirs, head = rows_of(target), verify_state(target).audit.head
    with pytest.raises(NotAllowedError, match="scenarios: 1 rows"):
        restore(target, whole)
    assert rows_of(target) == theirs
    made = restore(target, whole, force=True)
    assert [found.id for found in ScenarioStore(target).list()] == ["mine"]
    assert json.loads(rows_of(target)["audit"][-1][5])["replaced"] == head
    assert verify_state(target, noted=made.audit_head).is_whole


def changed(file: Path, name: str, change: Callable[[bytes], bytes]) -> Path:
    """Copy a backup with one member changed."""
    other = file.with_name("changed.zip")
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(other, "w") as new:
        for member in old.namelist():
            content = old.read(member)
            new.writestr(member, change(content) if member == name else content)
    return other


def in_manifest(key: str, value: object) -> Callable[[bytes], bytes]:
    return lambda content: json.dumps({**json.loads(content), key: value}).encode()


def test_a_backup_of_an_earlier_version_is_brought_to_the_newest_schema(whole: Path, target: Database) -> None:
    def as_0001(content: bytes) -> bytes:
        manifest = json.loads(content)
        del manifest["tables"]["plan_products"]
        faults = [f"plans/{published}/products/map.html"]
        return json.dumps({**manifest, "schema": "0001", "faults": faults}).encode()

    with zipfile.ZipFile(whole) as archive:
        published = json.loads(archive.read("tables/plan_products.jsonl"))["plan_id"]
    restore(target, changed(whole, "manifest.json", as_0001))
    assert migrate(target) == (newest_schema(), newest_schema())
    rows = rows_of(target)
    assert (len(rows["plans"]), rows["plan_products"]) == (2, [])


@pytest.mark.parametrize(
    ("member", "change", "said"),
    [
        ("tables/plans.jsonl", lambda content: content.replace(b"draft", b"published"), r"tables/plans\.jsonl: is not"),
        ("manifest.json", in_manifest("schema", "9999"), "newer clusterplan: schema 9999"),
        ("manifest.json", in_manifest("format", "other/1"), "no whole backup"),
        ("manifest.json", in_manifest("audit_head", "0" * 64), "not the one of manifest"),
        ("manifest.json", in_manifest("audit_lines", 3), "not the one of manifest"),
        ("manifest.json", lambda content: content.replace(b'"comments"', b'"nothing"'), "no whole backup"),
        ("manifest.json", lambda _: b"", "no whole backup"),
    ],
)
def test_a_damaged_backup_changes_nothing(
    whole: Path, target: Database, member: str, change: Callable[[bytes], bytes], said: str
) -> None:
    migrate(target)
    with target.writing() as session:
        append_to_audit(session, "minh", "key.made", "keys/1")
    theirs = rows_of(target)
    with pytest.raises(DataError, match=said):
        restore(target, changed(whole, member, change), force=True)
    assert rows_of(target) == theirs


def test_a_file_that_was_cut_or_is_no_backup_is_refused(target: Database, tmp_path: Path) -> None:
    (tmp_path / "text.zip").write_text("no archive")
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("readme", "other")
    for name in ("text.zip", "other.zip", "absent.zip"):
        with pytest.raises(DataError, match="no whole backup"):
            restore(target, tmp_path / name)


def test_forged_content_with_right_digests_does_not_pass_the_audit_log(
    filled: Database, target: Database, tmp_path: Path
) -> None:
    forge(filled, "UPDATE decisions SET decided = 'S02'")
    made = back_up(filled, tmp_path / "forged.zip")
    assert [where.partition("/")[0] for where in made.faults] == ["decisions"]
    hidden = changed(tmp_path / "forged.zip", "manifest.json", in_manifest("faults", []))
    with pytest.raises(DataError, match="decisions/"):
        restore(target, hidden)
    restore(target, tmp_path / "forged.zip")  # what showed when it was made shows again
    assert [fault.where for fault in verify_state(target).faults] == list(made.faults)
