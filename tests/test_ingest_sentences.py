"""Where sentences end: not at an abbreviation, and still at every end."""

from __future__ import annotations

import pytest

from ingest.sentences import sentence_spans


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text, 0, len(text))]


@pytest.mark.parametrize(
    "sentence",
    [
        "It costs $1,000 approx. per month.",
        "Take max. 50 mg a day, and\nwait approx.\n7 days.",
        "The max. dose is 50 mg. daily.",
        "Ask about naltrexone vs. methadone.",
        "Ask Sarah Lee, M.D. about it.",
        "Take vit. C with it.",
    ],
)
def test_shortened_word_ends_no_sentence(sentence: str) -> None:
    assert sentences(f"It helps. {sentence} Ask.") == ["It helps.", sentence, "Ask."]


def test_shortened_word_may_be_the_last_of_a_sentence() -> None:
    first, second = "It costs $1,000 approx.", "She is Sarah Lee, M.D."
    assert sentences(f"{first} {second} She helps.") == [first, second, "She helps."]
