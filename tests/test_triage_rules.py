"""The first net: every rule catches the messages that justify it; ordinary talk is not caught."""

from __future__ import annotations

import pytest

from triage.messages import EMERGENCIES, Label
from triage.rules import Rule, hear, load_rules

RULES = load_rules()


@pytest.mark.parametrize("rule", RULES, ids=[f"{n}-{rule.label}" for n, rule in enumerate(RULES)])
def test_every_rule_catches_the_messages_that_justify_it(rule: Rule) -> None:
    assert rule.examples
    for message in rule.examples:
        assert rule.label in hear(message).labels, message


@pytest.mark.parametrize(
    "message",
    [
        "what are the signs of an overdose?",
        "he overdosed two years ago and is doing well",
        "this waiting list is killing me",
        "he's not answering my texts about the appointment",
        "",
        "😀😀😀",
    ],
)
def test_information_past_and_idiom_fit_no_rule_of_emergency(message: str) -> None:
    assert not set(hear(message).labels) & set(EMERGENCIES)


def test_emergency_in_the_last_clause_of_a_long_message_is_caught() -> None:
    story = "He has been on the shot for a year and doing well. " * 200
    assert EMERGENCIES[0] in hear(f"{story} I came home and he wont wake up").labels


def test_past_in_one_clause_does_not_excuse_the_next() -> None:
    assert EMERGENCIES[0] in hear("He overdosed two years ago and lived. Now he is not breathing").labels


def test_rule_for_a_whole_message_fits_no_part_of_a_longer_one() -> None:
    assert Label.HARMLESS in hear("my husband wont take his pills").labels
    assert Label.HARMLESS not in hear("my husband wont take his pills. he says he wants to die").labels
    assert Label.HARMLESS not in hear("hello, she has taken all of her tablets").labels


@pytest.mark.parametrize(
    "message",
    [
        "he can't sleep after swallowing all the pills",
        "she cant sleep since she tried to hang herself",
        "my son is home can hardly stay awake",
        "do i turn him out if he cant stand up",
        "she hardly sleeps since she said goodbye to us all",
    ],
)
def test_no_rule_excuses_what_its_tail_could_hold(message: str) -> None:
    assert Label.HARMLESS not in hear(message).labels


def test_rule_for_a_whole_message_fits_none_in_a_conversation() -> None:
    assert Label.HARMLESS in hear("she can't sleep").labels
    assert Label.HARMLESS not in hear("she can't sleep", alone=False).labels


@pytest.mark.parametrize(
    "message", ["I lost my job and want to be with my son", "his dad passed, should he go to my doctor"]
)
def test_plain_words_about_a_loss_are_no_wish_to_die(message: str) -> None:
    assert Label.SUICIDE not in hear(message).labels


@pytest.mark.parametrize(
    ("message", "known"),
    [
        ("he steals money from my purse", True),
        ("my granddaughter throws up after her tablet every morning", True),
        ("She hides them.", True),
        ("he steals money from my purse. he has a knife", False),
        ("she throws up after her tablet", False),
        ("she took stuff", False),
        ("she hides them 😵", False),
        ("my grandbaby throws up after the pill every time", False),
        ("been on it 2 months and she's tired and suicidal", False),
        ("it's been 4 months and she's still tired and cold and blue", False),
    ],
)
def test_only_the_whole_of_a_message_is_known_for_harmless(message: str, known: bool) -> None:
    assert hear(message).known_harmless is known
