"""Sentences, true and false, each with the words of the edition that it cites: evals/support/."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from answering.passages import PassageStore
from answering.records import Citation
from ingest.errors import SettingError

FOLDER = Path(__file__).with_name("support")
TRAINING = [FOLDER / "development.yaml", FOLDER / "training.yaml"]
"""What the net of answering.entailment learns from, and the word lists were made by."""
FITTING = FOLDER / "fitting.yaml"
"""Of another hand: what the net says of its own training pairs is too sure to be weighed by."""
HELD_OUT = {name: FOLDER / f"{name}.yaml" for name in ("held_out", "held_out_reworded")}
WRONG_CITATION = "wrong citation"
ROTATIONS = {"fit": 2, "measure": 1}
"""How many wrong citations each right sentence is shown with."""


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


def load_pairs(path: Path, store: PassageStore, rotations: int) -> list[Pair]:
    """Every pair of a file, and its right sentences with so many citations of other passages."""
    try:
        rows = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        entries = [Entry.model_validate(row) for row in rows]
    except (OSError, ValueError, TypeError, yaml.YAMLError) as error:
        raise SettingError(f"{path}: cannot be read ({error}); mend it") from error
    return list(_pairs_of(entries, store, rotations))


def _pairs_of(entries: Sequence[Entry], store: PassageStore, rotations: int) -> Iterator[Pair]:
    citations = [citation_of(entry.quote, store) for entry in entries]
    for number, (entry, citation) in enumerate(zip(entries, citations, strict=True)):
        # Those that follow, but of another passage: within one, a neighbour may say the same.
        following = [*citations[number + 1 :], *citations[:number]]
        wrong = [other for other in following if other.passage.id != citation.passage.id][:rotations]
        for sentence in entry.supported:
            yield Pair(sentence, citation, "")
            yield from (Pair(sentence, other, WRONG_CITATION) for other in wrong)
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
