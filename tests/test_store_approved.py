"""Approved answers and passages that are switched off, through the real answerer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from answering.answerer import Answerer
from answering.editorial import UNEDITED
from answering.records import Kind, Turn
from answering.wording import load_wording
from ingest.records import Passage
from store.approved import ApprovalError, Draft, Line, approve, approved_answers, bind, standing, withdraw
from store.board import Board
from store.database import Database
from store.switches import switch_off, switch_on

QUESTION = "Is it addictive?"


@pytest.fixture
def board(sqlite: Database, answerer: Answerer) -> Iterator[Board]:
    """What staff decided, before the answerer of this session; taken away again at the end."""
    made = Board(sqlite, answerer)
    answerer.editorial = made
    yield made
    answerer.editorial = UNEDITED
    made.stop()


@pytest.fixture
def passage(answerer: Answerer) -> Passage:
    return answerer.ask(QUESTION).citations[0].passage


def approved(sqlite: Database, answerer: Answerer, board: Board, question: str, line: Line) -> str:
    made = approve(sqlite, answerer.store, board.switched_off(), "maria", question, [line])
    board.refresh()
    return made


def test_approved_answer_is_given_for_its_question_and_close_variants(
    sqlite: Database, answerer: Answerer, board: Board, passage: Passage
) -> None:
    quote = passage.sentences[0].text
    approved(sqlite, answerer, board, QUESTION, Line("No, it is not.", quote))
    for asked in (QUESTION, "is it addictive", "IS IT ADDICTIVE??"):
        answer = answerer.ask(asked)
        assert [sentence.text for sentence in answer.sentences] == ["No, it is not."]
        assert answer.credit == load_wording().say("approved")[0].text
        assert answer.text.startswith(answer.credit)
        assert answer.approved_id
        (citation,) = answer.citations
        assert " ".join(quote.split()) in " ".join(citation.quote.split())
    assert answerer.ask("What are the side effects?").credit == ""


def test_in_a_conversation_an_approved_answer_is_found_by_what_is_asked_alone(
    sqlite: Database, answerer: Answerer, board: Board, passage: Passage
) -> None:
    quote = passage.sentences[0].text
    approved(sqlite, answerer, board, "Is naltrexone addictive?", Line("No, it is not.", quote))
    before = [Turn("user", "How often is the shot given?"), Turn("assistant", "Once a month.")]
    assert answerer.ask("Is naltrexone addictive at all?", before).approved_id
    assert not answerer.ask("and the tablets?", before).approved_id


def test_approved_answer_never_overrides_triage(
    sqlite: Database, answerer: Answerer, board: Board, passage: Passage
) -> None:
    line = Line("All is well.", passage.sentences[0].text)
    for asked, kind in (
        ("he wont wake up", Kind.EMERGENCY),
        ("can she skip the shot this month", Kind.REFERRAL),
    ):
        approved(sqlite, answerer, board, asked, line)
        answer = answerer.ask(asked)
        assert answer.kind is kind
        assert "All is well." not in answer.text
        assert answer.credit == ""


def test_withdrawn_answer_is_given_no_more(
    sqlite: Database, answerer: Answerer, board: Board, passage: Passage
) -> None:
    made = approved(sqlite, answerer, board, QUESTION, Line("No.", passage.sentences[0].text))
    withdraw(sqlite, "maria", made)
    board.refresh()
    assert answerer.ask(QUESTION).credit == ""
    assert approved_answers(sqlite) == []


def test_answer_expires_when_a_passage_that_it_cites_changes(
    sqlite: Database, answerer: Answerer, board: Board, passage: Passage
) -> None:
    made = approved(sqlite, answerer, board, QUESTION, Line("No.", passage.sentences[0].text))
    (draft,) = approved_answers(sqlite)
    assert (draft.id, standing(draft, answerer.store, ())) == (made, "")
    # A passage's id has the checksum of its text: another text is another id.
    changed = replace(draft, lines=(replace(draft.lines[0], passage_id=f"{passage.id}0"),))
    assert "has changed" in standing(changed, answerer.store, ())
    switch_off(sqlite, "maria", passage.id, "out of date")
    board.refresh()
    assert "switched off" in standing(draft, answerer.store, board.switched_off())
    assert answerer.ask(QUESTION).credit == ""


@pytest.mark.parametrize(
    ("text", "quote", "fault"),
    [
        ("It cures everyone.", "Naltrexone cures everyone for good.", "does not stand in the article"),
        ("It helps.", "", "needs words of the article"),
        ("", "Naltrexone is an opioid antagonist", "is empty"),
        ("word " * 200, "Naltrexone is an opioid antagonist", "200 words"),
    ],
)
def test_answer_that_does_not_stand_on_the_article_is_refused(
    sqlite: Database, answerer: Answerer, text: str, quote: str, fault: str
) -> None:
    with pytest.raises(ApprovalError, match=fault):
        approve(sqlite, answerer.store, (), "maria", QUESTION, [Line(text, quote)])
    assert approved_answers(sqlite) == []


def test_quote_grows_to_whole_sentences(answerer: Answerer, passage: Passage) -> None:
    first = passage.sentences[0]
    part = " ".join(first.text.split()[1:5])
    bound = bind(Draft("x", QUESTION, (Line("So.", part, passage.id),)), answerer.store)
    assert (bound.citations[0].start, bound.citations[0].quote) == (first.start, first.text)


def test_passage_that_is_off_is_not_said_and_comes_back(
    sqlite: Database, answerer: Answerer, board: Board, passage: Passage
) -> None:
    switch_off(sqlite, "maria", passage.id, "out of date")
    board.refresh()
    answer = answerer.ask(QUESTION)
    assert passage.id not in {citation.passage.id for citation in answer.citations}
    assert passage.id not in {evidence.passage.id for evidence in answer.trace.evidence}
    assert [evidence.number for evidence in answer.trace.evidence] == list(range(1, 11))
    switch_on(sqlite, "maria", passage.id)
    board.refresh()
    assert passage.id in {citation.passage.id for citation in answerer.ask(QUESTION).citations}


def test_every_passage_off_is_an_abstention_and_no_fault(
    sqlite: Database, answerer: Answerer, board: Board
) -> None:
    for passage in answerer.store.passages:
        switch_off(sqlite, "maria", passage.id, "all of it")
    board.refresh()
    for asked in (QUESTION, "can she skip the shot this month", "is naltrexone or methadone better?"):
        assert answerer.ask(asked).citations == ()
