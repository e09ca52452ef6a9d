"""Command line of ingest: `python -m ingest [PATH ...]` and `python -m ingest adapt [PATH ...]`."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path

from tqdm import tqdm

from ingest.adapt import Recipe
from ingest.build import build_index, is_stale
from ingest.card import adapt_corpus
from ingest.corpus import Corpus, read_corpus
from ingest.embed import PACKAGED, TextEmbedder, find_adapter
from ingest.entries import passage_text
from ingest.errors import ExportError, OperatorError
from ingest.export import PROOF_PASSAGES, export_embedder, exporting, sweep_exports
from ingest.index import VectorIndex
from ingest.load import load_documents
from ingest.serving import is_served, serving_embedder
from ingest.settings import TRIAGE_ADAPTER, Precision, Settings, load_settings
from ingest.watch import corpus_changes


def main(argv: list[str] | None = None) -> int:
    """Parse, do one thing, print; 0 when it is done, 2 when the operator must mend something."""
    try:
        settings = load_settings()
        words = sys.argv[1:] if argv is None else argv
        if words[:1] == ["adapt"]:
            return _adapt(_adapt_parser().parse_args(words[1:]), settings)
        return _run(_parser(settings).parse_args(words), settings)
    except OperatorError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("stopped; the last finished index is untouched", file=sys.stderr)
        return 130


def _parser(settings: Settings) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m ingest",
        description="Split documents into passages and index them for search.",
    )
    parser.add_argument(
        "paths", metavar="PATH", nargs="*", type=Path, help="files or folders (default: corpus/)"
    )
    parser.add_argument(
        "--index",
        metavar="DIR",
        type=Path,
        default=settings.index,
        help="folder of the index (default: %(default)s)",
    )
    parser.add_argument(
        "--adapter",
        metavar="DIR",
        default=settings.adapter,
        help="LoRA adapter: a folder, 'none', or 'auto' for the corpus's own",
    )
    modes = parser.add_mutually_exclusive_group()
    modes.add_argument(
        "--check", action="store_true", help="only validate the documents; loads no model, writes nothing"
    )
    modes.add_argument(
        "--if-stale", action="store_true", help="say nothing and do nothing when the index is up to date"
    )
    modes.add_argument(
        "--watch", action="store_true", help="then index again whenever the files change, until Ctrl-C"
    )
    return parser


def _adapt_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m ingest adapt",
        description="Train a LoRA adapter for the embedder from the question bank of a document.",
    )
    parser.add_argument(
        "paths", metavar="PATH", nargs="*", type=Path, help="files or a folder (default: corpus/)"
    )
    parser.add_argument(
        "--seeds",
        metavar="N",
        nargs="+",
        type=int,
        default=[1, 2],
        help="train one adapter per seed and keep the best on the development tenth",
    )
    parser.add_argument("--epochs", metavar="N", type=int, default=Recipe().epochs)
    return parser


def _adapt(arguments: argparse.Namespace, settings: Settings) -> int:
    paths = arguments.paths or [settings.corpus]
    corpus = read_corpus(load_documents(paths, settings.max_source_mb * 1_000_000))
    recipe = Recipe(epochs=arguments.epochs)
    folder = adapt_corpus(corpus, settings.embedder, recipe, arguments.seeds, print)
    print(f"trained {folder}; run `python -m ingest`, then `python -m evals.fit`")
    return 0


def _run(arguments: argparse.Namespace, settings: Settings) -> int:
    paths = arguments.paths or [settings.corpus]
    if arguments.watch:
        return _watch(paths, arguments, settings)
    corpus = read_corpus(load_documents(paths, settings.max_source_mb * 1_000_000))
    if arguments.check:
        counts = Counter(documents=len(corpus.documents))
        for _, passages in corpus.split():
            counts["passages"] += len(passages)
            counts["sentences"] += sum(len(passage.sentences) for passage in passages)
        print(f"checked {_said(counts)}, {len(corpus.bank.covered)} questions: all well")
        return 0
    _index(corpus, arguments, settings, if_stale=arguments.if_stale)
    return 0


def _watch(paths: Sequence[Path], arguments: argparse.Namespace, settings: Settings) -> int:
    """The first build may fail like any other; a later one leaves the index before serving."""
    first = True
    try:
        for _ in corpus_changes(paths, apart=arguments.index):
            try:
                corpus = read_corpus(load_documents(paths, settings.max_source_mb * 1_000_000))
                _index(corpus, arguments, settings, if_stale=not first)
            except OperatorError as error:
                if first:
                    raise
                print(f"{error}; the index before goes on serving", file=sys.stderr, flush=True)
            first = False
    except KeyboardInterrupt:
        return 0
    return 0


def _index(corpus: Corpus, arguments: argparse.Namespace, settings: Settings, if_stale: bool) -> None:
    """Bring the index up to date and say so; with `if_stale`, say nothing where it is."""
    source = TextEmbedder(settings.embedder, find_adapter(arguments.adapter, corpus.folders))
    models = settings.models_of(arguments.index)
    index = VectorIndex(arguments.index, settings.chroma_url)
    if index.remote:
        index.stamp()  # a server that is away is said now, not after a minute of exporting
    sources = [source, TextEmbedder(PACKAGED, TRIAGE_ADAPTER)]
    exported = all(is_served(one, models, settings.precision) for one in sources)
    if (
        if_stale
        and exported
        and not is_stale(corpus, index, serving_embedder(source, models, settings.precision))
    ):
        return
    _export(sources, models, corpus, settings.precision)
    if settings.models is None:
        # A folder that was named may hold those of other indexes.
        sweep_exports(models, {source.fingerprint for source in sources})
    embedder = serving_embedder(source, models, settings.precision)
    with tqdm(
        desc="indexing", unit=" characters", unit_scale=True, disable=None, leave=False, delay=1
    ) as bar:

        def show(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        report = build_index(corpus, index, embedder, show)
    change = "unchanged" if report.unchanged else f"{report.embedded} texts embedded"
    print(
        f"indexed {_said(report.counts)}, {report.counts['questions']} questions in {report.seconds:.1f} s "
        f"({change}): index {report.index_id} in {settings.chroma_url or arguments.index}",
        flush=True,
    )


def _export(sources: Sequence[TextEmbedder], models: Path, corpus: Corpus, precision: Precision) -> None:
    """Export what is served; what cannot be exported is served as it is, and that is said."""
    some = islice((passage for _, split in corpus.split() for passage in split), PROOF_PASSAGES)
    texts = [passage_text(passage) for passage in some]
    texts += [question.text for question in corpus.bank.covered]
    # One at a time: the sweep must not take the draft of another run.
    with exporting(models):
        for source in sources:
            try:
                export_embedder(source, models, texts, precision)
            except ExportError as error:
                print(f"{error}; serving it with sentence-transformers, slower", file=sys.stderr)


def _said(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{counts[kind]} {kind}" for kind in ("documents", "passages", "sentences"))


if __name__ == "__main__":
    sys.exit(main())
