"""While an answer is looked for, and where none comes: nobody is left alone with a silent page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from browsing import OpenPage, ask
from playwright.sync_api import Page, Route, expect

ASKED = "**/gradio_api/run/**"
ALWAYS = 1000
ENDS_ABOVE_THE_BOX = """words => words.getBoundingClientRect().bottom
  <= document.querySelector("#question").getBoundingClientRect().top"""
ON_TOP = """box => {
  const at = box.getBoundingClientRect();
  return document.elementFromPoint(at.x + 9, at.y + 9) === box;
}"""


def ask_without_answer(page: Page, question: str) -> None:
    """Ask a server that never answers."""
    page.route("**/gradio_api/**", lambda route: None)
    box = page.get_by_label("Your question")
    box.fill(question)
    box.press("Enter")


def lose(route: Route) -> None:
    """As where there is no network."""
    route.abort("internetdisconnected")


def refuse(route: Route) -> None:
    """As nginx does for a process that is gone."""
    route.fulfill(status=502, body="Bad Gateway")


def fail(page: Page, times: int, fault: Callable[[Route], None]) -> list[Route]:
    """The first so many requests of the page's events meet with `fault`; all that come are in the list."""
    come: list[Route] = []

    def meet(route: Route) -> None:
        come.append(route)
        if len(come) > times:
            route.continue_()
        else:
            fault(route)

    page.route(ASKED, meet)
    return come


def test_question_is_in_view_while_its_answer_is_looked_for(open_page: OpenPage) -> None:
    page = open_page(size="phone")
    ask_without_answer(page, "will he <b>ever</b> be well")
    waiting = page.locator("#waiting")
    expect(waiting.locator(".said")).to_have_text("will he <b>ever</b> be well")
    expect(waiting.locator(".looking")).to_be_in_viewport()
    expect(waiting.locator(".trouble")).to_be_hidden()


def test_server_that_is_gone_leaves_the_number_to_call(open_page: OpenPage) -> None:
    page = open_page(size="phone")
    page.route("**/healthz", lambda route: route.abort())
    ask_without_answer(page, "he wont wake up")
    trouble = page.locator("#waiting .trouble")
    expect(trouble).to_be_in_viewport(timeout=6000)
    expect(trouble).to_contain_text("If someone is in danger, call 911 now.")
    assert trouble.locator("a[href='tel:911']").count() == 1
    assert trouble.get_attribute("role") == "alert"


def test_network_that_is_lost_for_a_moment_takes_neither_the_question_nor_the_chat(
    open_page: OpenPage,
) -> None:
    page = open_page(size="phone")
    ask(page, "he wont wake up")
    lost = fail(page, 2, lose)
    ask(page, "is it addictive", 2)
    assert len(lost) == 3
    expect(page.locator("#urgent .card .first")).to_be_in_viewport()
    expect(page.locator("#turn-1")).to_be_attached()


def test_network_that_stays_away_leaves_the_chat_the_question_and_the_number_to_call(
    open_page: OpenPage,
) -> None:
    page = open_page(size="phone")
    ask(page, "is it addictive")
    page.route("**/healthz", lose)
    fail(page, ALWAYS, lose)
    box = page.get_by_label("Your question")
    box.fill("he took something")
    box.press("Enter")
    # Longer than it is sent again, and than Gradio waits before it loads the page once more.
    page.wait_for_timeout(15_000)
    trouble = page.locator("#waiting .trouble")
    expect(trouble).to_contain_text("If someone is in danger, call 911 now.")
    assert trouble.evaluate(ENDS_ABOVE_THE_BOX)
    expect(page.locator("#turn-1")).to_be_attached()
    expect(box).to_have_value("he took something")
    page.unroute(ASKED)
    box.press("Enter")
    expect(page.locator("#turn-2 .answer")).to_be_visible(timeout=10_000)
    expect(page.locator("#waiting")).to_be_hidden()


def test_server_that_refuses_for_a_moment_is_asked_again(open_page: OpenPage) -> None:
    page = open_page(size="phone")
    refused = fail(page, 1, refuse)
    ask(page, "is it addictive")
    assert len(refused) == 2


def test_where_turns_are_kept_nothing_is_sent_twice_and_a_refusal_is_said_at_once(
    open_page: OpenPage,
) -> None:
    page = open_page(size="phone")
    page.evaluate("document.querySelector('#kept').dataset.turns = ''")
    refused = fail(page, ALWAYS, refuse)
    box = page.get_by_label("Your question")
    box.fill("he took something")
    box.press("Enter")
    expect(page.locator("#waiting .trouble")).to_contain_text("call 911 now", timeout=1500)
    page.wait_for_timeout(1000)
    assert len(refused) == 1
    expect(box).to_have_value("he took something")


def test_thumb_that_did_not_arrive_is_not_thanked_for(open_page: OpenPage) -> None:
    page = open_page()
    ask(page, "is it addictive")
    fail(page, ALWAYS, refuse)
    page.get_by_role("button", name="Yes", exact=True).click()
    expect(page.locator("#thanks")).to_contain_text("That did not reach us.")
    expect(page.locator("#waiting")).to_be_hidden()


def test_what_was_waited_for_stands_once(open_page: OpenPage) -> None:
    page = open_page()
    ask(page, "Is it addictive?")
    expect(page.locator("#waiting")).to_be_hidden()
    expect(page.locator(".said:visible")).to_have_count(1)


@pytest.mark.parametrize("size", ["phone", "narrow", "desk"])
def test_open_emergency_card_does_not_cover_the_box(open_page: OpenPage, size: str) -> None:
    page = open_page(size=size)
    ask(page, "he wont wake up")
    box = page.get_by_label("Your question")
    assert box.evaluate(ON_TOP)
    expect(page.locator("#urgent .card .heard")).to_have_text("he wont wake up")


def test_article_read_over_the_chat_leaves_nothing_to_go_back_to(open_page: OpenPage) -> None:
    page = open_page()
    before = page.evaluate("history.length")
    page.get_by_role("link", name="Read the whole article").click()
    frame = page.frame_locator("#reader iframe")
    expect(frame.locator("h1")).to_be_visible()
    expect(frame.locator(".back").first).to_be_hidden()
    page.get_by_role("button", name="Back to the chat").click()
    expect(page.locator("#reader")).to_be_hidden()
    assert page.evaluate("history.length") == before


def test_empty_chat_is_seen_from_its_top_and_takes_what_is_typed(open_page: OpenPage) -> None:
    page = open_page(size="phone")
    ask(page, "Is it addictive?")
    page.get_by_role("button", name="Clear this chat").click()
    expect(page.get_by_label("Your question")).to_be_focused()
    assert page.evaluate("scrollY") == 0


def test_chat_that_could_not_be_deleted_stays_where_it_is_read(open_page: OpenPage) -> None:
    page = open_page(size="phone")
    ask(page, "Is it addictive?")
    page.wait_for_timeout(500)
    page.evaluate("window.scrollTo(0, 200)")
    page.evaluate("familyAnswers.cleared()")
    assert page.evaluate("scrollY") == 200


def test_dark_is_told_where_the_system_chose_it(open_page: OpenPage) -> None:
    page = open_page()
    dark = page.get_by_role("button", name="Dark")
    expect(dark).to_have_attribute("aria-pressed", "false")
    page.evaluate("document.body.classList.add('dark')")
    expect(dark).to_have_attribute("aria-pressed", "true")


def test_on_paper_the_marks_stay_and_the_form_does_not(open_page: OpenPage) -> None:
    page = open_page()
    ask(page, "what can we do at home to support him")
    page.get_by_role("button", name="No", exact=True).click()
    page.emulate_media(media="print")
    expect(page.locator(".mark").first).to_be_visible()
    for part in ("#needed", "#reasons", "#thanks", "#waiting"):
        expect(page.locator(part)).to_be_hidden()
    assert "\n" in page.locator("#log blockquote").first.inner_text()


def test_no_reason_is_chosen_for_anybody(open_page: OpenPage) -> None:
    page = open_page()
    ask(page, "Is it addictive?")
    page.get_by_role("button", name="No", exact=True).click()
    expect(page.locator("#reasons input[type=radio]:checked")).to_have_count(0)
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#thanks")).to_contain_text("Thank you.")
    assert 'reason="Something else"' in page.request.get(page.url + "metrics").text()
