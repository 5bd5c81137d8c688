"""What was published of a plan is kept with it, and never changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_TABLE = "plan_products"


def upgrade() -> None:
    """Add the table and its guards."""
    op.create_table(
        _TABLE,
        sa.Column("plan_id", sa.String(64), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name="fk_plan_products_plan_id_plans"),
        sa.PrimaryKeyConstraint("plan_id", "name", name="pk_plan_products"),
    )
    if op.get_bind().dialect.name == "sqlite":
        refuse = f"BEGIN SELECT RAISE(ABORT, 'a row of {_TABLE} is never changed'); END"
        op.execute(f"CREATE TRIGGER {_TABLE}_keeps_values BEFORE UPDATE ON {_TABLE} {refuse}")
        op.execute(f"CREATE TRIGGER {_TABLE}_keeps_rows BEFORE DELETE ON {_TABLE} {refuse}")
        return
    refuse = "EXECUTE FUNCTION clusterplan_refuse()"
    op.execute(f"CREATE TRIGGER {_TABLE}_keeps_values BEFORE UPDATE ON {_TABLE} FOR EACH ROW {refuse}")
    op.execute(f"CREATE TRIGGER {_TABLE}_keeps_rows BEFORE DELETE ON {_TABLE} FOR EACH ROW {refuse}")
    op.execute(f"CREATE TRIGGER {_TABLE}_keeps_all BEFORE TRUNCATE ON {_TABLE} FOR EACH STATEMENT {refuse}")
