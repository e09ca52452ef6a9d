"""Notes travel with what they put right: every grave one, for every sentence that needs it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
import textstat
from conftest import LARGEST

from answering.answerer import Answerer
from answering.notes import MOST_NOTES, choose_notes
from answering.numbers import NAMES, numbers_of, read_numbers
from answering.records import Citation, Kind, Turn
from answering.wording import FILES, FOLDER, load_wording
from ingest.corpus import Corpus, read_corpus
from ingest.errors import NotesError, SettingError
from ingest.load import load_documents
from ingest.notes import ContextNote, load_notes
from ingest.records import Passage, SentenceKind
from pages.render import render_answer

Write = Callable[..., Path]
HIGHEST_GRADE = 8.0
STIGMA = re.compile(
    r"\b(addicts?|junk(ie|y)s?|abusers?|users?|drug habit|dirty|clean urine)\b", re.IGNORECASE
)


def citation(passage: Passage, start: int, end: int, number: int = 1) -> Citation:
    quote = passage.text[start - passage.start : end - passage.start]
    return Citation(number, passage, "Guide", quote, start, end)


def whole(passage: Passage) -> Citation:
    return citation(passage, passage.start, passage.end)


def test_every_grave_note_travels_with_each_passage_it_belongs_to(real_corpus: Corpus) -> None:
    passages = {passage.id: passage for passage in real_corpus.passages}
    grave = [note for note in real_corpus.notes if note.gravity == "harm" and note.passage_ids]
    assert len(grave) >= 14
    for note in grave:
        for passage_id in note.passage_ids:
            texts = [n.text for n in choose_notes(real_corpus.notes, [whole(passages[passage_id])], "")]
            assert note.text in texts, (note.id, passage_id)


def test_sentence_that_a_grave_note_puts_right_is_never_quoted_without_it(real_corpus: Corpus) -> None:
    passages = {passage.id: passage for passage in real_corpus.passages}
    for note in (note for note in real_corpus.notes if note.gravity == "harm" and note.quoted):
        for passage in (passages[name] for name in note.passage_ids):
            fitting = [s for s in passage.sentences if re.search(note.quoted, s.text, re.IGNORECASE)]
            assert fitting, (note.id, passage.id)
            for sentence in fitting:
                cited = citation(passage, sentence.start, sentence.end)
                assert note.text in [n.text for n in choose_notes(real_corpus.notes, [cited], "")]


def test_at_most_two_notes_the_gravest_first_but_every_grave_one_that_is_due(real_corpus: Corpus) -> None:
    def note(name: str, gravity: str) -> ContextNote:
        return ContextNote(name, gravity, name, "source", "", (real_corpus.passages[0].id,), "", "")

    cited = [whole(real_corpus.passages[0])]
    mild = [note("a", "harm"), note("b", "misleads"), note("c", "good_to_know")]
    assert [n.text for n in choose_notes(mild, cited, "")] == ["a", "b"]
    grave = [note(name, "harm") for name in "abc"]
    assert len(choose_notes(grave, cited, "")) == 3 > MOST_NOTES


def test_mild_note_of_a_sentence_beside_the_point_is_left_out(real_corpus: Corpus) -> None:
    passage = next(p for p in real_corpus.passages if len(p.sentences) > 2)
    first, second = passage.sentences[:2]
    notes = [
        ContextNote(
            "a", "misleads", "about the first", "source", "", (passage.id,), re.escape(first.text), ""
        ),
        ContextNote(
            "b", "misleads", "about the second", "source", "", (passage.id,), re.escape(second.text), ""
        ),
        ContextNote("c", "harm", "grave", "source", "", (passage.id,), re.escape(second.text), ""),
    ]

    def likeness(found: Passage) -> np.ndarray:
        return np.array([0.6, *[0.3] * (len(found.sentences) - 1)])

    chosen = choose_notes(notes, [whole(passage)], "", likeness)
    assert {note.text for note in chosen} == {"grave", "about the first"}


def test_note_that_says_as_well_what_another_says_stands_in_its_place(real_corpus: Corpus) -> None:
    shown = [n.text for n in choose_notes(real_corpus.notes, [], "what happens if he relapses")]
    ids = [note.id for note in real_corpus.notes if note.text in shown]
    assert "N14" in ids
    assert not {"N3", "N5"} & set(ids)
    assert " ".join(shown).count("naloxone") == 1


@pytest.mark.parametrize(
    "question",
    [
        "does it stop the cravings",
        "how long till the cravings stop",
        "does it stop him using cocaine as well",
        "will it work if he doesn't want to quit",
        "how did she get off heroin",
        "my son is thinking about using, does it stop cravings",
    ],
)
def test_not_every_stop_is_the_end_of_the_medicine(real_corpus: Corpus, question: str) -> None:
    (after_stopping,) = [note.text for note in real_corpus.notes if note.id == "N14"]
    assert after_stopping not in [note.text for note in choose_notes(real_corpus.notes, [], question)]


@pytest.mark.parametrize(
    ("question", "start"),
    [
        ("can I put the pill in his food so he doesn't know", "Help openly, and never hide"),
        ("his shot wore off yesterday", "After a missed pill or late shot"),
        ("relapsed. what now", "Going back to use is common"),
        ("my mum relapsed and she won't talk to me", "Going back to use is common"),
        ("is the shot safe for the baby, im pregnant", "If she is or may be pregnant"),
        ("is it safe to keep at home with the kids around", "Lock up naltrexone pills"),
        ("he takes oxycodone, can he start naltrexone", "If any opioid is still in the body"),
    ],
)
def test_note_that_is_needed_comes_first(real_corpus: Corpus, question: str, start: str) -> None:
    assert choose_notes(real_corpus.notes, [], question)[0].text.startswith(start)


@pytest.mark.parametrize(
    "question",
    [
        "what happens when someone stops the shot?",
        "he missed a dose, what does it mean?",
        "what if she relapses?",
        "is there a risk of overdose after stopping?",
        "we forgot the tablet two days",
        "can he come off it after a year",
    ],
)
def test_stopping_missing_relapse_and_overdose_carry_lost_tolerance_and_naloxone(
    answerer: Answerer, question: str
) -> None:
    answer = answerer.ask(question)
    said = " ".join([answer.text])
    assert "naloxone" in said
    assert re.search(r"tolerance|less than|no longer used to|after stopping|small amount", said)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("is it ok if she is pregnant?", "first choice in pregnancy"),
        ("my son is 16 years old, can he have it?", "under age 18"),
        ("can he drink beer on naltrexone?", "will not sober a person up"),
        ("is naloxone the same as naltrexone?", "Naltrexone is not naloxone"),
    ],
)
def test_gap_of_the_article_is_answered_by_its_note(
    answerer: Answerer, question: str, expected: str
) -> None:
    answer = answerer.ask(question)
    assert answer.kind is not Kind.EMERGENCY
    assert any(expected in note.text for note in answer.notes)


def test_every_note_names_its_source_and_reads_easily(real_corpus: Corpus) -> None:
    wording = load_wording()
    assert len(real_corpus.notes) >= 30
    for note in real_corpus.notes:
        assert note.source
        assert note.url.startswith("http") or "guide" in note.source
        assert "$" not in wording.fill(note.text)
    text = " ".join(wording.fill(note.text) for note in real_corpus.notes)
    assert textstat.flesch_kincaid_grade(text) <= HIGHEST_GRADE
    assert not STIGMA.search(text)


def test_fixed_words_read_easily_and_blame_nobody() -> None:
    wording = load_wording()
    folders = ("emergency/", "referral/", "lead/")
    spoken = [name for name in FILES if name.startswith(folders) and name.endswith(".md")]
    for name in spoken:
        said = " ".join(s.text.rstrip(".") + "." for s in wording.say(name.removesuffix(".md")))
        assert not STIGMA.search(said), name
    said = " ".join(s.text.rstrip(".") + "." for n in spoken for s in wording.say(n.removesuffix(".md")))
    assert textstat.flesch_kincaid_grade(said) <= HIGHEST_GRADE


def test_numbers_were_checked_within_a_year_and_are_there_for_every_country() -> None:
    numbers = read_numbers(FOLDER / "numbers.yaml")
    assert date.today() - numbers.checked_on < timedelta(days=366)
    for country in numbers.countries:
        assert set(numbers_of(FOLDER / "numbers.yaml", country)) == NAMES
        card = " ".join(s.text for s in load_wording(country=country).say("emergency/overdose"))
        assert card.startswith(f"Call {numbers.countries[country].emergency} now")


def test_unknown_country_is_one_line_that_names_the_known_ones() -> None:
    with pytest.raises(SettingError, match=r"FAMILY_QA_COUNTRY='XX'.*US, CA"):
        load_wording(country="XX")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("notes: [", "broken YAML"),
        (
            "notes: [{id: N1, gravity: harm, text: t, source: s, passages: [no/such]}]",
            "no passage 'no/such'",
        ),
        ("notes: [{id: N1, gravity: harm, text: t, source: s, instead_of: [N9]}]", "N9: no such note"),
        ("notes: [{id: N1, gravity: dire, text: t, source: s}]", "gravity"),
        ("notes: [{id: N1, gravity: harm, text: t, source: s, asked: '('}]", "is broken"),
        (f"notes: [{{id: N1, gravity: harm, text: t, source: s, asked: 'a{{{'9' * 20}}}'}}]", "is broken"),
        (
            "notes: [&a {id: N1, gravity: harm, text: t, source: s}, *a]",
            "N1 is there twice",
        ),
        (b"\xff\xfe", "cannot be read"),
    ],
)
def test_broken_notes_are_named(write: Write, real_corpus: Corpus, text: str | bytes, fault: str) -> None:
    path = write("notes.yaml", text)
    with pytest.raises(NotesError, match=re.escape(fault)):
        load_notes(path.parent, real_corpus.passages)


def test_items_are_quoted_with_their_lead_in_or_alone(real_corpus: Corpus) -> None:
    """The pattern of a note must see an item quoted alone: lead-ins never hold what is put right."""
    for note in (note for note in real_corpus.notes if note.gravity == "harm" and note.quoted):
        for passage in real_corpus.passages:
            if passage.id in note.passage_ids and len(passage.sentences) > 1:
                lead_ins = [s.text for s in passage.sentences if s.kind is SentenceKind.LEAD_IN]
                assert not any(re.search(note.quoted, text, re.IGNORECASE) for text in lead_ins), note.id


def test_pressing_note_goes_before_what_the_article_says(answerer: Answerer) -> None:
    answer = answerer.ask("can I put the pill in his food so he doesn't know")
    assert answer.kind is Kind.REFERRAL
    opening, note, article = (
        answer.text.index(words)
        for words in (
            "I can't choose this for you",
            "never hide naltrexone in food",
            "What the article says",
        )
    )
    assert opening < note < article
    assert answer.notes[0].pressing
    shown = render_answer(answer, 1)
    assert shown.index("never hide naltrexone in food") < shown.index("What the article says")
    assert shown.count("never hide naltrexone in food") == 2  # the other is what "Copy this answer" copies


def test_sentence_that_a_note_corrects_comes_last_of_its_list(answerer: Answerer) -> None:
    for question, corrected in (
        ("isnt this just swapping one drug for another", "vaccine"),
        ("do I need to lock the tablets up", "no need to secure"),
    ):
        listed = [s.text for s in answerer.ask(question).sentences if s.item]
        (place,) = [n for n, text in enumerate(listed) if corrected in text]
        assert place == 3, question


def test_note_that_was_told_is_told_again_where_the_article_says_nothing(answerer: Answerer) -> None:
    first = answerer.ask("he missed his shot by a week")
    history = [Turn("user", first.question), Turn("assistant", first.text)]
    assert any(note.text.startswith("After a missed pill") for note in first.notes)
    again = answerer.ask("what do we do now", history)
    assert any(note.text.startswith("After a missed pill") for note in again.notes)


def test_nothing_that_is_only_near_stands_beside_a_note_that_says_it_all(answerer: Answerer) -> None:
    answer = answerer.ask("can my wife take it if shes pregnant")
    assert answer.notes[0].text.startswith("If she is or may be pregnant")
    assert answer.citations == ()


@pytest.mark.parametrize(
    "question",
    [
        "he wants to quit the shot",
        "no more cravings so can we stop the shot",
        "what if he stops and uses heroin",
        "he stopped the shot, using heroin now",
    ],
)
def test_end_of_the_medicine_is_heard_beside_other_words(real_corpus: Corpus, question: str) -> None:
    (after_stopping,) = [note.text for note in real_corpus.notes if note.id == "N14"]
    assert after_stopping in [note.text for note in choose_notes(real_corpus.notes, [], question)]


@pytest.mark.parametrize(
    "question",
    [
        "I forgot to ask, does it hurt",
        "how long until the side effects wear off",
        "my kid is coming home from rehab",
        "can you mix naltrexone with a drink",
        "he is secretly using heroin again",
        "my brother died of an overdose in march",
        "he hasn't relapsed in two years",
        "she relapsed two years ago",
    ],
)
def test_no_note_presses_where_its_harm_is_not_asked_about(real_corpus: Corpus, question: str) -> None:
    assert not any(note.pressing for note in choose_notes(real_corpus.notes, [], question))


def test_overdose_note_is_there_whatever_else_was_lost(real_corpus: Corpus) -> None:
    for question in (
        "can he still od on it since we lost the house",
        "hello\nhe lost his job and overdosed",
    ):
        assert choose_notes(real_corpus.notes, [], question)[0].text.startswith(
            "A person on naltrexone can"
        )


def test_notes_of_one_document_do_not_silence_those_of_another(write: Write, tmp_path: Path) -> None:
    """Each has its own N1: "instead of N1" means the one beside it."""
    write("one/a.md", "# One\n\nIt is a tablet.\n")
    write("one/notes.yaml", "notes: [{id: N1, gravity: harm, text: Grave., source: s, asked: overdose}]")
    write("two/b.md", "# Two\n\nIt is a card.\n")
    write(
        "two/notes.yaml",
        "notes: [{id: N1, gravity: good_to_know, text: t, source: s},"
        " {id: N2, gravity: good_to_know, text: Card., source: s, asked: overdose, instead_of: [N1]}]",
    )
    notes = read_corpus(load_documents([tmp_path], LARGEST)).notes
    assert {note.text for note in choose_notes(notes, (), "what of an overdose")} == {"Grave.", "Card."}
    # Not by where they lie: an index is the same on every machine.
    assert {note.id for note in notes} == {"1/N1", "2/N1", "2/N2"}


def test_note_of_a_key_that_two_documents_share_stands_by_both(write: Write, tmp_path: Path) -> None:
    for name in ("a.md", "b.md"):
        write(name, "## Forms\n\nIt is a tablet.\n")
    row = "{id: N1, gravity: harm, text: t, source: s, passages: [forms/it-is-a-tablet]}"
    write("notes.yaml", f"notes: [{row}]")
    (note,) = read_corpus(load_documents([tmp_path], LARGEST)).notes
    assert [name.split("/")[0] for name in note.passage_ids] == ["a", "b"]
