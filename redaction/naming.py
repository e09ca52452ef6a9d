"""Whether a word is somebody's name: by the lists, by its capital, and by what stands around it."""

from __future__ import annotations

from redaction.cues import (
    AFTER_TITLE,
    COMES_FROM,
    DOES,
    DOES_SURELY,
    MY_ONE,
    NAMED,
    SAYS_WHO,
    SURE_TITLE,
    TITLES,
)
from redaction.slips import Lexicon
from redaction.words import Token


class Naming:
    """The rules for one word; `shouted` says that a message is all capitals."""

    def __init__(self, lists: Lexicon) -> None:
        self._lists = lists

    def stands_alone(self, token: Token, shouted: bool) -> bool:
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

    def stands_so(self, token: Token, text: str, shouted: bool) -> bool:
        """Whether a word is a name by what stands right before and behind it."""
        if token.is_capital and not shouted:
            if self.opens(token, text) if token.opens else self.is_my_ones(token, text):
                return True
        elif not token.is_capital and self.is_typed_small(token, text):
            return True
        return token.lower in self._lists.rare_words_too and self.does(token, text)

    def opens(self, token: Token, text: str) -> bool:
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

    def fits(self, token: Token, any_capital: bool, shouted: bool) -> bool:
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
            known = known or (token.word.isupper() and not any_capital)
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
        return any_capital and not token.is_capital and self._lists.is_unknown(lower)

    def is_my_ones(self, token: Token, text: str) -> bool:
        """Whether a capital stands behind "my son" or "named": a name, whatever the word ("Bear")."""
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
        return bool(MY_ONE.search(before) or NAMED.search(before) or SURE_TITLE.search(before))

    def does(self, token: Token, text: str) -> bool:
        """Whether a word is a name, though a usual word in small letters: "my son hunter is in jail"."""
        is_first = token.lower in self._lists.first and token.lower not in self._lists.calendar
        after = DOES.match(text, token.end)
        return is_first and bool(after and MY_ONE.search(text[max(0, token.start - 40) : token.start]))

    def is_typed_small(self, token: Token, text: str) -> bool:
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
        return bool(says) and self._lists.is_unknown(lower)

    def may_sign(self, token: Token) -> bool:
        """Whether a word may stand alone under a message, or own a relation ("Sinazo's mother")."""
        lower = token.lower
        if lower in self._lists.never or lower in self._lists.calendar:
            return False
        if not token.is_capital:
            return self._lists.is_unknown(lower)
        return lower in self._lists.first or lower not in self._lists.english

    def is_whole(self, first: Token, last: Token, shouted: bool) -> bool:
        """Whether a capital behind a sure first name is its last, though a word ("Whitehorse")."""
        lower = last.lower
        if shouted or not (first.is_capital and last.is_capital) or last.word[:2].isupper():
            return False
        if lower in self._lists.never or lower in self._lists.calendar or lower in self._lists.common:
            return False
        return first.lower in self._lists.first and first.lower not in self._lists.words_too

    def may_lead(self, token: Token, shouted: bool) -> bool:
        """Whether a word before a last name is the first one."""
        lower = token.lower
        if lower in self._lists.never or lower in self._lists.calendar or lower in self._lists.stop:
            return False
        listed = lower in self._lists.first or (lower not in self._lists.common and len(lower) > 2)
        return listed and token.is_capital and not token.opens and not shouted and lower not in TITLES

    def may_follow(self, token: Token, shouted: bool) -> bool:
        """Whether a word behind a name belongs to it."""
        lower = token.lower
        if len(token.word) == 1:
            return token.is_capital and token.word != "I" and not shouted
        if lower in self._lists.never or lower in self._lists.calendar or lower in self._lists.stop:
            return False
        if token.is_capital and not shouted:
            return lower in self._lists.last or lower not in self._lists.english
        if lower in self._lists.last and lower not in self._lists.english_known and len(lower) > 3:
            return True
        return not token.is_capital and self._lists.is_unknown(lower)
