"""Staff accounts: what is refused, how long a session lasts, and when nobody gets in."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable

import pytest
from sqlalchemy import select

from ingest.errors import SettingError
from ingest.network import network_of
from ingest.settings import ROOT
from store.accounts import (
    IDLE_S,
    LOCKED_S,
    LONGEST_SESSION_S,
    MOST_FAILURES,
    MOST_FROM_ANYWHERE,
    MOST_FROM_CLIENT,
    Locked,
    add_account,
    disable_account,
    list_accounts,
    session_of,
    sign_in,
    sign_out,
)
from store.audit import events
from store.database import Database
from store.schema import AccountRow, FailureRow, SessionRow

PASSWORD, WRONG = "correct horse battery", "wrong horse battery"
HERE = "198.51.100.7"


@pytest.fixture
def staffed(database: Database) -> Database:
    add_account(database, "maria", "admin", PASSWORD)
    return database


def test_right_password_opens_a_session_and_wrong_ones_do_not(staffed: Database) -> None:
    assert sign_in(staffed, "maria", "wrong horse battery") is None
    assert sign_in(staffed, "nobody", PASSWORD) is None
    token = sign_in(staffed, " Maria ", PASSWORD)
    assert token is not None
    who = session_of(staffed, token)
    assert who is not None
    assert (who.name, who.role, who.is_admin) == ("maria", "admin", True)
    assert session_of(staffed, token + "x") is None
    sign_out(staffed, token, "maria")
    assert session_of(staffed, token) is None


def test_neither_password_nor_token_is_stored(staffed: Database) -> None:
    token = sign_in(staffed, "maria", PASSWORD)
    with staffed.reading() as session:
        hashed = session.scalar(select(AccountRow.password_hash))
        stored = session.scalar(select(SessionRow.token_hash))
    assert hashed is not None
    assert hashed.startswith("$argon2id$")
    assert stored != token


def test_session_ends_when_idle_or_old(staffed: Database) -> None:
    now = time.time()
    token = sign_in(staffed, "maria", PASSWORD, now=now)
    assert token is not None
    assert session_of(staffed, token, now + IDLE_S - 1) is not None
    # That look counted as a sign of life.
    assert session_of(staffed, token, now + 2 * IDLE_S - 2) is not None
    assert session_of(staffed, token, now + 4 * IDLE_S) is None
    for hour in range(1, 12):
        session_of(staffed, token, now + hour * 1700)
    assert session_of(staffed, token, now + LONGEST_SESSION_S + 1) is None


@pytest.mark.parametrize("name", ["maria", "nobody"])
def test_repeated_failures_lock_a_name_that_exists_or_not(staffed: Database, name: str) -> None:
    now = time.time()
    for _ in range(MOST_FAILURES):
        assert sign_in(staffed, name, WRONG, HERE, now) is None
    with pytest.raises(Locked):
        sign_in(staffed, name, PASSWORD, HERE, now + 1)
    later = sign_in(staffed, name, PASSWORD, HERE, now + LOCKED_S + 1)
    assert (later is not None) == (name == "maria")


def test_someone_elsewhere_who_knows_the_name_locks_nobody_out(staffed: Database) -> None:
    for _ in range(MOST_FAILURES):
        assert sign_in(staffed, "maria", WRONG, "203.0.113.9") is None
    with pytest.raises(Locked):
        sign_in(staffed, "maria", WRONG, "203.0.113.9")
    assert sign_in(staffed, "maria", PASSWORD, HERE) is not None
    # Her own sign-in gives the other no new tries.
    with pytest.raises(Locked):
        sign_in(staffed, "maria", WRONG, "203.0.113.9")


@pytest.mark.parametrize(
    ("bound", "tried"),
    [
        (MOST_FROM_CLIENT, lambda n: (f"name{n}", HERE)),
        (MOST_FROM_ANYWHERE, lambda n: ("maria", f"203.0.113.{n}")),
    ],
    ids=["one client, many names", "one name, many clients"],
)
def test_tries_are_bounded_however_they_are_spread(
    staffed: Database, bound: int, tried: Callable[[int], tuple[str, str]]
) -> None:
    now = time.time()
    with staffed.writing() as session:
        for n in range(bound):
            name, client = tried(n)
            session.add(FailureRow(name=name, client=client, at=now))
    with pytest.raises(Locked):
        sign_in(staffed, *arguments(tried(bound)), now=now)


def arguments(tried: tuple[str, str]) -> tuple[str, str, str]:
    return tried[0], PASSWORD, tried[1]


@pytest.mark.parametrize(
    ("client", "network"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", "testclient"),
    ],
)
def test_a_client_is_an_address_or_its_network(client: str, network: str) -> None:
    assert network_of(client) == network


def test_new_password_ends_sessions_and_the_lock(staffed: Database) -> None:
    token = sign_in(staffed, "maria", PASSWORD)
    for _ in range(MOST_FAILURES):
        sign_in(staffed, "maria", "wrong horse battery")
    add_account(staffed, "maria", "reviewer", "another long one")
    assert token is not None
    assert session_of(staffed, token) is None
    assert sign_in(staffed, "maria", "another long one") is not None
    assert list_accounts(staffed) == [("maria", "reviewer", False)]


def test_disabled_account_is_out_at_once(staffed: Database) -> None:
    token = sign_in(staffed, "maria", PASSWORD)
    disable_account(staffed, "maria")
    assert token is not None
    assert session_of(staffed, token) is None
    assert sign_in(staffed, "maria", PASSWORD) is None
    with pytest.raises(SettingError, match="no such account"):
        disable_account(staffed, "tom")


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("Maria Lopez", PASSWORD),
        ("maria", "short"),
        ("maria", "maria maria maria"),
        ("maria", "aaaaaaaaaaaaaaaa"),
    ],
)
def test_bad_name_or_easy_password_is_refused(sqlite: Database, name: str, password: str) -> None:
    with pytest.raises(SettingError):
        add_account(sqlite, name, "reviewer", password)


def test_who_signed_in_and_who_failed_is_in_the_audit(staffed: Database) -> None:
    sign_in(staffed, "maria", PASSWORD)
    sign_in(staffed, "a-password-typed-as-name", PASSWORD)
    said = [(event.account, event.action) for _, event in events(staffed)]
    assert said == [("unknown", "sign-in failed"), ("maria", "signed in"), ("operator", "account set")]


def test_add_user_reads_the_password_from_standard_input(database_url: str) -> None:
    command = [sys.executable, "-m", "store", "add-user", "tom", "--role", "reviewer"]
    environment = {"FAMILY_QA_DATABASE_URL": database_url, "PATH": "/usr/bin:/bin"}
    for password, status in (("too short\n", 2), (f"{PASSWORD}\n", 0)):
        done = subprocess.run(
            command, input=password, cwd=ROOT, env=environment, text=True, capture_output=True, check=False
        )
        assert done.returncode == status
        assert password.strip() not in done.stdout + done.stderr
        assert "Traceback" not in done.stderr
    opened = Database(database_url)
    assert list_accounts(opened) == [("tom", "reviewer", False)]
    opened.close()
