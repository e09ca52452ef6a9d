"""Markdown as blocks with offsets."""

from __future__ import annotations

import re
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.records import Block, BlockKind
from ingest.spans import line_starts, trimmed


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark").enable("table")


def parse_markdown(text: str, body_start: int = 0) -> list[Block]:
    """Blocks of Markdown `text` from `body_start` on, in reading order.

    Raw HTML blocks are kept as paragraphs: nothing is lost. Table rows count as list items.
    """
    starts = line_starts(text)
    first_line = text.count("\n", 0, body_start)
    blocks: list[Block] = []
    heading_level = 0
    list_depth = 0
    row_start: int | None = None
    for token in _parser().parse(text[body_start:]):
        if token.type == "heading_open":
            heading_level = int(token.tag[1])
        elif token.type in {"bullet_list_open", "ordered_list_open"}:
            list_depth += 1
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            list_depth -= 1
        elif token.type == "tr_open" and token.map:
            row_start = token.map[0] + first_line
            start, end = trimmed(text, starts[row_start], starts[row_start + 1])
            blocks.append(Block(BlockKind.ITEM, start, end))
        elif token.type == "inline" and row_start is None and token.map and token.content.strip():
            start, end = _inline_span(text, starts, token, first_line)
            if heading_level:
                title = plain_text(token.content)
                blocks.append(Block(BlockKind.HEADING, start, end, heading_level, title))
            else:
                kind = BlockKind.ITEM if list_depth else BlockKind.PARAGRAPH
                blocks.append(Block(kind, start, end))
        elif token.type in {"fence", "code_block", "html_block"} and token.map:
            lines = token.map[0] + first_line, token.map[1] + first_line
            start, end = trimmed(text, starts[lines[0]], starts[lines[1]])
            if start < end and not text[start:end].startswith("<!--"):
                blocks.append(Block(BlockKind.PARAGRAPH, start, end))
        if token.type == "heading_close":
            heading_level = 0
        elif token.type == "tr_close":
            row_start = None
    return blocks


def plain_text(markdown: str) -> str:
    """What a reader sees of a piece of Markdown: no emphasis marks, link targets or line breaks."""
    if not re.search(r"[*_`\[\]<>\\&|]", markdown):
        return " ".join(markdown.split())
    shown: list[str] = []
    for token in _parser().parseInline(markdown)[0].children or []:
        if token.type in {"text", "code_inline", "text_special"}:
            shown.append(token.content)
        elif token.type in {"softbreak", "hardbreak"}:
            shown.append(" ")
    return " ".join("".join(shown).replace("|", " ").split())


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
