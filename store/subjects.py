"""Names known by what they do or have: "then Squirrel threw her out", "bill paid twice", "khaleb's liver"."""

from __future__ import annotations

import re

from store.census import NameLists, read_lists
from store.cues import RELATION, any_of
from store.words import Token

DEEDS = " ".join(read_lists()["human_deeds"].split())
OF_THINGS = frozenset(deed.strip() for deed in " ".join(read_lists()["things_do"].split()).split(", "))
ONLY_HUMAN = "(?:" + "|".join(deed for deed in DEEDS.split(", ") if deed.strip() not in OF_THINGS) + ")"
ADVERB = r"(?:(?:just|finally|already|still|always|never|also|even|only|actually|really|then|probably|both|all)\s+)?"
BORN = r",?\s+\(?(?:d\.?o\.?b\b|born|aged?\s\d|\d\d\s?(?:y/?o|yrs?|years)\b|\d\d,)|\s?\(\d\d\)|,\s\d\d\b"
OWNS = rf"['’]?s\s+(?:\w+\s)?(?:{any_of('human_things')}|{RELATION})\b"
DOES = re.compile(rf"(?:\s+{ADVERB}{any_of('human_deeds')}(?![\w'’])|{BORN}|{OWNS})", re.IGNORECASE)
SURELY_DOES = re.compile(rf"(?:\s+{ADVERB}{ONLY_HUMAN}(?![\w'’])|{BORN})", re.IGNORECASE)
OWNS_OURS = re.compile(OWNS, re.IGNORECASE)
NO_NAME_BEFORE = frozenset(
    "the a an my our his her their your its this that these those some any no every each another which what whose"
    " other same one two three four five more most many few is are was were be been being very so too how of i"
    " he she it we you they who to not dont don't didn't didnt cant can't will would can could should".split()
)
MONEY_AND_SEASONS = frozenset({"bill", "summer", "autumn", "grant", "will", "hope", "faith", "grace", "joy", "may", "april", "june", "august"})
CLAUSE_BEGINS = frozenset(
    "and but then so when that because if cuz cause coz since after before now once while until till though although"
    " says said think thinks know knows hope yesterday today tonight yeah yes no ok okay well lol omg whenever says"
    " hi hey hello".split()
)
INTRODUCED = re.compile(
    r"\b(?:it|it['’]?s|this is|i['’]?m|im|i am)\s+(?:me,?\s+|just\s+|only\s+)?([^\W\d_]{3,})\s+"
    r"(?:again|here|from (?:(?:the|your|ur|last|yesterday|group|work|church|before|next)|\w+ (?:group|church|work|meeting|class|chat|line))|speaking|calling|writing)\b"
    r"|\b(?:it['’]?s|this is) me,?\s+([^\W\d_]{3,})\b"
    r"|\b(?:answers? to|known as|known to \w+ as|street name(?: is|['’]s|:)?|goes? by|went by|calls? (?:him|her|me|them|himself|herself)"
    r"|called (?:him|her)|nick-?name(?: is|['’]s|:)?|only listens? to|ask(?:ing)? for|tell them|look(?:ing)? for|under the name(?: of)?)"
    r"\s+([^\W\d_]{3,})\b",
    re.IGNORECASE,
)
# "can mark start", "does April need": what is asked of somebody.
ASKED = re.compile(
    r"\b(?:can|could|should|does|did|do|must|might|would|will|until|till|once)\s+([^\W\d_]{3,})\s+(?:still\s+|just\s+|ever\s+|even\s+|really\s+|not\s+)?"
    r"(?:take|get|have|need|stop|start|begin|go|use|drink|come|eat|switch|stay|die|overdose|relapse|smoke|sleep|drive|work|breastfeed|qualify|keep|be|feel"
    r"|know|see|wait|taper|skip|refuse|quit|leave|sign|live)\b",
    re.IGNORECASE,
)
# Whom one tells, marries or misses is somebody: "told hunter", "i miss Bear".
TOLD = re.compile(
    r"\b(?:told|tell|telling|asked|hugged|begged|married|raised|adopted|arrested|visit|visited|met|blame|forgive|bail|bailed|drove|misses|loves|caught"
    r"|trust|texted|phoned|narcanned|narcand|thank|convince|convinced|remind|reminded|warned|warn|bury|buried|babysit|babysat)\s+([^\W\d_]{3,})\b",
    re.IGNORECASE,
)
OF_MINE = re.compile(rf"\b(?:my|our|his|her|their)\s+(?:\w+\s)?{RELATION},?\s+(?:is\s+|named\s+|called\s+)?([^\W\d_]{{3,}})\b", re.IGNORECASE)
AND_GOES_ON = re.compile(r",\s+(?:i|he|she|my|we|thank|please|can|if|you)\b|\s+and\s+(?:i|me|my|his|her|[A-Z])|\s+\(", re.IGNORECASE)
# "Bear, my oldest", "sky and river are my twins", "is Rain allowed to".
APPOSED = re.compile(rf"\b([^\W\d_]{{3,}})(?:,|\s\()?\s+(?:my|our|his|her)\s+(?:\w+\s)?{RELATION}\b", re.IGNORECASE)
BOTH = re.compile(r"\b([^\W\d_]{3,}) (?:and|n|&) ([^\W\d_]{3,}) (?:are|r|were) (?:my|our|his|her|both)\b", re.IGNORECASE)
IS_IT_SAFE = re.compile(
    r"\b(?:is|was|has|isnt|hasnt|isn't|hasn't|does|did)\s+([A-ZÀ-Þ][^\W\d_]{2,})\s+(?:allowed|safe|ok|okay|supposed|able|going|covered|eligible|at risk|in danger|dead|dying"
    r"|right|wrong|lying|taking|using|been|still|too|just|gonna|really|on|in|even|also)\b"
)
SPEAKS = re.compile(r"\s+(?:says|said|told|tells|thinks|swears|wants|called|texted)\b", re.IGNORECASE)
FAMILY_OF = re.compile(
    r"\bthe\s+([A-Z][\w'’\-]+)(?=\s+(?:girls?|boys?|kids?|family|brothers|sisters|twins?|woman|lady|man|lad|place|house|funeral"
    r"|son|daughter|case)\b)|\bthe\s+([A-Z][\w’'\-]+s)(?=\s+(?:down|up|across|next|over|from|are|were|have|had|lost|live|around))"
)


class Subjects:
    """Rules for one word at a time; `capitals` says whether a capital means anything in the message."""

    def __init__(self, lists: NameLists) -> None:
        self._lists = lists

    def find(self, text: str, tokens: list[Token], shouted: bool) -> set[int]:
        """Indices of the tokens that are names by what they do, have, or are introduced as."""
        capitals = not shouted and not _is_titled(tokens)
        found = {n for n in range(len(tokens)) if self._is_name(text, tokens, n, capitals)}
        starts = {token.start: n for n, token in enumerate(tokens)}
        for match in INTRODUCED.finditer(text):
            n = starts.get(match.start(match.lastindex or 0))
            if n is not None and self._may_be(tokens[n]) and self._introduced(tokens[n], capitals):
                found.add(n)
        for match in ASKED.finditer(text):
            n = starts.get(match.start(1))
            if n is not None and self._may_be(tokens[n]) and self._is_asked_of(tokens[n], capitals):
                found.add(n)
        for match in TOLD.finditer(text):
            n = starts.get(match.start(1))
            if n is not None and self._may_be(tokens[n]) and self._is_told(tokens[n], capitals):
                found.add(n)
        for match in APPOSED.finditer(text):
            n = starts.get(match.start(1))
            if n is not None and self._may_be(tokens[n]) and self._is_apposed(tokens[n], capitals, match.group()):
                found.add(n)
        nameable = self._lists.nameable
        named = [starts.get(match.start(group)) for match in BOTH.finditer(text) for group in (1, 2)]
        named += [starts.get(match.start(1)) for match in IS_IT_SAFE.finditer(text) if capitals]
        for n in named:
            if n is not None and self._may_be(tokens[n]) and (
                tokens[n].lower in nameable or (tokens[n].is_capital and tokens[n].lower in self._lists.ours_capital)
            ):
                found.add(n)
        for match in OF_MINE.finditer(text):
            n = starts.get(match.start(match.lastindex or 0))
            if n is not None and self._may_be(tokens[n]) and tokens[n].lower in self._lists.ours:
                found.add(n)
        for match in FAMILY_OF.finditer(text) if capitals else ():
            n = starts.get(match.start(match.lastindex or 0))
            if n is not None and self._may_be(tokens[n]) and self._is_last(tokens[n].lower):
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
            does = DOES if lower in self._lists.usual_first and lower not in MONEY_AND_SEASONS else SURELY_DOES
            return lower in self._lists.first and heads and bool(does.match(text, token.end) or SPEAKS.match(text, token.end))
        if len(lower) < 4 or lower in self._lists.english or lower in self._lists.stop:
            return False
        if DOES.match(text, token.end):
            return self._lists.is_unknown(lower)
        return self._lists.is_misspelt(lower)

    def _is_capital_name(self, text: str, token: Token) -> bool:
        lower = token.lower
        if not token.opens:
            if token.word.isupper() or lower in self._lists.stop:
                return False
            return bool(DOES.match(text, token.end)) and (
                lower not in self._lists.common
                or bool(SURELY_DOES.match(text, token.end) or SPEAKS.match(text, token.end))
            )
        if lower in self._lists.first and lower not in self._lists.plain - self._lists.plain_names:
            does = DOES if lower in self._lists.rare_words_too or lower not in self._lists.stop else SURELY_DOES
            return bool(does.match(text, token.end))
        if lower in self._lists.common or lower in self._lists.stop or (lower.endswith("ing") and lower in self._lists.english):
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

    def _introduced(self, token: Token, capitals: bool) -> bool:
        """Whether a word is a name where one is introduced; small letters must be a name's that is a word."""
        lower = token.lower
        if token.is_capital and capitals:
            return lower not in self._lists.stop
        return (lower in self._lists.first and lower not in self._lists.plain) or self._lists.is_unknown(lower)

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
            return lower not in self._lists.stop and (lower not in self._lists.common or lower in self._lists.first)
        named = lower in self._lists.rare_words_too - self._lists.nicknames or lower in self._lists.plain_names
        return (named and lower in self._lists.first) or self._lists.is_misspelt(lower)

    def _is_last(self, lower: str) -> bool:
        bare = lower.removesuffix("es") if lower.endswith("ses") else lower.removesuffix("s")
        listed = lower in self._lists.last or bare in self._lists.last
        return listed and lower not in self._lists.common and bare not in self._lists.common


def _is_titled(tokens: list[Token]) -> bool:
    """Whether A Message Has Capitals Everywhere, Where They Say Nothing."""
    within = [token for token in tokens if not token.opens and len(token.word) > 2]
    return len(within) >= 5 and sum(token.is_capital for token in within) > len(within) * 0.6
