"""Verification: false sentences are caught, true ones kept, on pairs that lie in evals/support/."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import PRECISION

from answering.answerer import Answerer
from answering.entailment import load_entailment
from answering.verify import Verifier, load_support
from evals.pairs import FITTING, HELD_OUT, ROTATIONS, citation_of, load_pairs
from evals.support import measure
from ingest.records import SentenceKind


@pytest.fixture(scope="module")
def verifier(answerer: Answerer, models: Path) -> Verifier:
    retriever, entailment = answerer.retriever, load_entailment(models, PRECISION)
    return Verifier(retriever.embedder, entailment, load_support(), retriever.store.passages)


# What was reached. The aim, 97 % caught, is met but for the first; 5 % dropped is not: docs/log.md.
@pytest.mark.parametrize(
    ("path", "false", "true", "caught", "dropped"),
    [
        (FITTING, 1500, 500, 0.95, 0.09),
        (HELD_OUT["held_out"], 500, 150, 0.97, 0.14),
        (HELD_OUT["held_out_reworded"], 1500, 500, 0.96, 0.06),
    ],
    ids=["fitting", "held_out", "held_out_reworded"],
)
def test_false_sentences_are_caught_and_true_ones_kept(
    answerer: Answerer,
    verifier: Verifier,
    path: Path,
    false: int,
    true: int,
    caught: float,
    dropped: float,
) -> None:
    pairs = load_pairs(path, answerer.store, ROTATIONS["measure"])
    assert sum(bool(pair.fault) for pair in pairs) >= false
    assert sum(not pair.fault for pair in pairs) >= true
    tally = measure(verifier, pairs)
    assert tally.share_caught >= caught
    assert tally.share_dropped <= dropped


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("The tablet starts at 500 mg a day.", "number"),
        ("The tablet typically starts at 50 mg a week.", "rate"),
        ("Methadone typically starts at 50 mg a day.", "medicine"),
        ("The tablet does not typically start at 50 mg a day.", "negation"),
        ("The tablet always starts at 50 mg a day.", "surer"),
        ("Call 1-800-555-0100.", "number"),
        ("Typically.", "no statement"),
        ("The shot typically starts at 50 mg a day.", "medicine"),
    ],
)
def test_reason_says_what_disagrees(
    answerer: Answerer, verifier: Verifier, sentence: str, reason: str
) -> None:
    citation = citation_of("Oral naltrexone (the tablet) typically starts at 50 mg a day.", answerer.store)
    verdict = verifier.check(sentence, [citation])
    assert not verdict.supported
    assert verdict.reason.startswith(reason)


def test_the_articles_own_sentences_are_supported(answerer: Answerer, verifier: Verifier) -> None:
    for passage in answerer.store.passages:
        for sentence in passage.sentences:
            if sentence.kind is SentenceKind.SENTENCE:
                assert verifier.check(sentence.text, [citation_of(sentence.text, answerer.store)]).supported


def test_two_facts_of_one_passage_are_not_made_one(answerer: Answerer, verifier: Verifier) -> None:
    # Every word stands in the quotes, but in two statements.
    quotes = [
        "Oral naltrexone (the tablet) typically starts at 50 mg a day.",
        "Injectable naltrexone (Vivitrol) is given as a 380 mg injection once a month.",
    ]
    citations = [citation_of(quote, answerer.store) for quote in quotes]
    assert not verifier.check("The tablet typically starts at 380 mg once a month.", citations).supported
    assert verifier.check("Vivitrol is a 380 mg injection given once a month.", citations).supported


@pytest.mark.parametrize(
    ("sentence", "quote", "reason"),
    [
        (
            "There are more emergency room visits and fewer hospitalizations.",
            "There are fewer emergency room visits and fewer hospitalizations.",
            "opposite",
        ),
        (
            "There are no emergency room visits and no hospitalizations.",
            "There are fewer emergency room visits and fewer hospitalizations.",
            "negation",
        ),
        (
            "It is more like a replacement drug than like a vaccine, which prevents an infection.",
            "It is more like a vaccine, which prevents an infection, than like a replacement drug.",
            "comparison",
        ),
        (
            "The medical team may need to give higher doses of naltrexone.",
            "If naltrexone cannot be stopped, the medical team may need to give higher doses of opioids.",
            "medicine",
        ),
    ],
)
def test_right_words_in_the_wrong_places_are_found(
    answerer: Answerer, verifier: Verifier, sentence: str, quote: str, reason: str
) -> None:
    verdict = verifier.check(sentence, [citation_of(quote, answerer.store)])
    assert not verdict.supported
    assert verdict.reason.startswith(reason)
    assert verifier.check(quote, [citation_of(quote, answerer.store)]).supported
