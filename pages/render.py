"""Answers as HTML. Whatever comes from a person or a document is escaped here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from answering.records import Answer, AnswerSentence, Kind, Note
from pages.links import citation_link
from pages.sources import mark, render_source_list, render_sources

# A number that a phone can dial, as prompts/numbers.yaml writes them.
DIALLED = re.compile(r"(?<![\w-])(911|988|999|000|112|1-\d{3}-\d{3}-\d{4})(?![\w-])")
NOTES_LABEL = "Worth knowing (not from the article)"
APPOINTMENT_LABEL = "Questions to take to the appointment"
STEPS_LABEL = "What to do, step by step"
GOES_ON = "The list goes on in the article."
OPEN = " open"
KIND_LABEL = {
    Kind.EMERGENCY: "Emergency",
    Kind.REFERRAL: "A decision for the prescriber",
    Kind.ABSTAIN: "Not in the article",
}


def render_turn(message: str, answer: Answer, turn: int, worded: str = "") -> str:
    """A question and its answer, with everything that belongs to them.

    `worded`: what is said of an answer that a chat model worded. `data-next`: how many questions are
    offered after it, for chat.css.
    """
    return (
        f"<article class='turn' id='turn-{turn}' data-next='{len(answer.suggestions)}'>"
        f"{render_message(message)}{render_answer(answer, turn, worded)}{render_sources(answer, turn)}"
        "</article>"
    )


def render_part(message: str, answer: Answer, turn: int) -> str:
    """A question and as much of its answer as there is: without marks, which open nothing yet."""
    said = _said_and_pressing(answer, turn, marked=False)
    return (
        f"<article class='turn' id='turn-{turn}' aria-busy='true'>{render_message(message)}"
        f"<div class='answer {answer.kind}'>{_lead(answer)}{said}</div>"
        "</article>"
    )


def turn_count(log: str) -> int:
    """How many turns the conversation on the page has."""
    return log.count("<article class='turn'")


def render_message(message: str) -> str:
    """What the family typed, as characters only: no markup of theirs is carried out."""
    return f"<h2 class='said' tabindex='-1'>{escape(message).replace(chr(10), '<br>')}</h2>"


def _lead(answer: Answer) -> str:
    return f"<p class='lead'>{render_line(answer.lead)}</p>" if answer.lead else ""


def render_answer(answer: Answer, turn: int, worded: str = "") -> str:
    """The answer with its numbered marks; mark n of a turn opens `source-{turn}-{n}`."""
    by_model = f"<p class='worded'>{escape(worded)}</p>" if worded and answer.trace.model else ""
    label = None if answer.speaks_of_itself else KIND_LABEL.get(answer.kind)
    kind = f"<p class='kind'>{label}</p>" if label else ""
    if answer.credit:
        kind += f"<p class='kind credit'>{escape(answer.credit)}</p>"
    if answer.said_above:
        kind += f"<p class='kind'>{escape(answer.said_above)}</p>"
    body = _said_and_pressing(answer, turn)
    notes = _notes([note for note in answer.notes if not note.pressing])
    return (
        f"<div class='answer {answer.kind}'>{_lead(answer)}{kind}{body}{by_model}{notes}"
        f"{_appointment(answer)}"
        f"{render_source_list(answer, turn)}{_tools(answer)}</div>"
    )


def render_waiting(trouble: Sequence[AnswerSentence]) -> str:
    """What chat.js shows while an answer is looked for, and `trouble` where none comes."""
    return (
        "<div class='turn' hidden><p class='said'></p><p class='looking'>Looking in the article…</p>"
        f"<p class='trouble' role='alert' hidden>{render_line(' '.join(s.text for s in trouble))}</p></div>"
    )


def render_card(answer: Answer, message: str) -> str:
    """An emergency as it stands above everything: its first line, and the steps beneath it.

    What was typed stands over it in small, so that a second card is seen to answer a second message.
    """
    first, *_ = answer.sentences
    return (
        "<section class='card' role='alert' tabindex='-1' aria-label='Emergency'>"
        f"<p class='heard' aria-hidden='true'>{escape(' '.join(message.split()))}</p>"
        f"<p class='first'>{render_line(first.text)}</p>"
        f"<details{OPEN}><summary>{STEPS_LABEL}</summary>{_body(answer, 0, skip=1)}</details></section>"
    )


def fold_card(card: str) -> str:
    """The card while the chat goes on: its first line in view, its steps one touch away."""
    return card.replace(f"<details{OPEN}>", "<details>")


def render_line(text: str) -> str:
    """A line of the program's own words; what a phone can dial is a link."""
    return DIALLED.sub(lambda found: f"<a href='tel:{found[0]}'>{found[0]}</a>", escape(text))


def _said_and_pressing(answer: Answer, turn: int, marked: bool = True) -> str:
    """The sentences, with the notes that go before what the article says."""
    opening = _body(answer, turn, stop=answer.opening, marked=marked)
    return f"{opening}{_notes(answer.pressing)}{_body(answer, turn, skip=answer.opening, marked=marked)}"


def _body(answer: Answer, turn: int, skip: int = 0, stop: int | None = None, marked: bool = True) -> str:
    """The sentences as paragraphs and lists, from number `skip` on to before `stop`."""
    tag = "ol" if answer.kind is Kind.EMERGENCY else "ul"
    html, open_tag = "", ""
    for index, sentence in enumerate(answer.sentences[skip:stop], start=skip):
        wanted = tag if sentence.item else "p"
        if open_tag != wanted or (sentence.opens and not sentence.item):
            html += f"</{open_tag}>" if open_tag else ""
            html += f"<{wanted}>"
            open_tag = wanted
        elif not sentence.item:
            html += " "
        said = _said(sentence) + (_marks(answer, index, turn) if marked else "")
        html += f"<li>{said}</li>" if sentence.item else said
    return f"{html}</{open_tag}>" if open_tag else html


def _marks(answer: Answer, index: int, turn: int) -> str:
    """One mark where a stretch of the same source ends; a mark per sentence would be noise."""
    sentence = answer.sentences[index]
    follows = answer.sentences[index + 1] if index + 1 < len(answer.sentences) else None
    if follows and follows.citations == sentence.citations:
        return ""
    return "".join(mark(answer.citations[number - 1], turn) for number in sentence.citations)


def _said(sentence: AnswerSentence) -> str:
    """Numbers are dialled from the program's own words alone: the article's figures are no phones."""
    if not sentence.citations:
        return render_line(sentence.text)
    more = f" <span role='img' aria-label='{GOES_ON}'>…</span>" if sentence.goes_on else ""
    return escape(sentence.text) + more


def _notes(notes: Sequence[Note]) -> str:
    """Set apart, each with where it comes from; nothing for none."""
    if not notes:
        return ""
    shown = ""
    for note in notes:
        source = escape(note.source)
        if note.url:
            source = f"<a href='{escape(note.url)}' target='_blank' rel='noopener noreferrer'>{source}</a>"
        shown += f"<p class='note'>{render_line(note.text)} <span class='source-of'>{source}</span></p>"
    return f"<div class='notes'><p class='kind'>{NOTES_LABEL}</p>{shown}</div>"


def _appointment(answer: Answer) -> str:
    """What the article itself suggests to ask, where a decision is the prescriber's."""
    if not answer.appointment:
        return ""
    items = "".join(
        f"<li><a class='read' href='{escape(citation_link(citation))}'>{escape(citation.quote)}</a></li>"
        for citation in answer.appointment
    )
    return f"<div class='take'><p class='kind'>{APPOINTMENT_LABEL}</p><ul>{items}</ul></div>"


def _tools(answer: Answer) -> str:
    if answer.kind is Kind.EMERGENCY:
        return ""
    copied = escape(answer.text)
    return f"<p class='tools'><button type='button' data-copy='{copied}'>Copy this answer</button></p>"
