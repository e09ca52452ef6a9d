"""Finds the names of people: by what stands before them, by lists of names, and by capitals."""

from __future__ import annotations

import re
from collections.abc import Iterator

from redaction.cues import (
    AND,
    BEFORE_ANY,
    BEFORE_LISTED,
    BIG,
    BY_INITIALS,
    BY_J,
    DOES,
    DOTTED,
    INITIALS,
    IRISH,
    IS_OURS,
    JOINED,
    LAST_FIRST,
    LETTERED,
    MY_ONE,
    NAMED,
    NICK,
    OWNS,
    PARTICLES,
    SAINT,
    SIGNED,
    WORD,
)
from redaction.forms import Forms
from redaction.naming import Naming
from redaction.nobody import is_place, not_of_people
from redaction.slips import Lexicon
from redaction.subjects import Subjects
from redaction.words import Token, is_shouted, words_of_message

CONTRACTED = ("'m", "'ll", "'ve", "'re", "n't", "'d")


class NameFinder:
    """Finds names in English text; made once, safe to be shared between threads."""

    def __init__(self) -> None:
        self._lists = Lexicon()
        self._naming = Naming(self._lists)
        self._subjects = Subjects(self._lists)
        self._forms = Forms(self._lists)

    def find(self, text: str) -> list[tuple[int, int]]:
        """(start, end) of each stretch that is taken for a person's name, in order."""
        tokens = words_of_message(text)
        if not tokens:
            return []
        shouted = is_shouted(tokens)
        marked = {n for n, token in enumerate(tokens) if self._naming.stands_alone(token, shouted)}
        starts = {token.start: n for n, token in enumerate(tokens)}
        for pattern, any_capital in ((BEFORE_ANY, True), (BEFORE_LISTED, False)):
            for found in pattern.finditer(text):
                n = starts.get(found.end())
                if n is not None and self._naming.fits(tokens[n], any_capital, shouted):
                    marked.add(n)
        marked |= {n for n, token in enumerate(tokens) if self._naming.stands_so(token, text, shouted)}
        for found in OWNS.finditer(text):
            n = starts.get(found.start(1))
            if n is not None and tokens[n].is_capital and not shouted and self._naming.may_sign(tokens[n]):
                marked.add(n)
        for found in IS_OURS.finditer(text):
            for n in (n for n, token in enumerate(tokens) if found.start(1) <= token.start < found.end(1)):
                if (
                    self._naming.fits(tokens[n], True, shouted)
                    or tokens[n].lower in self._lists.rare_words_too
                ):
                    marked.add(n)
        signed = SIGNED.search(text)
        if signed:
            inside = [n for n, token in enumerate(tokens) if token.start >= signed.start(1)]
            if all(self._naming.may_sign(tokens[n]) for n in inside):
                marked |= set(inside)
        marked |= self._subjects.find(text, tokens, shouted) | self._forms.find(text, tokens, shouted)
        self._extend(text, tokens, marked, shouted)
        self._join(text, tokens, marked)
        nobodys = not_of_people(text)
        marked = {n for n in marked if not self._is_nobodys(text, tokens[n], nobodys)}
        said = {tokens[n].lower for n in marked}
        for n, token in enumerate(tokens):
            sure = token.lower not in self._lists.unsure
            if (
                token.lower in said
                and (token.is_capital or sure)
                and not self._is_nobodys(text, token, nobodys)
            ):
                marked.add(n)
        spans = [(tokens[n].start, tokens[n].end) for n in sorted(marked)]
        for form in (BY_INITIALS, IRISH):
            spans += [found.span() for found in form.finditer(text) if not shouted]
        for found in BEFORE_ANY.finditer(text):
            initials = INITIALS.match(text, found.end())
            if initials and not shouted and initials.group().lower() not in self._lists.no_initials:
                spans.append(initials.span())
        spans += self._as_listed(text, shouted)
        return sorted(spans)

    def is_word(self, written: str) -> bool:
        """Whether it is an English word, a medicine or a firm, and so no user's name."""
        lower = written.lower().rstrip(".")
        return lower in self._lists.english or lower in self._lists.no_initials or lower in self._lists.stop

    def is_nobody(self, written: str) -> bool:
        """Whether every word of it is a relative's, a role's or a grammatical one: "nana", "the warden"."""
        words = [token.lower for token in words_of_message(written)]
        return all(word in self._lists.roles or word in self._lists.stop for word in words)

    def has_drug(self, written: str) -> bool:
        """Whether a medicine stands in it: "380 Vivitrol" is no house."""
        return any(token.lower in self._lists.never for token in words_of_message(written))

    def has_firm(self, written: str) -> bool:
        """Whether the name of a firm, of goods or of a day stands in it."""
        return any(token.lower in self._lists.brands for token in words_of_message(written))

    def _is_nobodys(self, text: str, token: Token, nobodys: list[tuple[int, int]]) -> bool:
        """Whether a word that looks like a name is a role's, a saint's, a town's or a firm's."""
        return (
            token.lower.endswith(CONTRACTED)
            or (token.word.isupper() and len(token.word) > 1 and token.lower in self._lists.stop)
            or (
                token.lower in self._lists.roles
                and not NAMED.search(text[max(0, token.start - 12) : token.start])
            )
            or bool(SAINT.search(text[max(0, token.start - 5) : token.start]))
            or any(start <= token.start < end for start, end in nobodys)
            or is_place(text, token, self._lists)
        )

    def _as_listed(self, text: str, shouted: bool) -> Iterator[tuple[int, int]]:
        """Names by their form: "WALKER, DESHAWN M", "A.J. keeps saying", "lil rob"."""
        for found in LAST_FIRST.finditer(text):
            last, first = found[1].lower(), found[2].lower()
            is_last = any(part in self._lists.last for part in last.split("-"))
            is_last = is_last and last not in self._lists.no_initials
            if (
                is_last
                and (first in self._lists.sure or ("-" in last and first in self._lists.first))
                and not shouted
            ):
                yield found.span()
        for found in (*DOTTED.finditer(text), *BY_J.finditer(text)):
            if DOES.match(text, found.end()) and not shouted:
                yield found.span()
        for found in LETTERED.finditer(text):
            announced = MY_ONE.search(text[max(0, found.start() - 40) : found.start()])
            if announced or DOES.match(text, found.end()):
                yield found.span()
        for pattern, names in ((NICK, self._lists.nicked), (BIG, self._lists.sure)):
            for found in pattern.finditer(text):
                word = WORD.match(text, found.end())
                if word and word.group().lower() in names:
                    yield found.start(), word.end()

    def _extend(self, text: str, tokens: list[Token], marked: set[int], shouted: bool) -> None:
        """The last name after a first one, the first before a last one, and the other of "X and Y"."""
        for n in range(len(tokens) - 1):
            one, other = tokens[n], tokens[n + 1]
            between = text[one.end : other.start]
            if JOINED.fullmatch(between) and ("." not in between or len(one.word) == 1):
                if n in marked and (
                    self._naming.may_follow(other, shouted) or self._naming.is_whole(one, other, shouted)
                ):
                    marked.add(n + 1)
                elif n + 1 in marked and self._naming.may_lead(one, shouted):
                    marked.add(n)
        for n in range(len(tokens) - 2):
            one, other = tokens[n], tokens[n + 2]
            if not AND.fullmatch(text[one.end : other.start]) or shouted:
                continue
            for known, new in ((n, n + 2), (n + 2, n)):
                token = tokens[new]
                listed = token.lower in (
                    self._lists.first if token.is_capital else self._lists.rare_words_too
                )
                unknown = token.is_capital and token.lower not in self._lists.no_opening
                if known in marked and (listed or unknown) and token.lower not in self._lists.never:
                    marked.add(new)

    def _join(self, text: str, tokens: list[Token], marked: set[int]) -> None:
        """The particles of a name and what follows them: "Annelies van der Berg"."""
        for n in sorted(marked):
            end = n + 1
            while end < len(tokens) and tokens[end].lower in PARTICLES and end - n < 4:
                end += 1
            joined = text[tokens[n].end : tokens[min(end, len(tokens) - 1)].start]
            if n + 1 < end < len(tokens) and tokens[end].is_capital and not re.search(r"[^\w\s]", joined):
                marked |= set(range(n, end + 1))
