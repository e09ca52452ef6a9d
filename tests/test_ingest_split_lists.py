"""Lists and their lead-ins: an item without what stands above it can say the contrary of the document."""

from __future__ import annotations

import json
from itertools import pairwise

import numpy as np
import pytest
from finding import search

from answering.citations import cite
from answering.compose import Part, compose
from answering.passages import _passage as read_passage
from ingest.entries import document_entries
from ingest.index import Record
from ingest.markdown import as_read, parse_markdown
from ingest.records import Document, DocumentInfo, Passage
from ingest.split import LONGEST_PASSAGE_WORDS, split_document

MYTHS = [f"Myth number {n} says of naltrexone {'what is not true ' * 5}at all." for n in range(10)]
NESTED = "\n".join(
    [
        "Families hear many things:\n",
        "- True:",
        "  - Naltrexone blocks opioids.",
        "- Not true:",
        "  - Naltrexone is addictive.",
        "  - Naltrexone can be started on the same day as heroin.",
        "- Ask the clinic.",
    ]
)


def split(text: str) -> list[Passage]:
    return split_document(document(text))


def document(text: str) -> Document:
    return Document(DocumentInfo("made-up", "Made up", "made-up.md"), text, tuple(parse_markdown(text)))


def above(passage: Passage, words: str) -> list[str]:
    """What the sentence with these words must not be said without."""
    (number,) = (n for n, s in enumerate(passage.sentences) if words in s.text)
    return [passage.sentences[at].text for at in passage.leads(number)]


def said(passage: Passage, nearest: int) -> list[str]:
    """The answer to a question that one sentence is like."""

    def score(_: np.ndarray, found: Passage) -> np.ndarray:
        return np.array([float(n == nearest) for n in range(len(found.sentences))])

    (excerpt,) = compose([Part(search((passage, 1.0)), 1.0, np.ones(2))], False, score)
    sentences, citations = cite([excerpt], lambda _: "Title")
    assert all(passage.text[c.start - passage.start : c.end - passage.start] == c.quote for c in citations)
    return [sentence.shown for sentence in sentences]


def test_long_list_is_not_cut_from_its_lead_in() -> None:
    (passage,) = split("None of these is true:\n\n" + "\n".join(f"- {myth}" for myth in MYTHS))
    assert len(passage.text.split()) > LONGEST_PASSAGE_WORDS
    shown = said(passage, nearest=9)
    assert shown[:2] == ["None of these is true:", MYTHS[8]]
    assert shown[-1].endswith("…")


def test_long_paragraph_is_cut_before_the_lead_in_and_not_behind_it() -> None:
    told = " ".join(f"This is sentence number {n} of a long one." for n in range(40))
    *_, last = split(f"{told} None of these is true:\n\n- It cures.\n- It is addictive.")
    assert [s.text for s in last.sentences] == ["None of these is true:", "It cures.", "It is addictive."]


def test_long_list_without_a_lead_in_is_cut_between_its_outermost_items() -> None:
    rows = [f"- Not true {n}:\n  - {myth}\n  - {myth}" for n, myth in enumerate(MYTHS)]
    passages = split("\n".join(rows))
    assert len(passages) > 1
    assert all(passage.sentences[0].text.startswith("Not true") for passage in passages)


@pytest.mark.parametrize(
    ("below", "words"),
    [
        ("1. Keep naloxone at home.\n2. Call the clinic.", "naloxone"),
        ("| What | When |\n|---|---|\n| Call the clinic | today |", "today"),
    ],
)
def test_list_of_another_kind_is_not_put_under_the_lead_in_of_the_list_above_it(
    below: str, words: str
) -> None:
    first, second = split(f"Never do this:\n\n- Give him opioids.\n- Stop alone.\n\n{below}")
    assert [s.text for s in first.sentences][1:] == ["Give him opioids.", "Stop alone."]
    assert above(second, words) == (["| What | When |"] if words == "today" else [])


@pytest.mark.parametrize("between", ["```\na piece of code\n```", "> A quote."])
def test_list_that_goes_on_after_what_stands_aside_keeps_its_lead_in(between: str) -> None:
    (passage,) = split(f"Do not take it if you:\n\n- take opioids\n\n{between}\n\n- have liver failure\n")
    assert above(passage, "liver") == ["Do not take it if you:"]


def test_numbered_list_that_goes_on_keeps_its_lead_in_and_one_that_begins_anew_does_not() -> None:
    text = "Never do this:\n\n1. Give opioids.\n2. Stop.\n\n> A quote.\n\n"
    (passage,) = split(f"{text}3. Leave him alone.")
    assert above(passage, "alone") == ["Never do this:"]
    assert len(split(f"{text}1. Call the clinic.")) == 3


def test_quote_introduces_no_list_beneath_it() -> None:
    _, listed = split("> It must never be taken.\n\n- Call the clinic.\n- Keep naloxone.")
    assert not above(listed, "clinic")
    (within,) = split("> Never do this:\n>\n> - Leave him alone.")
    assert above(within, "alone") == ["Never do this:"]


def test_item_needs_what_it_stands_under_and_is_shown_beneath_it() -> None:
    (passage,) = split(NESTED)
    assert above(passage, "addictive") == ["Families hear many things:", "Not true:"]
    assert above(passage, "Ask the clinic") == ["Families hear many things:"]
    assert [as_read(s) for s in passage.sentences][3:] == [
        "Not true:",
        "– Naltrexone is addictive.",
        "– Naltrexone can be started on the same day as heroin.",
        "Ask the clinic.",
    ]


def test_item_that_answers_is_said_first_with_its_parent_before_it() -> None:
    (passage,) = split(NESTED)
    assert said(passage, nearest=4)[:4] == [
        "Families hear many things:",
        "Not true:",
        "– Naltrexone is addictive.",
        "– Naltrexone can be started on the same day as heroin.",
    ]


def test_item_of_a_cut_list_is_said_with_its_parent() -> None:
    rows = [f"- Not true {n}:\n  - {myth}\n  - {myth}" for n, myth in enumerate(MYTHS)]
    (passage,) = split("Families hear:\n\n" + "\n".join(rows))
    shown = said(passage, nearest=len(passage.sentences) - 1)
    assert shown[:3] == ["Families hear:", "Not true 9:", f"– {MYTHS[9]}"]
    assert shown[-1].endswith("…")
    # No parent without a child.
    kinds = ["child" if line.startswith("–") else "parent" for line in shown[1:]]
    assert ("parent", "parent") not in pairwise([*kinds, "parent"])


def test_further_paragraph_of_an_item_stands_under_its_first() -> None:
    (passage,) = split("Ask first:\n\n- Never take it with opioids.\n\n  It is dangerous.\n\n- Rest.")
    assert above(passage, "dangerous") == ["Ask first:", "Never take it with opioids."]
    assert above(passage, "Rest") == ["Ask first:"]


def test_depth_is_kept_in_the_index_and_a_flat_list_is_kept_as_it_was() -> None:
    made = document(f"{NESTED}\n\n# Flat\n\nThese help:\n\n- Rest.")
    passages = split_document(made)
    entries = [e for e in document_entries(made, passages, 0) if e.kind == "passages"]
    assert all(len(row) == 3 for row in json.loads(str(entries[1].metadata["sentences"])))
    records = [Record(e.id, e.document, e.metadata) for e in entries]
    assert [read_passage(record) for record in records] == passages
    rows = [e.text for e in document_entries(made, passages, 0) if e.kind == "sentences"]
    assert "Families hear many things: Not true: Naltrexone is addictive." in rows


@pytest.mark.parametrize(
    "typed",
    [
        "• Naltrexone is addictive.\n\n• It works like heroin.",
        "• Naltrexone is addictive.\n• It works like heroin.",
        "· Naltrexone is addictive.\n\n· It works like heroin.",
    ],
)
def test_bullets_that_were_typed_are_items_under_what_stands_above(typed: str) -> None:
    (passage,) = split(f"None of these is true:\n\n{typed}")
    assert above(passage, "addictive") == ["None of these is true:"]
    assert [s.text for s in passage.sentences[1:]] == ["Naltrexone is addictive.", "It works like heroin."]


def test_typed_bullets_within_a_paragraph_take_its_words_for_their_lead_in() -> None:
    (passage,) = split("None of these is true:\n• Naltrexone is addictive.\n• It works like heroin.")
    assert above(passage, "heroin") == ["None of these is true:"]


def test_typed_list_after_a_list_is_one_of_its_own() -> None:
    passages = split("Never do this:\n\n- Stop alone.\n\n• Keep naloxone at home.")
    assert [above(p, "naloxone") for p in passages if "naloxone" in p.text] == [[]]
