"""Web pages as Markdown."""

from __future__ import annotations

import re
from typing import Any

from bs4 import BeautifulSoup, Tag
from markdownify import MarkdownConverter

from ingest.raised import lower_scripts

# Page furniture: menus are no part of what an article says; a form's text may be, but not its controls.
FURNITURE = ["script", "style", "nav", "noscript", "template", "button", "input", "select", "textarea"]
OUTSIDE_THE_ARTICLE = ["header", "footer", "aside"]
"""Furniture of the page; within an article its title, its notes, and warnings set apart."""
STRUCK_OUT = 's, del, strike, [style*="line-through"]'
MARKS_IN_WORDS = re.compile(r"[\\<`]|~~|&(?=#?\w+;)|^\s*(?:#{1,6}(?=\s|$)|>|[-+](?=\s*\d))")
"""Words of a page that Markdown would take for marks of its own: "<not for children>", "# of days: 28"."""


class _Converter(MarkdownConverter):
    """Markdown that says what the page says, to the letter."""

    def escape(self, text: str, parent_tags: Any) -> str:
        escaped = MARKS_IN_WORDS.sub(
            lambda found: re.sub(r"([^\s])", r"\\\1", found.group(), count=1), text or ""
        )
        return str(super().escape(escaped, parent_tags))  # type: ignore[misc]  # its stub leaves it out


def html_to_markdown(html: str) -> tuple[str, str]:
    """The article text of a page as Markdown, and its title ("" when it has none)."""
    # lxml closes what a page leaves open as a browser does.
    soup = BeautifulSoup(html, "lxml")
    title = soup.title.get_text(" ", strip=True) if soup.title else ""
    for furniture in [*soup(FURNITURE), *soup.select(f'{STRUCK_OUT}, form[role="search"]')]:
        furniture.decompose()
    for furniture in soup(OUTSIDE_THE_ARTICLE):
        if not furniture.find_parent(["main", "article"]):
            furniture.decompose()
    for caption in soup("caption"):
        _set_above(caption)
    for note in soup.select('li[id^="footnote-"], li[id^="endnote-"]'):
        _unlist(note)
    lower_scripts(soup)
    converter = _Converter(
        heading_style="ATX", bullets="-", strip=["img", "title"], table_infer_header=True
    )
    converted = "\n\n".join(converter.convert(str(part)) for part in _article(soup))
    return re.sub(r"\n{3,}", "\n\n", converted).strip() + "\n", title


def _set_above(caption: Tag) -> None:
    """Put a caption above its table, whose first row is not seen to be its head else."""
    caption.name = "p"
    if table := caption.find_parent("table"):
        table.insert_before(caption)


def _unlist(note: Tag) -> None:
    """Make paragraphs of a footnote of Word: the text's last paragraph is no lead-in of its footnotes."""
    for back in note.select('a[href^="#footnote-ref"], a[href^="#endnote-ref"]'):
        back.decompose()
    if note.parent and note.parent.name == "ol":
        note.parent.unwrap()
    note.unwrap()


def _article(soup: BeautifulSoup) -> list[Tag]:
    """The parts of a page that are its text: main, or its articles, or all of it.

    Articles that hold less than half of the words are teasers beside the text.
    """
    body = soup.body or soup
    mains = [main for main in soup("main") if _size(main)]
    if mains:
        return [max(mains, key=_size)]
    articles = [one for one in soup("article") if not one.find_parent("article")]
    return articles if 2 * sum(map(_size, articles)) > _size(body) else [body]


def _size(part: Tag) -> int:
    return len(part.get_text(" ", strip=True))
