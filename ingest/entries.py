"""What the index holds of a corpus: the records of each kind, their ids and the text embedded."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator

from ingest.corpus import Corpus
from ingest.index import Entry
from ingest.markdown import plain_text
from ingest.records import BankQuestion, Document, Passage, SentenceKind


def corpus_entries(corpus: Corpus) -> dict[str, list[Entry]]:
    indexed = corpus.bank.indexed()
    entries: dict[str, list[Entry]] = {
        "documents": [document_entry(document) for document in corpus.documents],
        "passages": [_passage_entry(number, p) for number, p in enumerate(corpus.passages)],
        "sentences": [entry for p in corpus.passages for entry in _sentence_entries(p)],
        "questions": [Entry(question_id(q), q.text, {"passage_id": q.passage_id}) for q in indexed.covered],
        "uncovered": [
            Entry(text_id(q.text), q.text, {"topic": q.topic, "who_would_know": q.who_would_know})
            for q in indexed.uncovered
        ],
    }
    return {kind: list({entry.id: entry for entry in rows}.values()) for kind, rows in entries.items()}


def document_entry(document: Document) -> Entry:
    metadata = {
        "title": document.title,
        "source": document.source,
        "language": document.language,
        "provenance": document.provenance,
        "updated_on": str(document.updated_on or ""),
        "reviewed_by": document.reviewed_by,
        "reviewed_on": str(document.reviewed_on or ""),
        "sha256": document.sha256,
    }
    return Entry(document.id, document.text, metadata)  # type: ignore[arg-type]


def passage_text(passage: Passage) -> str:
    """What is embedded for a passage: its heading path, then what a reader sees of it."""
    context = " > ".join(passage.heading)
    shown = plain_text(passage.text)
    return f"{context}\n{shown}" if context else shown


def _passage_entry(number: int, passage: Passage) -> Entry:
    return Entry(
        id=passage.id,
        text=passage_text(passage),
        document=passage.text,
        metadata={
            "document_id": passage.document_id,
            "number": number,
            "heading": json.dumps(passage.heading, ensure_ascii=False),
            "start": passage.start,
            "end": passage.end,
            "first_line": passage.lines[0],
            "last_line": passage.lines[1],
            "sentences": json.dumps([(s.kind.value, s.start, s.end) for s in passage.sentences]),
        },
    )


def sentence_id(passage_id: str, number: int) -> str:
    """Id of the vector of a passage's sentence; `passage_of_sentence` is its inverse."""
    return f"{passage_id}#{number}"


def passage_of_sentence(name: str) -> str:
    """Id of the passage that the sentence with this id is in."""
    return name.rpartition("#")[0]


def _sentence_entries(passage: Passage) -> Iterator[Entry]:
    """A list item is embedded with its lead-in: "Headache" alone says nothing of whose it is."""
    lead_in = ""
    for number, sentence in enumerate(passage.sentences):
        if sentence.kind is SentenceKind.LABEL:
            continue
        text = plain_text(sentence.text)
        if sentence.kind is SentenceKind.LEAD_IN:
            lead_in = text
        elif sentence.kind is SentenceKind.ITEM and lead_in:
            text = f"{lead_in} {text}"
        yield Entry(
            id=sentence_id(passage.id, number),
            text=text,
            metadata={"passage_id": passage.id, "number": number},
        )


def question_id(question: BankQuestion) -> str:
    return text_id(f"{question.passage_id}\n{question.text}")


def text_id(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
