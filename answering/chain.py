"""Our retriever as LangChain's, for use in another chain."""

from __future__ import annotations

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from answering.followup import Query
from answering.retrieve import PassageRetriever


class LangChainRetriever(BaseRetriever):
    """`invoke(question)` gives the best passages as LangChain documents, best first."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    retriever: PassageRetriever
    count: int = 4

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        search = self.retriever.search([Query((query,))], self.count)[0]
        return [
            Document(
                id=e.passage.id,
                page_content=e.passage.text,
                metadata={
                    "document": e.passage.document_id,
                    "heading": " > ".join(e.passage.heading),
                    "start": e.passage.start,
                    "end": e.passage.end,
                    "page": e.passage.page,
                    "score": e.scores["fused"],
                },
            )
            for e in search.evidence
        ]
