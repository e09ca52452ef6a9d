"""Thanks and "ok" get a kind line; what asks or tells something beside them is never lost."""

from __future__ import annotations

import pytest

from answering.answerer import Answerer
from answering.courtesy import is_courtesy
from answering.records import Kind, Turn

ASKED = [Turn("user", "how often is the shot?"), Turn("assistant", "Once a month.")]
WELCOME = "You're welcome. I'm here at any hour, if you want to ask something else."


@pytest.mark.parametrize(
    "message",
    [
        "ok thank you so much",
        "oh ok cool thx",
        "ok thank yu",
        "Fine.",
        "Alright. Fair enough.",
        "That is a comfort.",
        "Makes sense. Much obliged.",
        "God bless you for this answer",
        "haha saving this",
        "oh good news",
        "Yeah, figured.",
        "lol aight",
    ],
)
def test_thanks_and_agreement_are_answered_and_nothing_is_looked_up(
    answerer: Answerer, message: str
) -> None:
    answer = answerer.ask(message, ASKED)
    assert answer.text == WELCOME
    assert answer.citations == ()


def test_thanks_after_a_decision_are_no_decision(answerer: Answerer) -> None:
    turns = [
        Turn("user", "can she take two tablets tonight?"),
        Turn("assistant", "Please call the prescriber."),
    ]
    assert answerer.ask("ok thank you so much", turns).kind is Kind.ABSTAIN


@pytest.mark.parametrize(
    "message", ["Thanks!", "ok, that helps", "ok ill ask the doctor thanks", "thank you i needed that"]
)
def test_thanks_need_no_conversation(message: str) -> None:
    assert is_courtesy(message, in_conversation=False)


@pytest.mark.parametrize("message", ["ok", "Fine.", "good to know"])
def test_agreement_needs_something_to_agree_with(message: str) -> None:
    assert is_courtesy(message, in_conversation=True)
    assert not is_courtesy(message, in_conversation=False)


@pytest.mark.parametrize(
    "message",
    [
        "thanks, and the pills?",
        "thanks, do i need to call the doctor now",
        "thanks he is blue",
        "thank you for everything, goodbye",
        "ok thank you. i just cant sleep",
        "ty!! also whats the deal with low mood on it",
        "ok and the shot",
        "ok same with the pill",
        "fine but he wont",
        "ok we missed one",
        "ok i took all of them",
        "great, my son took it",
        "good for the liver",
        "ok to take imodium with it",
        "right away or later",
        "sending him to rehab",
        "showing it to the kids, are they safe",
        "figured he would use",
        "oh he is cold",
        "yeah blue",
    ],
)
def test_what_asks_or_tells_something_is_no_courtesy(message: str) -> None:
    assert not is_courtesy(message, in_conversation=True)
