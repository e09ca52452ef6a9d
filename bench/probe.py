"""One system in a process of its own: `python -m bench.probe SYSTEM build|ask WORK`.

`build` makes its index of one article; `ask` opens it, answers a first question and says so, then
answers the others and prints what they took. Whatever a system imports, it imports here alone.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

Ask = Callable[[str], object]
QUESTIONS = "questions.json"
ARTICLE = "article.md"
CHUNK, OVERLAP = 1000, 200
FIRST = "first answer"


def _ours(work: Path, build: bool) -> Ask:
    """Everything a family waits for: triage, search, composing, checks."""
    from ingest.settings import Settings

    settings = Settings(index=work / "ours")
    if build:
        from ingest.__main__ import main as ingest

        ingest(["--index", str(settings.index)])
        return str
    from answering.answerer import Answerer

    return Answerer.from_settings(settings).ask


def _langchain(work: Path, build: bool) -> Ask:
    """Retrieval alone, from a Chroma that was filled before."""
    from langchain_chroma import Chroma

    from ingest.embed import TextEmbedder

    store = Chroma(
        "stock",
        embedding_function=TextEmbedder(),
        persist_directory=str(work / "langchain"),
        collection_configuration={"hnsw": {"space": "cosine"}},
    )
    if build:
        from langchain_text_splitters import RecursiveCharacterTextSplitter

        splitter = RecursiveCharacterTextSplitter(chunk_size=CHUNK, chunk_overlap=OVERLAP)
        store.add_texts(splitter.split_text((work / ARTICLE).read_text(encoding="utf-8")))
    return lambda question: store.similarity_search(question, k=4)


def _llamaindex(work: Path, build: bool) -> Ask:
    """Retrieval alone, from its own vector store that was saved before."""
    from llama_index.core import StorageContext, load_index_from_storage

    from bench.peers.llamaindex_stock import llamaindex_embedding, llamaindex_index
    from ingest.embed import TextEmbedder

    folder = str(work / "llamaindex")
    if build:
        text = (work / ARTICLE).read_text(encoding="utf-8")
        llamaindex_index({"article": text}, TextEmbedder()).storage_context.persist(folder)
        return str
    stored = StorageContext.from_defaults(persist_dir=folder)
    index = load_index_from_storage(stored, embed_model=llamaindex_embedding(TextEmbedder()))
    return index.as_retriever(similarity_top_k=2).retrieve


SYSTEMS: dict[str, Callable[[Path, bool], Ask]] = {
    "family-answers": _ours,
    "LangChain stock": _langchain,
    "LlamaIndex stock": _llamaindex,
}


def main() -> None:
    system, what, folder = sys.argv[1:4]
    work = Path(folder)
    began = time.perf_counter()
    ask = SYSTEMS[system](work, what == "build")
    if what == "build":
        print(json.dumps({"seconds": time.perf_counter() - began}))
        return
    questions: list[str] = json.loads((work / QUESTIONS).read_text(encoding="utf-8"))
    ask(questions[0])
    print(FIRST, flush=True)
    at_rest = resident_mb()
    for question in questions[:20]:
        ask(question)
    milliseconds = []
    for question in questions:
        began = time.perf_counter()
        ask(question)
        milliseconds.append((time.perf_counter() - began) * 1000)
    print(json.dumps({"milliseconds": milliseconds, "at_rest_mb": at_rest, "peak_mb": peak_mb()}))


def resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6


def figures(output: str) -> dict[str, Any]:
    """The JSON line that a probe printed last."""
    found: dict[str, Any] = json.loads(output.strip().splitlines()[-1])
    return found


if __name__ == "__main__":
    main()
