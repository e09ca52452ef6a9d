"""Where an answer stands: its marks, the passage that each opens, and the list beneath the answer.

A mark opens its passage by the browser's own popover: Enter, Space, touch and Escape work, and the
focus comes back to the mark, without a line of script.
"""

from __future__ import annotations

import re
from html import escape

from answering.records import Answer, Citation
from ingest.markdown import as_read, plain_text
from ingest.records import SentenceKind
from pages.links import citation_link, cited_sentences

LIST_LABEL = "Where the article says it"
READ_LABEL = "Read in the article"
PAGE = "page"


def mark(citation: Citation, turn: int) -> str:
    """The numbered button after what it supports; pointing at it shows the quoted words."""
    quote = escape(plain_text(citation.quote), quote=True)
    return (
        f"<button type='button' class='mark' popovertarget='{_anchor(citation, turn)}' title='{quote}' "
        f"aria-label='Source {citation.number}'>{citation.number}</button>"
    )


def render_sources(answer: Answer, turn: int) -> str:
    """What the marks open: each cited passage with its heading path and the quoted words marked."""
    return "".join(_source(citation, turn) for citation in answer.citations)


def render_source_list(answer: Answer, turn: int) -> str:
    """The sources by heading; on paper, where nothing opens, with the quoted words."""
    if not answer.citations:
        return ""
    items = "".join(
        f"<li><button type='button' class='path' popovertarget='{_anchor(citation, turn)}'>"
        f"<span class='number'>{citation.number}</span> {_path(citation)}</button>"
        f"<blockquote>{escape(_on_paper(citation.quote))}</blockquote></li>"
        for citation in answer.citations
    )
    return f"<div class='sources'><p class='kind'>{LIST_LABEL}</p><ul>{items}</ul></div>"


def _on_paper(quote: str) -> str:
    """A quote with a line for each of its own that begins a list item."""
    lines = re.split(r"\n(?=\s*[-*•] )", quote)
    return "\n".join(plain_text(line) for line in lines)


def _source(citation: Citation, turn: int) -> str:
    anchor = _anchor(citation, turn)
    return (
        f"<div popover id='{anchor}' class='source' role='dialog' tabindex='-1' autofocus "
        f"aria-label='Source {citation.number}'>"
        f"<p class='path'><span class='number'>{citation.number}</span> {_path(citation)}</p>"
        f"{_passage(citation)}<p class='ways'>"
        f"<a class='read' href='{escape(citation_link(citation))}'>{READ_LABEL}</a>"
        f"<button type='button' popovertarget='{anchor}' popovertargetaction='hide'>Close</button>"
        "</p></div>"
    )


def _passage(citation: Citation) -> str:
    """The passage as it stands in the article; the cited sentences in <mark>."""
    quoted = set(cited_sentences(citation))
    html, in_list = "<p>", False
    for number, sentence in enumerate(citation.passage.sentences):
        shown = escape(as_read(sentence))
        shown = f"<mark>{shown}</mark>" if number in quoted else shown
        item = sentence.kind is SentenceKind.ITEM
        if item != in_list:
            html += "</p><ul>" if item else "</ul><p>"
            in_list = item
        html += f"<li>{shown}</li>" if item else f"{shown} "
    return f"<div class='passage'>{html}{'</ul>' if in_list else '</p>'}</div>".replace("<p></p>", "")


def _path(citation: Citation) -> str:
    path = " › ".join(escape(step) for step in citation.passage.heading) or escape(citation.title)
    return f"{path}, {PAGE} {citation.page}" if citation.page else path


def _anchor(citation: Citation, turn: int) -> str:
    return f"source-{turn}-{citation.number}"
