"""What answers the questions of a run: this program on an index of choice, with settings of choice."""

from __future__ import annotations

import contextlib
import importlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import cast, get_args

from answering.answerer import Answerer
from answering.retrieve import SIGNALS, PassageRetriever
from ingest.build import build_index
from ingest.corpus import read_corpus
from ingest.embed import TextEmbedder, find_adapter
from ingest.errors import SettingError
from ingest.index import VectorIndex
from ingest.load import load_documents
from ingest.serving import serving_embedder
from ingest.settings import Precision, Settings

# Settings of a run that are fitted or fixed while serving: name -> (module, constant). They are read at
# each question, so changing them for the length of a run needs no option on the way a family goes.
CONSTANTS: Mapping[str, tuple[str, str]] = {
    "retrieve.k": ("answering.answerer", "EVIDENCE_COUNT"),
    "judge.sure": ("answering.aboutness", "SURE"),
    "judge.near": ("answering.aboutness", "NEAR_TO_ANSWER"),
    "compose.target_words": ("answering.compose", "TARGET_WORDS"),
    "compose.most_words": ("answering.compose", "MOST_WORDS"),
    "compose.enough_belief": ("answering.compose", "ENOUGH_BELIEF"),
    "split.passage_words": ("ingest.split", "LONGEST_PASSAGE_WORDS"),
}
WEIGHTS = ("judge.threshold", *(f"weights.{name}" for name in SIGNALS))
"""Fitted numbers of weights.json; the other fusion weights keep their proportions."""
EMBEDDERS = ("embedder.adapter", "embedder.precision")
BUILDING = ("split.passage_words", "embedder.adapter")
"""These change the index: it is built anew."""
NAMES = (*CONSTANTS, *WEIGHTS, *EMBEDDERS)


def parse_overrides(words: list[str]) -> dict[str, str]:
    """["retrieve.k=8"] -> {"retrieve.k": "8"}; raises SettingError for a name that is not known."""
    found: dict[str, str] = {}
    for word in words:
        name, sign, value = word.partition("=")
        if not sign or name not in NAMES:
            raise SettingError(f"--set {word}: give NAME=VALUE with a name of {', '.join(NAMES)}")
        found[name] = value
    return found


@contextlib.contextmanager
def overridden(overrides: Mapping[str, str]) -> Iterator[None]:
    """The constants changed for the length of a run; raises SettingError for a value that is none."""
    before: list[tuple[object, str, object]] = []
    try:
        for name, text in overrides.items():
            if name in CONSTANTS:
                module: object = importlib.import_module(CONSTANTS[name][0])
                constant = CONSTANTS[name][1]
                old = getattr(module, constant)
                before.append((module, constant, old))
                setattr(module, constant, type(old)(_number(name, text)))
        yield
    finally:
        for module, constant, value in before:
            setattr(module, constant, value)


def open_answerer(settings: Settings, overrides: Mapping[str, str] | None = None) -> Answerer:
    """The answerer of the settings' index, as it is served but for `overrides`."""
    chosen = overrides or {}
    answerer = Answerer.from_settings(
        settings.model_copy(update={"precision": _precision(settings, chosen)})
    )
    _weigh(answerer.retriever, chosen)
    return answerer


def ingest_for_run(
    corpus: Path, index: Path, settings: Settings, overrides: Mapping[str, str] | None = None
) -> Settings:
    """Index `corpus` in `index`, with the models of the settings' own index; the settings to run with."""
    chosen = overrides or {}
    documents = read_corpus(load_documents([corpus], settings.max_source_mb * 1_000_000))
    adapter = find_adapter(chosen.get("embedder.adapter", settings.adapter), documents.folders)
    source = TextEmbedder(settings.embedder, adapter)
    models = settings.models_of(settings.index)
    build_index(documents, VectorIndex(index), serving_embedder(source, models, settings.precision))
    # In a folder of its own, whatever server holds the index that families ask.
    changed = {"corpus": corpus, "index": index, "models": models, "chroma_url": ""}
    return settings.model_copy(update=changed)


def _weigh(retriever: PassageRetriever, overrides: Mapping[str, str]) -> None:
    """Other fitted numbers in this retriever."""
    weights = retriever.weights
    given = {
        name.removeprefix("weights."): _number(name, text)
        for name, text in overrides.items()
        if name.startswith("weights.")
    }
    if not given and "judge.threshold" not in overrides:
        return
    rest = sum(value for name, value in weights.fusion.items() if name not in given)
    left = 1 - sum(given.values())
    if left < 0 or (not rest and left):
        raise SettingError("--set weights.*: fusion weights sum to 1; give smaller ones")
    fusion = {name: given.get(name, value * left / (rest or 1)) for name, value in weights.fusion.items()}
    threshold = _number("judge.threshold", overrides.get("judge.threshold", str(weights.threshold)))
    retriever.weights = replace(weights, fusion=fusion, threshold=threshold)


def _precision(settings: Settings, overrides: Mapping[str, str]) -> Precision:
    text = overrides.get("embedder.precision", settings.precision)
    for known in get_args(Precision):
        if text == known:
            return cast(Precision, known)
    raise SettingError(f"--set embedder.precision={text}: use one of {', '.join(get_args(Precision))}")


def _number(name: str, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise SettingError(f"--set {name}={text}: {text!r} is no number; give one") from None
