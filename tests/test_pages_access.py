"""For everyone: axe-core on every state, the keyboard alone, a narrow screen, large text."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import OpenPage, ask, keep
from playwright.sync_api import Page, expect

# Findings in Gradio's own markup, which we cannot change, by axe's rule.
GRADIOS_OWN: dict[str, str] = {}
STATES = {
    "empty": None,
    "answered": "What are the side effects?",
    "referral": "can she skip the shot this month",
    "emergency": "he wont wake up",
}


def findings(page: Page) -> list[str]:
    """Serious and critical findings, each with its rule and where it is."""
    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return [
        f"{rule['id']}: {node['html'][:160]}"
        for rule in found
        if rule["impact"] in {"serious", "critical"} and rule["id"] not in GRADIOS_OWN
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_in_the_chat(open_page: OpenPage, state: str, scheme: str) -> None:
    page = open_page(color_scheme=scheme)
    if question := STATES[state]:
        ask(page, question)
        page.wait_for_timeout(400)
    if scheme == "dark":
        keep(page, f"{state}-dark")
    assert findings(page) == []
    if state == "answered":
        page.locator("#log .mark").first.click()
        page.wait_for_timeout(200)
        assert findings(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_article(open_page: OpenPage, scheme: str) -> None:
    assert findings(open_page("/article", color_scheme=scheme)) == []


def test_keyboard_alone_from_question_to_article_and_back(open_page: OpenPage) -> None:
    page = open_page()
    box = page.get_by_label("Your question")
    expect(box).to_be_focused()
    page.keyboard.type("Is it addictive?")
    page.keyboard.press("Enter")
    expect(page.locator("#log .turn")).to_have_count(1, timeout=20_000)
    mark = page.locator("#log .mark").first
    mark.focus()
    page.keyboard.press("Space")
    source = page.locator("[popover]:popover-open")
    expect(source).to_be_focused()
    page.keyboard.press("Tab")
    expect(source.locator("a.read")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.frame_locator("#reader iframe").locator("mark").first).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(page.locator("#reader")).to_be_hidden()
    expect(mark).to_be_focused()
    page.keyboard.press("Enter")
    expect(source).to_be_visible()
    page.keyboard.press("Escape")
    expect(source).to_be_hidden()
    expect(mark).to_be_focused()


def test_narrow_screen_and_large_text_need_no_sideways_scrolling(open_page: OpenPage) -> None:
    page = open_page(size="narrow")
    for question in (None, "What are the side effects?", "he wont wake up"):
        if question:
            ask(page, question, turn=page.locator("#log .turn").count() + 1)
        for _ in range(4):
            page.get_by_role("button", name="Larger text").click()
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    # 1280 pixels at 200 % are 640.
    page.set_viewport_size({"width": 640, "height": 450})
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_dark_can_be_chosen(open_page: OpenPage) -> None:
    page = open_page(color_scheme="light")
    before = page.evaluate("getComputedStyle(document.querySelector('.gradio-container')).backgroundColor")
    page.get_by_role("button", name="Dark").click()
    after = page.evaluate("getComputedStyle(document.querySelector('.gradio-container')).backgroundColor")
    assert before != after


def test_pages_have_language_title_and_our_own_icon(open_page: OpenPage) -> None:
    for path in ("/", "/article"):
        page = open_page(path)
        assert page.evaluate("document.documentElement.lang") == "en"
        assert "Naltrexone and heroin recovery" in page.title()
        assert page.locator("link[rel~='icon']").count() >= 1
