"""Scores of one answer against examples worked out by hand."""

from __future__ import annotations

import pytest

from answering.records import Kind
from evals.citing import citation_precision, citation_recall, holds_words, quotes_exact
from evals.dataset import Message, Sample
from evals.library import Library
from evals.records import Answered, Found, Quoted, Said
from evals.retrieval import hit, ndcg, span_precision, span_recall
from evals.scorers import (
    fact_recall,
    forbidden,
    reading_grade,
    score,
    stigma_words,
    words_of,
)
from evals.stages import Stage
from ingest.records import Passage, Sentence, SentenceKind

TEXT = "It blocks. It wears off. Ask Ann."
SPANS = [(0, 10), (11, 24), (25, 33)]


def passage(name: str, numbers: list[int]) -> Passage:
    start, end = SPANS[numbers[0]][0], SPANS[numbers[-1]][1]
    return Passage(
        id=f"guide/{name}-1a2b3c",
        document_id="guide",
        heading=(),
        text=TEXT[start:end],
        start=start,
        end=end,
        lines=(1, 1),
        sentences=tuple(
            Sentence(SentenceKind.SENTENCE, TEXT[a:b], a, b) for a, b in (SPANS[n] for n in numbers)
        ),
    )


FIRST, SECOND = passage("first", [0, 1]), passage("second", [2])
LIBRARY = Library({"guide": TEXT}, (FIRST, SECOND))
FACTS = [{"text": "blocks", "any": ["blocks"]}, {"text": "wears off", "any": ["wears? off", "fades"]}]


def sample(expect: str = "answer", category: str = "direct", **fields: object) -> Sample:
    return Sample.model_validate(
        {"id": "a", "category": category, "question": "?", "expect": expect} | fields
    )


def found(one: Passage) -> Found:
    return Found(passage_id=one.id, document="guide", start=one.start, end=one.end, scores={"fused": 1})


def quoted(number: int, start: int, end: int) -> Quoted:
    return Quoted(number=number, document="guide", quote=TEXT[start:end], start=start, end=end)


ANSWER = Answered(
    id="a",
    kind=Kind.ANSWER,
    text="It blocks.",
    probability=0.9,
    sentences=(Said(text="It blocks.", citations=(1,)),),
    citations=(quoted(1, 0, 10),),
    evidence=(found(FIRST), found(SECOND)),
)
ABSTENTION = ANSWER.model_copy(
    update={"kind": Kind.ABSTAIN, "text": "Not covered.", "sentences": (), "citations": ()}
)
REFERRAL = ANSWER.model_copy(update={"kind": Kind.REFERRAL})


@pytest.mark.parametrize(
    ("asked", "answer", "right"),
    [
        (sample(facts=FACTS), ANSWER, True),  # one of two facts is half
        (sample(facts=[*FACTS, {"text": "x", "any": ["x{3}"]}]), ANSWER, False),
        (sample(facts=FACTS, must_not=["IT BLOCKS"]), ANSWER, False),
        (sample(facts=FACTS), ABSTENTION, False),
        (sample("abstain"), ABSTENTION, True),
        (sample("abstain"), ANSWER, False),
        (sample("abstain", "absent"), REFERRAL, True),
        (sample("abstain", "off_topic"), REFERRAL, False),
        (sample("answer_with_referral"), ANSWER, False),
        (sample("answer_with_referral"), REFERRAL, True),
        (sample("emergency"), ANSWER, False),
    ],
)
def test_right(asked: Sample, answer: Answered, right: bool) -> None:
    assert score(asked, answer, LIBRARY).right is right


def test_what_cannot_be_scored_is_none_and_not_zero() -> None:
    assert fact_recall(sample(), "anything") is None
    assert quotes_exact(ABSTENTION, LIBRARY.documents) is None
    assert citation_recall(ABSTENTION) is None
    assert score(sample("abstain", facts=FACTS), ABSTENTION, LIBRARY).facts is None
    assert score(sample(), ANSWER, LIBRARY).retrieval == {}


def test_evidence_that_stands_nowhere_leaves_the_sample_unscored() -> None:
    row = score(sample(evidence=["It cures."]), ANSWER, LIBRARY)
    assert (row.right, row.unscored) == (None, "evidence 'It cures.' stands in no document; mend it")


def test_quote_that_moved_is_not_exact() -> None:
    assert quotes_exact(ANSWER, LIBRARY.documents) is True
    assert quotes_exact(ANSWER, {"guide": " " + TEXT}) is False


def test_forbidden_names_the_patterns() -> None:
    assert forbidden(sample(must_not=["never", "bl.cks"]), "It Blocks.") == ["bl.cks"]


def test_words_are_those_of_sentences_and_marks_of_items() -> None:
    """Two sentences of two words, one of them a list item; the note is not counted."""
    text = "It blocks.\n- It fades.\n\nWorth knowing: so much more."
    said = (Said(text="It blocks."), Said(text="It fades."))
    assert words_of(ANSWER.model_copy(update={"text": text, "sentences": said})) == 5


def test_words_that_hurt_are_found_and_the_illness_is_not_one() -> None:
    assert stigma_words("An Addict and a drug abuser.") == ["Addict", "drug abuser"]
    assert stigma_words("Addiction to heroin; he is addicted.") == []


def test_reading_grade_is_flesch_and_kincaids() -> None:
    """0.39 * 6 words a sentence + 11.8 * 7 syllables / 6 words - 15.59 = 0.52."""
    assert reading_grade("The doctor can see him now.") == pytest.approx(0.52, abs=0.01)
    assert reading_grade("...") is None


def test_span_recall_and_precision_count_sentences() -> None:
    """Gold 1, 2, 3; the first passage holds 1 and 2, the second 4, the third 3."""
    ranked = [{1, 2}, {4}, {3}]
    assert span_recall({1, 2, 3}, ranked, 1) == pytest.approx(2 / 3)
    assert span_recall({1, 2, 3}, ranked, 3) == 1.0
    assert span_precision({1, 2, 3}, ranked, 2) == pytest.approx(2 / 3)
    assert (hit({3}, ranked, 2), hit({3}, ranked, 3)) == (0.0, 1.0)
    assert span_recall(set(), ranked, 1) is span_precision({1}, [], 1) is hit(set(), ranked, 1) is None


def test_ndcg_discounts_by_the_logarithm_of_the_rank() -> None:
    """Relevant at ranks 2 and 3 of two: (1/log2 3 + 1/log2 4) / (1 + 1/log2 3)."""
    assert ndcg([False, True, True], 2) == pytest.approx((0.63093 + 0.5) / 1.63093, abs=1e-4)
    assert ndcg([True], 1) == 1.0
    assert ndcg([True], 0) is None


def cites(
    *sentences: tuple[str, tuple[int, ...]], quotes: dict[int, str], kind: Kind = Kind.ANSWER
) -> Answered:
    return Answered(
        id="a",
        kind=kind,
        text="",
        sentences=tuple(Said(text=text, citations=numbers) for text, numbers in sentences),
        citations=tuple(
            Quoted(number=n, document="guide", quote=q, start=0, end=1) for n, q in quotes.items()
        ),
    )


def test_citation_recall_is_the_share_of_supported_sentences() -> None:
    """The first is in its quote; the second only in both together; the third cites nothing."""
    answer = cites(
        ("It blocks.", (1,)),
        ("It fades. It helps.", (2, 3)),
        ("It cures.", ()),
        quotes={1: "Well: it **blocks**.", 2: "It fades.", 3: "It helps."},
    )
    assert citation_recall(answer) == pytest.approx(2 / 3)


def test_citation_precision_is_the_share_of_citations_that_are_needed() -> None:
    """Quote 2 alone says it all, so 3 is idle; 1 supports nothing: one of three is needed."""
    answer = cites(
        ("It cures.", (1,)), ("It fades.", (2, 3)), quotes={1: "It blocks.", 2: "It fades.", 3: "It helps."}
    )
    assert citation_precision(answer) == pytest.approx(1 / 3)


def test_own_words_of_a_referral_need_no_citation() -> None:
    parts = [("It blocks.", (1,)), ("Ask the prescriber.", ())]
    assert citation_recall(cites(*parts, quotes={1: "It blocks."}, kind=Kind.REFERRAL)) == 1.0
    assert citation_recall(cites(*parts, quotes={1: "It blocks."})) == 0.5


def test_entailment_passes_over_marks_and_nothing_else() -> None:
    assert holds_words("He may *not* stop\n it.", "may not stop it")
    assert not holds_words("He may not stop it.", "may stop it")
    assert not holds_words("unblocks", "blocks")


GOLD = {"evidence": ["It blocks. It wears off."]}
TURNS = (Message(role="user", content="?"),)


@pytest.mark.parametrize(
    ("asked", "answer", "plainly", "stage"),
    [
        (sample("emergency"), ANSWER, False, Stage.TRIAGE),
        (sample(**GOLD), ANSWER.model_copy(update={"kind": Kind.EMERGENCY}), False, Stage.TRIAGE),
        (sample("abstain"), ANSWER, False, Stage.SUFFICIENCY),
        (sample("abstain", "off_topic"), REFERRAL, False, Stage.TRIAGE),
        (sample(**GOLD), ABSTENTION, False, Stage.SUFFICIENCY),
        (
            sample(**GOLD),
            ABSTENTION.model_copy(update={"evidence": (found(SECOND),)}),
            False,
            Stage.RETRIEVAL,
        ),
        (
            sample(history=TURNS, **GOLD),
            ABSTENTION.model_copy(update={"evidence": (found(SECOND),)}),
            True,
            Stage.FOLLOW_UP,
        ),
        (sample(facts=[{"text": "fades", "any": ["fades"]}], **GOLD), ANSWER, False, Stage.COMPOSITION),
        (sample("answer_with_referral", **GOLD), ANSWER, False, Stage.TRIAGE),
    ],
)
def test_stage_that_lost_a_miss(asked: Sample, answer: Answered, plainly: bool, stage: Stage) -> None:
    found_plainly = LIBRARY.gold(asked) if plainly else frozenset()
    assert score(asked, answer, LIBRARY, found_plainly).stage is stage


def test_what_is_right_was_lost_by_nothing() -> None:
    assert score(sample(**GOLD), ANSWER, LIBRARY).stage is None


def test_gold_may_be_a_quote_a_passage_or_a_document() -> None:
    whole = {("guide", 0), ("guide", 11), ("guide", 25)}
    assert LIBRARY.gold(sample(evidence=["It\n  blocks."])) == {("guide", 0)}
    assert LIBRARY.gold(sample(evidence=["first"])) == whole - {("guide", 25)}
    assert LIBRARY.gold(sample(evidence=["guide"])) == whole
    assert LIBRARY.passages_of(whole) == (FIRST.id, SECOND.id)
