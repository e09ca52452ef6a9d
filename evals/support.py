"""Measures answering.verify on true and false sentences, and fits its numbers: `python -m evals.support`.

The sentences lie in evals/support/. Word lists and numbers are fitted on the development half; the
held-out half
was written afterwards.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml
from pydantic import BaseModel, ConfigDict

from answering.answerer import Answerer
from answering.passages import PassageStore
from answering.records import Citation
from answering.verify import PATH, SIGNALS, Support, Verdict, Verifier, load_support
from evals.intervals import wilson
from ingest.errors import OperatorError, SettingError
from ingest.settings import load_settings

FOLDER = Path(__file__).with_name("support")
HALVES = {name: FOLDER / f"{name}.yaml" for name in ("development", "held_out")}
WRONG_CITATION = "wrong citation"
ROTATIONS = {"fit": range(1, 7), "measure": range(1, 2)}
"""How many entries further the wrong citation of a right sentence stands."""
MOST_DROPPED = 0.01
"""Of the true sentences of the development half, by likeness alone: the exact checks drop more."""


class Entry(BaseModel):
    """Words of the edition, and sentences that cite them."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    quote: str
    supported: tuple[str, ...]
    unsupported: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence, what it cites, and what is wrong with it."""

    sentence: str
    citation: Citation
    fault: str
    """"" for a true one."""


def load_pairs(path: Path, store: PassageStore, rotations: Sequence[int]) -> list[Pair]:
    """Every pair of a file, and its right sentences with a citation of another entry."""
    try:
        entries = [Entry.model_validate(row) for row in yaml.safe_load(path.read_text(encoding="utf-8"))]
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise SettingError(f"{path}: cannot be read ({error}); mend it") from error
    return list(_pairs_of(entries, store, rotations))


def _pairs_of(entries: Sequence[Entry], store: PassageStore, rotations: Sequence[int]) -> Iterator[Pair]:
    citations = [citation_of(entry.quote, store) for entry in entries]
    for number, (entry, citation) in enumerate(zip(entries, citations, strict=True)):
        for sentence in entry.supported:
            yield Pair(sentence, citation, "")
            for step in rotations:
                wrong = citations[(number + step) % len(citations)]
                yield Pair(sentence, wrong, WRONG_CITATION)
        for fault, sentences in entry.unsupported.items():
            for sentence in sentences:
                yield Pair(sentence, citation, fault)


def citation_of(quote: str, store: PassageStore) -> Citation:
    """The quote at its place; raises SettingError where no passage has it."""
    for passage in store.passages:
        at = passage.text.find(quote)
        if at >= 0:
            start = passage.start + at
            return Citation(1, passage, store.title(passage), quote, start, start + len(quote))
    raise SettingError(f"{FOLDER}: no passage has {quote!r}; mend it")


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
    """Logistic regression on the weakest statement of each sentence that passes the exact checks."""
    from sklearn.linear_model import LogisticRegression

    rows, labels = [], []
    for pair in pairs:
        signals, reason = verifier.signals(pair.sentence, [pair.citation])
        if not reason:
            rows.append(min(signals, key=verifier.likeness))
            labels.append(not pair.fault)
    table = np.array([[row[name] for name in SIGNALS] for row in rows])
    model = LogisticRegression(C=10.0, class_weight="balanced").fit(table, labels)
    likeness = model.predict_proba(table)[:, 1]
    true = np.sort(likeness[np.array(labels)])
    allowed = int(MOST_DROPPED * len(true))
    return Support(
        coefficients={
            name: round(float(value), 3) for name, value in zip(SIGNALS, model.coef_[0], strict=True)
        },
        intercept=round(float(model.intercept_[0]), 3),
        threshold=round(float(true[allowed]) * 0.98, 3),
    )


def main(argv: list[str] | None = None) -> int:
    """Print the figures of both halves, or of FILEs; 2 when the operator must mend something."""
    parser = argparse.ArgumentParser(prog="python -m evals.support", description="Measure verification.")
    parser.add_argument("--fit", action="store_true", help="fit answering/support.json anew first")
    parser.add_argument("--misses", action="store_true", help="print what went wrong, but for held_out")
    parser.add_argument(
        "files",
        metavar="FILE",
        nargs="*",
        type=Path,
        default=list(HALVES.values()),
        help="default: both halves",
    )
    arguments = parser.parse_args(argv)
    try:
        retriever = Answerer.from_settings(load_settings()).retriever
        support = load_support()
        if arguments.fit:
            development = load_pairs(HALVES["development"], retriever.store, ROTATIONS["fit"])
            for _ in range(2):  # which statement is the weakest hangs on the numbers themselves
                support = fit(Verifier(retriever.embedder, support, retriever.store.passages), development)
            PATH.write_text(json.dumps(_written(support), indent=1) + "\n", encoding="utf-8")
        verifier = Verifier(retriever.embedder, support, retriever.store.passages)
        for path in arguments.files:
            pairs = load_pairs(path, retriever.store, ROTATIONS["measure"])
            # Whoever has read a miss would mend the rules for it.
            _print(path.stem, pairs, verifier, arguments.misses and path != HALVES["held_out"])
    except OperatorError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _written(support: Support) -> dict[str, object]:
    return {
        "coefficients": dict(support.coefficients),
        "intercept": support.intercept,
        "threshold": support.threshold,
    }


def _print(name: str, pairs: Sequence[Pair], verifier: Verifier, with_misses: bool) -> None:
    tally = measure(verifier, pairs)
    false = tally.caught + len(tally.missed)
    true = tally.kept + len(tally.dropped)
    print(
        f"{name}: {_share(tally.caught, false)} false sentences caught, "
        f"{_share(len(tally.dropped), true)} true ones dropped"
    )
    for fault in dict.fromkeys(pair.fault for pair in pairs if pair.fault):
        all_of = [pair for pair in pairs if pair.fault == fault]
        missed = [pair for pair, _ in tally.missed if pair.fault == fault]
        print(f"  {fault}: {len(all_of) - len(missed)} of {len(all_of)} caught")
    for pair, verdict in [*tally.missed, *tally.dropped] if with_misses else []:
        what = f"missed, {pair.fault}" if pair.fault else f"dropped, {verdict.reason}"
        print(f"  {what} ({verdict.likeness:.2f}): {pair.sentence} | {pair.citation.quote}")


def _share(count: int, of: int) -> str:
    """ "97 of 100 (97.0 %, 91.5 to 99.0)": the interval is Wilson's."""
    found = wilson(count, of)
    if found is None or found.low is None or found.high is None:
        return f"{count} of {of}"
    return f"{count} of {of} ({100 * found.value:.1f} %, {100 * found.low:.1f} to {100 * found.high:.1f})"


if __name__ == "__main__":
    sys.exit(main())
