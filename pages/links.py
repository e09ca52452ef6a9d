"""Where things lie on the page: the one place that knows anchors and addresses."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from answering.records import Citation
from ingest.records import Passage

ARTICLE = "/article"
AWAY = "/away"
EVALS = "/evals"
LOOK = "/look"
"""Styles and signs; /static is Gradio's own."""


def passage_anchor(passage: Passage) -> str:
    """Without the document, which stands in the address, and without blanks: fit for an id."""
    return passage.id.removeprefix(f"{passage.document_id}/")


def sentence_anchor(passage: Passage, number: int) -> str:
    """The anchor of the passage's sentence `number`, from 0."""
    return f"{passage_anchor(passage)}.{number}"


def cited_sentences(citation: Citation) -> list[int]:
    """The numbers of the sentences that the citation quotes, from 0."""
    return [
        number
        for number, sentence in enumerate(citation.passage.sentences)
        if citation.start <= sentence.start and sentence.end <= citation.end
    ]


def document_link(document_id: str) -> str:
    """The address of a whole document."""
    return f"{ARTICLE}/{quote(document_id)}"


def citation_link(citation: Citation) -> str:
    """The article, scrolled to the first quoted sentence, with every quoted one marked."""
    passage, numbers = citation.passage, cited_sentences(citation)
    marked = urlencode({"passage": passage_anchor(passage), "from": numbers[0], "to": numbers[-1]})
    return f"{document_link(passage.document_id)}?{marked}#{quote(sentence_anchor(passage, numbers[0]))}"
