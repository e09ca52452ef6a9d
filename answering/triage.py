"""First of all: is someone in danger, or is this a decision for a prescriber?

Fixed rules over the message as typed, before anything is searched; no model and no network. The
rules lie in triage.yaml, each with the messages that justify it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

PATH = Path(__file__).with_name("triage.yaml")
# An emergency stands at the start or the end of a message; regular expressions over more than this
# only cost time.
LONGEST = 4000


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of triage.yaml."""

    category: str
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None
    examples: tuple[str, ...]

    def fits(self, clause: str) -> bool:
        return bool(self.pattern.search(clause)) and not (self.unless and self.unless.search(clause))


@dataclass(frozen=True, slots=True)
class Triage:
    """What a message is: categories of emergency, gravest first, or of personal decision."""

    emergencies: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()


def triage(message: str) -> Triage:
    """Categories of `message`; both empty for an ordinary question."""
    text = message.replace("’", "'").lower()
    if len(text) > LONGEST:
        text = text[: LONGEST // 2] + "\n" + text[-LONGEST // 2 :]
    # Clause by clause, so that "he overdosed two years ago" does not excuse what follows it.
    clauses = [clause for clause in re.split(r"[.!?\n;]+", text) if clause.strip()]
    emergencies, decisions = load_rules()
    return Triage(_fitting(emergencies, clauses), _fitting(decisions, clauses))


def _fitting(rules: tuple[Rule, ...], clauses: list[str]) -> tuple[str, ...]:
    fitting = [rule.category for rule in rules if any(rule.fits(clause) for clause in clauses)]
    return tuple(dict.fromkeys(fitting))


@cache
def load_rules() -> tuple[tuple[Rule, ...], tuple[Rule, ...]]:
    """(rules of emergency, rules of personal decision), in order."""
    data = yaml.safe_load(PATH.read_text(encoding="utf-8"))
    emergency, referral = (
        tuple(
            Rule(
                category=row["category"],
                pattern=re.compile(row["pattern"]),
                unless=re.compile(row["unless"]) if "unless" in row else None,
                examples=tuple(row["examples"]),
            )
            for row in data[part]
        )
        for part in ("emergency", "referral")
    )
    return emergency, referral
