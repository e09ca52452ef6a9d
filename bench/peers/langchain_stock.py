"""LangChain as its retrieval guide sets it up: 1,000-character chunks, Chroma, the four nearest."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

from bench.peers import Show, Shown

CHUNK, OVERLAP, SHOWN = 1000, 200, 4


def langchain_stock(documents: Mapping[str, str], embedder: Embeddings) -> Show:
    """RecursiveCharacterTextSplitter 1000/200, `Chroma.from_documents`, `similarity_search`; in memory."""
    splitter = RecursiveCharacterTextSplitter(chunk_size=CHUNK, chunk_overlap=OVERLAP)
    whole = [Document(text, metadata={"document": name}) for name, text in documents.items()]
    store = Chroma.from_documents(
        splitter.split_documents(whole),
        embedder,
        # In memory Chroma is one for the process: a name of its own keeps two pipelines apart.
        collection_name=f"stock-{uuid.uuid4().hex[:12]}",
        collection_configuration={"hnsw": {"space": "cosine"}},
    )

    def show(question: str) -> list[Shown]:
        found = store.similarity_search(question, k=SHOWN)
        return [Shown(one.page_content, one.metadata["document"]) for one in found]

    return show
