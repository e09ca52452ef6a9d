"""Both nets together: what a message is, and what follows from it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ingest.settings import Precision
from triage.classifier import Classifier, load_classifier
from triage.messages import EMERGENCIES, Label, recent
from triage.rules import hear

PATH = Path(__file__).with_name("thresholds.json")
# A second emergency follows the first in the reply when it is this likely, or a rule names it.
FOLLOWS = 0.25
MOST_CARDS = 2
AGAINST_IDIOM = 0.99
"""The danger that it takes to show a card where a rule hears an idiom ("feeling blue")."""
AFTER_CARD = 0.01
"""The danger that it takes for a card right after one, whose own words are not read again (docs/log.md)."""
DECISIONS = (Label.BEAT_BLOCK, Label.DOSING, Label.STOPPING)
PRESCRIBERS = (Label.DOSING, Label.STOPPING)
"""Those that the prescriber makes. Whether the block can be beaten is also asked out of fear: where that is
not clear, the article answers, with the note on overdose."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Written by `python -m evals.triage --fit`; probabilities, 0 to 1."""

    emergency: float
    """P(any emergency) from which the emergency card is shown."""
    emergency_with_rule: float
    """The same where a rule fits as well: a rule alone does not see that it is a film."""
    suicide_with_rule: float
    """The same where that rule hears somebody who wants to die."""
    watch: float
    """From here to `emergency`, the ordinary answer is led by one line about 911."""
    decision: float
    """P(a decision that is the prescriber's) from which the prescriber is named."""
    decision_first: float
    """The same from which the prescriber is named before anything is said."""
    beat_block: float
    """P(ways round the block) from which only the warning is said, and nothing of the article."""
    decision_with_rule: float
    """Either of the two where a rule fits as well."""
    soften: float
    """P(hopeless or worried) from which the answer opens with soft words and 988."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a message is. All empty: an ordinary question."""

    emergencies: tuple[Label, ...] = ()
    """The gravest first, at most two."""
    decision: Label | None = None
    """BEAT_BLOCK, DOSING or STOPPING."""
    ruled: bool = False
    """The decision was named by a rule."""
    perhaps: bool = False
    """Whether there is a decision is not clear: what is asked is answered first."""
    watch: bool = False
    """Perhaps someone is in danger: one line leads the answer."""
    soften: bool = False
    danger: float = 0.0
    """P(any emergency) of the classifier."""


class Triager:
    """Judges messages; shared between threads."""

    def __init__(self, classifier: Classifier, thresholds: Thresholds) -> None:
        self._classifier = classifier
        self.thresholds = thresholds

    def judge(
        self,
        message: str,
        turns: Sequence[tuple[str, str]] = (),
        mended: str = "",
        opens: bool = True,
        after_card: bool = False,
    ) -> Verdict:
        """The verdict on `message`, said after `turns` of (role, content), oldest first.

        `mended`: the message without its slips, where that is known: the classifier reads it, the rules
        read what was typed. `opens`: nothing was said before it; where something was, though it is judged
        by itself, no rule knows it for harmless. `after_card`: a card was shown in the turn before.
        """
        heard = hear(message, alone=opens and not turns)
        probabilities = self._classifier.probabilities(mended or message, recent(turns), bool(heard.labels))
        bars = self.thresholds
        if after_card:
            bars = replace(bars, emergency=min(bars.emergency, AFTER_CARD))
        return decide(probabilities, heard.labels, bars, heard.known_harmless)


def danger_of(probabilities: Mapping[Label, float]) -> float:
    """P(any emergency)."""
    return sum(probabilities[label] for label in EMERGENCIES)


def wanting_of(probabilities: Mapping[Label, float]) -> float:
    """P(a personal decision that is the prescriber's)."""
    return sum(probabilities[label] for label in PRESCRIBERS)


def decide(
    probabilities: Mapping[Label, float],
    rules: Sequence[Label],
    thresholds: Thresholds,
    known_harmless: bool = False,
) -> Verdict:
    """Pure: what the classifier and the rules say, put together.

    `known_harmless`: a rule knows all that was said, which gets no card however sure the classifier is.
    """
    danger = danger_of(probabilities)
    named = [label for label in EMERGENCIES if label in rules]
    if danger >= _bar(rules, named, thresholds) and not known_harmless:
        return Verdict(
            emergencies=_cards(probabilities, named),
            danger=danger,
            decision=_decision(probabilities, rules, thresholds),
        )
    decision = _decision(probabilities, rules, thresholds)
    ruled = any(label in rules for label in DECISIONS)
    plain = Label.HARMLESS in rules
    unclear = not ruled and (plain or wanting_of(probabilities) < thresholds.decision_first)
    return Verdict(
        decision=decision,
        ruled=ruled,
        perhaps=unclear and decision in PRESCRIBERS,
        # What a rule knows for harmless needs more for that line, too.
        watch=danger >= (thresholds.emergency if plain else thresholds.watch) or bool(named),
        soften=probabilities[Label.SOFTEN] >= thresholds.soften,
        danger=danger,
    )


def _bar(rules: Sequence[Label], named: Sequence[Label], thresholds: Thresholds) -> float:
    """The danger from which a card is shown, where these rules fit and these name an emergency."""
    if Label.SUICIDE in named:
        return thresholds.suicide_with_rule
    if named:
        return thresholds.emergency_with_rule
    return AGAINST_IDIOM if Label.HARMLESS in rules else thresholds.emergency


def _decision(
    probabilities: Mapping[Label, float], rules: Sequence[Label], thresholds: Thresholds
) -> Label | None:
    wanting = wanting_of(probabilities)
    ruled = [label for label in DECISIONS if label in rules]
    if ruled and wanting + probabilities[Label.BEAT_BLOCK] >= thresholds.decision_with_rule:
        # The warning first; else whichever of the two the classifier hears more of.
        return max(ruled, key=lambda label: (label is Label.BEAT_BLOCK, probabilities[label]))
    if probabilities[Label.BEAT_BLOCK] >= thresholds.beat_block:
        return Label.BEAT_BLOCK
    if wanting >= thresholds.decision:
        return max(PRESCRIBERS, key=lambda label: probabilities[label])
    return None


def _cards(probabilities: Mapping[Label, float], named: Sequence[Label]) -> tuple[Label, ...]:
    """The likeliest emergency and whatever else is likely, in the order in which they lead."""
    likeliest = max(EMERGENCIES, key=lambda label: probabilities[label])
    shown = [
        label
        for label in EMERGENCIES
        if label is likeliest or label in named or probabilities[label] >= FOLLOWS
    ]
    faint = probabilities[Label.VIOLENCE] < probabilities[Label.SUICIDE] / 2
    if Label.SUICIDE in shown and Label.VIOLENCE not in named and faint:
        # "Stay with them" and "get out" are no advice together, unless both are plainly meant.
        shown = [label for label in shown if label is not Label.VIOLENCE]
    if len(shown) > MOST_CARDS:
        shown = [label for label in shown if label is likeliest or label in named][:MOST_CARDS]
    return tuple(shown)


def load_thresholds(path: Path = PATH) -> Thresholds:
    return Thresholds(**json.loads(path.read_text(encoding="utf-8")))


def load_triager(models: Path, precision: Precision = "float32") -> Triager:
    """The triage that lies in this package; `models` is the folder of the exported models."""
    return Triager(load_classifier(models, precision), load_thresholds())
