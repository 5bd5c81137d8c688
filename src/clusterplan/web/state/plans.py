"""Plans: what a plan says is never changed; whether it may be read moves from draft to published and withdrawn."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from sqlalchemy import Select, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, defer

from clusterplan.domain import Plan
from clusterplan.errors import Fault, UsageError
from clusterplan.language import Text
from clusterplan.planning import scenario_digest
from clusterplan.scenario import Scenario
from clusterplan.web.principal import Principal
from clusterplan.web.state.audit import append_to_audit
from clusterplan.web.state.database import Database, now
from clusterplan.web.state.errors import NotFoundError, StaleVersionError, not_found
from clusterplan.web.state.plan_states import Classification, PlanState, require_allowed
from clusterplan.web.state.revisions import raise_revision, revision_of
from clusterplan.web.state.tables import PlanProductRow, PlanRow
from clusterplan.web.state.texts import storable_text

__all__ = ["Classification", "PlanEntry", "PlanState", "PlanStore", "StoredPlan", "unknown_plan"]

_SUBJECT = "plans"
_LONGEST_REASON = 2_000
_LONGEST_TITLE = 2_000


@dataclass(frozen=True)
class PlanEntry:
    """What is known of a plan without reading it."""

    id: str
    """First 16 hexadecimal digits of the digest."""
    scenario_id: str
    """Scenario that it answers."""
    title_vi: str
    """Title of the scenario in Vietnamese."""
    title_en: str
    """Title of the scenario in English."""
    digest: str
    """SHA-256 of ``plan.json``."""
    state: PlanState
    """How far it has come."""
    classification: Classification | None
    """Who may read it; none before it was published."""
    version: int
    """Goes up with every move; the entity tag of the state."""
    author: str
    """Subject of who stored it."""
    created_at: datetime
    """When it was stored."""
    changed_at: datetime
    """When it was last moved."""
    published_at: datetime | None
    """When it was published; none if it never was."""

    @property
    def is_open(self) -> bool:
        """Whether everybody may read it."""
        published = self.state is PlanState.PUBLISHED
        return published and self.classification is not None and self.classification.is_open


@dataclass(frozen=True)
class StoredPlan(PlanEntry):
    """A plan with the scenario that it answers; both are parsed when they are first looked at."""

    plan_json: str = field(repr=False)
    """The text of ``plan.json``."""
    scenario_json: str = field(repr=False)
    """The text of ``scenario.json``."""

    @cached_property
    def plan(self) -> Plan:
        """The plan."""
        return Plan.from_json(self.plan_json)

    @cached_property
    def scenario(self) -> Scenario:
        """The scenario, with everything that it extended when it was solved."""
        return Scenario.model_validate_json(self.scenario_json)


class PlanStore:
    """The plans of a database.

    Parameters
    ----------
    database
        Where they are.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, actor: Principal, plan: Plan, scenario: Scenario) -> StoredPlan:
        """Store a plan as a draft; one that is there already stays as it is.

        Parameters
        ----------
        actor
            Who does it.
        plan
            A checked plan.
        scenario
            The scenario that it answers.

        Returns
        -------
        StoredPlan
            The draft, or what was stored before.

        Raises
        ------
        UsageError
            If the plan answers another scenario.
        """
        row = _new_row(actor, plan, scenario)
        id_ = row.id
        try:
            return self._added(row)
        except IntegrityError:  # somebody else stored it meanwhile
            return self.get(id_)

    def _added(self, row: PlanRow) -> StoredPlan:
        id_ = row.id
        with self._database.writing() as session:
            if session.get(PlanRow, id_) is None:
                session.add(row)
                session.flush()
                raise_revision(session, _SUBJECT)
                append_to_audit(
                    session,
                    row.author,
                    "plan.added",
                    f"plans/{id_}",
                    digest=row.digest,
                    scenario=row.scenario_id,
                    scenario_digest=hashlib.sha256(row.scenario.encode()).hexdigest(),
                )
            return _stored(session, id_)

    def get(self, id: str) -> StoredPlan:  # noqa: A002
        """Return a plan.

        Parameters
        ----------
        id
            Id of the plan.

        Returns
        -------
        StoredPlan
            With its content.

        Raises
        ------
        NotFoundError
            If there is none.
        """
        with self._database.reading() as session:
            return _stored(session, id)

    def list(self, states: Collection[PlanState] = tuple(PlanState)) -> tuple[PlanEntry, ...]:
        """Return plans without their content, the last changed first.

        Parameters
        ----------
        states
            States that are asked for.

        Returns
        -------
        tuple of PlanEntry
            May be empty.
        """
        asked = (
            select(PlanRow)
            .where(PlanRow.state.in_([PlanState(state).value for state in states]))
            .order_by(PlanRow.changed_at.desc(), PlanRow.id)
            .options(defer(PlanRow.plan), defer(PlanRow.scenario))
        )
        with self._database.reading() as session:
            return tuple(_entry(row) for row in session.scalars(asked))

    def move(
        self,
        actor: Principal,
        id: str,  # noqa: A002
        to: PlanState,
        expected_version: int,
        classification: Classification | None = None,
        reason: str = "",
        products: Mapping[str, bytes] | None = None,
    ) -> StoredPlan:
        """Move a plan to another state, if nobody has moved it since.

        Parameters
        ----------
        actor
            Who does it.
        id
            Id of the plan.
        to
            ``draft -> review -> published -> withdrawn``; also ``review -> draft`` and ``draft -> withdrawn``.
        expected_version
            Version that he saw.
        classification
            Who may read it: needed to publish and only then.
        reason
            Why; kept in the audit log.
        products
            What is published of it, by name: kept as it is, together with the move or not at all.

        Returns
        -------
        StoredPlan
            As it is now.

        Raises
        ------
        NotFoundError
            If there is no such plan.
        StaleVersionError
            If somebody has moved it since.
        NotAllowedError
            If there is no such move, or a classification is missing or too many.
        """
        to, said = PlanState(to), storable_text(reason, "reason", _LONGEST_REASON) if reason.strip() else ""
        with self._database.writing() as session:
            row = session.get(PlanRow, id, with_for_update=True)
            if row is None:
                raise unknown_plan(id)
            if row.version != expected_version:
                what = Text(vi=f"Phương án {id}", en=f"The plan {id}")
                raise StaleVersionError(what, f"plans/{id}", expected_version, row.version)
            require_allowed(id, PlanState(row.state), to, classification)
            before, at = row.state, now()
            revision = raise_revision(session, _SUBJECT)
            changed = {"state": to.value, "version": row.version + 1, "changed_at": at}
            if classification is not None:
                changed |= {"classification": classification.value, "published_at": at, "publication": revision}
            session.execute(update(PlanRow).where(PlanRow.id == id).values(changed))
            session.add_all(
                PlanProductRow(plan_id=id, name=name, content=c) for name, c in sorted((products or {}).items())
            )
            append_to_audit(
                session,
                actor.subject,
                f"plan.{to.value}",
                f"plans/{id}",
                before=before,
                version=expected_version + 1,
                classification=classification,
                reason=said,
                digest=row.digest,
                products={name: hashlib.sha256(content).hexdigest() for name, content in (products or {}).items()},
            )
            session.expire_all()
            return _stored(session, id)

    def products(self, id: str) -> dict[str, bytes]:  # noqa: A002
        """Return what was published of a plan.

        Parameters
        ----------
        id
            Id of the plan.

        Returns
        -------
        dict of str to bytes
            By name; empty if it never was published.
        """
        asked = select(PlanProductRow).where(PlanProductRow.plan_id == id).order_by(PlanProductRow.name)
        with self._database.reading() as session:
            return {row.name: row.content for row in session.scalars(asked)}

    def product(self, id: str, name: str) -> bytes | None:  # noqa: A002
        """Return one thing that was published of a plan.

        Parameters
        ----------
        id
            Id of the plan.
        name
            Name of the product.

        Returns
        -------
        bytes or None
            None if the plan never was published, or was without it.
        """
        with self._database.reading() as session:
            row = session.get(PlanProductRow, (id, name))
            return None if row is None else row.content

    def published(self) -> tuple[StoredPlan, ...]:
        """Return every published plan, the newest first; open and internal ones.

        Returns
        -------
        tuple of StoredPlan
            May be empty.
        """
        with self._database.reading() as session:
            return tuple(_with_content(row) for row in session.scalars(_published()))

    def current(self) -> StoredPlan | None:
        """Return the plan that was published last and is not withdrawn.

        Returns
        -------
        StoredPlan or None
            None if nothing is published.
        """
        with self._database.reading() as session:
            row = session.scalars(_published().limit(1)).first()
            return None if row is None else _with_content(row)

    def revision(self) -> int:
        """Return a number that is another one after every change of any plan.

        Returns
        -------
        int
            Compare with ``!=``: a restored backup may be behind.
        """
        with self._database.reading() as session:
            return revision_of(session, _SUBJECT)


def _new_row(actor: Principal, plan: Plan, scenario: Scenario) -> PlanRow:
    if plan.manifest.scenario_sha256 != scenario_digest(scenario):
        summary = Text(
            vi="Phương án không phải lời giải của kịch bản này.", en="The plan is not the answer to this scenario."
        )
        what = Text(vi="không khớp với kịch bản.", en="is not the digest of the scenario.")
        raise UsageError(summary, [Fault("manifest.scenario_sha256", what)])
    text, at = plan.to_json(), now()
    digest = hashlib.sha256(text.encode()).hexdigest()
    return PlanRow(
        id=digest[:16],
        scenario_id=plan.scenario.id,
        title_vi=storable_text(plan.scenario.title_vi, "scenario.title_vi", _LONGEST_TITLE),
        title_en=storable_text(plan.scenario.title_en, "scenario.title_en", _LONGEST_TITLE),
        plan=text,
        scenario=scenario.model_dump_json(by_alias=True, indent=2) + "\n",
        digest=digest,
        state=PlanState.DRAFT.value,
        version=1,
        author=actor.subject,
        created_at=at,
        changed_at=at,
    )


def _published() -> Select[PlanRow]:
    published = PlanRow.state == PlanState.PUBLISHED.value
    return select(PlanRow).where(published).order_by(PlanRow.publication.desc())


def _entry(row: PlanRow) -> PlanEntry:
    return PlanEntry(
        id=row.id,
        scenario_id=row.scenario_id,
        title_vi=row.title_vi,
        title_en=row.title_en,
        digest=row.digest,
        state=PlanState(row.state),
        classification=None if row.classification is None else Classification(row.classification),
        version=row.version,
        author=row.author,
        created_at=row.created_at,
        changed_at=row.changed_at,
        published_at=row.published_at,
    )


def _with_content(row: PlanRow) -> StoredPlan:
    return StoredPlan(**vars(_entry(row)), plan_json=row.plan, scenario_json=row.scenario)


def _stored(session: Session, id_: str) -> StoredPlan:
    row = session.get(PlanRow, id_)
    if row is None:
        raise unknown_plan(id_)
    return _with_content(row)


def unknown_plan(id_: str) -> NotFoundError:
    """Return the error for a plan that is not stored.

    Parameters
    ----------
    id_
        The id that was asked for.

    Returns
    -------
    NotFoundError
        To be raised.
    """
    return not_found(Text(vi="phương án", en="plan"), f"plans/{id_}")
