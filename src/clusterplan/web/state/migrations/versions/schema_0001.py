"""The first schema, with triggers that refuse to change what is never changed."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_ID = sa.String(64)
_SUBJECT = sa.String(255)
_TIME = sa.DateTime(timezone=True)

_NEVER_CHANGED = {
    "audit": "",
    "scenarios": "id, owner, created_at",
    "scenario_versions": "",
    "plans": "id, scenario_id, title_vi, title_en, plan, scenario, digest, author, created_at",
    "comments": "id, plan_id, unit, author, text, created_at",
    "decisions": "",
}
"""Tables without deletion, and the columns that keep their value; none means all of them."""


def upgrade() -> None:
    """Make the tables of an empty database."""
    _make_scenarios()
    _make_plans()
    _make_what_is_said_of_plans()
    _make_jobs()
    _make_logins()
    _make_audit()
    statements = _triggers_of_sqlite() if op.get_bind().dialect.name == "sqlite" else _triggers_of_postgresql()
    for statement in statements:
        op.execute(statement)


def _make_scenarios() -> None:
    op.create_table(
        "scenarios",
        sa.Column("id", _ID, nullable=False),
        sa.Column("owner", _SUBJECT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_scenarios"),
    )
    op.create_table(
        "scenario_versions",
        sa.Column("scenario_id", _ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title_vi", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("author", _SUBJECT, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.ForeignKeyConstraint(["scenario_id"], ["scenarios.id"], name="fk_scenario_versions_scenario_id"),
        sa.PrimaryKeyConstraint("scenario_id", "version", name="pk_scenario_versions"),
    )


def _make_plans() -> None:
    op.create_table(
        "plans",
        sa.Column("id", _ID, nullable=False),
        sa.Column("scenario_id", _ID, nullable=False),
        sa.Column("title_vi", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("scenario", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("classification", sa.String(64)),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("author", _SUBJECT, nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("changed_at", _TIME, nullable=False),
        sa.Column("published_at", _TIME),
        sa.PrimaryKeyConstraint("id", name="pk_plans"),
    )
    op.create_index("ix_plans_state", "plans", ["state"])
    op.create_table(
        "revisions",
        sa.Column("subject", sa.String(32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("subject", name="pk_revisions"),
    )


def _make_what_is_said_of_plans() -> None:
    op.create_table(
        "comments",
        sa.Column("id", _ID, nullable=False),
        sa.Column("plan_id", _ID, nullable=False),
        sa.Column("unit", _ID, nullable=False),
        sa.Column("author", _SUBJECT, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("reply", sa.Text()),
        sa.Column("replied_by", _SUBJECT),
        sa.Column("replied_at", _TIME),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name="fk_comments_plan_id"),
        sa.PrimaryKeyConstraint("id", name="pk_comments"),
    )
    op.create_index("ix_comments_plan_id", "comments", ["plan_id"])
    op.create_table(
        "decisions",
        sa.Column("id", _ID, nullable=False),
        sa.Column("plan_id", _ID, nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("recommended", sa.Text(), nullable=False),
        sa.Column("decided", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decision_number", sa.String(128), nullable=False),
        sa.Column("author", _SUBJECT, nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name="fk_decisions_plan_id"),
        sa.PrimaryKeyConstraint("id", name="pk_decisions"),
    )
    op.create_index("ix_decisions_plan_id", "decisions", ["plan_id"])


def _make_jobs() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", _ID, nullable=False),
        sa.Column("process", sa.String(64), nullable=False),
        sa.Column("owner", _SUBJECT, nullable=False),
        sa.Column("inputs", sa.Text(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("incumbent", sa.Text()),
        sa.Column("result", sa.LargeBinary()),
        sa.Column("problem", sa.Text()),
        sa.Column("plan_id", _ID),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("cancel_requested", sa.Boolean(), nullable=False),
        sa.Column("worker", sa.String(255)),
        sa.Column("lease_until", _TIME),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("started_at", _TIME),
        sa.Column("finished_at", _TIME),
        sa.Column("updated_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_jobs"),
    )
    op.create_index("ix_jobs_owner", "jobs", ["owner"])
    op.create_index("jobs_waiting", "jobs", ["state", "created_at"])


def _make_logins() -> None:
    op.create_table(
        "api_keys",
        sa.Column("id", _ID, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("subject", _SUBJECT, nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("provinces", sa.Text(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("expires_at", _TIME),
        sa.Column("revoked_at", _TIME),
        sa.PrimaryKeyConstraint("id", name="pk_api_keys"),
        sa.UniqueConstraint("digest", name="uq_api_keys_digest"),
    )
    op.create_table(
        "sessions",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("subject", _SUBJECT, nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("provinces", sa.Text(), nullable=False),
        sa.Column("csrf", sa.String(64), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("expires_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_sessions"),
    )
    op.create_index("ix_sessions_expires_at", "sessions", ["expires_at"])


def _make_audit() -> None:
    op.create_table(
        "audit",
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("actor", _SUBJECT, nullable=False),
        sa.Column("action", sa.String(64), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_audit"),
    )


def _triggers_of_sqlite() -> Iterator[str]:
    for table, columns in _NEVER_CHANGED.items():
        refuse = f"BEGIN SELECT RAISE(ABORT, 'a row of {table} is never changed'); END"
        yield f"CREATE TRIGGER {table}_keeps_values BEFORE UPDATE {_of(columns)} ON {table} {refuse}"
        yield f"CREATE TRIGGER {table}_keeps_rows BEFORE DELETE ON {table} {refuse}"
    refuse = "BEGIN SELECT RAISE(ABORT, 'a reply is never changed'); END"
    yield (
        "CREATE TRIGGER comments_keeps_reply BEFORE UPDATE OF reply, replied_by, replied_at ON comments "
        f"WHEN OLD.reply IS NOT NULL {refuse}"
    )


def _triggers_of_postgresql() -> Iterator[str]:
    yield (
        "CREATE OR REPLACE FUNCTION clusterplan_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION 'a row of % is never changed', TG_TABLE_NAME USING ERRCODE = '23000'; END $$"
    )
    refuse = "EXECUTE FUNCTION clusterplan_refuse()"
    for table, columns in _NEVER_CHANGED.items():
        row = f"ON {table} FOR EACH ROW {refuse}"
        yield f"CREATE TRIGGER {table}_keeps_values BEFORE UPDATE {_of(columns)} {row}"
        yield f"CREATE TRIGGER {table}_keeps_rows BEFORE DELETE {row}"
        yield f"CREATE TRIGGER {table}_keeps_all BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refuse}"
    yield (
        "CREATE TRIGGER comments_keeps_reply BEFORE UPDATE OF reply, replied_by, replied_at ON comments "
        f"FOR EACH ROW WHEN (OLD.reply IS NOT NULL) {refuse}"
    )


def _of(columns: str) -> str:
    return f"OF {columns}" if columns else ""
