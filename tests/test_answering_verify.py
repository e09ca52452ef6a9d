"""Verification: false sentences are caught, true ones kept, on pairs that lie in evals/support/."""

from __future__ import annotations

import pytest

from answering.answerer import Answerer
from answering.verify import Verifier, load_support
from evals.support import HALVES, ROTATIONS, citation_of, load_pairs, measure


@pytest.fixture(scope="module")
def verifier(answerer: Answerer) -> Verifier:
    retriever = answerer.retriever
    return Verifier(retriever.embedder, load_support(), retriever.store.passages)


@pytest.mark.parametrize(("half", "false", "true"), [("development", 700, 250), ("held_out", 70, 30)])
def test_false_sentences_are_caught_and_true_ones_kept(
    answerer: Answerer, verifier: Verifier, half: str, false: int, true: int
) -> None:
    pairs = load_pairs(HALVES[half], answerer.store, ROTATIONS["measure"])
    assert sum(bool(pair.fault) for pair in pairs) >= false
    assert sum(not pair.fault for pair in pairs) >= true
    tally = measure(verifier, pairs)
    assert tally.share_caught >= 0.97
    assert tally.share_dropped <= 0.05


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("The tablet starts at 500 mg a day.", "number"),
        ("The tablet typically starts at 50 mg a week.", "rate"),
        ("Methadone typically starts at 50 mg a day.", "medicine"),
        ("The tablet does not typically start at 50 mg a day.", "negation"),
        ("The tablet starts at 50 mg a day.", "surer"),
        ("Call 1-800-555-0100.", "number"),
        ("Typically.", "no statement"),
    ],
)
def test_reason_says_what_disagrees(
    answerer: Answerer, verifier: Verifier, sentence: str, reason: str
) -> None:
    citation = citation_of("Oral naltrexone (the tablet) typically starts at 50 mg a day.", answerer.store)
    verdict = verifier.check(sentence, [citation])
    assert not verdict.supported
    assert verdict.reason.startswith(reason)


def test_two_facts_of_one_passage_are_not_made_one(answerer: Answerer, verifier: Verifier) -> None:
    # Every word stands in the quotes, but in two statements.
    quotes = [
        "Oral naltrexone (the tablet) typically starts at 50 mg a day.",
        "Injectable naltrexone (Vivitrol) is given as a 380 mg injection once a month.",
    ]
    citations = [citation_of(quote, answerer.store) for quote in quotes]
    assert not verifier.check("The tablet typically starts at 380 mg once a month.", citations).supported
    assert verifier.check("Vivitrol is a 380 mg injection given once a month.", citations).supported
