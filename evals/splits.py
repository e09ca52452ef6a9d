"""Which questions are held out, whatever file they turn up in: questions/splits.jsonl, kept and obeyed.

The hand that wrote a question decides its split, by file; this list makes that hold. It knows each
question that ever was held out by checksums of its words, so that one that was moved, copied or a
little reworded is known again, and nobody who tunes has to read it. `python -m evals.splits` adds what
is new in held_out.jsonl, and takes nothing off.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from answering.lexical import words_of
from evals.dataset import DEVELOPMENT, HELD_OUT, OWN, lines_of
from ingest.errors import DatasetError, OperatorError

MANIFEST = OWN / "splits.jsonl"
FITTING = OWN / "fitting.jsonl"
TUNED_ON = (DEVELOPMENT, FITTING)
TOO_LIKE = 0.8
"""Of the different words of two questions, the share that both have: from here on they are one."""
DIGITS = 8
"""Hex digits of a word's checksum."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A question, known by its words alone."""

    id: str
    words: frozenset[str]
    """A checksum of each different word of its turns and itself."""
    place: str = ""
    """File and line."""

    def is_nearly(self, other: Marked) -> bool:
        """Whether both ask the same in nearly the same words."""
        both = len(self.words & other.words)
        return bool(both) and both >= TOO_LIKE * len(self.words | other.words)


def main() -> int:
    """Bring the list up to date; 2 where a held-out question is nearly one that was tuned on."""
    try:
        added = hold_out(HELD_OUT, TUNED_ON, MANIFEST)
    except OperatorError as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{added} questions added to {MANIFEST.name}; commit it with them")
    return 0


def refuse_held_out(paths: Sequence[Path], manifest: Path = MANIFEST) -> None:
    """Raises DatasetError that names each question of `paths` that is held out, or nearly so.

    What is tuned on held-out questions measures nothing any more.
    """
    held_out = read_manifest(manifest)
    found = [
        f"{one.place}: {one.id}: is held out, as {twin.id}" for one, twin in _twins(marked(paths), held_out)
    ]
    if found:
        raise DatasetError("\n".join([*found, f"this command tunes; use {DEVELOPMENT.name}"]))


def hold_out(held_out: Path, tuned_on: Sequence[Path], manifest: Path) -> int:
    """Add the questions of `held_out` to `manifest`; how many were new.

    Raises DatasetError that names each one that is nearly a question of `tuned_on`.
    """
    known = read_manifest(manifest) if manifest.exists() else []
    seen = {(one.id, one.words) for one in known}
    new = [one for one in marked([held_out]) if (one.id, one.words) not in seen]
    twins = [
        f"{one.place}: {one.id}: is nearly {twin.place}, which was tuned on; ask something else"
        for one, twin in _twins(new, list(marked(tuned_on)))
    ]
    if twins:
        raise DatasetError("\n".join(twins))
    rows = [{"id": one.id, "words": " ".join(sorted(one.words))} for one in [*known, *new]]
    manifest.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return len(new)


def read_manifest(path: Path) -> list[Marked]:
    """Raises DatasetError where the list cannot be read."""
    try:
        rows = [json.loads(line) for line in lines_of(path)]
        return [Marked(row["id"], frozenset(row["words"].split())) for row in rows]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DatasetError(f"{path}: is no list of splits ({error!r}); take it from git") from error


def marked(paths: Iterable[Path]) -> Iterator[Marked]:
    """Each question of any file of questions; other lines are passed over."""
    for path in paths:
        for number, line in enumerate(lines_of(path), start=1):
            try:
                row = json.loads(line)
                turns = [str(turn["content"]) for turn in row.get("history", [])]
                text = " ".join([*turns, row["question"]])
                yield Marked(str(row.get("id", "")), _checksums(text), f"{path}:{number}")
            except (ValueError, KeyError, TypeError, AttributeError):
                continue


def _twins(ones: Iterable[Marked], others: Sequence[Marked]) -> Iterator[tuple[Marked, Marked]]:
    for one in ones:
        twin = next((other for other in others if one.is_nearly(other)), None)
        if twin:
            yield one, twin


def _checksums(text: str) -> frozenset[str]:
    return frozenset(hashlib.sha256(word.encode()).hexdigest()[:DIGITS] for word in words_of(text))


if __name__ == "__main__":
    sys.exit(main())
