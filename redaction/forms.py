"""Names where a form has them: "Pt: OKONKWO, CHIDI", "Attending Nakagawa", a signature's line."""

from __future__ import annotations

import re

from redaction.cues import TITLES
from redaction.slips import Lexicon
from redaction.sources import words_of
from redaction.words import Token

LABEL = re.compile(
    r"(?:\b(?i:pt|patient|client|member|inmate|subscriber|resident|caller|contact"
    r"|emergency contact|next of kin|provider|prescriber"
    r"|attending|ordering|referring|guardian|parent|defendant|plaintiff|applicant|insured"
    r"|policy ?holder|card ?holder|account holder"
    r"|name on (?:card|the card|account|file)|attn|attention|re|sponsor|employee|student"
    r"|signed|from|to|name|dependent|spouse|rx for|prescribed by)"
    r"(?: (?i:name|is))?\s*[:#=\-–]\s*|\b(?i:pt|inmate|attending|attn|c/o|prescribed by"
    r"|ordered by|signed by|seen by|admitted by)\.?\s+)"
    r"(?=[A-Z])"
)
RUN = re.compile(r"[A-Z][\w'’\-]*\.?(?:,?[ \t]+[A-Z][\w'’\-]*\.?){0,4}")
SIGN_OFF = re.compile(
    r"\b(?:regards|sincerely|thanks(?: so much| again| a lot| in advance)?|thank (?:you|u)"
    r"(?: so much| again| kindly)?|love|yours(?: truly| sincerely"
    r"| faithfully)?|cheers|best(?: wishes)?|respectfully|gratefully|warmly|take care"
    r"|god bless(?: you)?|xo+|signed)[ \t]*[,.!]*[ \t]*\n+[ \t]*"
    r"([^\n]{2,40})(?=\n|$)",
    re.IGNORECASE,
)
KIN_BEHIND = re.compile(
    r"\b([^\W\d_]{3,})\s+(?:didi|bhai|bhaiya|bhabhi|baji|apa|ji|bua|chacha|mama|masi|mami"
    r"|uncle|aunty|auntie|hyung|noona|oppa|unnie|san|kaka|abi|abla"
    r"|sensei|hala|khala)\b"
)
WORD_OF_FORMS = words_of("words_of_forms")


class Forms:
    """Finds names by their place in a form or under a letter."""

    def __init__(self, lists: Lexicon) -> None:
        self._lists = lists

    def find(self, text: str, tokens: list[Token], shouted: bool) -> set[int]:
        """Indices of the tokens that are names by their place."""
        found: set[int] = set()
        for label in LABEL.finditer(text):
            run = RUN.match(text, label.end())
            inside = self._within(tokens, run.span()) if run else []
            for n in inside:
                if not self._may_be(tokens[n]) or (
                    n == inside[0] and self._is_word(tokens[n]) and len(inside) == 1
                ):
                    break
                if not self._is_word(tokens[n]) or self._is_listed(tokens[n]):
                    found.add(n)
        for line in SIGN_OFF.finditer(text):
            inside = self._within(tokens, line.span(1))
            if 0 < len(inside) < 5 and all(self._may_be(tokens[n]) for n in inside):
                known = any(
                    tokens[n].lower in self._lists.first or not self._is_word(tokens[n]) for n in inside
                )
                if known and all(
                    tokens[n].is_capital or tokens[n].lower in self._lists.first for n in inside
                ):
                    found |= set(inside)
        for title in KIN_BEHIND.finditer(text):
            for n in self._within(tokens, title.span(1)):
                if (
                    self._may_be(tokens[n])
                    and (tokens[n].is_capital or not self._is_word(tokens[n]))
                    and not shouted
                ):
                    found.add(n)
        return found | (set() if shouted else self._full_names(text, tokens))

    def _full_names(self, text: str, tokens: list[Token]) -> set[int]:
        """Two to four capitals at the head of a sentence that are no words: "Nguyen Thi Hanh is"."""
        found: set[int] = set()
        for n, token in enumerate(tokens):
            if not (token.opens and token.is_capital):
                continue
            run = [n]
            while len(run) < 4 and run[-1] + 1 < len(tokens):
                last, following = tokens[run[-1]], tokens[run[-1] + 1]
                if not following.is_capital or text[last.end : following.start] != " ":
                    break
                run.append(run[-1] + 1)
            names = [tokens[i] for i in run]
            if len(run) > 1 and all(self._may_be(t) and not t.word.isupper() for t in names):
                listed = any(self._is_listed(t) and t.lower not in self._lists.english_usual for t in names)
                if listed and not any(t.lower in self._lists.common for t in names):
                    found |= set(run)
        return found

    def _may_be(self, token: Token) -> bool:
        lower = token.lower
        return not (
            lower.endswith(("'m", "'d", "'ve", "'ll", "'re", "n't"))
            or lower in self._lists.no_initials
            or lower in self._lists.roles
            or lower in self._lists.stop
            or lower in TITLES
            or lower in WORD_OF_FORMS
        )

    def _is_listed(self, token: Token) -> bool:
        return any(part in self._lists.last_of_all for part in token.lower.split("-"))

    def _is_word(self, token: Token) -> bool:
        lower = token.lower
        return any(part in self._lists.english_known for part in lower.split("-"))

    @staticmethod
    def _within(tokens: list[Token], span: tuple[int, int]) -> list[int]:
        return [n for n, token in enumerate(tokens) if span[0] <= token.start < span[1]]
