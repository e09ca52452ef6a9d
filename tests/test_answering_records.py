"""An answer cannot be made that cites wrongly."""

from __future__ import annotations

import pytest

from answering.records import Answer, AnswerSentence, Citation, Kind, Note
from ingest.records import Passage, Sentence, SentenceKind

TEXT = "It blocks. It wears off."
PASSAGE = Passage(
    id="guide/start/it-blocks-000000",
    document_id="guide",
    heading=("How",),
    text=TEXT,
    start=10,
    end=10 + len(TEXT),
    lines=(3, 3),
    sentences=(
        Sentence(SentenceKind.SENTENCE, "It blocks.", 10, 20),
        Sentence(SentenceKind.SENTENCE, "It wears off.", 21, 34),
    ),
)
CITATION = Citation(1, PASSAGE, "Guide", "It blocks.", 10, 20)


def test_quote_that_is_not_at_its_offsets_is_refused() -> None:
    with pytest.raises(ValueError, match="is not at 11:21"):
        Citation(1, PASSAGE, "Guide", "It blocks.", 11, 21)


def test_passage_refuses_a_sentence_that_is_not_in_it() -> None:
    with pytest.raises(ValueError, match="is not in passage"):
        Passage(
            "a/b/c-1",
            "a",
            (),
            "Some text.",
            0,
            10,
            (1, 1),
            (Sentence(SentenceKind.SENTENCE, "Other text", 0, 10),),
        )


@pytest.mark.parametrize(
    ("sentences", "citations", "fault"),
    [
        ((), (), "without a sentence"),
        ((AnswerSentence("It blocks."),), (), "has no citation"),
        ((AnswerSentence("It blocks.", (2,)),), (CITATION,), r"cite \[2\]"),
        ((AnswerSentence("It blocks.", (1, 2)),), (CITATION,), r"cite \[1, 2\]"),
        (
            (AnswerSentence("It blocks.", (3,)),),
            (Citation(3, PASSAGE, "Guide", "It blocks.", 10, 20),),
            "not 1 to 1",
        ),
    ],
)
def test_answer_with_wrong_marks_is_refused(
    sentences: tuple[AnswerSentence, ...], citations: tuple[Citation, ...], fault: str
) -> None:
    with pytest.raises(ValueError, match=fault):
        Answer(Kind.ANSWER, sentences, citations)


def test_text_is_what_a_family_reads_without_marks_notes_last() -> None:
    answer = Answer(
        Kind.ANSWER,
        (
            AnswerSentence("It blocks.", (1,), opens=True),
            AnswerSentence("It helps.", (1,)),
            AnswerSentence("These:", (1,), opens=True),
            AnswerSentence("One.", (1,), item=True),
            AnswerSentence("Two.", (1,), item=True),
        ),
        (CITATION,),
        notes=(Note("The block can be broken.", "label"),),
    )
    assert answer.text == (
        "It blocks. It helps.\n\nThese:\n- One.\n- Two.\n\nWorth knowing: The block can be broken."
    )
    row = answer.to_json()
    assert row["citations"][0]["quote"] == "It blocks."
    assert row["notes"] == [
        {"text": "The block can be broken.", "source": "label", "url": "", "pressing": False}
    ]
