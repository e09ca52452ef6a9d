"""A real browser on the real page: fixtures for every test that looks at it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from bench.server import free_port
from ingest.settings import ROOT

# `make screenshots` renews those that README shows; every other run leaves the repository as it was.
SCREENSHOTS = ROOT / os.environ.get("SCREENSHOTS", "tests/screenshots")
CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SIZES = {"desk": (1280, 900), "phone": (390, 844), "narrow": (320, 640)}

OpenPage = Callable[..., Page]


def start(port: int, index: Path, **environment: str) -> subprocess.Popen[str]:
    """The app as `make chat` starts it; without `environment` no store of this checkout is opened."""
    own = {
        "FAMILY_QA_PORT": str(port),
        "FAMILY_QA_INDEX": str(index),
        "FAMILY_QA_DATABASE_URL": f"sqlite:///{index}/no-store.sqlite3",
    }
    return subprocess.Popen(
        [sys.executable, "app.py"],
        cwd=ROOT,
        env={**os.environ, **own, **environment},
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def wait_until_served(process: subprocess.Popen[str]) -> str:
    """The address that a started app prints, once it answers there."""
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
    return found.group()


@pytest.fixture(scope="session")
def address(real_index: Path) -> Iterator[str]:
    """The address that the running app prints."""
    process = start(free_port(), real_index)
    yield wait_until_served(process)
    process.terminate()
    process.communicate(timeout=20)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        path = shutil.which("chromium")
        assert path, "no chromium; run tests/install_chromium"
        chromium = playwright.chromium.launch(executable_path=path, args=CHROMIUM)
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser: Browser, address: str) -> Iterator[OpenPage]:
    """open_page(path, size=..., **context) -> a page; no page may ask another host for anything."""
    outside: list[str] = []
    contexts = []

    def _open(path: str = "/", size: str = "desk", **options: Any) -> Page:
        width, height = SIZES[size]
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda r: outside.append(r.url) if leaves(r.url) else None)
        page.goto(f"{address}{path}")
        if path.startswith("/?") or path == "/":
            expect(page.get_by_label("Your question")).to_be_visible()
        return page

    yield _open
    for context in contexts:
        context.close()
    assert outside == []


def leaves(url: str) -> bool:
    return not re.match(r"(http://127\.0\.0\.1[:/]|data:|blob:|about:)", url)


def ask(page: Page, question: str, turn: int = 1) -> None:
    """Types a question, presses Enter, and waits for the answer."""
    page.get_by_label("Your question").fill(question)
    page.get_by_label("Your question").press("Enter")
    expect(page.locator("#log .turn")).to_have_count(turn, timeout=20_000)


def keep(page: Page, name: str) -> None:
    """A picture of the page as it is."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png")
