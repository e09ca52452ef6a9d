"""what the figures count stands in one index; a failed sign-in knows where it came from"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "sign_in_failures", sa.Column("client", sa.Text(), nullable=False, server_default=sa.text("''"))
    )
    op.drop_index("ix_turns_at_id", table_name="turns")
    op.create_index("ix_turns_at_id", "turns", ["at", "id", "kind", "milliseconds"], unique=False)
