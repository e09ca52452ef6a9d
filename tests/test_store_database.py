"""The database as it is made and opened: migrations, the audit's lock, addresses that will not do."""

from __future__ import annotations

import stat
import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import delete, text, update

from ingest.errors import SettingError
from ingest.settings import ROOT
from store.audit import events, note
from store.database import Database, RowError, StoreError
from store.schema import AuditRow, Table


def test_migrations_make_the_tables_that_the_code_knows(database: Database) -> None:
    database.migrate()
    with database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Table.metadata) == []


def test_many_processes_may_start_at_once(database_url: str) -> None:
    several = [Database(database_url) for _ in range(4)]
    faults: list[Exception] = []

    def migrate(one: Database) -> None:
        try:
            one.migrate()
        except Exception as error:
            faults.append(error)

    threads = [threading.Thread(target=migrate, args=(one,)) for one in several]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    for one in several:
        one.close()


def test_audit_cannot_be_changed_or_deleted(database: Database) -> None:
    with database.writing() as session:
        note(session, "maria", "signed in")
    for statement in (delete(AuditRow), update(AuditRow).values(account="tom")):
        with pytest.raises(StoreError), database.writing() as session:
            session.execute(statement)
    ((_, event),) = events(database)
    assert (event.account, event.action) == ("maria", "signed in")


def test_sqlite_file_is_for_its_owner_alone(sqlite: Database) -> None:
    sqlite.migrate()
    path = Path(str(sqlite.url.database))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_relative_sqlite_path_starts_at_the_program() -> None:
    assert Database("sqlite:///.store/x.sqlite3").url.database == str(ROOT / ".store/x.sqlite3")


@pytest.mark.parametrize("address", ["nonsense", "sqlite://", "mysql://u:secret@host/x", "postgresql:/x y"])
def test_bad_address_is_one_line_without_the_password(address: str) -> None:
    with pytest.raises(SettingError, match="FAMILY_QA_DATABASE_URL") as caught:
        Database(address)
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_error_never_repeats_what_a_family_wrote(database: Database) -> None:
    with pytest.raises(RowError) as caught, database.writing() as session:
        session.execute(text("INSERT INTO turns (id, question) VALUES ('b', 'zebrawood')"))
    assert "zebrawood" not in str(caught.value)
    assert caught.value.__cause__ is None
