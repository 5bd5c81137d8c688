"""The tables: what the service must not forget. Migrations in ``migrations/`` lead to exactly this."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Index, Integer, LargeBinary, MetaData, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from clusterplan.web.state.database import UtcTime

__all__ = [
    "ApiKeyRow",
    "AuditRow",
    "Base",
    "CommentRow",
    "DecisionRow",
    "JobRow",
    "PlanProductRow",
    "PlanRow",
    "RevisionRow",
    "ScenarioRow",
    "ScenarioVersionRow",
    "SessionRow",
]

_ID = String(64)
_SUBJECT = String(255)


class Base(DeclarativeBase):
    """Every table; every constraint has a name, so that a migration can change it on SQLite too."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ix": "ix_%(table_name)s_%(column_0_name)s",
        }
    )


class ScenarioRow(Base):
    """A scenario: its newest version, and whose it is."""

    __tablename__ = "scenarios"
    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    owner: Mapped[str] = mapped_column(_SUBJECT)
    version: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(UtcTime)


class ScenarioVersionRow(Base):
    """One version of a scenario, never changed."""

    __tablename__ = "scenario_versions"
    scenario_id: Mapped[str] = mapped_column(ForeignKey("scenarios.id"), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    title_vi: Mapped[str] = mapped_column(Text)
    title_en: Mapped[str] = mapped_column(Text)
    document: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    author: Mapped[str] = mapped_column(_SUBJECT)
    note: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcTime)


class PlanRow(Base):
    """A plan: its content is never changed, its state is."""

    __tablename__ = "plans"
    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    scenario_id: Mapped[str] = mapped_column(_ID)
    title_vi: Mapped[str] = mapped_column(Text)
    title_en: Mapped[str] = mapped_column(Text)
    plan: Mapped[str] = mapped_column(Text)
    scenario: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(16), index=True)
    classification: Mapped[str | None] = mapped_column(String(64))
    version: Mapped[int] = mapped_column(Integer, default=1)
    author: Mapped[str] = mapped_column(_SUBJECT)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    changed_at: Mapped[datetime] = mapped_column(UtcTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcTime)


class PlanProductRow(Base):
    """What was published of a plan, as it was drawn then: later data and later programs do not change it."""

    __tablename__ = "plan_products"
    plan_id: Mapped[str] = mapped_column(ForeignKey("plans.id"), primary_key=True)
    name: Mapped[str] = mapped_column(_ID, primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class CommentRow(Base):
    """What a province says of a plan, and the reply."""

    __tablename__ = "comments"
    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    plan_id: Mapped[str] = mapped_column(ForeignKey("plans.id"), index=True)
    unit: Mapped[str] = mapped_column(_ID)
    author: Mapped[str] = mapped_column(_SUBJECT)
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    reply: Mapped[str | None] = mapped_column(Text)
    replied_by: Mapped[str | None] = mapped_column(_SUBJECT)
    replied_at: Mapped[datetime | None] = mapped_column(UtcTime)


class DecisionRow(Base):
    """What was recommended and what was decided instead or as well, never changed."""

    __tablename__ = "decisions"
    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    plan_id: Mapped[str] = mapped_column(ForeignKey("plans.id"), index=True)
    subject: Mapped[str] = mapped_column(String(255))
    recommended: Mapped[str] = mapped_column(Text)
    decided: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    decision_number: Mapped[str] = mapped_column(String(128))
    author: Mapped[str] = mapped_column(_SUBJECT)
    created_at: Mapped[datetime] = mapped_column(UtcTime)


class JobRow(Base):
    """A question that takes time: who asked, how far it is, what came of it."""

    __tablename__ = "jobs"
    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    process: Mapped[str] = mapped_column(String(64))
    owner: Mapped[str] = mapped_column(_SUBJECT, index=True)
    inputs: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(16))
    progress: Mapped[int] = mapped_column(Integer, default=0)
    message: Mapped[str] = mapped_column(Text, default="")
    incumbent: Mapped[str | None] = mapped_column(Text)
    result: Mapped[bytes | None] = mapped_column(LargeBinary)
    problem: Mapped[str | None] = mapped_column(Text)
    plan_id: Mapped[str | None] = mapped_column(_ID)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    cancel_requested: Mapped[bool] = mapped_column(Boolean, default=False)
    worker: Mapped[str | None] = mapped_column(String(255))
    lease_until: Mapped[datetime | None] = mapped_column(UtcTime)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    started_at: Mapped[datetime | None] = mapped_column(UtcTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcTime)
    updated_at: Mapped[datetime] = mapped_column(UtcTime)

    __table_args__ = (Index("jobs_waiting", "state", "created_at"),)


class ApiKeyRow(Base):
    """A machine's key; the key itself is never stored."""

    __tablename__ = "api_keys"
    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    subject: Mapped[str] = mapped_column(_SUBJECT)
    name: Mapped[str] = mapped_column(String(255))
    roles: Mapped[str] = mapped_column(Text)
    provinces: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcTime)


class SessionRow(Base):
    """A browser that signed in; the cookie's value is never stored."""

    __tablename__ = "sessions"
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    subject: Mapped[str] = mapped_column(_SUBJECT)
    name: Mapped[str] = mapped_column(String(255))
    roles: Mapped[str] = mapped_column(Text)
    provinces: Mapped[str] = mapped_column(Text, default="")
    csrf: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    expires_at: Mapped[datetime] = mapped_column(UtcTime, index=True)


class AuditRow(Base):
    """One line of the audit log; ``digest`` covers the line and the digest before it."""

    __tablename__ = "audit"
    sequence: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcTime)
    actor: Mapped[str] = mapped_column(_SUBJECT)
    action: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(String(255))
    detail: Mapped[str] = mapped_column(Text)
    previous: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))


class RevisionRow(Base):
    """A counter that goes up with every change of its subject, so that other processes notice."""

    __tablename__ = "revisions"
    subject: Mapped[str] = mapped_column(String(32), primary_key=True)
    number: Mapped[int] = mapped_column(Integer)
