"""Scenarios of planners: every version is kept, and nobody overwrites what he has not read."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session, defer

from clusterplan.errors import Fault, ScenarioError
from clusterplan.language import Text
from clusterplan.planning import bundled_scenarios
from clusterplan.planning.scenarios import read_scenario_text
from clusterplan.scenario import Scenario
from clusterplan.web.principal import Principal
from clusterplan.web.state.audit import append_to_audit
from clusterplan.web.state.database import Database, now
from clusterplan.web.state.errors import NotAllowedError, NotFoundError, StaleVersionError, not_found
from clusterplan.web.state.tables import ScenarioRow, ScenarioVersionRow
from clusterplan.web.state.texts import storable_text

__all__ = ["ScenarioStore", "ScenarioVersion", "StoredScenario"]

_LONGEST_NOTE = 2_000
_LONGEST_TITLE = 2_000


@dataclass(frozen=True)
class ScenarioVersion:
    """What is known of one version of a scenario, without its text."""

    id: str
    """Id of the scenario."""
    version: int
    """1, 2, 3, ...; the entity tag of the newest one."""
    title_vi: str
    """Title in Vietnamese."""
    title_en: str
    """Title in English."""
    digest: str
    """SHA-256 of the text."""
    owner: str
    """Subject of who made the scenario."""
    author: str
    """Subject of who wrote this version."""
    note: str
    """What he said about it."""
    created_at: datetime
    """When this version was written."""


@dataclass(frozen=True)
class StoredScenario(ScenarioVersion):
    """One version of a scenario with its text."""

    document: str
    """YAML or JSON, as it was given."""

    @property
    def scenario(self) -> Scenario:
        """The scenario that the text says, with what it extends as that is today."""
        return read_scenario_text(self.document, self.id)


class ScenarioStore:
    """The scenarios of a database.

    Parameters
    ----------
    database
        Where they are.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, actor: Principal, id: str, document: str, note: str = "") -> StoredScenario:  # noqa: A002
        """Store the first version of a new scenario.

        Parameters
        ----------
        actor
            Who does it; he owns the scenario.
        id
            Id of the scenario, the same as in its text.
        document
            YAML or JSON; it may extend a bundled scenario.
        note
            What he says about it.

        Returns
        -------
        StoredScenario
            Version 1.

        Raises
        ------
        ScenarioError
            If the text is not a scenario of that id; every fault is named.
        NotAllowedError
            If there is such a scenario already, stored or bundled.
        """
        row = _version_row(actor, id, document, note, version=1)
        with self._database.writing() as session:
            if id in bundled_scenarios() or session.get(ScenarioRow, id) is not None:
                raise _already_there(id)
            session.add(ScenarioRow(id=id, owner=actor.subject, version=1, created_at=row.created_at))
            session.flush()
            self._add_version(session, row, "scenario.created")
            return _stored(session, id, 1)

    def update(
        self,
        actor: Principal,
        id: str,  # noqa: A002
        document: str,
        expected_version: int,
        note: str = "",
    ) -> StoredScenario:
        """Store the next version of a scenario, if nobody has stored one since.

        Parameters
        ----------
        actor
            Who does it.
        id
            Id of the scenario.
        document
            YAML or JSON.
        expected_version
            The version that he read and changed.
        note
            What he says about it.

        Returns
        -------
        StoredScenario
            The new version.

        Raises
        ------
        ScenarioError
            If the text is not a scenario of that id; every fault is named.
        NotFoundError
            If there is no such scenario.
        StaleVersionError
            If there is a newer version; it stays the newest.
        """
        row = _version_row(actor, id, document, note, version=expected_version + 1)
        with self._database.writing() as session:
            raised = session.scalar(
                update(ScenarioRow)
                .where(ScenarioRow.id == id, ScenarioRow.version == expected_version)
                .values(version=row.version)
                .returning(ScenarioRow.version)
            )
            if raised is None:
                raise _stale_or_unknown(session, id, expected_version)
            self._add_version(session, row, "scenario.changed")
            return _stored(session, id, row.version)

    def get(self, id: str, version: int | None = None) -> StoredScenario:  # noqa: A002
        """Return one version of a scenario.

        Parameters
        ----------
        id
            Id of the scenario.
        version
            Which one; the newest if none is given.

        Returns
        -------
        StoredScenario
            With its text.

        Raises
        ------
        NotFoundError
            If there is none.
        """
        with self._database.reading() as session:
            return _stored(session, id, version)

    def versions(self, id: str) -> tuple[ScenarioVersion, ...]:  # noqa: A002
        """Return every version of a scenario, newest first.

        Parameters
        ----------
        id
            Id of the scenario.

        Returns
        -------
        tuple of ScenarioVersion
            At least one.

        Raises
        ------
        NotFoundError
            If there is no such scenario.
        """
        asked = _without_texts().where(ScenarioRow.id == id).order_by(ScenarioVersionRow.version.desc())
        with self._database.reading() as session:
            found = tuple(_version(row, owner) for row, owner in session.execute(asked))
        if not found:
            raise _unknown(id)
        return found

    def list(self) -> tuple[ScenarioVersion, ...]:
        """Return the newest version of every scenario, by id.

        Returns
        -------
        tuple of ScenarioVersion
            May be empty.
        """
        asked = _without_texts().where(ScenarioVersionRow.version == ScenarioRow.version).order_by(ScenarioRow.id)
        with self._database.reading() as session:
            return tuple(_version(row, owner) for row, owner in session.execute(asked))

    def _add_version(self, session: Session, row: ScenarioVersionRow, action: str) -> None:
        session.add(row)
        session.flush()
        append_to_audit(
            session, row.author, action, f"scenarios/{row.scenario_id}", version=row.version, digest=row.digest
        )


def _version_row(actor: Principal, id_: str, document: str, note: str, version: int) -> ScenarioVersionRow:
    """Return a version that may be stored: its text is a scenario and carries the id."""
    scenario = read_scenario_text(document, id_)
    if scenario.id != id_:
        what = Text(
            vi=f"Trong tệp ghi '{scenario.id}', nơi lưu là '{id_}'.",
            en=f"The text says '{scenario.id}', it is to be stored as '{id_}'.",
        )
        summary = Text(vi=f"Kịch bản {id_} có 1 lỗi.", en=f"The scenario {id_} has 1 fault.")
        raise ScenarioError(summary, [Fault("id", what)])
    return ScenarioVersionRow(
        scenario_id=id_,
        version=version,
        title_vi=storable_text(scenario.title_vi, "title_vi", _LONGEST_TITLE),
        title_en=storable_text(scenario.title_en, "title_en", _LONGEST_TITLE),
        document=document,
        digest=hashlib.sha256(document.encode()).hexdigest(),
        author=actor.subject,
        note=storable_text(note, "note", _LONGEST_NOTE) if note.strip() else "",
        created_at=now(),
    )


def _with_owner() -> Select[ScenarioVersionRow, str]:
    return select(ScenarioVersionRow, ScenarioRow.owner).join(ScenarioRow)


def _without_texts() -> Select[ScenarioVersionRow, str]:
    return _with_owner().options(defer(ScenarioVersionRow.document))


def _version(row: ScenarioVersionRow, owner: str) -> ScenarioVersion:
    return ScenarioVersion(
        id=row.scenario_id,
        version=row.version,
        title_vi=row.title_vi,
        title_en=row.title_en,
        digest=row.digest,
        owner=owner,
        author=row.author,
        note=row.note,
        created_at=row.created_at,
    )


def _stored(session: Session, id_: str, version: int | None) -> StoredScenario:
    wanted = ScenarioRow.version if version is None else version
    asked = _with_owner().where(ScenarioRow.id == id_, ScenarioVersionRow.version == wanted)
    found = session.execute(asked).first()
    if found is None:
        raise _unknown(id_ if version is None else f"{id_}/versions/{version}")
    row, owner = found
    return StoredScenario(**vars(_version(row, owner)), document=row.document)


def _stale_or_unknown(session: Session, id_: str, expected: int) -> StaleVersionError | NotFoundError:
    row = session.get(ScenarioRow, id_)
    if row is None:
        return _unknown(id_)
    what = Text(vi=f"Kịch bản {id_}", en=f"The scenario {id_}")
    return StaleVersionError(what, f"scenarios/{id_}", expected, row.version)


def _unknown(id_: str) -> NotFoundError:
    return not_found(Text(vi="kịch bản", en="scenario"), f"scenarios/{id_}")


def _already_there(id_: str) -> NotAllowedError:
    summary = Text(vi=f"Đã có kịch bản {id_}.", en=f"There is a scenario {id_} already.")
    advice = Text(vi="Hãy đặt mã khác, hoặc ghi phiên bản mới.", en="Take another id, or write a new version of it.")
    return NotAllowedError(summary, [Fault(f"scenarios/{id_}", summary, advice)])
