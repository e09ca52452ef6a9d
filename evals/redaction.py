"""Measures redaction.redact on messages with planted personal data: `python -m evals.redaction [--train]`.

evals/personal/messages.yaml: `development` was looked at while patterns were written, `held_out` was not.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from evals.support import share
from evals.tagging import FURTHER, Marked, Recipe, train
from ingest.bank import Part
from ingest.corpus import open_corpus
from ingest.errors import OperatorError, SettingError
from ingest.export import export_embedder, exporting
from ingest.settings import TAGGER_ADAPTER, Settings, load_settings
from redaction.patterns import ADDRESS, BIRTH, CARD, EMAIL, NAME, PHONE, SOCIAL
from redaction.redact import Redacted, redact
from redaction.tagging import KINDS, Tagger, load_tagger, tagger_embedder

FOLDER = Path(__file__).with_name("personal")
MESSAGES, TRAINING = FOLDER / "messages.yaml", FOLDER / "training.yaml"
PLANTED = re.compile(r"\{(\w+):([^{}]+)\}")
SHORT = {"birth": BIRTH, "card": CARD, "social": SOCIAL}
"""What a kind is called in a mark, where that is not its name."""
PATTERNED = frozenset(KINDS) - {NAME}
PROMISED = frozenset({PHONE, EMAIL, ADDRESS, BIRTH, CARD, SOCIAL})
"""Of the patterned kinds those that README names; the others are dates and numbers of every sort."""


@dataclass(slots=True)
class Tally:
    """What was found of what was planted, and what was redacted without being planted."""

    found: Counter[str] = field(default_factory=Counter)
    planted: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)
    redacted: int = 0
    wrong: list[str] = field(default_factory=list)

    def counts(self, kinds: frozenset[str]) -> tuple[int, int]:
        """How many of these kinds were found, of how many planted."""
        return sum(self.found[k] for k in kinds), sum(self.planted[k] for k in kinds)

    def recall(self, kinds: frozenset[str]) -> float:
        found, planted = self.counts(kinds)
        return found / planted

    @property
    def precision(self) -> float:
        return 1 - len(self.wrong) / self.redacted


def load_marked(path: Path, part: str) -> list[Marked]:
    """The messages of one part of a file; raises SettingError."""
    try:
        messages: list[str] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)[part]
        return [unmarked(message) for message in messages]
    except (OSError, ValueError, TypeError, KeyError, yaml.YAMLError) as error:
        raise SettingError(f"{path}: {part!r} cannot be read ({error!r}); mend it") from error


def unmarked(message: str) -> Marked:
    """The message as a family wrote it, and what is planted in it."""
    text, planted, at = "", [], 0
    for mark in PLANTED.finditer(message):
        text += message[at : mark.start()]
        planted.append((SHORT.get(mark[1], mark[1]), len(text), len(text) + len(mark[2])))
        text += mark[2]
        at = mark.end()
    return Marked(text + message[at:], tuple(planted))


def measure(messages: Sequence[Marked], redacted: Callable[[str], Redacted]) -> Tally:
    """What is planted counts as found where no letter or digit of it is left."""
    tally = Tally()
    for message in messages:
        text, spans = message.text, redacted(message.text).spans
        covered = {n for span in spans for n in range(span.start, span.end)}
        for kind, start, end in message.planted:
            tally.planted[kind] += 1
            if any(text[n].isalnum() and n not in covered for n in range(start, end)):
                tally.missed.append(f"{kind} {text[start:end]!r} in {text!r}")
            else:
                tally.found[kind] += 1
        tally.redacted += len(spans)
        tally.wrong += [
            f"{span.kind} {text[span.start : span.end]!r} in {text!r}"
            for span in spans
            if not any(start < span.end and span.start < end for _, start, end in message.planted)
        ]
    return tally


def main(argv: list[str] | None = None) -> int:
    """Print the figures; 2 when the operator must mend something."""
    parser = argparse.ArgumentParser(prog="python -m evals.redaction", description="Measure redaction.")
    parser.add_argument("--train", action="store_true", help="train the tagger of redaction.tagging first")
    parser.add_argument("--further", action="store_true", help="train the one that stands further")
    parser.add_argument("--misses", action="store_true", help="print what went wrong in development")
    arguments = parser.parse_args(argv)
    try:
        settings = load_settings()
        if arguments.train or arguments.further:
            recipe, resumed = (FURTHER, TAGGER_ADAPTER) if arguments.further else (Recipe(), None)
            marked = [*load_marked(MESSAGES, "development"), *load_marked(TRAINING, "messages")]
            train(marked, _questions(settings), TAGGER_ADAPTER, recipe, print, resumed)
        tagger = open_tagger(settings)
        for part in ("development", "held_out"):
            for named, net in (("patterns alone", None), ("with the tagger", tagger)):
                tally = measure(load_marked(MESSAGES, part), lambda text, net=net: redact(text, net))  # type: ignore[misc]
                print(
                    f"{part}, {named}: {share(*tally.counts(PATTERNED))} patterned"
                    f" ({share(*tally.counts(PROMISED))} of the kinds that README names),"
                    f" {share(*tally.counts(frozenset({NAME})))} names;"
                    f" {len(tally.wrong)} of {tally.redacted} redacted for nothing"
                )
            # Whoever has read a miss would mend the patterns for it.
            if arguments.misses and part == "development":
                print(*tally.missed, *(f"for nothing: {line}" for line in tally.wrong), sep="\n")
    except OperatorError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def open_tagger(settings: Settings) -> Tagger:
    """As it is served; exported where it was trained anew."""
    models = settings.models_of(settings.index)
    with exporting(models):
        export_embedder(tagger_embedder(), models, _questions(settings), settings.precision)
    return load_tagger(models, settings.precision)


def _questions(settings: Settings) -> list[str]:
    """Of the bank: what families write that has nothing personal in it."""
    bank = open_corpus([settings.corpus], settings).bank.part(Part.TRAINING)
    return [question.text for question in bank.covered]


if __name__ == "__main__":
    sys.exit(main())
