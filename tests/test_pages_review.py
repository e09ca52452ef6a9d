"""The staff pages in Chromium: from a family's question to what cannot go wrong again."""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from browsing import ask, keep
from playwright.sync_api import Browser, Page, expect
from staffed import Staffed
from test_pages_access import findings

from evals.dataset import load_samples
from ingest.settings import ROOT
from store.review import Filter, queue

OpenStaff = Callable[..., Page]
PAGES = {
    "queue": "/review?show=all",
    "turn": "/review/turns/{turn}",
    "again": "/review/turns/{turn}/again",
    "case": "/review/turns/{turn}/case",
    "emergency": "/review/turns/{emergency}",
    "approve": "/review/approved/new?turn={turn}",
    "approved": "/review/approved",
    "cases": "/review/cases",
    "passages": "/review/passages",
    "gaps": "/review/gaps",
    "figures": "/review/figures",
    "audit": "/review/audit",
    "refused": "/review/turns/nothing",
}


def family(browser: Browser, staffed: Staffed) -> Page:
    page = browser.new_context().new_page()
    page.goto(staffed.address)
    expect(page.get_by_label("Your question")).to_be_visible()
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_on_any_page(
    open_staff: OpenStaff, staffed: Staffed, name: str, scheme: str
) -> None:
    path = PAGES[name].format(
        turn=staffed.turns["What are the side effects?"], emergency=staffed.turns["he wont wake up"]
    )
    page = open_staff(path, scheme=scheme)
    if scheme == "light":
        keep(page, f"staff-{name}")
    assert findings(page) == []


def test_axe_finds_nothing_on_the_sign_in(open_staff: OpenStaff) -> None:
    page = open_staff("/review/sign-in", name="")
    assert findings(page) == []
    page.get_by_label("Name").fill("maria")
    page.get_by_label("Password").fill("wrong wrong wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("do not fit")


def test_family_is_told_asks_says_and_forgets(
    browser: Browser, staffed: Staffed, open_staff: OpenStaff
) -> None:
    page = family(browser, staffed)
    expect(page.locator("#kept")).to_contain_text("30 days")
    expect(page.locator("#kept")).to_contain_text("takes out names")
    ask(page, "my brother Osvaldo has wisdom teeth out friday, what about pain pills")
    page.get_by_role("button", name="No", exact=True).click()
    page.get_by_label("Anything else?").fill("Osvaldo needs an answer today")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#thanks")).to_have_text("Thank you.")
    ((turn,), _) = queue(staffed.database, Filter("all", words="wisdom"), "maria")
    assert (turn.question, turn.helpful, turn.comment) == (
        "my brother [name] has wisdom teeth out friday, what about pain pills",
        False,
        "[name] needs an answer today",
    )
    staff = open_staff("/review?show=thumbs-down")
    expect(staff.locator(".queue")).to_contain_text("wisdom teeth")
    ask(page, "and after surgery?", turn=2)
    page.get_by_role("button", name="Forget this conversation").click()
    expect(page.locator("#thanks")).to_have_text("What you asked here is deleted.")
    expect(page.locator("#log .turn")).to_have_count(0)
    assert queue(staffed.database, Filter("all", words="wisdom"), "maria")[1] == 0
    assert queue(staffed.database, Filter("all", words="after surgery"), "maria")[1] == 0


def test_keyboard_alone_from_queue_to_verdict(open_staff: OpenStaff) -> None:
    page = open_staff("/review?show=all")
    for key in ("j", "j", "k", "j"):
        page.keyboard.press(key)
    focused = page.locator("[data-row] .open:focus")
    second = page.locator("[data-row] .open").nth(1)
    assert focused.inner_text() == second.inner_text()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/turns/"))
    page.keyboard.press("2")
    page.keyboard.press("c")
    page.keyboard.type("says nothing of nausea")
    page.keyboard.press("Escape")
    page.keyboard.press("s")
    expect(page.get_by_role("button", name="Change my verdict")).to_be_visible()
    expect(page.get_by_label("incomplete")).to_be_checked()
    page.keyboard.press("q")
    page.wait_for_url(re.compile(r"/review\?show=all"))
    page.keyboard.press("/")
    expect(page.get_by_label("Words")).to_be_focused()


def test_second_reviewer_sees_the_first_verdict_only_after_their_own(
    open_staff: OpenStaff, staffed: Staffed
) -> None:
    path = f"/review/turns/{staffed.turns['my son Tyler asks: is it addictive']}"
    first = open_staff(path)
    first.get_by_label("unsafe").check()
    first.get_by_label("Comment").fill("too short")
    first.get_by_role("button", name="Save my verdict").click()
    second = open_staff(path, name="tom")
    side = second.get_by_role("complementary")
    expect(side).to_contain_text("1 colleague has judged this")
    expect(side).not_to_contain_text("too short")
    second.get_by_role("radio", name="right", exact=True).check()
    second.get_by_role("button", name="Save my verdict").click()
    expect(side).to_contain_text("maria: unsafe")
    figures = open_staff("/review/figures")
    expect(figures.locator("main")).to_contain_text("Krippendorff's alpha")


def test_turn_becomes_an_evaluation_case_that_is_run(
    open_staff: OpenStaff, staffed: Staffed, tmp_path: Path, real_index: Path
) -> None:
    page = open_staff(f"/review/turns/{staffed.turns['What are the side effects?']}/case")
    page.get_by_role("textbox", name="Fact 1", exact=True).fill("Nausea is named")
    patterns = page.get_by_label("Patterns, one on each line")
    patterns.first.fill("nausea(")
    page.get_by_role("button", name="Check and save").click()
    expect(page.get_by_role("alert")).to_contain_text("is broken")
    patterns.first.fill("nausea\nsick")
    page.get_by_role("button", name="Check and save").click()
    expect(page.locator(".queue")).to_contain_text("What are the side effects?")
    with page.expect_download() as download:
        page.get_by_role("link", name="Save as staff.jsonl").click()
    download.value.save_as(tmp_path / "staff.jsonl")
    (sample,) = load_samples([tmp_path / "staff.jsonl"])
    assert sample.facts[0].any == ("nausea", "sick")
    command = [sys.executable, "-m", "evals", "run", "--questions", str(tmp_path / "staff.jsonl")]
    more = ["--index", str(real_index), "--out", str(tmp_path / "run")]
    done = subprocess.run([*command, *more], cwd=ROOT, text=True, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    scores = (tmp_path / "run" / "scores.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["id"] for line in scores] == [sample.id]


def test_approved_answer_reaches_families_marked_and_not_an_emergency(
    open_staff: OpenStaff, browser: Browser, staffed: Staffed
) -> None:
    page = open_staff("/review/approved/new")
    page.get_by_label("Question that it answers").fill("can i give him a lift to the clinic")
    page.get_by_label("Sentence 1", exact=True).fill("Yes, a lift helps.")
    page.get_by_label("words behind sentence 1").fill("a lift always helps, says the article")
    page.get_by_role("button", name="Check the quotes").click()
    expect(page.get_by_role("alert")).to_contain_text("does not stand in the article")
    page.get_by_label("words behind sentence 1").fill("Naltrexone is an opioid antagonist")
    page.get_by_role("button", name="Check the quotes").click()
    expect(page.locator("article.approved")).to_contain_text("in use")
    chat = family(browser, staffed)
    ask(chat, "Can I give him a lift to the clinic?")
    expect(chat.locator("#log .credit")).to_contain_text("A person on our team wrote this answer")
    expect(chat.locator("#log .answer")).to_contain_text("Yes, a lift helps.")
    page.goto(f"{staffed.address}/review/approved/new")
    page.get_by_label("Question that it answers").fill("he wont wake up")
    page.get_by_label("Sentence 1", exact=True).fill("Let him sleep.")
    page.get_by_label("words behind sentence 1").fill("Naltrexone is an opioid antagonist")
    page.get_by_role("button", name="Check the quotes").click()
    expect(page.get_by_role("alert")).to_contain_text("would never be given")


def test_passage_is_switched_off_with_a_reason_and_on_again(
    open_staff: OpenStaff, browser: Browser, staffed: Staffed
) -> None:
    page = open_staff(f"/review/turns/{staffed.turns['can she skip the shot this month']}")
    page.locator(".quotes a").first.click()
    heading = page.get_by_role("heading", level=1).inner_text()
    page.get_by_label("Why switch it off?").fill("The text is being rewritten")
    page.get_by_role("button", name="Switch off").click()
    expect(page.get_by_role("heading", name="Switched off")).to_be_visible()
    page.goto(f"{staffed.address}/review/passages?off=1")
    expect(page.locator(".queue")).to_contain_text("The text is being rewritten")
    page.get_by_role("link", name=heading).first.click()
    page.get_by_role("button", name="Switch on again").click()
    expect(page.get_by_role("heading", name="In use")).to_be_visible()
    audit = open_staff("/review/audit")
    expect(audit.locator(".queue")).to_contain_text("The text is being rewritten")


def test_locked_database_is_told_to_staff_and_not_to_families(
    open_staff: OpenStaff, browser: Browser, staffed: Staffed
) -> None:
    page, chat = open_staff("/review?show=all"), family(browser, staffed)
    other = sqlite3.connect(str(staffed.database.url.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        ask(chat, "Is it safe for the liver?")
        expect(chat.locator("#log .answer")).to_contain_text("liver")
        chat.get_by_role("button", name="Yes", exact=True).click()
        expect(chat.locator("#thanks")).to_contain_text("could not be kept", timeout=15_000)
        page.reload()
        expect(page.get_by_role("alert")).to_contain_text("new questions are not being kept")
        keep(page, "staff-trouble")
        assert findings(page) == []
    finally:
        other.execute("ROLLBACK")
        other.close()
    for _ in range(60):
        page.reload()
        if page.locator(".queue").get_by_text("Is it safe for the liver?").count():
            break
        page.wait_for_timeout(200)
    expect(page.locator(".queue")).to_contain_text("Is it safe for the liver?")
    # The queue is read before the banner is made up: the row may come a page before the banner goes.
    page.reload()
    expect(page.get_by_role("alert")).to_have_count(0)


def test_what_a_family_typed_is_never_markup(
    open_staff: OpenStaff, browser: Browser, staffed: Staffed
) -> None:
    chat = family(browser, staffed)
    ask(chat, "<img src=x onerror=document.title='owned'> does it hurt?")
    page = open_staff("/review?show=all&words=hurt")
    expect(page.locator("[data-row]")).to_have_count(1)
    assert page.locator("main img").count() == 0
    page.locator("[data-row] .open").first.click()
    page.wait_for_url(re.compile("/turns/"))
    assert page.locator("main img").count() == 0
    assert page.title() != "owned"


def test_export_of_a_view_has_its_turns(open_staff: OpenStaff, staffed: Staffed) -> None:
    rows = staffed.client("tom").get("/review/export.jsonl?show=all&words=insurance").text.splitlines()
    assert [json.loads(row)["question"] for row in rows] == ["does insurance in texas pay for vivitrol"]
    assert "Tyler" not in staffed.client("tom").get("/review/export.csv?show=all").text
