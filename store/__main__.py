"""Command line of the store: staff accounts, evaluation cases, and deleting what is old."""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path

from ingest.errors import OperatorError, SettingError
from ingest.settings import load_settings
from store.accounts import ROLES, add_account, disable_account, list_accounts
from store.cases import as_jsonl, lines_of, write
from store.database import Database
from store.retention import purge
from store.verdicts import agreed


def main(argv: list[str] | None = None) -> int:
    """2 when the operator must mend something."""
    arguments = _parser().parse_args(argv)
    try:
        settings = load_settings()
        database = Database(settings.database_url)
        if arguments.command == "add-user":
            add_account(database, arguments.name, arguments.role, _password())
            print(f"{arguments.name} can sign in at /review as {arguments.role}; restart the app once")
        elif arguments.command == "disable-user":
            disable_account(database, arguments.name)
            print(f"{arguments.name} can no longer sign in")
        elif arguments.command == "users":
            for name, role, disabled in list_accounts(database):
                print(f"{name}  {role}{'  disabled' if disabled else ''}")
        elif arguments.command == "cases":
            count = write(as_jsonl(database), arguments.out)
            print(f"wrote {count} evaluation cases to {arguments.out}")
        elif arguments.command == "verdicts":
            count = write(lines_of(agreed(database)), arguments.out)
            print(f"wrote the verdicts on {count} answers to {arguments.out}")
        else:
            deleted = purge(database, settings.retention_days)
            print(f"deleted {deleted} turns older than {settings.retention_days} days")
    except OperatorError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m store", description="Look after what is kept.")
    commands = parser.add_subparsers(dest="command", required=True)
    add = commands.add_parser("add-user", help="create a staff account, or give one a new password")
    add.add_argument("name")
    add.add_argument("--role", choices=ROLES, default="reviewer")
    commands.add_parser("disable-user", help="end an account").add_argument("name")
    commands.add_parser("users", help="list the accounts")
    cases = commands.add_parser("cases", help="write the evaluation cases for python -m evals")
    cases.add_argument("--out", metavar="FILE", type=Path, required=True)
    verdicts = commands.add_parser("verdicts", help="write staff's verdicts for evals run --human")
    verdicts.add_argument("--out", metavar="FILE", type=Path, required=True)
    commands.add_parser("purge", help="delete what is older than FAMILY_QA_RETENTION_DAYS now")
    return parser


def _password() -> str:
    """Typed twice at a terminal, or one line of standard input; never an argument, which others see."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass.getpass("Password: ")
    if getpass.getpass("Again: ") != password:
        raise SettingError("the two passwords differ; try again")
    return password


if __name__ == "__main__":
    sys.exit(main())
