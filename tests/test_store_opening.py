"""When something is kept and when nothing is: by the setting, and by whether there is a staff account."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from browsing import free_port
from staffed import PASSWORD, Staffed

from answering.answerer import Answerer
from answering.editorial import UNEDITED
from answering.records import Answer, AnswerSentence, Kind
from ingest.settings import Settings
from store.accounts import add_account
from store.database import Database
from store.keeper import Keeper
from store.opening import open_store
from store.retention import DAY_S, Retention
from store.review import Filter, queue
from store.turns import NewTurn, new_id


@pytest.fixture(autouse=True)
def _nothing_edited(answerer: Answerer) -> Iterator[None]:
    yield
    answerer.editorial = UNEDITED


@pytest.mark.parametrize(
    ("setting", "has_account", "mode"),
    [
        ("auto", False, None),
        ("auto", True, "redacted"),
        ("off", False, None),
        ("off", True, "off"),
        ("redacted", False, "redacted"),
        ("feedback-only", True, "feedback-only"),
    ],
)
def test_mode_follows_setting_and_accounts(
    tmp_path: Path, answerer: Answerer, setting: str, has_account: bool, mode: str | None
) -> None:
    url = f"sqlite:///{tmp_path}/answers.sqlite3"
    if has_account:
        add_account(Database(url), "maria", "admin", PASSWORD)
    store = open_store(Settings(store=setting, database_url=url), answerer)
    assert (store.keeper.mode if store else None) == mode
    if store:
        store.close()
    # Looking whether there is one makes none.
    assert (tmp_path / "answers.sqlite3").exists() == (mode is not None)


def test_database_that_is_away_at_the_start_stops_nobody(answerer: Answerer) -> None:
    url = f"postgresql://nobody@127.0.0.1:{free_port()}/none"
    store = open_store(Settings(database_url=url), answerer)
    assert store is not None
    assert (store.keeper.mode, store.keeper.keeps_words) == ("off", False)
    assert answerer.ask("Is it addictive?").kind is Kind.ANSWER
    store.close()


def test_retention_runs_by_itself(sqlite: Database) -> None:
    keeper = Keeper(sqlite, "redacted")
    answer = Answer(Kind.ABSTAIN, (AnswerSentence("No."),))
    for days in (1, 8):
        keeper.keep(NewTurn(f"{days} days", answer, new_id(), at=time.time() - days * DAY_S)).result(10)
    job = Retention(sqlite, 7)
    for _ in range(100):
        if queue(sqlite, Filter("all"), "maria")[1] == 1:
            break
        time.sleep(0.05)
    job.stop()
    keeper.close()
    assert [turn.question for turn in queue(sqlite, Filter("all"), "maria")[0]] == ["1 days"]


def test_without_an_account_there_are_no_staff_pages(address: str) -> None:
    assert httpx.get(f"{address}/review").status_code == 404
    assert "We keep nothing that you type" in httpx.get(f"{address}/config").text


def test_with_one_families_are_told_what_is_kept(staffed: Staffed) -> None:
    assert "We keep what you ask for 30 days" in httpx.get(f"{staffed.address}/config").text
