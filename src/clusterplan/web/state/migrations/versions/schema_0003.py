"""The order of publications is counted, so that a clock that goes back does not bring an older plan to the front."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the number; what was published before is counted in the order of its time."""
    op.add_column("plans", sa.Column("publication", sa.Integer()))
    op.execute(
        "UPDATE plans SET publication = (SELECT count(*) FROM plans AS other WHERE other.published_at IS NOT NULL "
        "AND (other.published_at, other.id) <= (plans.published_at, plans.id)) WHERE published_at IS NOT NULL"
    )
