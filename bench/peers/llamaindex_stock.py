"""LlamaIndex as its starter guide sets it up: 1,024-token chunks, its vector store, the two nearest."""

from __future__ import annotations

from collections.abc import Mapping

from langchain_core.embeddings import Embeddings
from llama_index.core import Document, VectorStoreIndex
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.node_parser import SentenceSplitter
from pydantic import PrivateAttr

from bench.peers import Show, Shown

CHUNK, OVERLAP, SHOWN = 1024, 200, 2


class _Embedding(BaseEmbedding):
    """Our embedder as LlamaIndex calls it."""

    _embedder: Embeddings = PrivateAttr()

    def __init__(self, embedder: Embeddings) -> None:
        super().__init__(model_name="all-MiniLM-L6-v2")
        self._embedder = embedder

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._embedder.embed_query(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._embedder.embed_query(text)

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return self._embedder.embed_documents(texts)


def llamaindex_embedding(embedder: Embeddings) -> BaseEmbedding:
    """`embedder` as LlamaIndex calls it."""
    return _Embedding(embedder)


def llamaindex_index(documents: Mapping[str, str], embedder: Embeddings) -> VectorStoreIndex:
    """SentenceSplitter 1024/200, `VectorStoreIndex.from_documents`; in memory."""
    whole = [Document(text=text, metadata={"document": name}) for name, text in documents.items()]
    return VectorStoreIndex.from_documents(
        whole,
        embed_model=_Embedding(embedder),
        transformations=[SentenceSplitter(chunk_size=CHUNK, chunk_overlap=OVERLAP)],
    )


def llamaindex_stock(documents: Mapping[str, str], embedder: Embeddings) -> Show:
    """The index of `documents`, and `as_retriever()`."""
    retriever = llamaindex_index(documents, embedder).as_retriever(similarity_top_k=SHOWN)

    def show(question: str) -> list[Shown]:
        found = retriever.retrieve(question)
        return [Shown(one.node.get_content(), one.node.metadata["document"]) for one in found]

    return show
