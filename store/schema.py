"""The tables. Times are UTC seconds since 1970; ids are random and say nothing."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, MetaData, Text, UniqueConstraint, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

# Named, so that a later migration can change them on every database.
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Table(DeclarativeBase):
    """What all tables share."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {dict[str, Any]: JSON, list[Any]: JSON, str: Text, bytes: LargeBinary}  # noqa: RUF012


def _only(name: str, sqlite: str, postgresql: str) -> Index:
    return Index(
        f"ix_turns_{name}", "at", "id", sqlite_where=text(sqlite), postgresql_where=text(postgresql)
    )


class TurnRow(Table):
    """One question and its answer. Of an emergency only `at` and `category` are filled."""

    __tablename__ = "turns"
    id: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[float]
    conversation: Mapped[str | None]
    kind: Mapped[str]
    """answer, referral, abstain, emergency, or "feedback" where only the thumb is kept."""
    category: Mapped[str] = mapped_column(default="")
    """Of an emergency: which cards were shown."""
    question: Mapped[str] = mapped_column(default="")
    """As redacted, like every text here."""
    standalone: Mapped[str] = mapped_column(default="")
    probability: Mapped[float | None]
    milliseconds: Mapped[float | None]
    unsure: Mapped[bool] = mapped_column(default=False)
    noted: Mapped[bool] = mapped_column(default=False)
    """Whether context notes were shown."""
    approved: Mapped[str] = mapped_column(default="")
    """Id of the approved answer that was given."""
    helpful: Mapped[bool | None]
    """The family's thumb; never mixed with the verdicts of staff."""
    reason: Mapped[str] = mapped_column(default="")
    comment: Mapped[str] = mapped_column(default="")
    status: Mapped[str] = mapped_column(default="new")
    vector: Mapped[bytes | None]
    """Of the redacted stand-alone question, float32; made when gaps are looked at."""
    vector_model: Mapped[str] = mapped_column(default="")
    __table_args__ = (
        # The queue's order, and all that the figures count: neither has to look at the rows.
        Index("ix_turns_at_id", "at", "id", "kind", "milliseconds"),
        Index(None, "kind", "at"),
        Index(None, "status", "at"),
        Index(None, "helpful", "at"),
        Index(None, "conversation"),
        # Small ones of what is rare; SQLite takes one where the query has its very words.
        _only("unsure", "unsure IS 1", "unsure IS TRUE"),
        _only("noted", "noted IS 1", "noted IS TRUE"),
        _only("approved", "approved != ''", "approved != ''"),
    )


class DetailRow(Table):
    """What is only read when one turn is looked at: apart, so that lists stay quick."""

    __tablename__ = "details"
    turn_id: Mapped[str] = mapped_column(ForeignKey("turns.id", ondelete="CASCADE"), primary_key=True)
    answer: Mapped[str]
    """Exactly what the family read."""
    trace: Mapped[dict[str, Any]]
    """Evidence with scores, citations, notes, versions and timings (store.turns)."""


class CitedRow(Table):
    """Which passages an answer quoted."""

    __tablename__ = "cited"
    turn_id: Mapped[str] = mapped_column(ForeignKey("turns.id", ondelete="CASCADE"), primary_key=True)
    passage_id: Mapped[str] = mapped_column(primary_key=True, index=True)


class AccountRow(Table):
    __tablename__ = "accounts"
    name: Mapped[str] = mapped_column(primary_key=True)
    role: Mapped[str]
    """reviewer or admin."""
    password_hash: Mapped[str]
    created_at: Mapped[float]
    disabled: Mapped[bool] = mapped_column(default=False)


class SessionRow(Table):
    """Someone signed in; the token itself is with their browser, here is its checksum."""

    __tablename__ = "sessions"
    token_hash: Mapped[str] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(ForeignKey("accounts.name", ondelete="CASCADE"), index=True)
    form_token: Mapped[str]
    """In every form of this session, so that no other site can send one (CSRF)."""
    created_at: Mapped[float]
    seen_at: Mapped[float]


class FailureRow(Table):
    """A sign-in that failed, under the name that was tried and from where; deleted after the lock-out."""

    __tablename__ = "sign_in_failures"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(index=True)
    client: Mapped[str] = mapped_column(default="", server_default="")
    """Address of the client, of IPv6 its network."""
    at: Mapped[float]


class VerdictRow(Table):
    """What one reviewer found of one turn."""

    __tablename__ = "verdicts"
    id: Mapped[int] = mapped_column(primary_key=True)
    turn_id: Mapped[str] = mapped_column(ForeignKey("turns.id", ondelete="CASCADE"), index=True)
    account: Mapped[str]
    verdict: Mapped[str]
    comment: Mapped[str] = mapped_column(default="")
    at: Mapped[float]
    __table_args__ = (UniqueConstraint("turn_id", "account"),)


class CaseRow(Table):
    """An evaluation case that staff made; in words of their own it outlives the turn it came from."""

    __tablename__ = "cases"
    id: Mapped[str] = mapped_column(primary_key=True)
    sample: Mapped[dict[str, Any]]
    """One line of a file that `python -m evals run --questions` reads."""
    account: Mapped[str]
    at: Mapped[float]
    turn_id: Mapped[str] = mapped_column(default="", server_default="")
    """The turn that it was made of, "" for none."""


class ApprovedRow(Table):
    """An answer that a person wrote from the article."""

    __tablename__ = "approved"
    id: Mapped[str] = mapped_column(primary_key=True)
    question: Mapped[str]
    sentences: Mapped[list[Any]]
    """[{"text", "quote", "passage_id"}]: each sentence with the article's words that it stands on."""
    account: Mapped[str]
    at: Mapped[float]
    withdrawn: Mapped[bool] = mapped_column(default=False)


class SwitchRow(Table):
    """A passage that staff switched off."""

    __tablename__ = "switched_off"
    passage_id: Mapped[str] = mapped_column(primary_key=True)
    reason: Mapped[str]
    account: Mapped[str]
    at: Mapped[float]


class AuditRow(Table):
    """Who did what and when. The database itself refuses to change or delete a row."""

    __tablename__ = "audit"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[float]
    account: Mapped[str]
    action: Mapped[str]
    about: Mapped[str] = mapped_column(default="")
    detail: Mapped[str] = mapped_column(default="")
