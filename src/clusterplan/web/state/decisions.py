"""What was recommended and what was decided, with reason and number; never changed afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from clusterplan.errors import Fault
from clusterplan.language import Text
from clusterplan.web.principal import Principal
from clusterplan.web.state.audit import append_to_audit, digest_of
from clusterplan.web.state.database import Database, new_id, now
from clusterplan.web.state.errors import NotAllowedError
from clusterplan.web.state.plan_states import PlanState
from clusterplan.web.state.plans import unknown_plan
from clusterplan.web.state.tables import DecisionRow, PlanRow
from clusterplan.web.state.texts import storable_text

__all__ = ["DecisionStore", "StoredDecision"]

_LONGEST_TEXT = 10_000
_LONGEST_SUBJECT = 255
_LONGEST_NUMBER = 128


@dataclass(frozen=True)
class StoredDecision:
    """What was decided about one part of a plan."""

    id: str
    """Random id."""
    plan_id: str
    """The plan that recommended."""
    subject: str
    """What it is about, as a unit, a cluster or a site."""
    recommended: str
    """What the plan recommended."""
    decided: str
    """What was decided."""
    reason: str
    """Why."""
    decision_number: str
    """Number of the decision, as ``21/2026/QĐ-TTg``."""
    author: str
    """Subject of who recorded it."""
    created_at: datetime
    """When it was recorded."""


class DecisionStore:
    """The decisions of a database.

    Parameters
    ----------
    database
        Where they are.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self,
        actor: Principal,
        plan_id: str,
        subject: str,
        recommended: str,
        decided: str,
        reason: str,
        decision_number: str,
    ) -> StoredDecision:
        """Record a decision about a plan that is no draft.

        Parameters
        ----------
        actor
            Who does it.
        plan_id
            The plan.
        subject
            What it is about, at most 255 characters.
        recommended, decided, reason
            At most 10,000 characters each.
        decision_number
            Number of the decision, at most 128 characters.

        Returns
        -------
        StoredDecision
            With its id.

        Raises
        ------
        InputError
            If a text is empty or too long.
        NotFoundError
            If there is no such plan.
        NotAllowedError
            If the plan is a draft.
        """
        row = DecisionRow(
            id=new_id(),
            plan_id=plan_id,
            subject=storable_text(subject, "subject", _LONGEST_SUBJECT),
            recommended=storable_text(recommended, "recommended", _LONGEST_TEXT),
            decided=storable_text(decided, "decided", _LONGEST_TEXT),
            reason=storable_text(reason, "reason", _LONGEST_TEXT),
            decision_number=storable_text(decision_number, "decision_number", _LONGEST_NUMBER),
            author=actor.subject,
            created_at=now(),
        )
        with self._database.writing() as session:
            _require_no_draft(session.get(PlanRow, plan_id, with_for_update={"read": True}), plan_id)
            session.add(row)
            session.flush()
            append_to_audit(
                session,
                actor.subject,
                "decision.recorded",
                f"decisions/{row.id}",
                plan=plan_id,
                number=row.decision_number,
                digest=digest_of(row.subject, row.recommended, row.decided, row.reason),
            )
        return _stored(row)

    def of(self, plan_id: str) -> tuple[StoredDecision, ...]:
        """Return the decisions about a plan, oldest first.

        Parameters
        ----------
        plan_id
            The plan.

        Returns
        -------
        tuple of StoredDecision
            May be empty.

        Raises
        ------
        NotFoundError
            If there is no such plan.
        """
        asked = (
            select(DecisionRow).where(DecisionRow.plan_id == plan_id).order_by(DecisionRow.created_at, DecisionRow.id)
        )
        with self._database.reading() as session:
            if session.scalar(select(PlanRow.id).where(PlanRow.id == plan_id)) is None:
                raise unknown_plan(plan_id)
            return tuple(_stored(row) for row in session.scalars(asked))


def _require_no_draft(plan: PlanRow | None, plan_id: str) -> None:
    if plan is None:
        raise unknown_plan(plan_id)
    if plan.state == PlanState.DRAFT:
        summary = Text(
            vi=f"Phương án {plan_id} còn là bản nháp; chưa ghi quyết định được.",
            en=f"The plan {plan_id} is a draft; nothing can have been decided about it.",
        )
        raise NotAllowedError(summary, [Fault(f"plans/{plan_id}", summary)])


def _stored(row: DecisionRow) -> StoredDecision:
    return StoredDecision(
        id=row.id,
        plan_id=row.plan_id,
        subject=row.subject,
        recommended=row.recommended,
        decided=row.decided,
        reason=row.reason,
        decision_number=row.decision_number,
        author=row.author,
        created_at=row.created_at,
    )
