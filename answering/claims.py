"""What a text claims that must agree exactly with the words it cites: numbers, rates, medicines,
names, negations.

Pure, and by word lists (claims.yaml): a model of language would be one more thing that can be wrong. Where
a list is too short a true sentence is dropped, and the article's own words are said in its place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from answering.claim_words import any_of, has_any, lexicon, named_in, plain, same_as, weak_groups
from answering.lexical import stems_of
from answering.vocabulary import word_lists

OPENING = 4
"""Words of a statement without a known verb in which its subject is looked for."""
SCOPE = 5
"""Words that carry a subject, after a negation, that it turns round."""
PASSIVE = frozenset({"is", "are", "was", "were", "be", "been", "being"})
DEGREES = ("more", "less", "fewer", "better", "worse", "higher", "lower", "like")
UNITS = {
    "mg": "mg", "milligram": "mg", "g": "g", "gram": "g", "ml": "ml", "%": "%", "percent": "%",
    "hour": "hour", "day": "day", "week": "week", "month": "month", "year": "year", "minute": "minute",
    "time": "time", "dose": "dose", "dollar": "dollar",
}  # fmt: skip
PERIOD = r"(day|week|month|year|hour)"
QUANTITY = re.compile(r"(\d+(?:[.,]\d+)*)(?:\s*(?:-|to|or|and)\s*(\d+(?:[.,]\d+)*))?[\s-]*(%|[a-z]+)?")
RATE = re.compile(
    rf"\b(?:(?P<adverb>daily|weekly|monthly|yearly|hourly)"
    rf"|(?P<times>2 times |\d+ times |once )?(?:per|each|every|(?<!for )(?<!in )(?<!within )(?<!of )a) "
    rf"(?P<every>\d+ |other )?{PERIOD}s?)\b"
)
ADVERBS = {"daily": "day", "weekly": "week", "monthly": "month", "yearly": "year", "hourly": "hour"}
PERIODS = re.compile(r"(?<!\d )(?<!\d-)\b(hour|day|week|month|year|daily|weekly|monthly|yearly)s?\b")
SAME_SPAN = {"week": (7, "day"), "year": (12, "month")}
"""Two weeks are 14 days."""
BREAK = re.compile(
    r"[.;:!?()]|, (?:which|who|where|unlike)\b|(?<=\bnot),"
    r"| and (?=(?:(?:is|are|was|were|do|does|did|has|have|had|can|could|may|might|must|should|will|would)"
    r" )?(?:not|never)\b)"
    r"|,? \b(?:but|yet|although|though|because|while|whereas)\b|, (?:so|and)\b"
)
CLAUSE = re.compile(
    r"(?<!Dr)(?<!Mr)(?<!Ms)(?<!Mrs)[.!?]\s+(?=[A-Z\"])|"
    r"[;:]\s+|(?:,\s+|\s+)(?:but|yet|although|though|because|while|whereas|since)\s+|,\s+(?:and|so|or|which|where|"
    r"with)\s+|\s+and\s+(?=(?:is|are|has|have|does|can|may|must|should|will|keeps|gives|makes|takes|works|costs|"
    r"stops|helps|needs|lowers|causes|cures|treats|carries|blocks|begins|starts)\b)"
)
SET_ASIDE = re.compile(r"\b(?:compared (?:with|to)|unlike|than|like|from|such as|between)\s+[^,.;:]+")
VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|does|do|did|can|cannot|may|might|must|should|will|would|could|needs?|gives?|"
    r"makes?|takes?|blocks?|carries|keeps?|works?|costs?|starts?|helps?|stops?|reduces?|means?|stays?|lowers?|"
    r"improves?|removes?|suits?|becomes?|prevents?|supports?|provides?|includes?|requires?|lets?|feels?|gets?|leads?|"
    r"calls?|comes?|goes|begins?|ends?|lasts?|pays?|says?|stresses|choose|chooses|learns?|weakens?|runs?|"
    r"activates?|brings?|causes?|treats?|cures?|increases?|shows?|allows?|asks?|fits?|binds?)\b"
)
NAME = re.compile(r"\b[A-Z][A-Za-z]+\b(?!['’]t\b)")


def clauses_of(text: str) -> list[str]:
    """`text` cut where a new statement begins; a piece without a subject word stays with the one before."""
    pieces: list[str] = []
    for piece in CLAUSE.split(text):
        if pieces and len(stems_of(piece)) < 2:
            pieces[-1] += f", {piece}"
        elif piece.strip():
            pieces.append(piece)
    return pieces or [text]


@cache
def _no_names() -> frozenset[str]:
    medicines = {word for words in lexicon()["medicines"].values() for word in words}
    return frozenset(word_lists()["stop_words"] | medicines | {"yes", "no", "not"})


@dataclass(frozen=True)
class Claim:
    """One statement, taken apart. Cached: the statements of a corpus are looked at again and again."""

    text: str

    @cached_property
    def plain(self) -> str:
        return plain(self.text)

    @cached_property
    def quantities(self) -> frozenset[tuple[str, str]]:
        """(figure, unit); the unit is "" where it is none of UNITS. Weeks are days and years are months."""
        found: set[tuple[str, str]] = set()
        for first, second, word in QUANTITY.findall(self.plain):
            unit = UNITS.get(word) or UNITS.get(word.removesuffix("s"), "")
            times, unit = SAME_SPAN.get(unit, (1, unit))
            for figure in filter(None, (first, second)):
                number = figure.replace(",", "")
                found.add((f"{times * float(number):g}" if times > 1 else number, unit))
        return frozenset(found)

    @cached_property
    def rates(self) -> frozenset[str]:
        """How often: "day", "2 times month", "3 month"."""
        found = set()
        for match in RATE.finditer(self.plain):
            if match["adverb"]:
                found.add(ADVERBS[match["adverb"]])
                continue
            times = (match["times"] or "").replace("once", "").strip()
            found.add(" ".join(part for part in (times, (match["every"] or "").strip(), match[4]) if part))
        return frozenset(found)

    @cached_property
    def medicines(self) -> frozenset[str]:
        known = word_lists()
        others = (known["drugs_mended_towards"] | known["drugs_left_alone"]) & set(
            re.findall(r"[a-z]+", self.plain)
        )
        listed = {word for words in lexicon()["medicines"].values() for word in words}
        return named_in(self.plain, "medicines") | (others - listed)

    @cached_property
    def exact(self) -> frozenset[str]:
        """Parts of the body, and who does something."""
        return named_in(self.plain, "exact")

    @cached_property
    def subjects(self) -> frozenset[str]:
        """The medicines that the statement is about: those before its verb, comparisons set aside."""
        words = SET_ASIDE.sub(" ", self.plain)
        while True:
            verb = VERB.search(words)
            head = words[: verb.start()] if verb else " ".join(words.split()[:OPENING])
            found = named_in(head, "medicines") - frozenset(lexicon()["substances"])
            # "There is evidence that it ..." is about what comes after "that".
            before, that, rest = words.partition(" that ")
            if found or not that or re.search(r"[,;:]", before):
                return found
            words = rest

    @cached_property
    def head(self) -> frozenset[str]:
        """The word groups before its verb: who or what does something."""
        verb = VERB.search(self.plain)
        groups = {
            same_as().get(stem, stem) for stem in stems_of(self.plain[: verb.start()] if verb else "")
        }
        return frozenset(groups) - weak_groups()

    @cached_property
    def periods(self) -> frozenset[str]:
        """Days, weeks, months and years that no figure counts."""
        return frozenset(ADVERBS.get(found, found) for found in PERIODS.findall(self.plain))

    @cached_property
    def stems(self) -> tuple[str, ...]:
        return tuple(stems_of(self.plain))

    @cached_property
    def groups(self) -> frozenset[str]:
        """Its words, each as the one that stands for all that mean the same."""
        found = frozenset(same_as().get(stem, stem) for stem in self.stems if not stem.isdigit())
        return found - weak_groups()

    @cached_property
    def opening(self) -> str:
        """Its first word in small letters, which has a capital whether it is a name or not."""
        first = NAME.match(self.text.lstrip(" \"'“‘("))
        return first[0].lower() if first else ""

    @cached_property
    def names(self) -> frozenset[str]:
        """Words with a capital that do not open a sentence, in small letters; a medicine is no name."""
        found: set[str] = set()
        for match in NAME.finditer(self.text):
            if match[0].lower() in _no_names():
                continue
            before = self.text[: match.start()].rstrip(" \"'“‘(")
            if (before and before[-1] not in ".!?:") or before.endswith(("Dr.", "Mr.", "Mrs.", "Ms.")):
                found.add(match[0].lower())
        return frozenset(found)

    @cached_property
    def polarity(self) -> Mapping[str, str]:
        """By word group "-" where a negation turns it round, "+" where none does, "?" where it is open."""
        known: dict[str, str] = {}
        negations, removals = set(lexicon()["negations"]), set(lexicon()["removals"])
        for stretch in BREAK.split(self.plain):
            words = re.findall(r"[a-z-]+|,", stretch or "")
            negated, opened, before, seen = -SCOPE, 0, "", list[str]()
            for word in words:
                if word == ",":
                    negated = min(negated, 0)
                for stem in stems_of(word):
                    group = same_as().get(stem, stem)
                    # Far behind a negation it is open whether a word is meant.
                    mark = "-" if negated > 0 else "?" if opened > 0 or negated > -SCOPE else "+"
                    negated, opened = negated - 1, opened - 1
                    known[group] = mark if known.get(group, mark) == mark else "?"
                    seen.append(group)
                if word in negations:
                    if word == "not":
                        # What stands before it may be meant as well: "abuse is not possible".
                        known.update({group: "?" for group in seen if known[group] == "+"})
                    negated = SCOPE
                elif word in removals:
                    opened = SCOPE
                    if (before in PASSIVE and word.endswith("ed")) or word in {"away", "gone"}:
                        # "The reward is removed": whether there is one is open, that it is removed is not.
                        known.update({group: "?" for group in seen[:-1] if known[group] == "+"})
                before = word
        return known

    @cached_property
    def lessened(self) -> frozenset[str]:
        """The word groups that there is less of: behind "fewer", "reduces"."""
        found: set[str] = set()
        pattern = any_of(tuple(lexicon()["lessenings"]))
        for stretch in BREAK.split(self.plain):
            match = pattern.search(stretch or "")
            if match:
                stems = stems_of((stretch or "")[match.end() :])[:SCOPE]
                found |= {same_as().get(stem, stem) for stem in stems}
        return frozenset(found)

    @cached_property
    def objects(self) -> frozenset[tuple[str, str]]:
        """(stem, medicine) for each medicine and the word that carries a subject before it: "doses of
        opioids" has ("dose", "opioid")."""
        found: set[tuple[str, str]] = set()
        before = ""
        for word in re.findall(r"[a-z-]+", self.plain):
            named = named_in(word, "medicines")
            if named and before:
                found |= {(before, name) for name in named}
            stems = stems_of(word)
            before = "" if named else stems[0] if stems else before
        return frozenset(found)

    @cached_property
    def compared(self) -> tuple[frozenset[str], frozenset[str]] | None:
        """The word groups on both sides of a "than"; None without one."""
        left, than, right = self.plain.partition(" than ")
        if not than:
            return None
        sides = (frozenset(same_as().get(s, s) for s in stems_of(side)) for side in (left, right))
        of_degree = {same_as().get(stem, stem) for word in DEGREES for stem in stems_of(word)}
        first, second = (side - weak_groups() - of_degree for side in sides)
        return first, second

    @cached_property
    def negates(self) -> bool:
        return has_any(self.plain, lexicon()["negations"])

    @cached_property
    def negations(self) -> int:
        """How many there are, words like "unwilling" counted."""
        words = set(lexicon()["negations"])
        return sum(word in words for word in re.findall(r"[a-z]+", self.plain))
