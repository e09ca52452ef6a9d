"""The chat in Chromium: ask, read, open what a mark stands on, and be safe while doing it."""

from __future__ import annotations

import json
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from typing import cast

import pytest
import uvicorn
from browsing import OpenPage, ask, free_port, keep
from fastapi import FastAPI
from playwright.sync_api import Browser, expect

from answering.answerer import Answerer
from answering.records import Answer, Turn
from answering.wording import load_wording
from ingest.markdown import plain_text
from ingest.settings import ROOT
from pages.chat import mount_pages
from pages.links import cited_sentences
from service.metrics import Metrics

DEVELOPMENT = ROOT / "evals/questions/development.jsonl"
MANY = 50


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_family_asks_and_sees_answer_notes_and_sources(open_page: OpenPage, size: str) -> None:
    page = open_page(size=size)
    expect(page.locator("#intro")).to_contain_text("not yet reviewed by a clinician")
    expect(page.locator("#intro")).to_contain_text("not medical advice")
    assert page.locator("#worries h2").count() == 6
    keep(page, f"empty-{size}")
    ask(page, "Is this replacing one drug with another?")
    expect(page.locator("#log .answer")).to_contain_text("blocks opioid receptors")
    expect(page.locator("#log .sources")).to_contain_text("Common worries and myths")
    expect(page.locator("#status .status")).to_contain_text("blocks opioid receptors")
    expect(page.locator("#worries")).to_be_hidden()
    page.wait_for_timeout(300)
    keep(page, f"answer-{size}")
    page.locator("#log .mark").first.click()
    shown = page.locator("[popover]:popover-open")
    expect(shown.locator("mark").first).to_contain_text("replacing one drug with another")
    expect(shown.locator(".path")).to_contain_text("Common worries and myths")
    keep(page, f"source-{size}")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_notes_are_apart_from_the_article_and_name_their_source(open_page: OpenPage) -> None:
    page = open_page()
    ask(page, "How long does my son have to be clean before the shot?")
    notes = page.locator("#log .notes")
    expect(notes).to_contain_text("not from the article")
    assert notes.locator(".mark").count() == 0
    expect(notes.locator(".source-of").first).to_contain_text("SAMHSA")


def test_every_mark_of_many_answers_shows_the_words_it_stands_for(
    open_page: OpenPage, answerer: Answerer
) -> None:
    """In the popover and in the article: the very sentences that the answer's citation quotes."""
    page, reader = open_page(), open_page("/article")
    rows = [json.loads(line) for line in DEVELOPMENT.read_text(encoding="utf-8").splitlines()]
    questions = [row["question"] for row in rows if row["expect"] == "answer" and not row["history"]]
    clicked = 0
    for question in questions[:: len(questions) // MANY][:MANY]:
        # A chat of its own for each: a question must not lean on the one before.
        page.reload()
        answer = answerer.ask(question)
        ask(page, question)
        assert page.locator("#log .mark").count() >= len(answer.citations)
        for mark in page.locator("#log .mark").all():
            citation = answer.citations[int(mark.inner_text()) - 1]
            quoted = [plain_text(citation.passage.sentences[n].text) for n in cited_sentences(citation)]
            mark.click()
            source = page.locator("[popover]:popover-open")
            assert source.locator("mark").all_inner_texts() == quoted
            reader.goto(page.url.rstrip("/") + str(source.locator("a.read").get_attribute("href")))
            assert reader.locator("mark").all_inner_texts() == quoted
            expect(reader.locator("mark").first).to_be_in_viewport()
            source.get_by_role("button", name="Close").click()
            clicked += 1
    assert clicked >= MANY / 2


def test_reading_in_the_article_and_back_to_the_same_place(open_page: OpenPage) -> None:
    page = open_page(size="phone")
    ask(page, "What are the side effects?")
    page.wait_for_timeout(500)
    mark = page.locator("#log .mark").last
    mark.click()
    before = page.evaluate("window.scrollY")
    page.locator("[popover]:popover-open a.read").click()
    article = page.frame_locator("#reader iframe")
    expect(article.locator("mark").first).to_be_in_viewport()
    keep(page, "reading-phone")
    page.get_by_role("button", name="Back to the chat").click()
    expect(page.locator("#reader")).to_be_hidden()
    expect(mark).to_be_focused()
    assert page.evaluate("window.scrollY") == before


def test_what_a_family_types_is_shown_as_characters(open_page: OpenPage) -> None:
    page = open_page()
    ask(page, "<img src=x onerror=alert(1)> *is* it **safe** $1+1$?")
    expect(page.locator("#log .said")).to_have_text("<img src=x onerror=alert(1)> *is* it **safe** $1+1$?")
    assert page.locator("#log img").count() == 0


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_emergency_is_above_everything_and_stays(open_page: OpenPage, size: str) -> None:
    page = open_page(size=size)
    ask(page, "he wont wake up")
    card = page.locator("#urgent .card")
    expect(card).to_be_focused()
    expect(card).to_contain_text("Call 911 now")
    expect(card).to_be_in_viewport()
    assert card.get_attribute("role") == "alert"
    assert card.locator("ol li").count() >= 4
    assert card.locator("a[href='tel:911']").count() >= 2
    for part in ("#next", "#needed", "#worries"):
        expect(page.locator(part)).to_be_hidden()
    keep(page, f"emergency-{size}")
    ask(page, "what are the side effects of naltrexone", turn=2)
    expect(page.locator("#log .turn").nth(1)).to_contain_text("Nausea")
    page.wait_for_timeout(500)
    expect(card.locator(".first")).to_be_in_viewport()
    expect(card.locator("ol")).to_be_hidden()
    # The new question is read below the card, not behind it.
    asked, pinned = page.locator("#turn-2 .said").bounding_box(), card.bounding_box()
    assert asked
    assert pinned
    assert asked["y"] >= pinned["y"] + pinned["height"]
    # In the conversation it stands where it was said.
    expect(page.locator("#turn-1 .answer.emergency ol li").first).to_contain_text("911")


def test_referral_brings_questions_for_the_appointment(open_page: OpenPage) -> None:
    page = open_page(size="phone")
    ask(page, "should my daughter stop the shots after 8 months")
    taken = page.locator("#log .take")
    expect(taken).to_contain_text("Questions to take to the appointment")
    assert taken.locator("a").count() == 3
    taken.locator("a").first.click()
    expect(page.frame_locator("#reader iframe").locator("mark")).to_have_text(
        taken.locator("a").first.inner_text()
    )


def test_follow_up_chip_asks_what_the_article_answers(open_page: OpenPage) -> None:
    page = open_page()
    ask(page, "Is it addictive?")
    chip = page.locator("#next button").first
    question = chip.inner_text()
    chip.click()
    expect(page.locator("#turn-2 .said")).to_have_text(question, timeout=20_000)
    expect(page.locator("#turn-2 .answer.answer")).to_be_visible()


def test_example_is_asked_with_one_click(open_page: OpenPage) -> None:
    page = open_page()
    page.locator("#worries button").nth(3).click()
    expect(page.locator("#turn-1 .said")).to_have_text("Is it a tablet or a shot?", timeout=20_000)


def test_curated_link_opens_with_its_question_asked(open_page: OpenPage) -> None:
    page = open_page("/?ask=surgery")
    expect(page.locator("#turn-1 .said")).to_have_text(
        "What if he needs pain medicine for surgery?", timeout=20_000
    )
    page = open_page("/?ask=anything%20else")
    page.wait_for_timeout(1500)
    assert page.locator("#log .turn").count() == 0


def test_copy_print_clear_and_leave(open_page: OpenPage) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    ask(page, "Is it addictive?")
    page.get_by_role("button", name="Copy this answer").click()
    assert "not addictive" in page.evaluate("navigator.clipboard.readText()")
    page.evaluate("window.print = () => { window.printed = true; }")
    page.get_by_role("button", name="Print or save for the appointment").click()
    assert page.evaluate("window.printed")
    page.emulate_media(media="print")
    expect(page.locator("#log blockquote").first).to_be_visible()
    expect(page.get_by_label("Your question")).to_be_hidden()
    page.emulate_media(media="screen")
    page.get_by_role("button", name="Clear this chat").click()
    expect(page.locator("#log .turn")).to_have_count(0)
    expect(page.locator("#worries")).to_be_visible()
    for part in ("#next", "#needed", "#reasons", "#tools"):
        expect(page.locator(part)).to_be_hidden()
    ask(page, "Is it safe?")
    page.get_by_role("button", name="Leave now").click()
    page.wait_for_url("**/away")
    assert page.locator("body").inner_text() == ""
    assert page.title() == "New tab"
    page.go_back()
    assert page.locator("#log .turn").count() == 0


def test_thumb_and_reason_are_counted(open_page: OpenPage) -> None:
    page = open_page()
    ask(page, "Is it addictive?")
    page.locator("#needed").get_by_role("button", name="Yes").click()
    expect(page.locator("#thanks")).to_contain_text("Thank you. Only the choice is counted")
    ask(page, "What is Vivitrol?", turn=2)
    expect(page.locator("#thanks p")).to_have_count(0)
    page.locator("#needed").get_by_role("button", name="No", exact=True).click()
    page.get_by_label("It seems wrong").check()
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#thanks")).to_contain_text("Thank you.")
    figures = page.request.get(page.url + "metrics").text()
    counted = 'family_answers_feedback_total{helpful="%s",kind="answer",reason="%s"}'
    assert counted % ("true", "") in figures
    assert counted % ("false", "It seems wrong") in figures


def test_nothing_is_kept_in_the_browser(open_page: OpenPage) -> None:
    page = open_page()
    ask(page, "Does zebrawood hurt the liver?")
    kept = page.evaluate(
        "JSON.stringify([{...localStorage}, {...sessionStorage}]) + document.cookie + location.href"
    )
    assert "zebrawood" not in kept


class MeetingAnswerer:
    """Answers only when all visitors are being answered at the same moment."""

    def __init__(self, answerer: Answerer, visitors: int) -> None:
        self.store = answerer.store
        self.has_model = False
        self._ask = answerer.ask
        self._all = threading.Barrier(visitors, timeout=30)
        self._threads = ThreadPoolExecutor(visitors)

    def begin(self, message: str, history: tuple[Turn, ...], show: object = None) -> Future[Answer]:
        return self._threads.submit(self._when_all_are_there, message, history)

    def _when_all_are_there(self, message: str, history: tuple[Turn, ...]) -> Answer:
        self._all.wait()
        return self._ask(message, history)


def test_ten_visitors_at_once_get_each_their_own_answer(browser: Browser, answerer: Answerer) -> None:
    questions = [q for _, questions in load_wording().worries for q in questions.values()][:10]
    app = mount_pages(FastAPI(), cast(Answerer, MeetingAnswerer(answerer, 10)), load_wording(), Metrics())
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    pages = [browser.new_page() for _ in questions]
    for page, question in zip(pages, questions, strict=True):
        page.goto(f"http://127.0.0.1:{port}")
        page.get_by_label("Your question").fill(question)
    for page in pages:
        page.get_by_label("Your question").press("Enter")
    for page, question in zip(pages, questions, strict=True):
        expect(page.locator("#turn-1 .said")).to_have_text(question, timeout=20_000)
        said = answerer.ask(question).sentences[0].text
        expect(page.locator("#turn-1 .answer")).to_contain_text(said)
        page.close()
    server.should_exit = True
    thread.join(timeout=20)


def test_ten_tabs_of_one_browser_get_each_its_own_answer(open_page: OpenPage, answerer: Answerer) -> None:
    questions = [q for _, questions in load_wording().worries for q in questions.values()][:10]
    first = open_page()
    pages = [first, *(first.context.new_page() for _ in questions[1:])]
    for page, question in zip(pages, questions, strict=True):
        page.goto(first.url)
        page.get_by_label("Your question").fill(question)
    for page in pages:
        page.get_by_label("Your question").press("Enter")
    for page, question in zip(pages, questions, strict=True):
        expect(page.locator("#turn-1 .said")).to_have_text(question, timeout=20_000)
        expect(page.locator("#turn-1 .answer")).to_contain_text(answerer.ask(question).sentences[0].text)
