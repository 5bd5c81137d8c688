"""What provinces say of a plan, and what they are answered; neither is changed afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from clusterplan.domain import Plan
from clusterplan.errors import Fault
from clusterplan.language import Text
from clusterplan.web.principal import Principal
from clusterplan.web.state.audit import append_to_audit, digest_of
from clusterplan.web.state.database import Database, new_id, now
from clusterplan.web.state.errors import NotAllowedError, NotFoundError, not_found
from clusterplan.web.state.plan_states import PlanState
from clusterplan.web.state.plans import unknown_plan
from clusterplan.web.state.tables import CommentRow, PlanRow
from clusterplan.web.state.texts import storable_text

__all__ = ["CommentStore", "StoredComment"]

_LONGEST_TEXT = 10_000
_OPEN_FOR_COMMENTS = (PlanState.REVIEW, PlanState.PUBLISHED)


@dataclass(frozen=True)
class StoredComment:
    """What a province says of a plan."""

    id: str
    """Random id."""
    plan_id: str
    """The plan."""
    unit: str
    """The planning unit in whose name it is said."""
    author: str
    """Subject of who wrote it."""
    text: str
    """What it says."""
    created_at: datetime
    """When it was written."""
    reply: str | None
    """What it was answered; none until then."""
    replied_by: str | None
    """Subject of who answered."""
    replied_at: datetime | None
    """When it was answered."""


class CommentStore:
    """The comments of a database.

    Parameters
    ----------
    database
        Where they are.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, actor: Principal, plan_id: str, unit: str, text: str) -> StoredComment:
        """Store a comment on a plan that is in review or published.

        Parameters
        ----------
        actor
            Who does it.
        plan_id
            The plan.
        unit
            A planning unit of the plan.
        text
            What it says, at most 10,000 characters.

        Returns
        -------
        StoredComment
            Without a reply.

        Raises
        ------
        NotFoundError
            If there is no such plan, or it has no such unit.
        NotAllowedError
            If the plan is a draft or withdrawn.
        """
        said = storable_text(text, "text", _LONGEST_TEXT)
        with self._database.writing() as session:
            _require_open(session.get(PlanRow, plan_id, with_for_update={"read": True}), plan_id, unit)
            row = CommentRow(id=new_id(), plan_id=plan_id, unit=unit, author=actor.subject, text=said, created_at=now())
            session.add(row)
            session.flush()
            append_to_audit(
                session, actor.subject, "comment.added", f"comments/{row.id}",
                plan=plan_id, unit=unit, digest=digest_of(said),
            )  # fmt: skip
            return _stored(row)

    def reply(self, actor: Principal, comment_id: str, text: str) -> StoredComment:
        """Answer a comment, once.

        Parameters
        ----------
        actor
            Who does it.
        comment_id
            The comment.
        text
            The answer, at most 10,000 characters.

        Returns
        -------
        StoredComment
            With its reply.

        Raises
        ------
        NotFoundError
            If there is no such comment.
        NotAllowedError
            If it was answered before.
        """
        said = storable_text(text, "text", _LONGEST_TEXT)
        with self._database.writing() as session:
            row = session.get(CommentRow, comment_id, with_for_update=True)
            if row is None:
                raise _unknown(comment_id)
            if row.reply is not None:
                summary = Text(vi="Góp ý này đã được trả lời.", en="This comment was answered before.")
                raise NotAllowedError(summary, [Fault(f"comments/{comment_id}", summary)])
            row.reply, row.replied_by, row.replied_at = said, actor.subject, now()
            session.flush()
            append_to_audit(
                session, actor.subject, "comment.answered", f"comments/{comment_id}", digest=digest_of(said)
            )
            return _stored(row)

    def get(self, id: str) -> StoredComment:  # noqa: A002
        """Return a comment.

        Parameters
        ----------
        id
            The comment.

        Returns
        -------
        StoredComment
            With its reply, if there is one.

        Raises
        ------
        NotFoundError
            If there is none.
        """
        with self._database.reading() as session:
            row = session.get(CommentRow, id)
            if row is None:
                raise _unknown(id)
            return _stored(row)

    def of(self, plan_id: str) -> tuple[StoredComment, ...]:
        """Return the comments on a plan, oldest first.

        Parameters
        ----------
        plan_id
            The plan.

        Returns
        -------
        tuple of StoredComment
            May be empty.

        Raises
        ------
        NotFoundError
            If there is no such plan.
        """
        asked = select(CommentRow).where(CommentRow.plan_id == plan_id).order_by(CommentRow.created_at, CommentRow.id)
        with self._database.reading() as session:
            if session.scalar(select(PlanRow.id).where(PlanRow.id == plan_id)) is None:
                raise unknown_plan(plan_id)
            return tuple(_stored(row) for row in session.scalars(asked))


def _require_open(plan: PlanRow | None, plan_id: str, unit: str) -> None:
    """Refuse a comment on a plan that is not there, not shown, or says nothing of the unit."""
    if plan is None:
        raise unknown_plan(plan_id)
    if plan.state not in _OPEN_FOR_COMMENTS:
        summary = Text(
            vi=f"Chỉ góp ý được khi phương án đang thẩm định hoặc đã công bố; phương án {plan_id} là '{plan.state}'.",
            en=f"Comments are for plans in review or published; the plan {plan_id} is in state '{plan.state}'.",
        )
        raise NotAllowedError(summary, [Fault(f"plans/{plan_id}", summary)])
    said = Plan.from_json(plan.plan)
    if unit not in {*said.units_without_cluster, *(member for cluster in said.clusters for member in cluster.members)}:
        raise not_found(Text(vi="đơn vị", en="unit"), f"plans/{plan_id}/units/{unit}")


def _unknown(comment_id: str) -> NotFoundError:
    return not_found(Text(vi="góp ý", en="comment"), f"comments/{comment_id}")


def _stored(row: CommentRow) -> StoredComment:
    return StoredComment(
        id=row.id,
        plan_id=row.plan_id,
        unit=row.unit,
        author=row.author,
        text=row.text,
        created_at=row.created_at,
        reply=row.reply,
        replied_by=row.replied_by,
        replied_at=row.replied_at,
    )
