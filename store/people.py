"""Finds the names of people: by what stands before them, by lists of names, and by capitals.

First and last names come from the US census by the package `names`; people.yaml has what it lacks.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path

import yaml

from answering.vocabulary import word_lists

PATH = Path(__file__).with_name("people.yaml")
ENGLISH = "frequency_dictionary_en_82_765.txt"
FIRST_NAMES = ("dist.male.first", "dist.female.first")
LAST_NAMES = "dist.all.last"
COMMON_ENGLISH = 6000
"""Words so usual that a capital makes no name of them."""
RARE_LAST_NAMES = 0.001
"""Percent of the population: below it the census lists nearly any word."""
WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
RELATION = (
    r"(?:son|sons|boy|daughter|girl|kid|child|baby|husband|hubby|wife|spouse|partner|fianc[eé]e?|boyfriend|girlfriend|bf|gf|"
    r"brother|bro|sister|sis|sibling|twin|mother|mom|mum|mama|father|dad|papa|stepson|stepdaughter|stepdad|stepmom|stepfather|"
    r"stepmother|grandson|granddaughter|grandchild|grandmother|grandma|grandfather|grandpa|nephew|niece|cousin|"
    r"uncle|aunt|auntie|friend|bestie|buddy|roommate|neighbou?r|ex|coworker|boss|landlord|sponsor|sponsee|counsell?or|"
    r"therapist|dealer|doctor|prescriber|nurse|case ?worker|social worker|probation officer|po|lawyer|pastor|"
    r"(?:son|daughter|brother|sister|mother|father)[- ]in[- ]law|oldest|youngest|middle one|man|guy|patient)"
)
TITLE = r"(?:dr|doc|doctor|mr|mrs|ms|miss|mister|nurse|pastor|father|fr|reverend|rev|officer|judge|coach|aunt|auntie|aunty|uncle|sister|brother|grandma|grandpa|gramma|cousin|detective|sgt|rabbi|imam)"
# What stands before a name, and how sure that makes it.
BEFORE_ANY = re.compile(
    rf"\b(?:{RELATION}(?:'s|’s)?(?:,|:|\s*\()?\s+(?:(?:is|was)\s+)?(?:named\s+|called\s+|name\s+is\s+)?"
    rf"|{TITLE}\.?\s+"
    r"|(?:first|last|full|middle|real|nick)\s?names?\s*(?:is|was|are|:|=|,)?\s+|\bnames?(?:'s|’s)?\s*(?:is|was|are|:|=)?\s+|\b(?:named|nicknamed)\s+"
    r"|\bgoes by\s+|\bcall (?:me|him|her|them)\s+|\b(?:ask|asked|look|looking) for\s+|\bsigned,?\s+|\bpatient:?\s+)",
    re.IGNORECASE,
)
BEFORE_LISTED = re.compile(
    r"(?:\b(?:called|this is|it is|it's|its|i am|i'm|im|i’m|it’s|from|regards|sincerely|thanks|thank you|thx|ty|love|"
    r"hi|hello|hey|hiya|dear|yo|ok|okay|morning|afternoon|evening|there|again|for|with|and|about|to|by|that|but|when|if|because|told|tell|"
    r"visited|met|saw|see|hugs|xo+|xx+|blessings|best|yours|cheers|mom of|mother of|dad of|father of|wife of|parents? of)\b[\s,:!.\-–—]*)",
    re.IGNORECASE,
)
SIGNED = re.compile(r"(?:[-–—~]\s*|\n\s*|[.!?,]\s+)((?:[^\W\d_][\w'’\-]*\.?\s?){1,3})\s*[.!]?\s*$")
IS_OURS = re.compile(
    rf"([^\W\d_][\w'’\-]+(?: [^\W\d_][\w'’\-]+)?)\s+(?:is|was|=)\s+(?:my|our|his|her)\s+(?:\w+\s)?{RELATION}\b",
    re.IGNORECASE,
)
BY_INITIALS = re.compile(r"\b(?!U\.)(?:[A-Z]\.\s?){1,2}[A-Z][a-z]+(?:[-'’][A-Z][a-z]+)?")
INITIALS = re.compile(r"[A-Z]\.(?:\s?[A-Z]\.?)?(?!\w)|[A-Z]{2}(?!\w)")
JOINED = re.compile(r"\.?[ \t]+")
AND = re.compile(r",? (?:and|n|&|\+) ")
# "Olu asked": at the head of a sentence a capital says nothing, but what a person does says much.
DOES = re.compile(
    r"\s+(?:is|was|has|had|have|said|says|asks|asked|tells|told|wants|wanted|got|gets|took|takes|keeps|kept|thinks|does|did|"
    r"will|wont|won't|cant|can't|needs|used|uses|went|came|stopped|started|starts|quit|lost|swears|calls|called|and I)\b"
)
TITLES = frozenset(
    "uncle aunt auntie dr doc doctor mr mrs ms miss mister nurse pastor father fr reverend rev officer judge sgt hon prof".split()
)
ENDS_SENTENCE = re.compile(r"(?:^|[.!?\n:\"“(]|\.\.\.)\s*[\"'“(]*$")


@dataclass(frozen=True, slots=True)
class Token:
    start: int
    end: int
    """Without a possessive 's."""
    word: str
    lower: str
    opens: bool
    """Stands first in a sentence."""

    @property
    def is_capital(self) -> bool:
        return self.word[0].isupper()


class NameFinder:
    """Finds names in English text; made once, safe to be shared between threads."""

    def find(self, text: str) -> list[tuple[int, int]]:
        """(start, end) of each stretch that is taken for a person's name, in order."""
        tokens = _tokens(text)
        if not tokens:
            return []
        shouted = _is_shouted(tokens)
        marked = {n for n, token in enumerate(tokens) if self._stands_alone(token, shouted)}
        starts = {token.start: n for n, token in enumerate(tokens)}
        for pattern, any_capital in ((BEFORE_ANY, True), (BEFORE_LISTED, False)):
            for found in pattern.finditer(text):
                n = starts.get(found.end())
                if n is not None and self._fits(tokens[n], any_capital, shouted):
                    marked.add(n)
        for n, token in enumerate(tokens):
            if token.opens and token.is_capital and not shouted and self._opens(token, text):
                marked.add(n)
        for found in IS_OURS.finditer(text):
            for n in (n for n, token in enumerate(tokens) if found.start(1) <= token.start < found.end(1)):
                if self._fits(tokens[n], True, shouted) or tokens[n].lower in self._rare_words_too:
                    marked.add(n)
        signed = SIGNED.search(text)
        if signed:
            inside = [n for n, token in enumerate(tokens) if token.start >= signed.start(1)]
            if all(self._may_sign(tokens[n]) for n in inside):
                marked |= set(inside)
        self._extend(text, tokens, marked, shouted)
        said = {tokens[n].lower for n in marked}
        for n, token in enumerate(tokens):
            sure = token.lower not in self._words_too and token.lower not in self._common
            if token.lower in said and (token.is_capital or sure):
                marked.add(n)
        spans = [(tokens[n].start, tokens[n].end) for n in sorted(marked)]
        spans += [found.span() for found in BY_INITIALS.finditer(text) if not shouted]
        for found in BEFORE_ANY.finditer(text):
            initials = INITIALS.match(text, found.end())
            if initials and not shouted and initials.group().lower() not in self._never:
                spans.append(initials.span())
        return sorted(spans)

    def _stands_alone(self, token: Token, shouted: bool) -> bool:
        """Whether a word is a name whatever stands before it."""
        lower = token.lower
        if lower in self._never or lower in self._calendar or len(lower) < 3:
            return False
        listed = lower in self._first
        if listed and lower not in self._words_too and lower not in self._common_not_names:
            return True
        bare = lower.removesuffix("s")
        if (
            bare in self._first
            and bare not in self._words_too
            and len(bare) > 3
            and lower not in self._english
        ):
            return True
        if not token.is_capital or token.opens or shouted or token.word[:2].isupper():
            return False
        if listed:
            return True
        return lower not in self._english and lower not in self._corpus_like

    def _opens(self, token: Token, text: str) -> bool:
        """Whether a capital at the head of a sentence is a name's."""
        lower = token.lower
        if lower in self._no_opening or len(lower) < 3:
            return False
        return lower in self._last_of_all or bool(DOES.match(text, token.end))

    def _fits(self, token: Token, any_capital: bool, shouted: bool) -> bool:
        """Whether a word is a name after words that announce one."""
        lower = token.lower
        if lower in TITLES:
            return False
        if lower in self._never or (lower in self._calendar and not (any_capital and lower in self._first)):
            return False
        listed = lower in self._first or (any_capital and lower in self._rare_words_too)
        if token.is_capital and not shouted:
            if listed and len(lower) > 1:
                return any_capital or lower not in self._plain
            known = lower in self._common or lower in self._stop
            if any_capital:
                return not known and (lower in self._last or lower not in self._english or not token.opens)
            return not known and lower not in self._english
        if listed and lower not in self._words_too and lower not in self._common_not_names:
            return True
        return any_capital and lower in self._last and lower not in self._english_known

    def _may_sign(self, token: Token) -> bool:
        lower = token.lower
        if lower in self._never or lower in self._calendar or not token.is_capital:
            return False
        return lower in self._first or lower not in self._english

    def _extend(self, text: str, tokens: list[Token], marked: set[int], shouted: bool) -> None:
        """The last name after a first one, the first before a last one, and the other of "X and Y"."""
        for n in range(len(tokens) - 1):
            one, other = tokens[n], tokens[n + 1]
            between = text[one.end : other.start]
            if JOINED.fullmatch(between) and ("." not in between or len(one.word) == 1):
                if n in marked and self._may_follow(other, shouted):
                    marked.add(n + 1)
                elif n + 1 in marked and one.is_capital and not one.opens and not shouted:
                    if one.lower in self._first and one.lower not in self._never:
                        marked.add(n)
        for n in range(len(tokens) - 2):
            one, other = tokens[n], tokens[n + 2]
            if not AND.fullmatch(text[one.end : other.start]) or shouted:
                continue
            for known, new in ((n, n + 2), (n + 2, n)):
                token = tokens[new]
                listed = token.lower in (
                    self._first - self._never if token.is_capital else self._rare_words_too
                )
                if known in marked and listed and token.lower not in self._never:
                    marked.add(new)

    def _may_follow(self, token: Token, shouted: bool) -> bool:
        lower = token.lower
        if len(token.word) == 1:
            return token.is_capital and token.word != "I" and not shouted
        if lower in self._never or lower in self._calendar or lower in self._stop:
            return False
        if token.is_capital and not shouted:
            return lower in self._last or lower not in self._english
        return lower in self._last and lower not in self._english_known and len(lower) > 3

    @cached_property
    def _lists(self) -> dict[str, frozenset[str]]:
        data = yaml.safe_load(PATH.read_text(encoding="utf-8"))
        return {name: frozenset(words.split()) for name, words in data.items()}

    @cached_property
    def _words_too(self) -> frozenset[str]:
        return self._lists["words_too"]

    @cached_property
    def _rare_words_too(self) -> frozenset[str]:
        """Names that are words, but no words that a sentence is built of."""
        return self._words_too - self._plain - self._stop

    @cached_property
    def _plain(self) -> frozenset[str]:
        """Names that are such usual words that even a capital needs more before it."""
        return frozenset(
            {"my", "in", "an", "so", "see", "else", "many", "long", "son", "will", "min", "man", "ok"}
        )

    @cached_property
    def _calendar(self) -> frozenset[str]:
        return self._lists["calendar_and_places"]

    @cached_property
    def _never(self) -> frozenset[str]:
        """Drug names."""
        known = word_lists()
        drugs = self._lists["drugs"] | known["drugs_mended_towards"] | known["drugs_left_alone"]
        return frozenset(drugs | {f"{drug}s" for drug in drugs})

    @cached_property
    def _stop(self) -> frozenset[str]:
        return word_lists()["stop_words"] | word_lists()["texting"]

    @cached_property
    def _first(self) -> frozenset[str]:
        listed = {name for file in FIRST_NAMES for name, _ in _census(file)}
        return frozenset(listed | self._lists["more_first_names"])

    @cached_property
    def _last(self) -> frozenset[str]:
        return frozenset(name for name, percent in _census(LAST_NAMES) if percent >= RARE_LAST_NAMES)

    @cached_property
    def _no_opening(self) -> frozenset[str]:
        return self._never | self._calendar | self._stop | self._english

    @cached_property
    def _last_of_all(self) -> frozenset[str]:
        """With the rare ones, many of them first names elsewhere in the world."""
        return frozenset(name for name, _ in _census(LAST_NAMES)) | self._first

    @cached_property
    def _by_use(self) -> list[str]:
        """English words, the most used first."""
        lines = (files("symspellpy") / ENGLISH).read_text(encoding="utf-8-sig").splitlines()
        return [line.split(" ")[0] for line in sorted(lines, key=lambda line: -int(line.split(" ")[1]))]

    @cached_property
    def _english(self) -> frozenset[str]:
        return frozenset(self._by_use)

    @cached_property
    def _english_known(self) -> frozenset[str]:
        """English words that are no names: the dictionary has the usual names in it as well."""
        return frozenset(self._by_use[:30000]) - (self._first - self._words_too)

    @cached_property
    def _common(self) -> frozenset[str]:
        return frozenset(self._by_use[:COMMON_ENGLISH]) - (self._first - self._words_too)

    @cached_property
    def _common_not_names(self) -> frozenset[str]:
        """Usual words that some parents gave as names ("see", "so"), but for the usual names."""
        usual = {name for file in FIRST_NAMES for name, percent in _census(file) if percent >= 0.02}
        return frozenset(self._by_use[:COMMON_ENGLISH]) - usual - self._lists["more_first_names"]

    @cached_property
    def _corpus_like(self) -> frozenset[str]:
        """Words of this field that no dictionary has."""
        return (
            frozenset(
                {
                    "opioid",
                    "opioids",
                    "detox",
                    "rehab",
                    "precipitated",
                    "telehealth",
                    "mat",
                    "oud",
                    "meds",
                    "methadone",
                }
            )
            | self._lists["calendar_and_places"]
        )


def _census(file: str) -> list[tuple[str, float]]:
    """(name, percent of the population) of a list of the package `names`."""
    lines = (files("names") / file).read_text(encoding="ascii").splitlines()
    return [(line.split()[0].lower(), float(line.split()[1])) for line in lines if line.strip()]


def _tokens(text: str) -> list[Token]:
    tokens = []
    for found in WORD.finditer(text):
        word, end = found.group(), found.end()
        if word[-2:].lower() in {"'s", "’s"}:
            word, end = word[:-2], end - 2
        if word:
            opens = bool(ENDS_SENTENCE.search(text[max(0, found.start() - 6) : found.start()]))
            tokens.append(Token(found.start(), end, word, _plain_letters(word), opens))
    return tokens


def _plain_letters(word: str) -> str:
    """Lower case, without accents: "Tomás" is in the list as "tomas"."""
    letters = unicodedata.normalize("NFD", word.lower().replace("’", "'"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _is_shouted(tokens: list[Token]) -> bool:
    """Whether a message is all capitals, where capitals say nothing."""
    letters = [token for token in tokens if len(token.word) > 1]
    return len(letters) >= 3 and sum(token.word.isupper() for token in letters) > len(letters) * 0.6
