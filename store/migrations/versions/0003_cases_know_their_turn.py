"""a case knows the turn that it was made of, so that it can go with it"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("cases", sa.Column("turn_id", sa.Text(), nullable=False, server_default=sa.text("''")))
    # A case was called after its turn, unless staff called it otherwise.
    op.execute(
        "UPDATE cases SET turn_id = COALESCE("
        "(SELECT MIN(turns.id) FROM turns WHERE cases.id = 'staff-' || SUBSTR(turns.id, 1, 8)), '')"
    )
