"""Small figures set higher or lower: footnote marks, fractions, powers."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

FOOTNOTE = re.compile(r"[\[(]?[\d\s,;–-]+[\])]?|[*†‡§¶#]+|\[?[a-z]\]?")
"""What stands above the line and is no word: "every 4² weeks" is every 4 weeks."""
POWER = re.compile(r"(?:\b10|\b[cmk]?m|\bft)$")
"""What has a power: 10⁹, kg/m²."""
SLASHES = "/⁄∕"


def in_line(raised: str, before: str, linked: bool = False) -> str:
    """What `raised`, which stands above the line behind the words `before`, is in the line.

    `linked`: it is a link, as a footnote's mark is. A footnote's mark is nothing; a power keeps its "^".
    """
    mark = raised.strip()
    if linked and FOOTNOTE.fullmatch(mark):
        return ""
    if re.fullmatch(r"[-–]?\d+", mark) and POWER.search(before):
        return f"^{mark}"
    if FOOTNOTE.fullmatch(mark) and before[-1:].strip():
        return ""
    return raised


def lower_scripts(soup: BeautifulSoup) -> None:
    """Put what is raised in `soup` in the line, where it says what it said."""
    for tag in soup("sup"):
        before = _text_before(tag)
        if _is_fraction(tag):
            space = " " if before[-1:].isdigit() else ""
            tag.replace_with(f"{space}{tag.get_text().strip()}")
        else:
            linked = bool(tag.find("a") or tag.find_parent("a"))
            tag.replace_with(in_line(tag.get_text(), before, linked))


def _is_fraction(tag: Tag) -> bool:
    """Whether `tag` is the upper half of one: <sup>1</sup>/<sub>2</sub>."""
    slash = tag.next_sibling
    follows = slash.lstrip()[:1] if isinstance(slash, NavigableString) else ""
    return follows != "" and follows in SLASHES and tag.get_text().strip().isdigit()


def _text_before(tag: Tag) -> str:
    """The words right before `tag`, which may stand in another tag."""
    found = tag.find_previous(string=True)
    return str(found) if found else ""
