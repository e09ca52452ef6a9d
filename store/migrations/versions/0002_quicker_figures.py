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
    for name in ("at_id", "unsure", "noted"):
        op.drop_index(f"ix_turns_{name}", table_name="turns")
    for name, sqlite, postgresql in (
        ("unsure", "unsure IS 1", "unsure IS TRUE"),
        ("noted", "noted IS 1", "noted IS TRUE"),
        ("approved", "approved != ''", "approved != ''"),
    ):
        op.create_index(
            f"ix_turns_{name}",
            "turns",
            ["at", "id"],
            unique=False,
            sqlite_where=sa.text(sqlite),
            postgresql_where=sa.text(postgresql),
        )
    op.create_index("ix_turns_at_id", "turns", ["at", "id", "kind", "milliseconds"], unique=False)
