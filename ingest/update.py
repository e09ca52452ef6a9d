"""One run of `python -m ingest`: models exported, the index brought up to date, one line that says so."""

from __future__ import annotations

import multiprocessing
import signal
import sys
import threading
from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path

from tqdm import tqdm

from ingest.build import build_index, is_stale
from ingest.corpus import Corpus, open_corpus
from ingest.embed import PACKAGED, TextEmbedder, find_adapter
from ingest.embedder import Embedder
from ingest.entries import passage_text
from ingest.errors import ExportError, OperatorError
from ingest.export import export_embedder, exporting, sweep_exports
from ingest.index import VectorIndex
from ingest.serving import is_served, serving_embedder
from ingest.settings import ENTAILMENT_ADAPTER, TAGGER_ADAPTER, TRIAGE_ADAPTER, Precision, Settings
from ingest.shards import return_freed_memory

PROOF_PASSAGES = 1000
"""Passages that the proof of an export is sampled from, at most."""


def update_index(
    corpus: Corpus, folder: Path, adapter: str, settings: Settings, if_stale: bool, replacing: bool = True
) -> None:
    """Bring the index up to date and say so; with `if_stale`, say nothing where it is.

    Not `replacing`: an index that a server holds for several processes is left as it is, and that is said.
    Raises OperatorError; then the old index still serves.
    """
    source = TextEmbedder(settings.embedder, find_adapter(adapter, corpus.folders))
    models = settings.models_of(folder)
    index = VectorIndex(folder, settings.chroma_url)
    # A server that is away is said now, not after a minute of exporting.
    held = index.database.remote and bool(index.stamp())
    sources = [source, TextEmbedder(PACKAGED, TRIAGE_ADAPTER)]
    if settings.answer_model:
        sources.append(TextEmbedder(PACKAGED, ENTAILMENT_ADAPTER))
    if settings.store != "off":
        sources.append(TextEmbedder(PACKAGED, TAGGER_ADAPTER))
    exported = all(is_served(one, models, settings.precision) for one in sources)
    if (
        if_stale
        and exported
        and not is_stale(corpus, index, serving_embedder(source, models, settings.precision))
    ):
        return
    for fault in export_served(sources, models, corpus, settings.precision):
        print(f"{fault}; serving it with sentence-transformers, slower", file=sys.stderr)
    if settings.models is None:
        # A folder that was named may hold those of other indexes.
        sweep_exports(models, {source.fingerprint for source in sources})
    embedder = serving_embedder(source, models, settings.precision)
    if held and not replacing and is_stale(corpus, index, embedder):
        print(
            f"{settings.chroma_url}: the index there is of another corpus or of other settings than here; "
            "it stays and serves; `python -m ingest` would put this one in its place",
            file=sys.stderr,
        )
        return
    _build(corpus, index, embedder, settings.chroma_url or str(folder))


def update_apart(paths: Sequence[Path], folder: Path, adapter: str, settings: Settings, first: bool) -> int:
    """Read `paths` and bring the index up to date in a process of its own; returns its exit code.

    What a build can leave behind in a process, a Chroma that hangs after a full disk, ends with it. After
    the `first`, nothing is said of an index that is up to date, and of a fault, that the old one serves.
    """
    # Not forked: ONNX Runtime's and Chroma's threads would be missing in the copy.
    work = multiprocessing.get_context("spawn").Process(
        target=_update, args=(paths, folder, adapter, settings, first)
    )
    work.start()
    try:
        work.join()
    except KeyboardInterrupt:
        work.terminate()
        work.join()
        raise
    code = work.exitcode or 0
    if code < 0:
        said = f"the build was ended by {signal.Signals(-code).name}; the index before goes on serving"
        print(said, file=sys.stderr, flush=True)
    return code


def _update(paths: Sequence[Path], folder: Path, adapter: str, settings: Settings, first: bool) -> None:
    # tqdm's own lock is for several processes, and one that is killed leaves a warning about it.
    tqdm.set_lock(threading.RLock())
    try:
        corpus = open_corpus(paths, settings)
        update_index(corpus, folder, adapter, settings, if_stale=not first)
    except OperatorError as error:
        print(error if first else f"{error}; the index before goes on serving", file=sys.stderr, flush=True)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)


def _build(corpus: Corpus, index: VectorIndex, embedder: Embedder, where: str) -> None:
    return_freed_memory()
    with tqdm(
        desc="indexing", unit=" characters", unit_scale=True, disable=None, leave=False, delay=1
    ) as bar:

        def show(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        report = build_index(corpus, index, embedder, show)
    change = "unchanged" if report.unchanged else f"{report.embedded} texts embedded"
    print(
        f"indexed {counts_said(report.counts)}, {report.counts['questions']} questions "
        f"in {report.seconds:.1f} s ({change}): index {report.index_id} in {where}",
        flush=True,
    )


def export_served(
    sources: Sequence[TextEmbedder], models: Path, corpus: Corpus, precision: Precision
) -> list[ExportError]:
    """Export `sources` to `models`, each proven on a sample of `corpus`; why one could not be exported."""
    some = islice((passage for _, split in corpus.split() for passage in split), PROOF_PASSAGES)
    texts = [passage_text(passage) for passage in some]
    texts += [question.text for question in corpus.bank.covered]
    faults = []
    # One at a time: the sweep must not take the draft of another run.
    with exporting(models):
        for source in sources:
            try:
                export_embedder(source, models, texts, precision)
            except ExportError as error:
                faults.append(error)
    return faults


def counts_said(counts: Mapping[str, int]) -> str:
    """For a sentence: how many documents, passages and sentences."""
    return ", ".join(f"{counts[kind]} {kind}" for kind in ("documents", "passages", "sentences"))
