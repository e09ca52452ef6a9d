"""Markdown as blocks with offsets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.raised import SLASHES, in_line
from ingest.records import Block, BlockKind, Sentence
from ingest.spans import line_starts, trimmed
from ingest.typed_lists import with_typed_items

QUOTE_MARK = re.compile(r" *>(?: {0,3}>)* ?")
FRACTION = re.compile(rf"<sup>\s*(\d+)\s*</sup>(?=\s*[{SLASHES}])", re.IGNORECASE)
TABLE_RULE = re.compile(r"\|(?:\s*:?-{3,}:?\s*\|)+")
"""What stands between a table's head and its rows."""
OPEN_MARKS = re.compile(r"^[*_]{1,3}(?=[^\s*_~])|(?<=[^\s*_~])[*_]{2,3}$")
"""Marks at the edge of a sentence whose other half stands in another one."""
TAG = re.compile(r"<(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9-]*)")
STRUCK = {"s", "del", "strike"}
STRUCK_OUT = re.compile(
    rf"~~(?=\S).+?~~|<({'|'.join(sorted(STRUCK))})\b[^>]*>.*?</\1>", re.DOTALL | re.IGNORECASE
)
KNOWN_TAGS = re.compile(
    r"a|abbr|b|bd[io]|big|br|button|cite|code|data|dfn|div|em|font|h[1-6r]|i|img|input|ins|kbd|label|li|mark"
    r"|nobr|[ou]l|p|picture|pre|q|r[pt]|ruby|samp|small|span|strong|su[bp]|svg|t[dhrt]|time|u|var|wbr",
    re.IGNORECASE,
)
"""What else stands in angle brackets is words: "<not for children>"."""


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"])


def parse_markdown(text: str, body_start: int = 0) -> list[Block]:
    """Blocks of Markdown `text` from `body_start` on, in reading order.

    Raw HTML blocks are kept as paragraphs: nothing is lost. Table rows count as list items, under the
    table's head; so do further paragraphs of an item, under its first.
    """
    reading = _Reading(text, text.count("\n", 0, body_start))
    for token in _parser().parse(text[body_start:]):
        reading.take(token)
    return with_typed_items(text, reading.blocks)


class _Reading:
    """Makes blocks of tokens, one after another."""

    def __init__(self, text: str, first_line: int) -> None:
        self.blocks: list[Block] = []
        self._text = text
        self._first_line = first_line
        self._starts = line_starts(text)
        self._heading_level = 0
        self._quotes = 0
        self._said: list[int] = []
        """For each open list how many paragraphs its open item has."""
        self._lists = 0
        self._goes_on = ("", False)
        """The kind of the list above, and whether it is quoted: what may go on after a quote or code."""
        self._in_row = False
        self._rows = 0

    def take(self, token: Token) -> None:
        kind = token.type
        if kind == "heading_open":
            self._heading_level = int(token.tag[1])
        elif kind == "heading_close":
            self._heading_level = 0
        elif kind in {"blockquote_open", "blockquote_close"}:
            self._quotes += token.nesting
        elif kind in {"bullet_list_open", "ordered_list_open"}:
            self._open_list(token)
        elif kind in {"bullet_list_close", "ordered_list_close"}:
            self._said.pop()
        elif kind == "list_item_open":
            self._said[-1] = 0
        elif kind == "table_open":
            self._rows = 0
            if not self._said:
                self._lists += 1
                self._goes_on = ("", False)
        elif kind == "hr" and not self._said:
            self._goes_on = ("", False)
        elif kind in {"tr_open", "tr_close"}:
            self._in_row = kind == "tr_open"
            if self._in_row and token.map:
                self._add_row(token.map[0] + self._first_line)
        elif kind == "inline" and not self._in_row and token.map and token.content.strip():
            self._add_words(token)
        elif kind in {"fence", "code_block", "html_block"} and token.map:
            lines = token.map[0] + self._first_line, token.map[1] + self._first_line
            start, end = trimmed(self._text, self._starts[lines[0]], self._starts[lines[1]])
            if start < end and not self._text.startswith("<!--", start):
                self._add(start, end, aside=kind != "html_block")

    def _open_list(self, token: Token) -> None:
        """A list that goes on has its number still: bullets after bullets, 3. after 2."""
        if not self._said:
            look = token.type, bool(self._quotes)
            starts_anew = token.type == "ordered_list_open" and token.attrGet("start") is None
            self._lists += look != self._goes_on or starts_anew
            self._goes_on = look
        self._said.append(0)

    def _add_row(self, line: int) -> None:
        start, end = trimmed(self._text, self._starts[line], self._starts[line + 1])
        # What Word and many web pages have for a head is a row without a word.
        if any(character.isalnum() for character in self._text[start:end]):
            depth = sum(min(said, 2) for said in self._said) + bool(self._rows)
            self._append(Block(BlockKind.ITEM, start, end, of_list=self._lists, depth=depth))
            self._rows += 1

    def _add_words(self, token: Token) -> None:
        start, end = _inline_span(self._text, self._starts, token, self._first_line)
        if self._heading_level:
            title = plain_text(token.content)
            self._append(Block(BlockKind.HEADING, start, end, self._heading_level, title))
        else:
            self._add(start, end, aside=False)

    def _add(self, start: int, end: int, aside: bool) -> None:
        aside = aside or bool(self._quotes)
        if not self._said:
            self._append(Block(BlockKind.PARAGRAPH, start, end, aside=aside))
        elif plain_text(self._text[start:end]):
            *outer, own = self._said
            depth = sum(min(said, 2) for said in outer) + min(own, 1)
            self._said[-1] += 1
            quoted = bool(self._quotes)
            self._append(Block(BlockKind.ITEM, start, end, of_list=self._lists, depth=depth, aside=quoted))

    def _append(self, block: Block) -> None:
        if block.kind is not BlockKind.ITEM and (not block.aside or self._goes_on[1]):
            self._goes_on = ("", False)
        self.blocks.append(block)


def plain_text(markdown: str) -> str:
    """What a reader sees of a piece of Markdown: no marks of emphasis, quotes or tables, link targets, line
    breaks or words struck out."""
    if not re.search(r"[*_`\[\]<>\\&|~]", markdown):
        return " ".join(markdown.split())
    first, *further = markdown.split("\n")
    if further and all(QUOTE_MARK.match(line) for line in further):
        markdown = "\n".join([first, *(QUOTE_MARK.sub("", line) for line in further)])
    markdown = TABLE_RULE.sub(" ", FRACTION.sub(r" \1", markdown))
    shown = _shown(_parser().parseInline(markdown)[0].children or [])
    return " ".join(OPEN_MARKS.sub("", " ".join(shown.replace("|", " ").split())).split())


def _shown(tokens: Sequence[Token]) -> str:
    """The text of inline `tokens`."""
    shown = ""
    struck = 0
    raised_from = -1
    for token in tokens:
        tag = TAG.match(token.content) if token.type == "html_inline" else None
        if token.type in {"s_open", "s_close"}:
            struck += token.nesting
        elif tag and tag["name"].lower() in STRUCK:
            struck = max(0, struck + (-1 if tag["end"] else 1))
        elif struck:
            continue
        elif tag and tag["name"].lower() == "sup":
            if not tag["end"]:
                raised_from = len(shown)
            elif raised_from >= 0:
                shown = shown[:raised_from] + in_line(shown[raised_from:], shown[:raised_from])
                raised_from = -1
        elif token.type in {"text", "code_inline", "text_special"} or (
            tag and not KNOWN_TAGS.fullmatch(tag["name"])
        ):
            shown += token.content
        elif token.type in {"softbreak", "hardbreak"}:
            shown += " "
    return shown


def as_read(sentence: Sentence) -> str:
    """What a reader sees of a sentence; an item within an item has a dash before it for each above."""
    return "– " * sentence.depth + plain_text(sentence.text)


def _inline_span(text: str, starts: list[int], token: Token, first_line: int) -> tuple[int, int]:
    """Offsets of an inline token: its first and last line without list or quote marks."""
    assert token.map is not None
    lines = token.content.split("\n")
    top = starts[token.map[0] + first_line]
    start = text.index(lines[0].strip(), top)
    last = min(token.map[0] + first_line + len(lines) - 1, len(starts) - 2)
    end_from = max(starts[last], start)
    end = text.index(lines[-1].strip(), end_from) + len(lines[-1].strip())
    return start, end
