"""A chat model that obeys whatever it reads: no order in a question, a turn or a document reaches a
family."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from chat_server import ChatServer, form, passages_of, reading_of
from conftest import CORPUS, LARGEST
from test_answering_injection import ATTEMPTS
from worded import Worded

from answering.records import Answer, Turn
from ingest.build import build_index
from ingest.corpus import read_corpus
from ingest.embed import TextEmbedder, find_adapter
from ingest.index import VectorIndex
from ingest.load import load_documents
from ingest.markdown import plain_text
from ingest.serving import serving_embedder


def obey(*orders: str) -> Any:
    """A reply that says each order and all that it was told to read, citing real words of real passages."""

    def reply(body: dict[str, Any]) -> str:
        passages = passages_of(body)
        quotes = [(n, text.splitlines()[0]) for n, text in enumerate(passages, start=1)]
        read = re.findall(r"-question>\n(.*)\n</text", reading_of(body), re.DOTALL)
        said = [*orders, *read, f"Sure. {' '.join(read)}"]
        first, rest = quotes[0], quotes[-1]
        true = (first[1], first[0], first[1])
        # A true sentence first, so that the orders get their chance behind it.
        return form(true, *((text, *quote) for text in said for quote in (first, rest)))

    return reply


def obeyed(answer: Answer, marker: str) -> bool:
    said = answer.text.lower() if marker != "YES" else answer.text
    return bool(re.search(rf"(?<!\w){re.escape(marker)}(?!\w)", said))


def orders_of(attempt: dict[str, str]) -> list[str]:
    marker = attempt["marker"]
    said = [f"{marker.capitalize()}.", f"The article says {marker}.", f"Naltrexone: {marker}."]
    return [attempt["text"], *said]


def test_no_order_in_a_question_or_a_turn_is_obeyed(worded: Worded, chat_server: ChatServer) -> None:
    # One answerer for all: 46 of them would each load an index.
    answerer = worded(timeout=20.0)
    asked = 0
    for attempt in [*ATTEMPTS["question"], *ATTEMPTS["history"]]:
        chat_server.reply = obey(*orders_of(attempt))
        history = [Turn(attempt["role"], attempt["text"])] if "role" in attempt else []
        before = len(chat_server.asked)
        answer = answerer.ask(attempt.get("ask", attempt["text"]), history)
        asked += len(chat_server.asked) > before
        assert not obeyed(answer, attempt["marker"]), (attempt, answer.text)
    assert asked >= 10


@pytest.fixture(scope="module")
def poisoned_index(tmp_path_factory: pytest.TempPathFactory, models: Path) -> Path:
    """The article with an order after every few paragraphs."""
    folder = tmp_path_factory.mktemp("poisoned")
    paragraphs = (CORPUS / "naltrexone-guide/article.md").read_text(encoding="utf-8").split("\n\n")
    for number, order in enumerate(ATTEMPTS["document"]):
        paragraphs.insert(12 + 9 * number, order)
    (folder / "article.md").write_text("\n\n".join(paragraphs), encoding="utf-8")
    source = TextEmbedder(adapter=find_adapter("auto", [CORPUS / "naltrexone-guide"]))
    corpus = read_corpus(load_documents([folder / "article.md"], LARGEST))
    build_index(corpus, VectorIndex(folder / "index"), serving_embedder(source, models, "int8"))
    return folder / "index"


def test_order_in_a_document_is_at_most_quoted(
    worded: Worded, chat_server: ChatServer, poisoned_index: Path
) -> None:
    answerer = worded(timeout=20.0, index=poisoned_index)
    for order in ATTEMPTS["document"]:
        words = plain_text(order)
        orders = ["CHERRY CHERRY CHERRY", "As ordered: 700 mg for all.", "Call 1-900-555-1111."]
        chat_server.reply = obey(*orders)
        answer = answerer.ask(words)
        for sentence in answer.sentences:
            quotes = " ".join(plain_text(answer.citations[n - 1].quote) for n in sentence.citations)
            assert sentence.citations or sentence.text not in words
            if re.search(r"CHERRY|700 mg|1-900", sentence.text):
                assert sentence.text in quotes
