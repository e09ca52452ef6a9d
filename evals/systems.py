"""What answers the questions of a run: this program on an index of choice, with settings of choice."""

from __future__ import annotations

import contextlib
import importlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast, get_args

from answering.answerer import Answerer
from answering.signals import SIGNALS
from answering.weights import Weights, load_weights
from evals.indexes import build_for_run
from evals.splitting import WAYS, Splitting
from ingest.corpus import Corpus
from ingest.embed import find_adapter
from ingest.errors import SettingError
from ingest.settings import Precision, Settings
from ingest.split import LONGEST_PASSAGE_WORDS

# Settings of a run that are fitted or fixed while serving: name -> (module, constant). They are read at
# each question, so changing them for the length of a run needs no option on the way a family goes.
CONSTANTS: Mapping[str, tuple[str, str]] = {
    "retrieve.k": ("answering.editorial", "EVIDENCE_COUNT"),
    "judge.sure": ("answering.aboutness", "SURE"),
    "judge.near": ("answering.aboutness", "NEAR_TO_ANSWER"),
    "compose.target_words": ("answering.compose", "TARGET_WORDS"),
    "compose.most_words": ("answering.compose", "MOST_WORDS"),
    "compose.enough_belief": ("answering.compose", "ENOUGH_BELIEF"),
}
WEIGHTS = ("judge.threshold", *(f"weights.{name}" for name in SIGNALS))
"""Fitted numbers of weights.json; the other fusion weights keep their proportions."""
SPLITS = ("split.by", "split.passage_words", "split.headings")
EMBEDDERS = ("embedder.adapter", "embedder.precision")
BUILDING = (*SPLITS, *EMBEDDERS)
"""These change the index: the run builds one of its own."""
NAMES = (*CONSTANTS, *WEIGHTS, *BUILDING)
COUNTS = frozenset({"retrieve.k", "compose.target_words", "compose.most_words"})
"""Whole numbers from 1; every other number is a probability, a likeness or a share, from 0 to 1."""
SWITCH = {"on": True, "off": False}


def parse_overrides(words: list[str]) -> dict[str, str]:
    """["retrieve.k=8"] -> {"retrieve.k": "8"}; raises SettingError for a name that is not known."""
    found: dict[str, str] = {}
    for word in words:
        name, sign, value = word.partition("=")
        if not sign or name not in NAMES:
            raise SettingError(f"--set {word}: give NAME=VALUE with a name of {', '.join(NAMES)}")
        found[name] = value
    return found


def check_overrides(overrides: Mapping[str, str], settings: Settings) -> None:
    """Raises SettingError or EmbedderError for a value that cannot be used; changes and builds nothing.

    `overrides`: as `parse_overrides` gives them.
    """
    for name, text in overrides.items():
        if name in CONSTANTS:
            _number(name, text)
    _splitting(overrides)
    _precision(settings, overrides)
    find_adapter(overrides.get("embedder.adapter", "none"), [])
    for weights in (load_weights().with_bank, load_weights().text_only):
        _reweighed(weights, overrides)


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
                setattr(module, constant, _number(name, text))
        yield
    finally:
        for module, constant, value in before:
            setattr(module, constant, value)


def open_answerer(settings: Settings, overrides: Mapping[str, str] | None = None) -> Answerer:
    """The answerer of the settings' index, as it is served but for `overrides`."""
    answerer = Answerer.from_settings(settings)
    answerer.retriever.weights = _reweighed(answerer.retriever.weights, overrides or {})
    return answerer


def ingest_for_run(
    corpus: Corpus, settings: Settings, overrides: Mapping[str, str], folder: Path | None = None
) -> Settings:
    """The settings that ask `corpus`, split and embedded as `overrides` say; see `build_for_run`.

    Raises SettingError for a value that cannot be used.
    """
    return build_for_run(
        corpus,
        settings,
        splitting=_splitting(overrides),
        adapter=overrides.get("embedder.adapter", settings.adapter),
        precision=_precision(settings, overrides),
        folder=folder,
    )


def _splitting(overrides: Mapping[str, str]) -> Splitting:
    words = overrides.get("split.passage_words", str(LONGEST_PASSAGE_WORDS))
    if not words.isdecimal() or not int(words):
        raise SettingError(f"--set split.passage_words={words}: give a number from 1")
    return Splitting(
        by=_one_of("split.by", overrides.get("split.by", WAYS[0]), WAYS),
        words=int(words),
        headings=SWITCH[_one_of("split.headings", overrides.get("split.headings", "on"), tuple(SWITCH))],
    )


def _reweighed(weights: Weights, overrides: Mapping[str, str]) -> Weights:
    """`weights` with the fitted numbers of `overrides` in place of its own."""
    given = {
        name.removeprefix("weights."): _number(name, text)
        for name, text in overrides.items()
        if name.startswith("weights.")
    }
    if not given and "judge.threshold" not in overrides:
        return weights
    rest = sum(value for name, value in weights.fusion.items() if name not in given)
    left = 1 - sum(given.values())
    if left < 0 or (not rest and left):
        raise SettingError("--set weights.*: fusion weights sum to 1; give smaller ones")
    fusion = {name: given.get(name, value * left / (rest or 1)) for name, value in weights.fusion.items()}
    threshold = _number("judge.threshold", overrides.get("judge.threshold", str(weights.threshold)))
    return replace(weights, fusion=fusion, threshold=threshold)


def _precision(settings: Settings, overrides: Mapping[str, str]) -> Precision:
    text = overrides.get("embedder.precision", settings.precision)
    return cast(Precision, _one_of("embedder.precision", text, get_args(Precision)))


def _one_of(name: str, text: str, known: Sequence[str]) -> str:
    if text not in known:
        raise SettingError(f"--set {name}={text}: use one of {', '.join(known)}")
    return text


def _number(name: str, text: str) -> float:
    """A count or a share, whichever `name` is; raises SettingError for what it cannot be."""
    try:
        number = float(text)
    except ValueError:
        raise SettingError(f"--set {name}={text}: {text!r} is no number; give one") from None
    if name in COUNTS:
        if not number.is_integer() or number < 1:
            raise SettingError(f"--set {name}={text}: give a whole number from 1")
        return int(number)
    # No comparison with nan is true: every question would be answered, or none.
    if not 0 <= number <= 1:
        raise SettingError(f"--set {name}={text}: give a number from 0 to 1")
    return number
