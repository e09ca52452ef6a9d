"""A message beside the turns before it: what both together mean, and what only their sum sounds like."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

import pytest

from answering.answerer import Answerer
from answering.asking import Asking
from answering.cards import MISSED, card_of, referral_of
from answering.records import Kind, Turn
from answering.triaging import triage
from triage.judge import Triager, Verdict
from triage.messages import Label

CARD = Verdict(emergencies=(Label.OVERDOSE,), danger=0.9)


class Joining:
    """Hears danger where a message is read after others, and `alone` and `before` elsewhere."""

    def __init__(self, alone: float, before: float, joined: Verdict = CARD) -> None:
        self.alone, self.before, self.joined = Verdict(danger=alone), Verdict(danger=before), joined

    def judge(
        self, message: str, turns: Sequence[tuple[str, str]] = (), mended: str = "", **_: object
    ) -> Verdict:
        if turns:
            return self.joined
        return self.alone if mended else self.before


def judged(answerer: Answerer, message: str, alone: float, before: float) -> Verdict:
    turns = (Turn("user", "who should not take it?"), Turn("assistant", "Somebody who needs opioids."))
    asking = Asking(message, message, turns, answerer.generations.current(), mended=message)
    verdict = triage(asking, cast(Triager, Joining(alone, before)))
    assert verdict is not None
    return verdict


def test_sum_of_two_harmless_halves_is_no_emergency(answerer: Answerer) -> None:
    verdict = judged(answerer, "what kinds are there", alone=0.0001, before=0.001)
    assert verdict.emergencies == ()
    assert verdict.watch


def test_despair_that_only_the_sum_hears_still_gets_its_soft_words(answerer: Answerer) -> None:
    turns = (Turn("user", "it never gets better"), Turn("assistant", "Many people notice less craving."))
    asking = Asking("what then", "what then", turns, answerer.generations.current(), mended="what then")
    joined = Verdict(emergencies=(Label.SUICIDE,), danger=0.5)
    verdict = triage(asking, cast(Triager, Joining(0.0, 0.0, joined)))
    assert verdict is not None
    assert verdict.soften


@pytest.mark.parametrize("blank", ["\u00a0", "\u202f", "\u3000", "\u2028", "\r", "\x0b"])
def test_blank_of_any_kind_parts_words(answerer: Answerer, blank: str) -> None:
    said = "he wont stop he's hurting me"
    assert answerer.ask(said).kind is Kind.EMERGENCY
    assert answerer.ask(said.replace(" ", blank)).kind is Kind.EMERGENCY


def test_decision_of_a_turn_before_is_not_one_of_every_message_after_it(answerer: Answerer) -> None:
    asked = "omg ok so pill or shot which one for my husband, he travels 4 work"
    turns = [Turn("user", asked), Turn("assistant", answerer.ask(asked).text)]
    assert answerer.ask(asked).kind is Kind.REFERRAL
    assert answerer.ask("how often is the pill", turns).kind is Kind.ANSWER


def test_decision_that_is_asked_again_still_is_one(answerer: Answerer) -> None:
    asked = "he has been off it two weeks and says he wants to go back on the pills"
    turns = [Turn("user", asked), Turn("assistant", answerer.ask(asked).text)]
    assert answerer.ask("can he just start again", turns).kind is Kind.REFERRAL


def test_card_arms_nothing_by_its_own_words_and_the_next_one_needs_less(answerer: Answerer) -> None:
    fright = answerer.ask("can he beat it by using more heroin")
    turns = [Turn("user", fright.question), Turn("assistant", fright.text)]
    assert answerer.ask("so what do i tell him", turns).kind is not Kind.EMERGENCY
    card = answerer.ask("he wont wake up and his lips are blue")
    turns = [Turn("user", card.question), Turn("assistant", card.text)]
    assert answerer.ask("still nothing", turns).kind is Kind.EMERGENCY
    despair = answerer.ask("i want to kill myself tonight")
    turns += [Turn("user", despair.question), Turn("assistant", despair.text)]
    then = answerer.ask("ok", turns)
    turns += [Turn("user", "ok"), Turn("assistant", then.text)]
    assert answerer.ask("i can't", turns).emergencies[0] == Label.SUICIDE
    bars: list[bool] = []

    class Listening:
        def judge(self, message: str, turns: object = (), mended: str = "", **told: bool) -> Verdict:
            bars.append(told["after_card"])
            return Verdict()

    for history in ((), turns, [*turns, Turn("user", "ok"), Turn("assistant", "It blocks opioids.")]):
        asking = Asking("and now", "and now", tuple(history), answerer.generations.current())
        own = answerer._replies.asides(answerer.store.notes)
        assert triage(asking, cast(Triager, Listening()), own, answerer._replies.card_lines) is not None
    assert bars == [False, True, False]


def test_nothing_is_known_for_harmless_after_something_else_was_said(answerer: Answerer) -> None:
    turns = [Turn("user", "my daughter swallowed a whole bottle of pills"), Turn("assistant", "Call 911.")]
    assert answerer.ask("she throws up after the pill every time", turns).kind is Kind.EMERGENCY
    assert answerer.ask("she throws up after the pill every time").kind is not Kind.EMERGENCY


@pytest.mark.parametrize(("alone", "before"), [(0.01, 0.001), (0.0001, 0.4)])
def test_half_that_is_not_harmless_is_heard_with_the_other(
    answerer: Answerer, alone: float, before: float
) -> None:
    assert judged(answerer, "two already", alone, before).emergencies == (Label.OVERDOSE,)


def test_answer_to_a_question_about_danger_is_an_emergency(answerer: Answerer) -> None:
    turns = [
        Turn("user", "she is lying on the bathroom floor and her lips look blue"),
        Turn("assistant", "Is she breathing?"),
    ]
    assert answerer.ask("barely", turns).kind is Kind.EMERGENCY


@pytest.mark.parametrize(
    ("message", "first"),
    [
        ("the place where he had the jab has gone black and hard", "Call the prescriber today"),
        ("her face is swelling up after the shot", "Call 911"),
    ],
)
def test_what_a_prescriber_must_see_today_is_told_from_what_needs_an_ambulance(
    answerer: Answerer, message: str, first: str
) -> None:
    answer = answerer.ask(message)
    assert answer.kind is Kind.EMERGENCY
    assert answer.text.startswith(first)


def test_programs_own_lines_arm_nothing_that_is_asked_next(answerer: Answerer) -> None:
    """A line on somebody who cannot be woken stood above an answer, and armed the question after it."""
    heard: list[str] = []

    class Listening:
        def judge(
            self, message: str, turns: Sequence[tuple[str, str]] = (), mended: str = "", **_: object
        ) -> Verdict:
            heard.extend(content for _, content in turns)
            return Verdict()

    (note, *_) = answerer.store.notes
    asides = answerer._replies.asides([note])
    line = next(text for text in asides if text.startswith("If someone can't be woken"))
    said = f"{line}\n\nIt blocks opioids.\n\nWorth knowing: {answerer._replies.fill(note.text)}"
    turns = (Turn("user", "how does it work"), Turn("assistant", said))
    asking = Asking("what kinds are there", "", turns, answerer.generations.current())
    assert triage(asking, cast(Triager, Listening()), asides) is not None
    assert heard == ["how does it work", "It blocks opioids."]


ACUTE = [
    "after the vivitrol shot he is finding it hard to swallow",
    "her lips puffed up and she has open blisters all over",
    "his heart is beating so hard since the injection",
    "yellow eyes and he is bleeding from the gums",
    "took his tablet on top of oxy and is in agony, it hit him hard",
    "the injection site has gone black and hard. Now his throat is closing",
]


@pytest.mark.parametrize("said", ACUTE)
def test_anything_beside_a_bad_site_or_yellow_eyes_needs_an_ambulance(said: str) -> None:
    assert card_of(Label.REACTION, said) == "reaction"


def test_card_is_chosen_by_all_that_was_said_and_not_by_what_is_searched(answerer: Answerer) -> None:
    story = "The injection site has gone black and hard. " + "We waited at the clinic and went home. " * 60
    answer = answerer.ask(f"{story} Now his throat is closing and he is wheezing")
    assert answer.text.startswith("Call 911")


@pytest.mark.parametrize(
    "message",
    ["i missed my shot by a week what do i do", "she forgot her tablet yesterday, should she take two now"],
)
def test_dose_that_was_missed_is_no_wish_to_stop(answerer: Answerer, message: str) -> None:
    answer = answerer.ask(message)
    assert answer.kind is Kind.REFERRAL
    assert answer.text.startswith("Please call the clinic or the prescriber right away")
    assert "before stopping" not in answer.text
    assert any("the block fades" in note.text for note in answer.notes)


def test_dose_that_was_missed_a_turn_ago_is_still_missed() -> None:
    dosing = Verdict(decision=Label.DOSING)
    assert referral_of(dosing, "what do we do now", "she missed her shot what do we do now") == MISSED
    before = "he quit heroin in june and is on vivitrol"
    assert referral_of(dosing, "he missed his shot", f"{before} he missed his shot") == MISSED


def test_skipping_on_purpose_is_a_decision() -> None:
    stopping = Verdict(decision=Label.STOPPING)
    assert referral_of(stopping, "can he skip this month's shot") == "stopping"
    assert referral_of(stopping, "her shot is two weeks late") == "missed"
    assert (
        referral_of(Verdict(decision=Label.BEAT_BLOCK), "he missed his shot, does he feel it")
        == "beat_block"
    )
    assert referral_of(replace(stopping, perhaps=True), "he missed his shot") == "perhaps"
    assert referral_of(Verdict(), "he missed his shot") == ""


def test_what_a_pressing_note_warns_of_is_not_said_beside_it(answerer: Answerer) -> None:
    answer = answerer.ask("What happens when he comes off it? I'm scared he'll overdose")
    assert answer.notes[0].text.startswith("A person on naltrexone can still overdose")
    assert "no risk of overdose" not in answer.text
    assert "no risk of overdose" in answerer.ask("What is good about naltrexone against methadone?").text


def test_decision_that_the_article_says_nothing_of_gets_nothing_that_is_merely_near(
    answerer: Answerer,
) -> None:
    answer = answerer.ask("can you take it while breastfeeding")
    assert answer.kind is Kind.REFERRAL
    assert not answer.citations
    assert "The article does not cover that." in answer.text
