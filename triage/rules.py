"""The first net: fixed rules over the message as typed. No model and no network.

The rules lie in rules.yaml, each with the messages that justify it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from triage.messages import Label

PATH = Path(__file__).with_name("rules.yaml")
# An emergency stands at the start or the end of a message; regular expressions over more than this
# only cost time.
LONGEST = 4000
UNREAD = re.compile(r"[^\w\s.,;:!?'\"()/-]")
"""A sign that no rule reads, such as an emoji, may say what the words do not."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of rules.yaml."""

    label: Label
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None
    examples: tuple[str, ...]
    whole: bool = False
    """Fits a message that says this and nothing else, and no clause of a longer one; without `unless`."""

    def fits(self, clause: str) -> bool:
        if self.whole:
            return bool(self.pattern.fullmatch(clause))
        return bool(self.pattern.search(clause)) and not (self.unless and self.unless.search(clause))


@dataclass(frozen=True, slots=True)
class Heard:
    """What the rules make of a message; empty for most."""

    labels: tuple[Label, ...] = ()
    """Of the rules that fit, in the order of rules.yaml."""
    known_harmless: bool = False
    """A rule knows all of it for harmless, with nothing before it and nothing beside it."""


def hear(message: str, alone: bool = True) -> Heard:
    """What the rules make of `message`.

    `alone`: nothing was said before it; else it is never the whole of what is said.
    """
    text = message.replace("’", "'").lower()
    if len(text) > LONGEST:
        text = text[: LONGEST // 2] + "\n" + text[-LONGEST // 2 :]
    # Clause by clause, so that "he overdosed two years ago" does not excuse what follows it.
    clauses = [clause for clause in re.split(r"[.!?\n;]+", text) if clause.strip()]
    whole = [" ".join(re.findall(r"[\w'/]+", text))]
    plain = alone and not UNREAD.search(text)
    found = [
        rule
        for rule in load_rules()
        if (plain or not rule.whole)
        and any(rule.fits(clause) for clause in (whole if rule.whole else clauses))
    ]
    known_harmless = any(rule.whole and rule.label is Label.HARMLESS for rule in found)
    return Heard(tuple(dict.fromkeys(rule.label for rule in found)), known_harmless)


@cache
def load_rules() -> tuple[Rule, ...]:
    """All rules, in order."""
    return tuple(
        Rule(
            label=Label(row["label"]),
            pattern=re.compile(row["pattern"]),
            unless=re.compile(row["unless"]) if "unless" in row else None,
            examples=tuple(row["examples"]),
            whole=bool(row.get("whole")),
        )
        for row in yaml.safe_load(PATH.read_text(encoding="utf-8"))
    )
