"""Whether what is said stands in what is cited. Pure functions; None is "not scored"."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from answering.records import Kind
from evals.records import Answered, Said
from ingest.markdown import plain_text

# What a chat model words is in no quote word for word. That it is supported is no figure of this suite:
# `python -m evals.support` measures what checks it, and a check cannot grade itself.
Entails = Callable[[str, str], bool]
"""(what is cited, what is said) -> whether the first supports the second."""


def quotes_exact(answer: Answered, documents: Mapping[str, str]) -> bool | None:
    """Whether every quote is, word for word, at its offsets of its document; None without quotes."""
    if not answer.citations:
        return None
    return all(
        documents.get(cited.document, "")[cited.start : cited.end] == cited.quote
        for cited in answer.citations
    )


def holds_words(cited: str, said: str) -> bool:
    """Entailment for extractive answers: what is said stands in what is cited, word for word.

    Case, blanks, punctuation and Markdown are passed over; nothing else is.
    """
    return f" {_bare(said)} " in f" {_bare(cited)} "


def citation_recall(answer: Answered, entails: Entails = holds_words) -> float | None:
    """Share of the sentences that their citations together support; None without a cited sentence, and
    for a chat model's words.

    Gao et al. 2023, "Enabling Large Language Models to Generate Text with Citations" (ALCE), section 3:
    a sentence without a citation counts as not supported. In a referral and an abstention those are the
    program's own fixed words, beside what the document says, and are not scored.
    """
    if not answer.is_extractive:
        return None
    claims = [s for s in answer.sentences if s.citations or answer.kind is Kind.ANSWER]
    scored = [_supported(sentence, _quotes(answer), entails) for sentence in claims]
    return sum(scored) / len(scored) if scored else None


def citation_precision(answer: Answered, entails: Entails = holds_words) -> float | None:
    """Share of the citations that are needed; None without one, and for a chat model's words.

    ALCE: a citation counts where its sentence is supported, unless it alone does not support the
    sentence and the others still do without it.
    """
    if not answer.is_extractive:
        return None
    quotes = _quotes(answer)
    scored = [
        _needed(number, sentence, quotes, entails)
        for sentence in answer.sentences
        for number in sentence.citations
    ]
    return sum(scored) / len(scored) if scored else None


def _needed(number: int, sentence: Said, quotes: Mapping[int, str], entails: Entails) -> bool:
    if not _supported(sentence, quotes, entails):
        return False
    if entails(quotes.get(number, ""), sentence.text):
        return True
    others = [n for n in sentence.citations if n != number]
    return not (others and entails(_joined(others, quotes), sentence.text))


def _supported(sentence: Said, quotes: Mapping[int, str], entails: Entails) -> bool:
    return bool(sentence.citations) and entails(_joined(sentence.citations, quotes), sentence.text)


def _joined(numbers: Sequence[int], quotes: Mapping[int, str]) -> str:
    return " ".join(quotes.get(number, "") for number in numbers)


def _quotes(answer: Answered) -> dict[int, str]:
    return {cited.number: cited.quote for cited in answer.citations}


def _bare(text: str) -> str:
    return " ".join(re.findall(r"\w+", plain_text(" ".join(text.split())).lower()))
