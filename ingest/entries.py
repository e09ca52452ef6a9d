"""What the index holds of a corpus: the records of each kind, their ids and the text embedded."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence

from ingest.bank import QuestionBank
from ingest.index import Entry
from ingest.markdown import plain_text
from ingest.records import BankQuestion, Document, DocumentInfo, Passage, Sentence, SentenceKind


def document_entries(document: Document, passages: Sequence[Passage], first: int) -> list[Entry]:
    """One document, its passages, numbered from `first` in the corpus, and their sentences."""
    return _once(
        [
            Entry("documents", document.id, document.text, document_metadata(document.info)),
            *(_passage_entry(number, p) for number, p in enumerate(passages, start=first)),
            *(entry for p in passages for entry in _sentence_entries(p)),
        ]
    )


def bank_entries(bank: QuestionBank) -> list[Entry]:
    """The questions of a bank that are searched."""
    indexed = bank.indexed()
    return _once(
        [
            *(
                Entry("questions", question_id(q), q.text, {"passage_id": q.passage_id})
                for q in indexed.covered
            ),
            *(
                Entry(
                    "uncovered",
                    text_id(q.text),
                    q.text,
                    {"topic": q.topic, "who_would_know": q.who_would_know, "nearby": q.nearby},
                )
                for q in indexed.uncovered
            ),
        ]
    )


def _once(entries: Iterable[Entry]) -> list[Entry]:
    return list({(entry.kind, entry.id): entry for entry in entries}.values())


def document_metadata(info: DocumentInfo) -> dict[str, str | int | float]:
    pages = {"pages": json.dumps(info.pages)} if info.pages else {}
    return {
        "title": info.title,
        "source": info.source,
        "language": info.language,
        "provenance": info.provenance,
        "updated_on": str(info.updated_on or ""),
        "reviewed_by": info.reviewed_by,
        "reviewed_on": str(info.reviewed_on or ""),
        "sha256": info.sha256,
        **pages,
    }


def passage_text(passage: Passage) -> str:
    """What is embedded for a passage: its heading path, then what a reader sees of it."""
    context = " > ".join(passage.heading)
    shown = plain_text(passage.text)
    return f"{context}\n{shown}" if context else shown


def _passage_entry(number: int, passage: Passage) -> Entry:
    return Entry(
        kind="passages",
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
            "sentences": json.dumps([_sentence_metadata(s) for s in passage.sentences]),
            **_page_metadata(passage),
        },
    )


def _sentence_metadata(sentence: Sentence) -> tuple[str | int, ...]:
    """With its depth only where it stands under another: all other indexes stay as they are."""
    depth = (sentence.depth,) if sentence.depth else ()
    return (sentence.kind.value, sentence.start, sentence.end, *depth)


def _page_metadata(passage: Passage) -> dict[str, str | int]:
    """Nothing for a document without pages: Chroma keeps no null."""
    if passage.page is None:
        return {}
    return {"page": passage.page, "page_breaks": json.dumps(passage.page_breaks)}


def sentence_id(passage_id: str, number: int) -> str:
    """Id of the vector of a passage's sentence; `passage_of_sentence` is its inverse."""
    return f"{passage_id}#{number}"


def passage_of_sentence(name: str) -> str:
    """Id of the passage that the sentence with this id is in."""
    return name.rpartition("#")[0]


def _sentence_entries(passage: Passage) -> Iterator[Entry]:
    """A list item is embedded with what it stands under: "Headache" alone says nothing of whose it is."""
    whole = passage_text(passage)
    after = len(whole) - len(plain_text(passage.text))
    for number, sentence in enumerate(passage.sentences):
        text = plain_text(sentence.text)
        start = whole.find(text, after)
        after = max(after, start + len(text))
        if sentence.kind is SentenceKind.LABEL:
            continue
        place = (start, after) if start >= 0 else None
        above = (plain_text(passage.sentences[at].text) for at in passage.leads(number))
        yield Entry(
            kind="sentences",
            id=sentence_id(passage.id, number),
            text=" ".join([*above, text]),
            metadata={"passage_id": passage.id, "number": number},
            place=place,
        )


def question_id(question: BankQuestion) -> str:
    return text_id(f"{question.passage_id}\n{question.text}")


def text_id(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
