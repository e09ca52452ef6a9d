"""Measures answering.verify on true and false sentences, and fits its numbers: `python -m evals.support`.

The sentences lie in evals/support/, each file of other hands: the net learns from some, the numbers are
fitted on another, and of the rest only the figures are looked at.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from answering.answerer import Answerer
from answering.entailment import entailment_embedder, load_entailment
from answering.retrieve import PassageRetriever
from answering.verify import DOUBTED, PATH, SIGNALS, Support, Verdict, Verifier, load_support
from evals.entail import Recipe, train
from evals.intervals import wilson
from evals.pairs import FITTING, HELD_OUT, ROTATIONS, Pair, load_pairs
from ingest.bank import Part
from ingest.corpus import open_corpus
from ingest.errors import OperatorError
from ingest.export import export_embedder, exporting
from ingest.settings import ENTAILMENT_ADAPTER, Settings, load_settings
from triage.messages import Label, load_messages

LEAST_CAUGHT = 0.97
"""Of the false sentences of the fitting file, harder than those of other hands: there it is more."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How one file went."""

    kept: int
    dropped: list[tuple[Pair, Verdict]]
    caught: int
    missed: list[tuple[Pair, Verdict]]

    @property
    def share_caught(self) -> float:
        return self.caught / (self.caught + len(self.missed))

    @property
    def share_dropped(self) -> float:
        return len(self.dropped) / (self.kept + len(self.dropped))


def measure(verifier: Verifier, pairs: Sequence[Pair]) -> Tally:
    """False sentences caught and missed, true ones kept and dropped."""
    verdicts = [(pair, verifier.check(pair.sentence, [pair.citation])) for pair in pairs]
    return Tally(
        kept=sum(not p.fault and v.supported for p, v in verdicts),
        dropped=[(p, v) for p, v in verdicts if not p.fault and not v.supported],
        caught=sum(bool(p.fault) and not v.supported for p, v in verdicts),
        missed=[(p, v) for p, v in verdicts if p.fault and v.supported],
    )


def fit(verifier: Verifier, pairs: Sequence[Pair]) -> Support:
    """Logistic regression on the weakest statement of each sentence that passes the exact checks.

    The threshold is the lowest at which LEAST_CAUGHT of the false ones are caught, those among them that a
    doubt holds to a higher one.
    """
    from sklearn.linear_model import LogisticRegression

    rows, labels, doubted, caught = [], [], [], 0
    for pair in pairs:
        standings, reason = verifier.standings(pair.sentence, [pair.citation])
        if reason:
            caught += bool(pair.fault)
            continue
        rows.append(min((s.signals for s in standings), key=verifier.likeness))
        doubted.append(any(s.doubt for s in standings))
        labels.append(not pair.fault)
    table, true = np.array([[row[name] for name in SIGNALS] for row in rows]), np.array(labels)
    model = LogisticRegression(C=1.0, max_iter=1000).fit(table, true)
    likeness = model.predict_proba(table)[:, 1]
    held = np.where(np.array(doubted) & (likeness < DOUBTED), 0.0, likeness)
    false = np.sort(held[~true])[::-1]
    missed = int((1 - LEAST_CAUGHT) * (caught + len(false)))
    return Support(
        coefficients={
            name: round(float(value), 3) for name, value in zip(SIGNALS, model.coef_[0], strict=True)
        },
        intercept=round(float(model.intercept_[0]), 3),
        threshold=round(float(false[min(missed, len(false) - 1)]) + 0.0005, 3),
    )


def main(argv: list[str] | None = None) -> int:
    """Print the figures of every file but those of training; 2 when the operator must mend something."""
    parser = argparse.ArgumentParser(prog="python -m evals.support", description="Measure verification.")
    parser.add_argument("--train", action="store_true", help="train the net of answering.entailment first")
    parser.add_argument("--fit", action="store_true", help="fit answering/support.json anew first")
    parser.add_argument(
        "--misses", action="store_true", help="print what went wrong, but for held-out files"
    )
    files = [FITTING, *HELD_OUT.values()]
    parser.add_argument("files", metavar="FILE", nargs="*", type=Path, default=files)
    arguments = parser.parse_args(argv)
    try:
        settings = load_settings()
        retriever = Answerer.from_settings(settings).retriever
        if arguments.train:
            train(retriever.store, _talk(settings), ENTAILMENT_ADAPTER, Recipe(), print)
        _export(settings, retriever)
        if arguments.fit or arguments.train:
            _fit(settings, retriever)
        verifier = open_verifier(settings, retriever, load_support())
        for path in arguments.files:
            pairs = load_pairs(path, retriever.store, ROTATIONS["measure"])
            # Whoever has read a miss would mend the rules for it.
            _print(path.stem, pairs, verifier, arguments.misses and path not in HELD_OUT.values())
    except OperatorError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def open_verifier(settings: Settings, retriever: PassageRetriever, support: Support) -> Verifier:
    """As it is served, with other numbers."""
    entailment = load_entailment(settings.models_of(settings.index), settings.precision)
    return Verifier(retriever.embedder, entailment, support, retriever.store.passages)


def _talk(settings: Settings) -> list[str]:
    """What families say and ask: harmless messages of triage, and the questions of the bank."""
    messages = [m.text for m in load_messages() if m.label is Label.HARMLESS and not m.history]
    bank = open_corpus([settings.corpus], settings).bank.part(Part.TRAINING)
    return [*messages, *(q.text for q in bank.covered), *(q.text for q in bank.uncovered)]


def _export(settings: Settings, retriever: PassageRetriever) -> None:
    """Without a chat model, ingest has not."""
    models = settings.models_of(settings.index)
    texts = [passage.text for passage in retriever.store.passages]
    with exporting(models):
        export_embedder(entailment_embedder(), models, texts, settings.precision)


def _fit(settings: Settings, retriever: PassageRetriever) -> None:
    pairs = load_pairs(FITTING, retriever.store, ROTATIONS["fit"])
    support = load_support()
    for _ in range(2):  # which statement is the weakest hangs on the numbers themselves
        support = fit(open_verifier(settings, retriever, support), pairs)
    written = {
        "coefficients": dict(support.coefficients),
        "intercept": support.intercept,
        "threshold": support.threshold,
    }
    PATH.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")


def _print(name: str, pairs: Sequence[Pair], verifier: Verifier, with_misses: bool) -> None:
    tally = measure(verifier, pairs)
    false = tally.caught + len(tally.missed)
    true = tally.kept + len(tally.dropped)
    print(
        f"{name}: {share(tally.caught, false)} false sentences caught, "
        f"{share(len(tally.dropped), true)} true ones dropped"
    )
    for fault in dict.fromkeys(pair.fault for pair in pairs if pair.fault):
        all_of = [pair for pair in pairs if pair.fault == fault]
        missed = [pair for pair, _ in tally.missed if pair.fault == fault]
        print(f"  {fault}: {len(all_of) - len(missed)} of {len(all_of)} caught")
    for pair, verdict in [*tally.missed, *tally.dropped] if with_misses else []:
        what = f"missed, {pair.fault}" if pair.fault else f"dropped, {verdict.reason}"
        print(f"  {what} ({verdict.likeness:.2f}): {pair.sentence} | {pair.citation.quote}")


def share(count: int, of: int) -> str:
    """ "97 of 100 (97.0 %, 91.5 to 99.0)": the interval is Wilson's."""
    found = wilson(count, of)
    if found is None or found.low is None or found.high is None:
        return f"{count} of {of}"
    return f"{count} of {of} ({100 * found.value:.1f} %, {100 * found.low:.1f} to {100 * found.high:.1f})"


if __name__ == "__main__":
    sys.exit(main())
