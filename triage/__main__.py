"""Command line of triage: `python -m triage "message"` and `python -m triage train`."""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from ingest.bank import Part
from ingest.card import install
from ingest.corpus import open_corpus
from ingest.errors import OperatorError
from ingest.settings import load_settings
from ingest.soup import average_adapters
from triage.card import write_card
from triage.classifier import FOLDER, load_head, mean_head
from triage.judge import load_triager
from triage.messages import FOLDER as MESSAGES
from triage.messages import Message, load_messages
from triage.ngrams import train_ngrams
from triage.train import FURTHER, RANK, Recipe, rehearsing, train

MAY_DECIDE = re.compile(
    r"\b(should|shall|must|can|could|may|do|would it be|is it ok) (i|we|he|she|they|you|(my|our) \w+|to)\b",
    re.IGNORECASE,
)
"""A question of the bank that may be a personal decision: nobody has labelled it, so it teaches the n-grams
nothing."""


def main(argv: list[str] | None = None) -> int:
    """Judge one message, or train; 2 when the operator must mend something."""
    parser = argparse.ArgumentParser(
        prog="python -m triage",
        description="Say what a message is, or train the classifier on triage/messages/.",
    )
    parser.add_argument("message", help='a message, or the word "train"')
    parser.add_argument("--history", default="", help="what was said right before the message")
    parser.add_argument("--net", choices=["all", "ngrams"], default="all", help="what to train anew")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3], help="train one each, average")
    parser.add_argument(
        "--further",
        nargs="*",
        metavar="HAND",
        help="train the net that stands further instead; on these files of messages it has not seen, and a"
        " sample of the others",
    )
    arguments = parser.parse_args(argv)
    try:
        if arguments.message == "train":
            return _train(arguments.seeds, arguments.net, arguments.further)
        turns = [("user", arguments.history)] if arguments.history else []
        settings = load_settings()
        triager = load_triager(settings.models_of(settings.index), settings.precision)
        print(triager.judge(arguments.message, turns))
    except OperatorError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _train(seeds: list[int], net: str, further: list[str] | None) -> int:
    settings = load_settings()
    corpus = open_corpus([settings.corpus], settings)
    bank = corpus.bank.part(Part.TRAINING, Part.DEVELOPMENT)
    messages = load_messages()
    # A personal decision may stand in both: the document has what bears on it, and it is referred.
    labelled = {message.text for message in messages}
    asked = [question.text for question in bank.covered if question.text not in labelled]
    unanswered = [question.text for question in bank.uncovered]
    talk = [*asked, *(sentence.text for passage in corpus.passages for sentence in passage.sentences)]
    train_ngrams(messages, [text for text in asked if not MAY_DECIDE.search(text)], unanswered)
    if net == "all":
        learned = messages
        if further:
            new = load_messages(MESSAGES / f"{hand}.jsonl" for hand in further)
            unseen = set(new)
            learned = rehearsing(new, [m for m in messages if m not in unseen], seeds[0])
        _train_adapter(learned, asked, unanswered, talk, seeds, further is not None)
    print(f"trained {FOLDER.parent}; run `python -m evals.triage --fit`")
    return 0


def _train_adapter(
    messages: list[Message],
    asked: list[str],
    unanswered: list[str],
    talk: list[str],
    seeds: list[int],
    further: bool,
) -> None:
    """One adapter and head for each seed, and their mean in the place of the old ones.

    Of a net that was trained further the mean takes in what it was before: better on what is new and no
    worse on what it knew (Wortsman et al. 2022, "Robust fine-tuning of zero-shot models").
    """
    recipe, resumed = (FURTHER, FOLDER) if further else (Recipe(), None)
    with tempfile.TemporaryDirectory() as work:
        folders = [Path(work) / f"seed-{seed}" for seed in seeds]
        heads = []
        for seed, folder in zip(seeds, folders, strict=True):
            seeded = replace(recipe, seed=seed)
            _, head = train(messages, asked, unanswered, talk, folder, seeded, print, resumed)
            heads.append(head)
        if resumed:
            folders.append(resumed)
            heads.append(load_head(resumed))
        mean = Path(work) / "adapter"
        average_adapters(folders, mean, RANK)
        mean_head(heads).save(mean)
        write_card(mean, messages, recipe, seeds)
        install(mean, FOLDER)


if __name__ == "__main__":
    sys.exit(main())
