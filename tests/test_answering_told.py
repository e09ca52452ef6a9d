"""A conversation: what was read a moment ago is not read out as if it were new."""

from __future__ import annotations

from answering.answerer import Answerer
from answering.records import Kind, Turn
from answering.replies import Replies
from answering.wording import load_wording

SAID_ABOVE = load_wording().say("said_above")[0].text
LIVER = "what about my brothers liver with this medicine"


def test_answer_that_was_read_above_says_so(answerer: Answerer) -> None:
    first = answerer.ask(LIVER)
    again = answerer.ask("how would they catch it", [Turn("user", LIVER), Turn("assistant", first.text)])
    assert first.said_above == ""
    assert again.kind is Kind.ANSWER
    assert all(sentence.text in first.text for sentence in again.sentences)
    assert again.said_above == SAID_ABOVE
    assert again.text.startswith(SAID_ABOVE)
    assert again.to_json()["said_above"] == SAID_ABOVE


def test_answer_with_something_new_does_not_say_so(answerer: Answerer) -> None:
    first = answerer.ask(LIVER)
    other = answerer.ask(
        "and can it make her feel low", [Turn("user", LIVER), Turn("assistant", first.text)]
    )
    assert any(sentence.text not in first.text for sentence in other.sentences)
    assert other.said_above == ""


def test_that_line_is_one_of_the_programs_own(answerer: Answerer) -> None:
    """Neither triage nor the search reads it in what was said before."""
    assert SAID_ABOVE in Replies(load_wording()).asides(answerer.store.notes)
