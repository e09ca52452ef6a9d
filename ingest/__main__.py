"""Command line of ingest: `python -m ingest [PATH ...]` and `python -m ingest adapt [PATH ...]`."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ingest.adapt import FURTHER, Recipe
from ingest.card import adapt_corpus
from ingest.corpus import open_corpus
from ingest.errors import OperatorError
from ingest.settings import Settings, load_settings
from ingest.update import counts_said, update_apart, update_index
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
        "--if-stale",
        action="store_true",
        help="do nothing when the index is up to date, or when a Chroma server holds another",
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
    parser.add_argument("--epochs", metavar="N", type=int, help="default: 4 from the base, 2 further")
    parser.add_argument(
        "--further", action="store_true", help="train the adapter that stands further, and take the mean"
    )
    parser.add_argument("--beside", action="store_true", help="take in the adapter that stands as well")
    return parser


def _adapt(arguments: argparse.Namespace, settings: Settings) -> int:
    paths = arguments.paths or [settings.corpus]
    corpus = open_corpus(paths, settings)
    recipe = FURTHER if arguments.further else Recipe()
    recipe = replace(recipe, epochs=arguments.epochs or recipe.epochs)
    folder = adapt_corpus(corpus, settings.embedder, recipe, arguments.seeds, print, arguments.beside)
    print(f"trained {folder}; run `python -m ingest`, then `python -m evals.fit`")
    return 0


def _run(arguments: argparse.Namespace, settings: Settings) -> int:
    paths = arguments.paths or [settings.corpus]
    if arguments.watch:
        return _watch(paths, arguments, settings)
    corpus = open_corpus(paths, settings)
    if arguments.check:
        counts = Counter(documents=len(corpus.documents))
        for _, passages in corpus.split():
            counts["passages"] += len(passages)
            counts["sentences"] += sum(len(passage.sentences) for passage in passages)
        print(f"checked {counts_said(counts)}, {len(corpus.bank.covered)} questions: all well")
        return 0
    update_index(
        corpus,
        arguments.index,
        arguments.adapter,
        settings,
        if_stale=arguments.if_stale,
        # An app that starts with an older corpus must not undo what others at the server serve.
        replacing=not arguments.if_stale,
    )
    return 0


def _watch(paths: Sequence[Path], arguments: argparse.Namespace, settings: Settings) -> int:
    """The first build may fail like any other; a later one leaves the index before serving."""
    first = True
    try:
        for _ in corpus_changes(paths, apart=arguments.index):
            status = update_apart(paths, arguments.index, arguments.adapter, settings, first)
            if first and status:
                return 2
            first = False
    except KeyboardInterrupt:
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
