"""The app with a store and two staff accounts, as it is served: fixtures for the staff pages' tests."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from browsing import SIZES, free_port, leaves, start, wait_until_served
from playwright.sync_api import Browser, Page, expect

from answering.answerer import Answerer
from store.accounts import add_account
from store.database import Database
from store.keeper import Keeper
from store.turns import NewTurn, new_id

PASSWORD = "correct horse battery"
ASKED = (
    "What are the side effects?",
    "my son Tyler asks: is it addictive",
    "can she skip the shot this month",
    "does insurance in texas pay for vivitrol",
    "he wont wake up",
)


@dataclass(frozen=True, slots=True)
class Staffed:
    """A running app, its database and some turns in it."""

    address: str
    database: Database
    turns: dict[str, str]
    """Question -> turn id."""

    def client(self, name: str = "") -> httpx.Client:
        """Signed in as `name`; nobody without one."""
        client = httpx.Client(base_url=self.address, timeout=20)
        if name:
            page = client.get("/review/sign-in")
            form = {"name": name, "password": PASSWORD, "form_token": form_token(page.text)}
            entered = client.post("/review/sign-in", data=form)
            assert (entered.status_code, entered.headers["location"]) == (303, "/review")
        return client


def form_token(page: str) -> str:
    found = re.search(r'name="form_token" value="([^"]+)"', page)
    assert found
    return found[1]


@pytest.fixture(scope="session")
def staffed(
    real_index: Path, answerer: Answerer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Staffed]:
    url = f"sqlite:///{tmp_path_factory.mktemp('staffed')}/answers.sqlite3"
    database = Database(url)
    add_account(database, "maria", "admin", PASSWORD)
    add_account(database, "tom", "reviewer", PASSWORD)
    keeper = Keeper(database, "redacted")
    turns = {question: NewTurn(question, answerer.ask(question), new_id()) for question in ASKED}
    for turn in turns.values():
        keeper.keep(turn).result(10)
    keeper.close()
    process = start(free_port(), real_index, FAMILY_QA_DATABASE_URL=url)
    address = wait_until_served(process)
    yield Staffed(address, database, {question: turn.id for question, turn in turns.items()})
    process.terminate()
    process.communicate(timeout=20)
    database.close()


@pytest.fixture
def open_staff(browser: Browser, staffed: Staffed) -> Iterator[Callable[..., Page]]:
    """open_staff(path, name="maria") -> a page, signed in; no page may ask another host for anything."""
    outside: list[str] = []
    contexts = []

    def _open(path: str = "/review", name: str = "maria", scheme: str = "light") -> Page:
        width, height = SIZES["desk"]
        context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda r: outside.append(r.url) if leaves(r.url) else None)
        if name:
            page.goto(f"{staffed.address}/review/sign-in")
            page.get_by_label("Name").fill(name)
            page.get_by_label("Password").fill(PASSWORD)
            page.get_by_role("button", name="Sign in").click()
            expect(page.get_by_role("heading", name="Queue")).to_be_visible()
        page.goto(f"{staffed.address}{path}")
        return page

    yield _open
    for context in contexts:
        context.close()
    assert outside == []
