"""Which questions are offered after an answer: others' words, and fit to be shown."""

from __future__ import annotations

import pytest

from answering.answerer import Answerer
from answering.passages import READS_WELL
from answering.stories import tells_story


def test_each_passage_but_a_story_is_offered_by_a_question_that_it_answers(answerer: Answerer) -> None:
    store = answerer.store
    assert {n for n, passage in enumerate(store.passages) if not tells_story(passage)} <= set(
        store.shown_questions
    )
    for position, question in store.shown_questions.items():
        quoted = [citation.passage.id for citation in answerer.ask(question).citations]
        assert store.passages[position].id in quoted, question


def test_offered_questions_are_spelled_right_and_all_different(answerer: Answerer) -> None:
    shown = answerer.store.shown_questions
    assert all(answerer.store.speller.mend(question) == question for question in shown.values())
    assert len(set(shown.values())) == len(shown)


@pytest.mark.parametrize(
    "question",
    [
        "What things is inside the treatment plan?",
        "What Patricia say about the injection for her daughter?",
        "how long does he have to be clean first?",
        "Is it safe?",
        "How is Alex doing these days, since he started?",
        "Does it help him. I am so tired of asking?",
    ],
)
def test_what_does_not_read_well_is_not_offered(question: str) -> None:
    assert not READS_WELL.fullmatch(question)


def test_what_is_offered_is_answered_by_another_passage(answerer: Answerer) -> None:
    answer = answerer.ask("Is this replacing one drug with another?")
    said = {citation.passage.id for citation in answer.citations}
    assert answer.suggestions
    for question in answer.suggestions:
        answered = answerer.ask(question)
        assert answered.kind == "answer"
        assert {citation.passage.id for citation in answered.citations} - said
