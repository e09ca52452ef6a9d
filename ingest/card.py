"""Choose the best of several trained adapters and keep it beside its corpus, with a model card."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from string import Template

from ingest.adapt import SHRINK, Quality, Recipe, measure, train_adapter
from ingest.bank import Part, QuestionBank
from ingest.corpus import Corpus
from ingest.embed import TextEmbedder
from ingest.errors import BankError, StorageError
from ingest.soup import average_adapters, rank_of

CARD = Template("""# Adapter for $documents

A LoRA adapter (rank $rank, all linear layers) for `$model`, trained by `python -m ingest adapt` on the
question bank beside it. It moves a family's wording towards the passage that answers it, and questions
that the document does not cover away from both.

## Data

$training questions of $passages passages and $uncovered questions that the document does not cover. A
tenth of the bank ($development questions) chose the seed; another tenth ($held_out questions) measured.
All questions were written for this project; none comes from a real conversation.

## Measured on the held-out tenth, by passage vectors alone

| | base | adapted |
|---|---|---|
| right passage first | $base_first | $first |
| right passage in the first three | $base_three | $three |
| mean reciprocal rank | $base_mrr | $mrr |
| covered above uncovered (AUROC of the best cosine) | $base_auroc | $auroc |

## Recipe

$epochs epochs from $start, learning rate $rate. Compared: $names; $kept was kept.
$outcomes

## Limits

English. Made for this document: other texts should be measured before it is used on them. The questions
imitate families and were not written by them.
""")


STANDING = "what-stood"
MOST_RANK = 32
"""Of a mean: 2.7 MB in half precision."""


@dataclass(frozen=True, slots=True)
class Trained:
    """An adapter, of one seed or the mean of all, and how it did on the development tenth."""

    name: str
    embedder: TextEmbedder
    quality: Quality

    @property
    def merit(self) -> float:
        """Both things it is for, in equal parts: the right passage, and knowing what is not there."""
        return self.quality.mean_reciprocal_rank + self.quality.auroc


def adapt_corpus(
    corpus: Corpus,
    model: str,
    recipe: Recipe,
    seeds: Sequence[int],
    report: Callable[[str], None],
    beside: bool = False,
) -> Path:
    """Train an adapter per seed, keep the best in the corpus's folder, and return that folder.

    `beside`: what stands there takes part in the comparison and in the mean, as it always does when it is
    trained further. Raises BankError when the documents do not lie in one folder, their bank is too small
    or no adapter stands there. The old adapter stays until the new one is whole.
    """
    if len(corpus.folders) != 1:
        named = ", ".join(str(folder) for folder in corpus.folders)
        raise BankError(f"an adapter belongs to one folder, these are {named}; name one")
    base = TextEmbedder(model)
    target = corpus.folders[0] / "adapter"
    beside = beside or recipe.further
    if beside and not target.is_dir():
        raise BankError(f"{target}: no adapter stands there; train one without --beside and --further")
    with tempfile.TemporaryDirectory() as work:
        folders = [Path(work) / f"seed-{seed}" for seed in seeds]
        for seed, folder in zip(seeds, folders, strict=True):
            train_adapter(corpus, base, folder, replace(recipe, seed=seed), report, target)
            average_adapters([folder], folder)  # in half precision: what is measured is what is kept
        if beside:
            folders.append(Path(work) / STANDING)
            shutil.copytree(target, folders[-1])
        install(keep_best(corpus, base, folders, recipe, report), target)
    return target


def keep_best(
    corpus: Corpus,
    base: TextEmbedder,
    folders: Sequence[Path],
    recipe: Recipe,
    report: Callable[[str], None],
) -> Path:
    """Of the adapters in `folders` and their mean, the folder of the best, with its model card."""
    if len(folders) > 1:
        mean = folders[0].with_name("mean-of-all")
        average_adapters(folders, mean, MOST_RANK)
        folders = [*folders, mean]
    trained = []
    for folder in folders:
        embedder = TextEmbedder(base.model, folder)
        quality = measure(corpus, embedder, Part.DEVELOPMENT)
        trained.append(Trained(folder.name.replace("-", " "), embedder, quality))
        report(f"{trained[-1].name}: development {quality}")
    best = max(trained, key=lambda one: one.merit)
    kept = folders[trained.index(best)]
    (kept / "README.md").write_text(_card(corpus, base, kept, best, trained, recipe), encoding="utf-8")
    return kept


def install(folder: Path, target: Path) -> None:
    """Put a trained adapter in the place of the old one: copied beside it, then they change places."""
    fresh, old = target.with_name("adapter.new"), target.with_name("adapter.old")
    try:
        for leftover in (fresh, old):
            shutil.rmtree(leftover, ignore_errors=True)
        shutil.copytree(folder, fresh)
        if target.exists():
            target.rename(old)
        fresh.rename(target)
        shutil.rmtree(old, ignore_errors=True)
    except OSError as error:
        raise StorageError(f"{target}: cannot be written ({error.strerror}); check it") from error


def _card(
    corpus: Corpus,
    base: TextEmbedder,
    kept: Path,
    best: Trained,
    trained: Sequence[Trained],
    recipe: Recipe,
) -> str:
    before = measure(corpus, base, Part.HELD_OUT)
    after = measure(corpus, best.embedder, Part.HELD_OUT)
    counts = {part: corpus.bank.part(part) for part in Part}
    return CARD.substitute(
        documents=", ".join(info.title for info in corpus.documents.infos),
        rank=rank_of(kept),
        model=base.model,
        training=len(counts[Part.TRAINING].covered),
        passages=len(corpus.passages),
        uncovered=len(counts[Part.TRAINING].uncovered),
        development=_both(counts[Part.DEVELOPMENT]),
        held_out=_both(counts[Part.HELD_OUT]),
        base_first=f"{before.first:.1%}",
        first=f"{after.first:.1%}",
        base_three=f"{before.first_three:.1%}",
        three=f"{after.first_three:.1%}",
        base_mrr=f"{before.mean_reciprocal_rank:.3f}",
        mrr=f"{after.mean_reciprocal_rank:.3f}",
        base_auroc=f"{before.auroc:.3f}",
        auroc=f"{after.auroc:.3f}",
        epochs=recipe.epochs,
        rate=recipe.learning_rate,
        start="the adapter that stood" if recipe.further else f"the base, update shrunk to {SHRINK}",
        names=", ".join(one.name for one in trained),
        kept=best.name,
        outcomes="; ".join(
            f"{one.name}: reciprocal rank {one.quality.mean_reciprocal_rank:.3f}, "
            f"AUROC {one.quality.auroc:.3f} on the development tenth"
            for one in trained
        )
        + ".",
    )


def _both(bank: QuestionBank) -> int:
    return len(bank.covered) + len(bank.uncovered)
