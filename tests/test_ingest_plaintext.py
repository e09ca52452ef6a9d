"""Plain text: a sentence is never cut at a line end, and nothing that it says is lost as a heading."""

from __future__ import annotations

import textwrap

import pytest

from ingest.plaintext import parse_plain
from ingest.records import BlockKind

HEADING, PARAGRAPH, ITEM = BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.ITEM
LONG = f"See https://clinic.example.org/{'a/' * 70} and ask."
WARNING = (
    "Some people who have had the shot try to use on top of it. It is not true that Naltrexone protects "
    "them from an overdose once it has worn off, and nobody who has stopped should believe that the same "
    "amount of heroin as before is safe, whatever a friend says."
)


def shown(text: str) -> list[tuple[BlockKind, str]]:
    """Each block with its words, blanks and line ends made even."""
    return [(block.kind, " ".join(text[block.start : block.end].split())) for block in parse_plain(text)]


@pytest.mark.parametrize("width", [50, 60, 72, 90])
@pytest.mark.parametrize("long", ["", f"\n\n{LONG}"])
def test_wrapped_sentence_is_whole_whatever_the_other_lines_are(width: int, long: str) -> None:
    wrapped = "\n".join(textwrap.wrap(WARNING, width))
    assert shown(f"{wrapped}\n\nWhat Next\n\n{wrapped}{long}")[:3] == [
        (PARAGRAPH, WARNING),
        (HEADING, "What Next"),
        (PARAGRAPH, WARNING),
    ]


def test_paragraph_with_a_long_line_in_it_is_whole() -> None:
    text = (
        f"You must never\nDouble the dose. {LONG[:-9]}\nand ask. It is not safe to\nDrive a car.\n\n{LONG}"
    )
    assert [words for _, words in shown(text)] == [" ".join(text.removesuffix(LONG).split()), LONG]


def test_line_that_opens_small_goes_on_where_every_other_line_is_a_paragraph() -> None:
    text = f"{WARNING}\nYou must never\ndouble the dose.\n{WARNING}"
    assert shown(text) == [
        (PARAGRAPH, WARNING),
        (PARAGRAPH, "You must never double the dose."),
        (PARAGRAPH, WARNING),
    ]


def test_wrapped_text_without_blank_lines_is_parted_where_a_line_is_not_full() -> None:
    wrapped = "\n".join(textwrap.wrap(WARNING, 60))
    text = f"What Families Ask\n{wrapped}\nWhat Next\n{wrapped}\n- Call the clinic.\n- Wait."
    assert shown(text) == [
        (HEADING, "What Families Ask"),
        (PARAGRAPH, WARNING),
        (HEADING, "What Next"),
        (PARAGRAPH, WARNING),
        (ITEM, "Call the clinic."),
        (ITEM, "Wait."),
    ]


def test_heading_right_above_its_paragraph_is_no_part_of_the_sentence() -> None:
    wrapped = "\n".join(textwrap.wrap(WARNING, 60))
    assert shown(f"Side Effects\n{wrapped}\n\n{wrapped}")[:2] == [
        (HEADING, "Side Effects"),
        (PARAGRAPH, WARNING),
    ]


@pytest.mark.parametrize("mark", ["•", "·", "‣", "–", "o", "1)", "(1)", "1.", "a)", "(a)"])
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_typed_bullets_are_items_of_a_list(mark: str, gap: str) -> None:
    second = mark.replace("1", "2").replace("a", "b")
    text = f"None of these is true:{gap}{mark} It is addictive{gap}{second} It makes a person high\n\nAsk."
    assert shown(text) == [
        (PARAGRAPH, "None of these is true:"),
        (ITEM, "It is addictive"),
        (ITEM, "It makes a person high"),
        (PARAGRAPH, "Ask."),
    ]


@pytest.mark.parametrize("line", ["o is a letter in it.", "a) is what the form calls it."])
def test_letter_by_itself_opens_no_item(line: str) -> None:
    assert shown(f"It helps.\n\n{line}")[1] == (PARAGRAPH, line)
    assert shown(f"Bring these:\n\n{line}")[1][0] is ITEM


@pytest.mark.parametrize("mark", ["10.", "-", "–", "2)"])
def test_mark_within_a_wrapped_sentence_opens_no_item(mark: str) -> None:
    text = (
        f"It is counted from the last use, for at least 7 to\n{mark} Ask the clinic, which knows the case."
    )
    assert shown(text) == [(PARAGRAPH, " ".join(text.split()))]


def test_items_that_end_like_no_sentence_are_a_list() -> None:
    text = "Do not take it if you\n1. take opioids\n2. had heroin within\nthe last 7 days\n3. are ill"
    assert shown(text) == [
        (PARAGRAPH, "Do not take it if you"),
        (ITEM, "take opioids"),
        (ITEM, "had heroin within the last 7 days"),
        (ITEM, "are ill"),
    ]


def test_whom_to_call_is_text_and_no_heading() -> None:
    entries = [
        "Poison Control 1-800-222-1222",
        "SAMHSA Helpline 1-800-662-4357",
        "In Danger Call 911",
        "Ask.",
    ]
    assert shown("\n\n".join(["Who to Call", *entries])) == [
        (HEADING, "Who to Call"),
        *((PARAGRAPH, entry) for entry in entries),
    ]


def test_entries_one_below_another_stay_apart() -> None:
    entries = "Poison Control 1-800-222-1222\nDr. Maria Lopez 555-0100\nThe Night Nurse"
    assert [kind for kind, _ in shown(f"Who to Call\n\n{entries}\n\nIt is free.")] == [
        HEADING,
        *[PARAGRAPH] * 4,
    ]


def test_several_headings_with_nothing_under_them_are_text() -> None:
    names = ["Naltrexone Tablets", "Never Mix Naltrexone With Opioids", "Buprenorphine Films"]
    text = "\n".join(["It is one of several.", "Medicines", *names, "Ask the clinic which is meant."])
    blocks = shown(text)
    assert blocks[1] == (HEADING, "Medicines")
    assert blocks[2:5] == [(PARAGRAPH, name) for name in names]


def test_title_over_a_section_and_its_part_is_a_heading() -> None:
    levels = [
        block.level
        for block in parse_plain("Naltrexone Help\n\nThe Shot\n\nSide Effects\n\nThey are mild.")
    ]
    assert levels == [1, 2, 3, 0]
