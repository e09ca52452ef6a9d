"""What is said where the article does not answer: no advice on a family's life, no decision made of one."""

from __future__ import annotations

import pytest

from answering.answerer import Answerer
from answering.records import Kind
from answering.wording import load_wording
from ingest.bank import WHO_WOULD_KNOW


@pytest.mark.parametrize(
    ("message", "place"),
    [
        ("should I give him money", "A counselor"),
        ("should i leave my husband", "A counselor"),
        ("how do I find a doctor near us who gives it", "SAMHSA's free helpline"),
    ],
)
def test_matter_of_the_family_is_no_decision_about_treatment(
    answerer: Answerer, message: str, place: str
) -> None:
    answer = answerer.ask(message)
    assert answer.kind is Kind.ABSTAIN
    assert answer.sentences[0].text.startswith(f"The article does not cover that. {place}")


def test_nothing_of_the_article_stands_beside_a_matter_of_the_family(answerer: Answerer) -> None:
    assert answerer.ask("should i leave my husband").citations == ()


def test_who_only_tells_how_it_is_is_not_answered_as_if_they_had_asked(answerer: Answerer) -> None:
    told = answerer.ask("I think this is my fault")
    assert told.kind is Kind.ABSTAIN
    assert "it is not your fault" in told.text
    assert "Nar-Anon" in told.text
    asked = answerer.ask("is this my fault?")
    assert "The article does not cover that" in asked.text


def test_same_words_about_the_medicine_are_a_decision(answerer: Answerer) -> None:
    assert answerer.ask("should he stop the shot").kind is Kind.REFERRAL
    assert answerer.ask("should I give him two pills tonight").kind is Kind.REFERRAL


@pytest.mark.parametrize("message", ["are you a real person", "hello", "who am I talking to here?"])
def test_program_says_what_it_is_and_what_it_can_be_asked(answerer: Answerer, message: str) -> None:
    answer = answerer.ask(message)
    assert answer.kind is Kind.ABSTAIN
    assert answer.text.startswith("I'm a program, not a person.")
    assert answerer.store.titles in answer.text


@pytest.mark.parametrize(
    ("message", "near"),
    [
        ("how much does vivitrol cost", "more expensive than tablets"),
        ("what percent of people stay clean on it", "Clinical trials"),
    ],
)
def test_what_the_bank_points_to_is_offered_beside_what_is_not_covered(
    answerer: Answerer, message: str, near: str
) -> None:
    answer = answerer.ask(message)
    assert answer.kind is Kind.ABSTAIN
    assert near in answer.text.split("Close to it, the article says this:")[1]
    assert len({citation.passage.id for citation in answer.citations}) == 1


def test_every_kind_of_place_has_its_words() -> None:
    places = load_wording().who_would_know
    assert set(places) == WHO_WOULD_KNOW
    assert all("$" not in said and said.endswith(".") for said in places.values())
