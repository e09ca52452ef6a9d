"""The corpus itself: every fact and figure of the source, in our own plain words; the bank's size."""

from __future__ import annotations

import re
from collections import Counter

import pytest
import textstat
from conftest import CORPUS, LARGEST, SHARED

from ingest.bank import Part, load_bank, part_of
from ingest.load import load_document
from ingest.markdown import plain_text
from ingest.split import split_document

ARTICLE = CORPUS / "naltrexone-guide/article.md"
SOURCE = SHARED / "article.txt"
LONGEST_COMMON_RUN = 7
HIGHEST_GRADE = 8.0
PEOPLE = ["Martinez", "Rodriguez", "Chen", "Alex", "Jennifer", "Mark", "Patricia", "Lisa", "David", "Maria"]


def words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9']+", text.lower().replace("’", "'"))


def body() -> str:
    return ARTICLE.read_text(encoding="utf-8").split("---", 2)[2]


def source() -> str:
    if not SOURCE.exists():
        pytest.skip("the source article is not beside this checkout")
    return SOURCE.read_text(encoding="utf-8")


def test_edition_shares_no_run_of_eight_words_with_its_source() -> None:
    size = LONGEST_COMMON_RUN + 1
    theirs, ours = words(source()), words(body())
    runs = {tuple(theirs[n : n + size]) for n in range(len(theirs) - size + 1)}
    shared = [" ".join(ours[n : n + size]) for n in range(len(ours)) if tuple(ours[n : n + size]) in runs]
    assert shared == []


def test_edition_has_every_figure_and_name_of_its_source() -> None:
    theirs = source()
    figures = set(re.findall(r"\d+(?:-\d+)?", theirs))
    assert figures <= set(re.findall(r"\d+(?:-\d+)?", body()))
    for text in (theirs, body()):
        assert set(PEOPLE) <= set(re.findall(r"[A-Z][a-z]+", text))


def test_edition_has_as_many_list_items_as_its_source_passage_by_passage() -> None:
    source()
    theirs, ours = (split_document(load_document(path, LARGEST)) for path in (SOURCE, ARTICLE))
    counts = [[sum(s.kind == "item" for s in p.sentences) for p in side] for side in (theirs, ours)]
    assert counts[0] == counts[1]


def test_edition_reads_at_grade_eight_or_lower() -> None:
    passages = split_document(load_document(ARTICLE, LARGEST))
    sentences = [plain_text(sentence.text) for passage in passages for sentence in passage.sentences]
    text = " ".join(s if s[-1] in ".?!" else s.rstrip(":") + "." for s in sentences)
    assert textstat.flesch_kincaid_grade(text) <= HIGHEST_GRADE


def test_edition_claims_no_review_that_did_not_happen() -> None:
    info = load_document(ARTICLE, LARGEST).info
    assert (info.reviewed_by, info.reviewed_on) == ("", None)
    assert info.provenance


def test_bank_has_forty_questions_for_every_passage_and_eight_hundred_uncovered() -> None:
    passages = split_document(load_document(ARTICLE, LARGEST))
    bank = load_bank(ARTICLE.parent, passages)
    per_passage = Counter(question.passage_id for question in bank.covered)
    assert min(per_passage[passage.id] for passage in passages) >= 40
    assert len(bank.uncovered) >= 800
    texts = [question.text for question in (*bank.covered, *bank.uncovered)]
    normal = Counter(" ".join(words(text)) for text in texts)
    assert [text for text, count in normal.items() if count > 1] == []


def test_bank_parts_are_a_tenth_each_and_apart() -> None:
    bank = load_bank(ARTICLE.parent, split_document(load_document(ARTICLE, LARGEST)))
    shares = Counter(part_of(question.text) for question in bank.covered)
    total = len(bank.covered)
    assert 0.08 < shares[Part.HELD_OUT] / total < 0.12
    assert 0.08 < shares[Part.DEVELOPMENT] / total < 0.12
    indexed = {question.text for question in bank.indexed().covered}
    assert not indexed & {question.text for question in bank.part(Part.HELD_OUT).covered}


def test_evaluation_questions_are_not_in_the_bank() -> None:
    """A question that is indexed or trained on measures nothing."""
    from evals.dataset import load_samples

    bank = load_bank(ARTICLE.parent, split_document(load_document(ARTICLE, LARGEST)))
    known = {" ".join(words(q.text)) for q in (*bank.covered, *bank.uncovered)}
    samples = load_samples([CORPUS.parent / "evals/questions/held_out.jsonl"])
    assert [s.question for s in samples if " ".join(words(s.question)) in known] == []
