"""Finds the names of people: by what stands before them, by lists of names, and by capitals."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from store.census import NameLists
from store.cues import (
    ABBREVIATED,
    AFTER_TITLE,
    AND,
    BEFORE_ANY,
    BEFORE_LISTED,
    BIG,
    BY_INITIALS,
    BY_J,
    COMES_FROM,
    DOES,
    DOES_SURELY,
    DOTTED,
    ENDS_SENTENCE,
    INITIALS,
    IRISH,
    IS_OURS,
    JOINED,
    LAST_FIRST,
    MY_ONE,
    NAMED,
    NICK,
    OWNS,
    PARTICLES,
    SAINT,
    SAYS_WHO,
    SIGNED,
    TITLES,
    WORD,
)


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

    def __init__(self) -> None:
        self._lists = NameLists()

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
            elif token.is_capital and not token.opens and not shouted and self._is_my_ones(token, text):
                marked.add(n)
            elif token.lower in self._lists.rare_words_too and self._does(token, text):
                marked.add(n)
            elif not token.is_capital and self._is_typed_small(token, text):
                marked.add(n)
        for found in OWNS.finditer(text):
            n = starts.get(found.start(1))
            if n is not None and tokens[n].is_capital and not shouted and self._may_sign(tokens[n]):
                marked.add(n)
        for found in IS_OURS.finditer(text):
            for n in (n for n, token in enumerate(tokens) if found.start(1) <= token.start < found.end(1)):
                if self._fits(tokens[n], True, shouted) or tokens[n].lower in self._lists.rare_words_too:
                    marked.add(n)
        signed = SIGNED.search(text)
        if signed:
            inside = [n for n, token in enumerate(tokens) if token.start >= signed.start(1)]
            if all(self._may_sign(tokens[n]) for n in inside):
                marked |= set(inside)
        self._extend(text, tokens, marked, shouted)
        self._join(text, tokens, marked)
        marked = {
            n for n in marked if not SAINT.search(text[max(0, tokens[n].start - 5) : tokens[n].start])
        }
        said = {tokens[n].lower for n in marked}
        for n, token in enumerate(tokens):
            sure = token.lower not in self._lists.words_too and token.lower not in self._lists.common
            if token.lower in said and (token.is_capital or sure):
                marked.add(n)
        spans = [(tokens[n].start, tokens[n].end) for n in sorted(marked)]
        for form in (BY_INITIALS, IRISH):
            spans += [found.span() for found in form.finditer(text) if not shouted]
        for found in BEFORE_ANY.finditer(text):
            initials = INITIALS.match(text, found.end())
            known = self._lists.never | self._lists.of_the_field
            if initials and not shouted and initials.group().lower() not in known:
                spans.append(initials.span())
        spans += self._as_listed(text, shouted)
        return sorted(spans)

    def _as_listed(self, text: str, shouted: bool) -> Iterator[tuple[int, int]]:
        """Names by their form: "WALKER, DESHAWN M", "A.J. keeps saying", "lil rob"."""
        for found in LAST_FIRST.finditer(text):
            last, first = found[1].lower(), found[2].lower()
            is_last = last in self._lists.last and last not in self._lists.calendar | self._lists.never
            if is_last and first in self._lists.first - self._lists.words_too and not shouted:
                yield found.span()
        for found in (*DOTTED.finditer(text), *BY_J.finditer(text)):
            if DOES.match(text, found.end()) and not shouted:
                yield found.span()
        for pattern, names in ((NICK, self._lists.first - self._lists.stop), (BIG, self._lists.sure)):
            for found in pattern.finditer(text):
                word = WORD.match(text, found.end())
                if word and word.group().lower() in names:
                    yield found.start(), word.end()

    def _is_my_ones(self, token: Token, text: str) -> bool:
        """Whether a capital within a sentence stands behind "my son": a name, whatever the word ("Bear")."""
        lower = token.lower
        if lower in self._lists.never or lower in self._lists.calendar or lower in self._lists.stop:
            return False
        if (
            lower in self._lists.of_the_field
            or lower in TITLES
            or token.word[:2].isupper()
            or len(lower) < 3
        ):
            return False
        before = text[max(0, token.start - 40) : token.start]
        return bool(MY_ONE.search(before) or NAMED.search(before))

    def _does(self, token: Token, text: str) -> bool:
        """Whether a word is a name, though a usual word in small letters: "my son hunter is in jail"."""
        is_first = token.lower in self._lists.first and token.lower not in self._lists.calendar
        after = DOES.match(text, token.end)
        return is_first and bool(after and MY_ONE.search(text[max(0, token.start - 40) : token.start]))

    def _stands_alone(self, token: Token, shouted: bool) -> bool:
        """Whether a word is a name whatever stands before it."""
        lower = token.lower
        listed = lower in self._lists.first
        if lower in self._lists.never or lower in self._lists.calendar:
            return False
        if len(lower) < 3:  # "Mo", "Bo"
            is_word = token.opens or shouted or not token.word.istitle() or lower in self._lists.words_too
            return listed and not is_word and lower not in self._lists.common_not_names
        if listed and lower not in self._lists.words_too and lower not in self._lists.common_not_names:
            return True
        bare = lower.removesuffix("s")
        if (
            bare in self._lists.first
            and bare not in self._lists.words_too
            and len(bare) > 3
            and lower not in self._lists.english
        ):
            return True
        if not token.is_capital or token.opens or shouted or token.word[:2].isupper():
            return False
        if listed:
            return True
        return lower not in self._lists.english_usual and lower not in self._lists.of_the_field

    def _opens(self, token: Token, text: str) -> bool:
        """Whether a capital at the head of a sentence is a name's."""
        lower = token.lower
        does = bool(DOES.match(text, token.end) or COMES_FROM.match(text, token.end))
        if lower in self._lists.rare_words_too and lower in self._lists.first and does:
            # "Grace was doing so well": a name that is a word, and does what a person does.
            return lower not in self._lists.calendar
        if lower in self._lists.plain_names and DOES_SURELY.match(text, token.end):
            return True
        if lower in self._lists.no_opening or len(lower) < 3:
            return False
        return lower in self._lists.last_of_all or does

    def _fits(self, token: Token, any_capital: bool, shouted: bool) -> bool:
        """Whether a word is a name after words that announce one."""
        lower = token.lower
        if lower in TITLES:
            return False
        if lower in self._lists.never or (
            lower in self._lists.calendar and not (any_capital and lower in self._lists.first)
        ):
            return False
        listed = lower in self._lists.first or (any_capital and lower in self._lists.rare_words_too)
        if token.is_capital and not shouted:
            if listed and len(lower) > 1:
                return any_capital or lower not in self._lists.plain
            known = lower in self._lists.common or lower in self._lists.stop
            if any_capital:
                return not known and (
                    lower in self._lists.last or lower not in self._lists.english or not token.opens
                )
            return not known and lower not in self._lists.english_usual
        if shouted and any_capital and lower not in self._lists.english and lower not in self._lists.stop:
            return lower not in self._lists.of_the_field and len(lower) > 3
        if listed and lower not in self._lists.words_too and lower not in self._lists.common_not_names:
            return True
        if any_capital and lower in self._lists.last and lower not in self._lists.english_known:
            return True
        return any_capital and not token.is_capital and self._is_unknown(lower)

    def _is_unknown(self, lower: str) -> bool:
        """Whether a word in small letters is in no list, and is no mistyped one: "my son thabo"."""
        if len(lower) < 4 or "'" in lower or lower in self._lists.stop:
            return False
        if any(part in self._lists.english for part in lower.split("-")):
            return False
        if lower in self._lists.never or lower in self._lists.calendar or lower in self._lists.of_the_field:
            return False
        return not self._lists.is_slip(lower)

    def _is_typed_small(self, token: Token, text: str) -> bool:
        """Whether small letters hide a name: "Dr patel", "told siya", "kwame has been sober"."""
        lower, before = token.lower, text[max(0, token.start - 24) : token.start]
        if AFTER_TITLE.search(before):
            ruled_out = self._lists.no_surname
            return (
                lower in self._lists.last_of_all
                and lower not in ruled_out
                and len(lower) > 2
                and lower not in TITLES
            )
        says = SAYS_WHO.search(before) or (token.opens and DOES_SURELY.match(text, token.end))
        return bool(says) and self._is_unknown(lower)

    def _may_sign(self, token: Token) -> bool:
        lower = token.lower
        if lower in self._lists.never or lower in self._lists.calendar:
            return False
        if not token.is_capital:
            return self._is_unknown(lower)
        return lower in self._lists.first or lower not in self._lists.english

    def _extend(self, text: str, tokens: list[Token], marked: set[int], shouted: bool) -> None:
        """The last name after a first one, the first before a last one, and the other of "X and Y"."""
        for n in range(len(tokens) - 1):
            one, other = tokens[n], tokens[n + 1]
            between = text[one.end : other.start]
            if JOINED.fullmatch(between) and ("." not in between or len(one.word) == 1):
                if n in marked and (
                    self._may_follow(other, shouted) or self._is_whole(one, other, shouted)
                ):
                    marked.add(n + 1)
                elif n + 1 in marked and self._may_lead(one, shouted):
                    marked.add(n)
        for n in range(len(tokens) - 2):
            one, other = tokens[n], tokens[n + 2]
            if not AND.fullmatch(text[one.end : other.start]) or shouted:
                continue
            for known, new in ((n, n + 2), (n + 2, n)):
                token = tokens[new]
                listed = token.lower in (
                    self._lists.first - self._lists.never
                    if token.is_capital
                    else self._lists.rare_words_too
                )
                unknown = token.is_capital and token.lower not in self._lists.no_opening
                if known in marked and (listed or unknown) and token.lower not in self._lists.never:
                    marked.add(new)

    def _is_whole(self, first: Token, last: Token, shouted: bool) -> bool:
        """Whether a capital behind a sure first name is its last name, though it is a word ("Whitehorse")."""
        lower = last.lower
        if shouted or not (first.is_capital and last.is_capital) or last.word[:2].isupper():
            return False
        if lower in self._lists.never or lower in self._lists.calendar or lower in self._lists.common:
            return False
        return first.lower in self._lists.first and first.lower not in self._lists.words_too

    def _join(self, text: str, tokens: list[Token], marked: set[int]) -> None:
        """The particles of a name and what follows them: "Annelies van der Berg"."""
        for n in sorted(marked):
            end = n + 1
            while end < len(tokens) and tokens[end].lower in PARTICLES and end - n < 4:
                end += 1
            joined = text[tokens[n].end : tokens[min(end, len(tokens) - 1)].start]
            if n + 1 < end < len(tokens) and tokens[end].is_capital and not re.search(r"[^\w\s]", joined):
                marked |= set(range(n, end + 1))

    def _may_lead(self, token: Token, shouted: bool) -> bool:
        lower = token.lower
        if lower in self._lists.never or lower in self._lists.calendar or lower in self._lists.stop:
            return False
        listed = lower in self._lists.first or (lower not in self._lists.common and len(lower) > 2)
        return listed and token.is_capital and not token.opens and not shouted and lower not in TITLES

    def _may_follow(self, token: Token, shouted: bool) -> bool:
        lower = token.lower
        if len(token.word) == 1:
            return token.is_capital and token.word != "I" and not shouted
        if lower in self._lists.never or lower in self._lists.calendar or lower in self._lists.stop:
            return False
        if token.is_capital and not shouted:
            return lower in self._lists.last or lower not in self._lists.english
        if lower in self._lists.last and lower not in self._lists.english_known and len(lower) > 3:
            return True
        return not token.is_capital and self._is_unknown(lower)


def _tokens(text: str) -> list[Token]:
    tokens = []
    for found in WORD.finditer(text):
        word, end = found.group(), found.end()
        if word[-2:].lower() in {"'s", "’s"}:
            word, end = word[:-2], end - 2
        if word:
            before = text[max(0, found.start() - 8) : found.start()]
            opens = bool(ENDS_SENTENCE.search(before)) and not ABBREVIATED.search(before)
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
