"""Answers and sources as HTML. Whatever comes from a person or a document is escaped here."""

from __future__ import annotations

import re
from html import escape

from answering.records import Answer, AnswerSentence, Citation, Kind
from ingest.markdown import plain_text
from ingest.records import SentenceKind

# A number that a phone can dial, as prompts/numbers.yaml writes them.
DIALLED = re.compile(r"(?<![\w-])(911|988|999|000|112|1-\d{3}-\d{3}-\d{4})(?![\w-])")
NOTES_LABEL = "Worth knowing (not from the article)"
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
    parts: list[str] = [f"<p class='lead'>{render_line(answer.lead)}</p>"] if answer.lead else []
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
            parts.append(f"<li>{_said(sentence)}{marks}</li>")
        else:
            parts.append(" " if in_paragraph else "<p>")
            in_paragraph = True
            parts.append(f"{_said(sentence)}{marks}")
    parts += _close(in_list, in_paragraph)
    html = "".join(parts)
    if answer.kind is Kind.EMERGENCY:
        html = html.replace("</ul>", "</ol>")
    if answer.notes:
        html += f"<div class='notes'><p class='kind'>{NOTES_LABEL}</p>{_notes(answer)}</div>"
    return f"<div class='answer {answer.kind}'>{html}</div>"


def _said(sentence: AnswerSentence) -> str:
    """Numbers are dialled from the program's own words alone: the article's figures are no phones."""
    return escape(sentence.text) if sentence.citations else render_line(sentence.text)


def render_line(text: str) -> str:
    """A line of the program's own words; what a phone can dial is a link."""
    return DIALLED.sub(lambda found: f"<a href='tel:{found[0]}'>{found[0]}</a>", escape(text))


def _notes(answer: Answer) -> str:
    """Each note with where it comes from."""
    shown = ""
    for note in answer.notes:
        source = escape(note.source)
        if note.url:
            source = f"<a href='{escape(note.url)}' target='_blank' rel='noopener noreferrer'>{source}</a>"
        shown += f"<p class='note'>{render_line(note.text)} <span class='source'>{source}</span></p>"
    return shown


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
