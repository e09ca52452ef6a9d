"""What families are told of what is kept: one plain sentence, and the truth when it fails."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
import textstat

from answering.records import Answer, AnswerSentence, Kind
from answering.wording import load_wording
from pages.feedback import REASONS, _record
from pages.keeping import NOTHING_KEPT, conversation_of, forget, hand_over, told
from store.turns import NewTurn, new_id

HIGHEST_GRADE = 8.5
WORDING = load_wording()


@dataclass(slots=True)
class Keeping:
    """Stands in for the keeper: does what the test says."""

    mode: str = "redacted"
    days: int = 30
    works: bool = True
    keeps_turns: bool = True
    keeps_words: bool = True
    kept: NewTurn | None = None

    def keep(self, turn: NewTurn) -> None:
        self.kept = turn
        if not self.works:
            raise RuntimeError("a fault of the store")

    def keep_feedback(self, turn_id: str, kind: str, helpful: bool, reason: str, words: str) -> bool:
        return self.works

    def forget(self, conversation: str) -> bool:
        return self.works


class Counted:
    def __init__(self) -> None:
        self.seen: list[tuple[str, bool, str]] = []

    def record(self, kind: str, helpful: bool, reason: str) -> None:
        self.seen.append((kind, helpful, reason))


ANSWER = Answer(Kind.ABSTAIN, (AnswerSentence("No."),))


@pytest.mark.parametrize("mode", ["off", "redacted", "feedback-only"])
def test_each_mode_is_told_in_one_plain_sentence(mode: str) -> None:
    said = told(Keeping(mode), WORDING)
    assert said.endswith(".")
    assert said.count(".") == 1
    assert ("30 days" in said) == (mode != "off")
    assert textstat.flesch_kincaid_grade(said) <= HIGHEST_GRADE


def test_fault_of_the_store_is_no_fault_of_the_answer() -> None:
    remembered = hand_over(Keeping(works=False), "what is it", ANSWER, [])
    assert set(remembered) == {"turn", "conversation"}


def test_nothing_is_handed_over_where_nothing_is_kept() -> None:
    assert hand_over(NOTHING_KEPT, "what is it", ANSWER, []) == {}
    assert forget(NOTHING_KEPT, WORDING, [])[0]


def test_conversation_keeps_its_token_and_knows_of_an_emergency() -> None:
    keeping, token = Keeping(), new_id()
    turns = [
        {"role": "user", "content": "he wont wake up"},
        {"role": "assistant", "content": "Call 911.", "kind": "emergency", "conversation": token},
    ]
    assert hand_over(keeping, "why?", ANSWER, turns)["conversation"] == token
    assert keeping.kept is not None
    assert keeping.kept.after_emergency
    # The page sends it back: what is no token of ours is not believed.
    assert conversation_of([{"conversation": "' OR 1=1 --"}]) == ""


@pytest.mark.parametrize(
    ("keeping", "words"),
    [
        (Keeping(), "Thank you."),
        (Keeping(works=False), "could not be kept"),
        (NOTHING_KEPT, "Only the choice is counted"),
    ],
)
def test_thanks_say_what_was_really_done(keeping: Keeping, words: str) -> None:
    sink = Counted()
    thanks = _record(sink, keeping, WORDING, False, [{"kind": "answer"}], REASONS[0], "x")
    assert words in thanks
    assert sink.seen == [("answer", False, REASONS[0])]


def test_failed_deletion_is_told_and_leaves_the_page() -> None:
    done, words = forget(Keeping(works=False), WORDING, [{"conversation": new_id()}])
    assert not done
    assert "try again" in words
