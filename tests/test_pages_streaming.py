"""An answer that a chat model words, in Chromium: sentence by sentence, and said to be a model's."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import httpx
import pytest
import uvicorn
from browsing import ask, free_port
from chat_server import ChatServer
from fastapi import FastAPI
from playwright.sync_api import Browser, expect
from worded import LONG, SHORT_WAIT, Worded, true_reply

from answering.wording import load_wording
from pages.chat import mount_pages
from service.metrics import Metrics


@pytest.fixture
def page_with_model(worded: Worded) -> Iterator[str]:
    """The address of a page whose answers a model words."""
    port = free_port()
    app = mount_pages(FastAPI(), worded(timeout=20.0), load_wording(), Metrics())
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(timeout=10)


def test_sentences_come_one_by_one_and_the_page_says_who_worded_them(
    page_with_model: str, chat_server: ChatServer, browser: Browser
) -> None:
    chat_server.reply, chat_server.pause = true_reply, 0.25
    assert httpx.get(page_with_model).status_code == 200
    context = browser.new_context()
    page = context.new_page()
    page.goto(page_with_model)
    page.get_by_label("Your question").fill(LONG)
    page.get_by_label("Your question").press("Enter")
    part = page.locator("#log .turn[aria-busy]")
    expect(part).to_contain_text("7 to 10 days", timeout=20_000)
    assert "10 to 14 days" not in part.inner_text()
    answer = page.locator("#log .turn:not([aria-busy]) .answer")
    expect(answer).to_contain_text("10 to 14 days", timeout=20_000)
    expect(answer.locator(".worded")).to_have_text(load_wording().worded)
    answer.locator(".mark").first.click()
    expect(page.locator("[popover]:popover-open mark").first).to_have_text(SHORT_WAIT)
    context.close()


def test_page_says_nothing_of_a_model_that_did_not_word_the_answer(
    page_with_model: str, chat_server: ChatServer, browser: Browser
) -> None:
    chat_server.mode = "broken"
    context = browser.new_context()
    page = context.new_page()
    page.goto(page_with_model)
    ask(page, LONG)
    expect(page.locator("#log .answer .mark").first).to_be_visible()
    assert page.locator("#log .worded").count() == 0
    context.close()
