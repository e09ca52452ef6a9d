"""Web pages as Markdown."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup
from markdownify import markdownify

# Page furniture: menus and footers are no part of what an article says.
FURNITURE = ["script", "style", "nav", "header", "footer", "aside", "form", "noscript", "template"]


def html_to_markdown(html: str) -> tuple[str, str]:
    """The article text of a page as Markdown, and its title ("" when it has none)."""
    soup = BeautifulSoup(html, "html.parser")
    title = soup.title.get_text(" ", strip=True) if soup.title else ""
    for furniture in soup(FURNITURE):
        furniture.decompose()
    body = soup.find("main") or soup.find("article") or soup.body or soup
    converted = markdownify(str(body), heading_style="ATX", bullets="-", strip=["img", "title"])
    return re.sub(r"\n{3,}", "\n\n", converted).strip() + "\n", title
