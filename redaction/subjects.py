"""Names known by what they do or have: "then Squirrel threw her out", "khaleb's liver"."""

from __future__ import annotations

import re
from collections.abc import Callable

from redaction.slips import Lexicon
from redaction.wordings import (
    AND_GOES_ON,
    APPOSED,
    ASKED,
    BEFORE_SOMEBODY,
    BOTH,
    CLAUSE_BEGINS,
    DOES,
    FAMILY_OF,
    INTRODUCED,
    IS_IT_SAFE,
    MONEY_AND_SEASONS,
    NO_NAME_BEFORE,
    NO_NAMES_END,
    OF_MINE,
    SPEAKS,
    SURELY_DOES,
    TOLD,
)
from redaction.words import Token

LAST: tuple[int, ...] = ()
"""The one group of a pattern that matched."""


class Subjects:
    """Rules for one word at a time; `capitals` says whether a capital means anything in the message."""

    def __init__(self, lists: Lexicon) -> None:
        self._lists = lists

    def find(self, text: str, tokens: list[Token], shouted: bool) -> set[int]:
        """Indices of the tokens that are names by what they do, have, or are introduced as."""
        capitals = not shouted and not _is_titled(tokens)
        found = {n for n in range(len(tokens)) if self._is_name(text, tokens, n, capitals)}
        starts = {token.start: n for n, token in enumerate(tokens)}
        rules: list[tuple[re.Pattern[str], tuple[int, ...], Callable[[Token, re.Match[str]], bool]]] = [
            (INTRODUCED, LAST, lambda token, _: self._introduced(token, capitals)),
            (ASKED, LAST, lambda token, _: self._is_asked_of(token, capitals)),
            (TOLD, LAST, lambda token, _: self._is_told(token, capitals)),
            (APPOSED, LAST, lambda token, match: self._is_apposed(token, capitals, match.group())),
            (BOTH, (1, 2), lambda token, _: self._is_nameable(token)),
            (IS_IT_SAFE, LAST, lambda token, _: capitals and self._is_nameable(token)),
            (OF_MINE, LAST, lambda token, _: token.lower in self._lists.ours),
            (FAMILY_OF, LAST, lambda token, _: capitals and self._is_last(token.lower)),
        ]
        for pattern, groups, is_name in rules:
            for match in pattern.finditer(text):
                for group in groups or (match.lastindex or 0,):
                    n = starts.get(match.start(group))
                    if n is not None and self._may_be(tokens[n]) and is_name(tokens[n], match):
                        found.add(n)
        return found

    def _is_name(self, text: str, tokens: list[Token], n: int, capitals: bool) -> bool:
        token = tokens[n]
        if not self._may_be(token):
            return False
        lower = token.lower
        before = tokens[n - 1].lower if n and text[tokens[n - 1].end : token.start].isspace() else ""
        if before in NO_NAME_BEFORE:
            return False
        if token.is_capital and capitals:
            return self._is_capital_name(text, token)
        if lower in self._lists.rare_words_too or lower in self._lists.plain_names:
            heads = token.opens or before in CLAUSE_BEGINS
            does = (
                DOES if lower in self._lists.usual_first and lower not in MONEY_AND_SEASONS else SURELY_DOES
            )
            return (
                lower in self._lists.first
                and heads
                and bool(does.match(text, token.end) or SPEAKS.match(text, token.end))
            )
        if len(lower) < 4 or lower in self._lists.english or lower in self._lists.stop:
            return False
        if DOES.match(text, token.end):
            return self._lists.is_unknown(lower)
        if self._lists.is_misspelt(lower):
            return True
        rough = NO_NAMES_END.search(lower) is not None
        return (
            before in BEFORE_SOMEBODY
            and not rough
            and self._lists.is_unknown(lower)
            and not self._lists.is_rough(lower)
        )

    def _is_capital_name(self, text: str, token: Token) -> bool:
        lower = token.lower
        if not token.opens:
            if token.word.isupper() or lower in self._lists.stop:
                return False
            return bool(DOES.match(text, token.end)) and (
                lower not in self._lists.common
                or bool(SURELY_DOES.match(text, token.end) or SPEAKS.match(text, token.end))
            )
        if lower in self._lists.first and lower not in self._lists.plain_only:
            does = (
                DOES
                if lower in self._lists.rare_words_too or lower not in self._lists.stop
                else SURELY_DOES
            )
            return bool(does.match(text, token.end))
        if (
            lower in self._lists.common
            or lower in self._lists.stop
            or (lower.endswith("ing") and lower in self._lists.english)
        ):
            return False
        if lower in self._lists.english:
            return bool(SURELY_DOES.match(text, token.end))
        goes_on = DOES.match(text, token.end) or AND_GOES_ON.match(text, token.end)
        return bool(goes_on) and (
            "-" in lower or (self._lists.is_unknown(lower) and not self._lists.is_rough(lower))
        )

    def _may_be(self, token: Token) -> bool:
        lower = token.lower
        return (
            len(lower) > 2
            and (lower not in self._lists.no_initials or lower in self._lists.plain_names)
            and lower not in self._lists.roles
            and not (lower.endswith("s") and lower[:-1] in self._lists.roles)
            and "'" not in lower
        )

    def _is_nameable(self, token: Token) -> bool:
        listed = token.lower in self._lists.nameable
        return listed or (token.is_capital and token.lower in self._lists.ours_capital)

    def _introduced(self, token: Token, capitals: bool) -> bool:
        """Whether a word is a name where one is introduced; in small letters the lists must have it."""
        lower = token.lower
        if token.is_capital and capitals:
            return lower not in self._lists.stop
        return (lower in self._lists.first and lower not in self._lists.plain) or self._lists.is_unknown(
            lower
        )

    def _is_told(self, token: Token, capitals: bool) -> bool:
        lower = token.lower
        if token.is_capital and capitals:
            return lower not in self._lists.stop and lower not in self._lists.common
        return lower in self._lists.ours or self._lists.is_misspelt(lower)

    def _is_apposed(self, token: Token, capitals: bool, phrase: str) -> bool:
        if not (token.is_capital and capitals) or token.lower in CLAUSE_BEGINS:
            return False
        if token.lower in self._lists.ours_capital:
            return True
        unlisted = token.lower not in self._lists.english
        return unlisted and (self._lists.is_unknown(token.lower) or "," in phrase)

    def _is_asked_of(self, token: Token, capitals: bool) -> bool:
        lower = token.lower
        if token.is_capital and capitals:
            return lower not in self._lists.stop and (
                lower not in self._lists.common or lower in self._lists.first
            )
        named = (
            lower in self._lists.rare_words_too and lower not in self._lists.nicknames
        ) or lower in self._lists.plain_names
        return (named and lower in self._lists.first) or self._lists.is_misspelt(lower)

    def _is_last(self, lower: str) -> bool:
        bare = lower.removesuffix("es") if lower.endswith("ses") else lower.removesuffix("s")
        listed = lower in self._lists.last or bare in self._lists.last
        return listed and lower not in self._lists.common and bare not in self._lists.common


def _is_titled(tokens: list[Token]) -> bool:
    """Whether A Message Has Capitals Everywhere, Where They Say Nothing."""
    within = [token for token in tokens if not token.opens and len(token.word) > 2]
    return len(within) >= 5 and sum(token.is_capital for token in within) > len(within) * 0.6
