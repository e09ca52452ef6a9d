"""Answers and sources as HTML. Whatever comes from a person or a document is escaped here."""

from __future__ import annotations

from html import escape

from answering.records import Answer, Citation, Kind
from ingest.markdown import plain_text
from ingest.records import SentenceKind

KIND_LABEL = {
    Kind.EMERGENCY: "Emergency",
    Kind.REFERRAL: "A decision for the prescriber",
    Kind.ABSTAIN: "Not in the article",
}


def render_message(message: str) -> str:
    """What the family typed, as characters only: no markup of theirs is carried out."""
    return f"<div class='said'>{escape(message).replace(chr(10), '<br>')}</div>"


def render_answer(answer: Answer, turn: int) -> str:
    """The answer with its numbered marks; mark n of a turn leads to `source-{turn}-{n}`."""
    parts: list[str] = []
    if label := KIND_LABEL.get(answer.kind):
        parts.append(f"<p class='kind'>{label}</p>")
    in_list = in_paragraph = False
    for index, sentence in enumerate(answer.sentences):
        follows = answer.sentences[index + 1] if index + 1 < len(answer.sentences) else None
        # One mark where a stretch of the same source ends; a mark per sentence would be noise.
        last = follows is None or follows.citations != sentence.citations
        marks = "".join(_mark(turn, number) for number in sentence.citations) if last else ""
        if sentence.item != in_list or (sentence.opens and not sentence.item):
            parts += _close(in_list, in_paragraph)
            in_list = in_paragraph = False
        if sentence.item:
            if not in_list:
                tag = "ol" if answer.kind is Kind.EMERGENCY else "ul"
                parts.append(f"<{tag}>")
                in_list = True
            parts.append(f"<li>{escape(sentence.text)}{marks}</li>")
        else:
            parts.append(" " if in_paragraph else "<p>")
            in_paragraph = True
            parts.append(f"{escape(sentence.text)}{marks}")
    parts += _close(in_list, in_paragraph)
    html = "".join(parts)
    if answer.kind is Kind.EMERGENCY:
        html = html.replace("</ul>", "</ol>")
    for note in answer.notes:
        html += f"<p class='note'>{escape(note.text)}</p>"
    return f"<div class='answer {answer.kind}'>{html}</div>"


def render_sources(answer: Answer, turn: int, question: str) -> str:
    """The cited passages of one answer, each with its heading path and the quoted words marked."""
    if not answer.citations:
        return ""
    articles = "".join(_source(citation, turn) for citation in answer.citations)
    return (
        f"<section class='sources' aria-label='Sources'>"
        f"<h3>Where the article says it</h3><p class='for'>{escape(_shortened(question))}</p>"
        f"{articles}</section>"
    )


def _source(citation: Citation, turn: int) -> str:
    path = " › ".join(escape(step) for step in citation.passage.heading) or escape(citation.title)
    return (
        f"<article id='source-{turn}-{citation.number}' tabindex='-1'>"
        f"<p class='path'><span class='number'>{citation.number}</span> {path}</p>"
        f"{_passage(citation)}</article>"
    )


def _passage(citation: Citation) -> str:
    """The passage as it stands in the article; the cited stretch in <mark>."""
    html = ""
    for sentence in citation.passage.sentences:
        shown = escape(plain_text(sentence.text))
        if citation.start <= sentence.start and sentence.end <= citation.end:
            shown = f"<mark>{shown}</mark>"
        html += f"<li>{shown}</li>" if sentence.kind is SentenceKind.ITEM else f"{shown} "
    if "<li>" not in html:
        return f"<p>{html.strip()}</p>"
    lead, _, items = html.partition("<li>")
    items = f"<ul><li>{items}</ul>"
    return f"<p>{lead.strip()}</p>{items}" if lead.strip() else items


def _mark(turn: int, number: int) -> str:
    return f"<a class='mark' href='#source-{turn}-{number}' aria-label='source {number}'>{number}</a>"


def _close(in_list: bool, in_paragraph: bool) -> list[str]:
    return ["</ul>"] if in_list else ["</p>"] if in_paragraph else []


def _shortened(text: str, longest: int = 90) -> str:
    text = " ".join(text.split())
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"
