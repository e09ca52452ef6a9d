"""Emergencies are caught by the rules that name them; ordinary talk is not."""

from __future__ import annotations

import pytest

from answering.triage import Rule, load_rules, triage

RULES = [rule for rules in load_rules() for rule in rules]


@pytest.mark.parametrize("rule", RULES, ids=[f"{n}-{rule.category}" for n, rule in enumerate(RULES)])
def test_every_rule_catches_the_messages_that_justify_it(rule: Rule) -> None:
    assert rule.examples
    for message in rule.examples:
        found = triage(message)
        assert rule.category in found.emergencies + found.decisions, message


@pytest.mark.parametrize(
    "message",
    [
        "what is the risk of overdose after stopping?",
        "he overdosed two years ago and is doing well",
        "what are the signs of an overdose?",
        "can you overdose on naltrexone itself?",
        "is naloxone the same as naltrexone?",
        "my brother died of an overdose last year",
        "does the label warn about suicide?",
        "this waiting list is killing me",
        "i'm dying to know if insurance covers it",
        "he's not answering my texts about the appointment",
        "she won't wake up early enough for her clinic visits",
        "he has been feeling blue since the breakup",
        "where should i keep narcan in the house?",
        "can naltrexone hurt a child if swallowed?",
        "he had a bad withdrawal in detox last spring",
        "what if he relapses, what should our plan be?",
        "how does the shot block the high?",
        "he quit cold turkey in 2019",
        "should we be trained to use narcan before he comes home?",
        "",
        "😀😀😀",
    ],
)
def test_information_past_and_idiom_are_no_emergency(message: str) -> None:
    assert triage(message).emergencies == ()


def test_emergency_in_the_last_clause_of_a_long_message_is_caught() -> None:
    story = "He has been on the shot for a year and doing well. " * 200
    assert triage(f"{story} I came home and he wont wake up").emergencies == ("overdose",)


def test_past_in_one_clause_does_not_excuse_the_next() -> None:
    message = "He overdosed two years ago and lived. Now he is not breathing"
    assert triage(message).emergencies == ("overdose",)
