"""The words the program itself says: files in prompts/, with $name for what is filled in."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Template
from typing import Any

import yaml

from answering.numbers import NAMES, numbers_of
from answering.records import AnswerSentence
from ingest.errors import SettingError
from ingest.settings import ROOT

FOLDER = ROOT / "prompts"
# Every file the program needs, and the names that may be filled in in it.
FILES: Mapping[str, frozenset[str]] = {
    "abstain.md": frozenset({"who_would_know"}),
    "off_topic.md": frozenset({"title"}),
    "about_chat.md": frozenset({"title", "example"}),
    "courtesy.md": frozenset(),
    "heard.md": frozenset({"who_would_know"}),
    "trouble.md": frozenset(),
    "approved.md": frozenset(),
    "keeping/off.md": frozenset(),
    "keeping/redacted.md": frozenset({"days"}),
    "keeping/feedback-only.md": frozenset({"days"}),
    "keeping/thanks.md": frozenset(),
    "keeping/counted.md": frozenset(),
    "keeping/not_kept.md": frozenset(),
    "keeping/not_counted.md": frozenset(),
    "keeping/forgotten.md": frozenset(),
    "keeping/not_forgotten.md": frozenset(),
    "empty_question.md": frozenset({"example"}),
    "other_script.md": frozenset(),
    "abstain_nearby.md": frozenset(),
    "said_above.md": frozenset(),
    "referral/dosing.md": frozenset(),
    "referral/stopping.md": frozenset(),
    "referral/beat_block.md": frozenset(),
    "referral/perhaps.md": frozenset(),
    "referral/missed.md": frozenset(),
    "referral/article.md": frozenset(),
    "referral/not_covered.md": frozenset(),
    "referral/close.md": frozenset(),
    "referral/also_asked.yaml": frozenset(),
    "lead/watch.md": frozenset(),
    "lead/soften.md": frozenset(),
    "worded.md": frozenset(),
    "first_words.md": frozenset(),
    "welcome.md": frozenset({"title", "updated_on", "review"}),
    "emergency/overdose.md": frozenset(),
    "emergency/suicide.md": frozenset(),
    "emergency/reaction.md": frozenset(),
    "emergency/reaction_today.md": frozenset(),
    "emergency/swallowed.md": frozenset(),
    "emergency/violence.md": frozenset(),
    "emergency/general.md": frozenset(),
    "examples.yaml": frozenset(),
    "who_would_know.yaml": frozenset(),
}
# What is said to a chat model, where there is one.
PROMPTS: Mapping[str, frozenset[str]] = {
    "answer.md": frozenset({"fence", "passages", "question", "words"}),
    "answer_form.md": frozenset(),
    "condense.md": frozenset({"fence", "before", "message"}),
}
ITEM = re.compile(r"(?:-|\d+\.)\s+")


@dataclass(frozen=True, slots=True)
class Wording:
    """All the program's own words, checked when they are loaded."""

    texts: Mapping[str, str]
    checksum: str
    numbers: Mapping[str, str]
    """Who to call in the country that is served, by the names of `answering.numbers`."""
    prompts: Mapping[str, str]
    """What is said to a chat model, by file name."""

    def say(self, name: str, **values: str) -> tuple[AnswerSentence, ...]:
        """The file `name`.md with its $names filled in, as uncited sentences, one per line."""
        text = Template(self.texts[f"{name}.md"]).substitute(self.numbers, **values)
        sentences: list[AnswerSentence] = []
        opens = True
        for line in text.splitlines():
            if not line.strip():
                opens = True
                continue
            mark = ITEM.match(line)
            words = line[mark.end() :] if mark else line
            sentences.append(AnswerSentence(words.strip(), item=bool(mark), opens=opens))
            opens = False
        return tuple(sentences)

    @property
    def also_asked(self) -> dict[str, list[dict[str, Any]]]:
        """By kind of personal decision what is looked up as well: {"when": pattern, "ask", "first"}."""
        return dict(_parsed(self.texts["referral/also_asked.yaml"]))

    @property
    def first_words(self) -> str:
        """What stands on the page before anything is asked: not medical advice, and who to call."""
        return " ".join(sentence.text for sentence in self.say("first_words"))

    @property
    def worded(self) -> str:
        """What the page says of an answer that a chat model worded."""
        return " ".join(sentence.text for sentence in self.say("worded"))

    @property
    def worries(self) -> list[tuple[str, dict[str, str]]]:
        """Questions that the page offers, by worry; in each its questions by slug."""
        return [(row["worry"], row["questions"]) for row in _parsed(self.texts["examples.yaml"])]

    @property
    def examples(self) -> list[str]:
        return [question for _, questions in self.worries for question in questions.values()]

    def question_of(self, slug: str) -> str:
        """The question that a link names, "" for a slug that is not known."""
        known = {name: text for _, questions in self.worries for name, text in questions.items()}
        return known.get(slug, "")

    @property
    def who_would_know(self) -> dict[str, str]:
        places = _parsed(self.texts["who_would_know.yaml"])
        return {kind: self.fill(said) for kind, said in places.items()}

    def fill(self, text: str) -> str:
        """`text` with the names of numbers filled in; any other $ stays."""
        return Template(text).safe_substitute(self.numbers)


@cache
def _parsed(text: str) -> Any:
    """A file of ours, read once: the parser takes milliseconds, and an answer may ask for it each time."""
    return yaml.safe_load(text)


@cache
def load_wording(folder: Path = FOLDER, country: str = "US") -> Wording:
    """Read and check every file, with the numbers of `country`.

    Raises SettingError for a file that is missing or has a wrong $name, and for an unknown country.
    """
    numbers = numbers_of(folder / "numbers.yaml", country)
    texts: dict[str, str] = {}
    for name, allowed in {**FILES, **PROMPTS}.items():
        path = folder / name
        try:
            texts[name] = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise SettingError(f"{path}: cannot be read ({error}); restore it") from error
        named = set(Template(texts[name]).get_identifiers()) - NAMES
        if not texts[name].strip() or named != allowed:
            raise SettingError(
                f"{path}: must hold text with the names {sorted(allowed)}, has {sorted(named)}; mend it"
            )
    everything = "\x1f".join(f"{name}\x1e{texts[name]}" for name in sorted(texts))
    everything += repr(sorted(numbers.items()))
    prompts = {name: texts.pop(name) for name in PROMPTS}
    return Wording(texts, hashlib.sha256(everything.encode()).hexdigest()[:12], numbers, prompts)
