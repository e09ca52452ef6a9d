"""Staff accounts: passwords as argon2 hashes, sessions on the server, lock-out after repeated failures."""

from __future__ import annotations

import contextlib
import hashlib
import re
import secrets
import time
from dataclasses import dataclass
from functools import cache
from typing import Literal, get_args

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from ingest.errors import SettingError
from ingest.network import network_of
from store.audit import note
from store.database import Database, StoreError
from store.schema import AccountRow, FailureRow, SessionRow

Role = Literal["reviewer", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)
SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 256
NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")
MOST_FAILURES = 5
MOST_FROM_CLIENT = 30
MOST_FROM_ANYWHERE = 100
LOCKED_S = 15 * 60.0
"""So many failures within this time lock a name for one client, all names for one client, and a name for
everybody, until the first of them is this old.

By name and client, so that somebody who knows a name cannot keep its owner out. The bound over all clients
leaves who has many addresses 400 guesses an hour; that long it can keep a name out, which the audit shows.
"""
IDLE_S = 30 * 60.0
LONGEST_SESSION_S = 12 * 3600.0
SEEN_EVERY_S = 60.0
_hasher = PasswordHasher()


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who is asking, and the token that their forms must carry."""

    name: str
    role: Role
    form_token: str

    @property
    def is_admin(self) -> bool:
        return self.role == "admin"


class Locked(Exception):
    """Too many failures; this client cannot sign in under this name for a while."""


def add_account(database: Database, name: str, role: Role, password: str) -> None:
    """Create an account, or give an existing one a new password and role and end its sessions.

    Raises SettingError for a name or password that will not do.
    """
    if not NAME.fullmatch(name):
        raise SettingError(f"name {name!r}: write 1 to 40 of a-z, 0-9, dot, dash, underscore")
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise SettingError(f"the password must have {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters")
    if name in password.lower() or len(set(password)) < 5:
        raise SettingError(
            "the password is too easy: leave out the name, and use more than four characters"
        )
    hashed = _hasher.hash(password)
    with database.writing() as session:
        session.execute(delete(SessionRow).where(SessionRow.account == name))
        session.execute(delete(FailureRow).where(FailureRow.name == name))
        row = session.get(AccountRow, name)
        if row is None:
            session.add(AccountRow(name=name, role=role, password_hash=hashed, created_at=time.time()))
        else:
            row.role, row.password_hash, row.disabled = role, hashed, False
        note(session, "operator", "account set", name, role)


def disable_account(database: Database, name: str) -> None:
    """Nobody can sign in with it any more; raises SettingError where there is none."""
    with database.writing() as session:
        row = session.get(AccountRow, name)
        if row is None:
            raise SettingError(f"name {name!r}: there is no such account")
        row.disabled = True
        session.execute(delete(SessionRow).where(SessionRow.account == name))
        note(session, "operator", "account disabled", name)


def list_accounts(database: Database) -> list[tuple[str, str, bool]]:
    """(name, role, disabled) of every account."""
    with database.reading() as session:
        rows = session.scalars(select(AccountRow).order_by(AccountRow.name))
        return [(row.name, row.role, row.disabled) for row in rows]


def sign_in(
    database: Database, name: str, password: str, client: str = "", now: float | None = None
) -> str | None:
    """A new session's token, or None for a wrong name or password; raises Locked and StoreError.

    `client`: the address that it comes from. A name that does not exist takes as long and is locked like
    one that does, so that it tells nothing.
    """
    now = now or time.time()
    name, client = name.strip().lower()[:40], network_of(client)
    with database.writing() as session:
        if _is_locked(session, name, client, now):
            raise Locked
        # Counted before the password is looked at: many tries at once get no more of them.
        failure = FailureRow(name=name, client=client, at=now)
        session.add(failure)
        session.flush()
        failure_id = failure.id
        row = session.get(AccountRow, name)
        known, disabled = (row.password_hash, row.disabled) if row else (_nobodys(), True)
    if not _matches(known, password[:LONGEST_PASSWORD]) or disabled:
        with database.writing() as session:
            note(session, name if row else "unknown", "sign-in failed")
        return None
    token = secrets.token_urlsafe(32)
    with database.writing() as session:
        mine = (FailureRow.name == name, FailureRow.client == client, FailureRow.id <= failure_id)
        session.execute(delete(FailureRow).where(*mine))
        session.add(
            SessionRow(
                token_hash=_checksum(token),
                account=name,
                form_token=secrets.token_urlsafe(32),
                created_at=now,
                seen_at=now,
            )
        )
        note(session, name, "signed in")
    return token


def session_of(database: Database, token: str, now: float | None = None) -> SignedIn | None:
    """Who holds `token`, or None where it is unknown, idle for too long or too old."""
    now = now or time.time()
    key = _checksum(token)
    with database.reading() as session:
        row = session.get(SessionRow, key)
        account = session.get(AccountRow, row.account) if row else None
        if row is None or account is None or account.disabled:
            return None
        if now - row.seen_at > IDLE_S or now - row.created_at > LONGEST_SESSION_S:
            return None
        found = SignedIn(account.name, "admin" if account.role == "admin" else "reviewer", row.form_token)
        stale = now - row.seen_at > SEEN_EVERY_S
    if stale:
        # A page can be read while nothing can be written.
        with contextlib.suppress(StoreError), database.writing() as session:
            session.execute(update(SessionRow).where(SessionRow.token_hash == key).values(seen_at=now))
    return found


def sign_out(database: Database, token: str, name: str) -> None:
    """End one session."""
    with database.writing() as session:
        session.execute(delete(SessionRow).where(SessionRow.token_hash == _checksum(token)))
        note(session, name, "signed out")


def has_accounts(session: Session) -> bool:
    return session.scalar(select(AccountRow.name).limit(1)) is not None


def _is_locked(session: Session, name: str, client: str, now: float) -> bool:
    recent = FailureRow.at > now - LOCKED_S
    here, this = FailureRow.client == client, FailureRow.name == name
    bounds = (
        (MOST_FAILURES, (this, here)),
        (MOST_FROM_CLIENT, (here,)),
        (MOST_FROM_ANYWHERE, (this,)),
    )
    return any(
        (session.scalar(select(func.count()).select_from(FailureRow).where(recent, *one)) or 0) >= most
        for most, one in bounds
    )


def _matches(hashed: str, password: str) -> bool:
    try:
        return _hasher.verify(hashed, password)
    except (Argon2Error, InvalidHashError):
        return False


@cache
def _nobodys() -> str:
    """A hash that no password matches."""
    return _hasher.hash(secrets.token_urlsafe(32))


def _checksum(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
