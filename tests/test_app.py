"""The page in a real browser: ask, read, see the highlighted passage, on a desk and on a phone."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import cast

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, expect, sync_playwright

from answering.answerer import Answerer
from answering.records import Answer, Turn
from answering.wording import load_wording
from ingest.settings import ROOT
from pages.chat import _respond, mount_chat

SCREENSHOTS = ROOT / "tests/screenshots"
CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SIZES = {"desk": (1280, 900), "phone": (390, 844)}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(port: int, index: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "app.py"],
        cwd=ROOT,
        env={**os.environ, "FAMILY_QA_PORT": str(port), "FAMILY_QA_INDEX": str(index)},
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


@pytest.fixture(scope="module")
def address(real_index: Path) -> Iterator[str]:
    """The address that the running app prints."""
    process = start(free_port(), real_index)
    assert process.stdout
    line = process.stdout.readline()
    found = re.search(r"http://\S+", line)
    if not found:
        process.kill()
        pytest.fail(f"the app did not start: {line}{process.communicate()[1]}")
    for _ in range(100):
        try:
            httpx.get(found.group(), timeout=5)
            break
        except httpx.TransportError:
            time.sleep(0.1)
    yield found.group()
    process.terminate()
    process.communicate(timeout=20)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        path = shutil.which("chromium")
        assert path, "no chromium; run tests/install_chromium"
        chromium = playwright.chromium.launch(executable_path=path, args=CHROMIUM)
        yield chromium
        chromium.close()


@pytest.fixture(params=SIZES)
def page(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Page]:
    width, height = SIZES[request.param]
    opened = browser.new_page(viewport={"width": width, "height": height})
    outside: list[str] = []
    opened.on("request", lambda r: outside.append(r.url) if leaves(r.url) else None)
    opened.goto(address)
    yield opened
    SCREENSHOTS.mkdir(exist_ok=True)
    opened.screenshot(path=SCREENSHOTS / f"{request.node.originalname}-{request.param}.png", full_page=True)
    opened.close()
    assert outside == []


def leaves(url: str) -> bool:
    return not re.match(r"(http://127\.0\.0\.1[:/]|data:|blob:)", url)


def ask(page: Page, question: str, turn: int = 1) -> None:
    page.get_by_label("Your question").fill(question)
    page.get_by_label("Your question").press("Enter")
    expect(page.locator("#chat .answer")).to_have_count(turn, timeout=20_000)


def test_family_asks_and_sees_the_answer_and_the_highlighted_passage(page: Page) -> None:
    expect(page.locator("#intro")).to_contain_text("not yet reviewed by a clinician")
    expect(page.locator("#examples button")).to_have_count(4)
    ask(page, "Is this replacing one drug with another?")
    expect(page.locator("#chat .answer")).to_contain_text("blocks opioid receptors")
    expect(page.locator("#sources mark").first).to_contain_text("replacing one drug with another")
    expect(page.locator("#sources .path").first).to_contain_text("Common worries and myths")
    page.locator("#chat a.mark").first.click()
    expect(page.locator("#source-1-1")).to_be_in_viewport()
    ask(page, "does it hurt his liver?", turn=2)
    expect(page.locator("#chat .answer").nth(1)).to_contain_text("liver")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_every_mark_leads_to_its_source(page: Page) -> None:
    ask(page, "What are the pros and cons of naltrexone compared with methadone?")
    targets = page.locator("#chat a.mark").evaluate_all("marks => marks.map(m => m.getAttribute('href'))")
    assert targets
    assert page.locator(", ".join(targets)).count() == len(set(targets))


def test_what_a_family_types_is_shown_as_characters(page: Page) -> None:
    ask(page, "<img src=x onerror=alert(1)> *is* it **safe**?")
    expect(page.locator("#chat .said")).to_have_text("<img src=x onerror=alert(1)> *is* it **safe**?")
    assert page.locator("#chat img[src=x]").count() == 0


def test_emergency_card_shows_numbered_steps(page: Page) -> None:
    ask(page, "he wont wake up")
    expect(page.locator("#chat .answer.emergency")).to_contain_text("Call 911 now")
    assert page.locator("#chat .answer.emergency ol li").count() >= 4
    assert page.locator("#chat .answer.emergency a[href='tel:911']").count() >= 2


def test_note_stands_apart_from_what_the_article_says_and_names_its_source(page: Page) -> None:
    ask(page, "How long does my son have to be clean before the shot?")
    notes = page.locator("#chat .answer .notes")
    expect(notes).to_contain_text("not from the article")
    expect(notes).to_contain_text("not a home plan")
    assert notes.locator("a.mark").count() == 0
    expect(notes.locator(".source").first).to_contain_text("SAMHSA")


def test_example_question_is_asked_with_one_click(page: Page) -> None:
    page.locator("#examples button").first.click()
    expect(page.locator("#chat .answer")).to_have_count(1, timeout=20_000)


def test_gradio_has_no_open_queue_analytics_or_history(address: str) -> None:
    config = httpx.get(f"{address}/config").json()
    assert config["analytics_enabled"] is False
    assert config["footer_links"] == []
    assert config["run_history"] is False
    assert all(dependency["api_visibility"] == "private" for dependency in config["dependencies"])
    assert httpx.get(f"{address}/monitoring").status_code in {403, 404}
    first = config["dependencies"][0]
    answer = httpx.post(f"{address}/gradio_api/run/{first['api_name']}", json={"data": ["x"]})
    assert answer.status_code >= 400


class FailingAnswerer:
    """Fails at every question."""

    def ask(self, message: str, history: list[Turn]) -> Answer:
        raise RuntimeError("the disk is gone")


def test_failure_gets_words_and_not_a_blank_page() -> None:
    respond = partial(_respond, cast(Answerer, FailingAnswerer()), load_wording())
    shown, _, turns, _, _ = respond("Is it safe?", [], "", [])
    assert "call <a href='tel:911'>911</a>" in shown[-1]["content"]
    assert len(turns) == 2


class MeetingAnswerer:
    """Answers only when two visitors are being answered at the same moment."""

    def __init__(self, answerer: Answerer) -> None:
        self.store = answerer.store
        self._ask = answerer.ask
        self._both = threading.Barrier(2, timeout=30)

    def ask(self, message: str, history: list[Turn]) -> Answer:
        self._both.wait()
        return self._ask(message, history)


def test_second_visitor_does_not_wait_for_the_first(browser: Browser, answerer: Answerer) -> None:
    app = mount_chat(FastAPI(), cast(Answerer, MeetingAnswerer(answerer)), load_wording())
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    pages = [browser.new_page() for _ in range(2)]
    for opened in pages:
        opened.goto(f"http://127.0.0.1:{port}")
        opened.get_by_label("Your question").fill("Is it addictive?")
    for opened in pages:
        opened.get_by_label("Your question").press("Enter")
    for opened in pages:
        expect(opened.locator("#chat .answer")).to_contain_text("not addictive", timeout=20_000)
        opened.close()
    server.should_exit = True
    thread.join(timeout=20)


def test_port_in_use_is_one_line_and_exit_code_2(real_index: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        process = start(taken.getsockname()[1], real_index)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 2
    assert re.fullmatch(r"port \d+ on 127.0.0.1 cannot be used .*; set FAMILY_QA_PORT to another\n", errors)
