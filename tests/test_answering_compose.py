"""What is said of the passages that were found: how much, in what order, and what is left out."""

from __future__ import annotations

from functools import partial

import numpy as np
from finding import passage, search

from answering.citations import Excerpt, cite
from answering.compose import AGAIN, LEAST_SHARE, MOST_WORDS, NEAR_IN_WORDS, Part, SentenceScorer, compose
from answering.records import Turn
from answering.retrieve import Search
from answering.told import Told, asks_for_more
from ingest.records import Passage


def nearest_first(_: np.ndarray, found: Passage) -> np.ndarray:
    return -np.arange(len(found.sentences), dtype=float)


def said(parts: list[Search], compares: bool = False) -> list[tuple[str, tuple[int, ...]]]:
    excerpts = compose([Part(part, 1.0, part.vector) for part in parts], compares, nearest_first)
    return [(excerpt.passage.id.split("/")[2][:1], excerpt.chosen) for excerpt in excerpts]


SHORT = passage("a", "It blocks opioids. ".strip(), "It wears off.")
LONG = passage("b", *[f"{'word ' * 39}end{n}." for n in range(6)])
LIST = passage("c", "These help:", *[f"{'item ' * 29}end{n}." for n in range(6)], listed=True)
STORY = passage("s", "Jennifer says it was like a foundation.")


def test_best_passage_is_said_whole_and_the_next_fills_the_room() -> None:
    assert said([search((SHORT, 1.0), (LIST, 0.0))])[0] == ("a", (0, 1))


def test_long_passage_is_cut_to_the_nearest_sentences_in_reading_order() -> None:
    assert said([search((LONG, 1.0))]) == [("b", (0, 1, 2))]


def test_further_passage_that_is_cut_keeps_its_first_sentence() -> None:
    """Or nobody knows who "All three attempts had failed" is about."""

    def last_first(_: np.ndarray, found: Passage) -> np.ndarray:
        return np.arange(len(found.sentences), dtype=float)

    tale = passage("t", "It is a long way.", *[f"{'word ' * 39}end{n}." for n in range(4)])
    parts = [Part(search((SHORT, 1.0), (tale, 0.9)), 1.0, np.ones(2))]
    assert [excerpt.chosen for excerpt in compose(parts, False, last_first)] == [(0, 1), (0, 2, 3, 4)]


def test_part_that_is_only_near_leaves_room_for_one_that_is_known() -> None:
    known = search((passage("k", f"{'word ' * 59}end."), 1.0))
    for sure, chosen in ((True, (0, 1, 2)), (False, ())):
        parts = [Part(search((LONG, 1.0)), 1.0, np.ones(2), sure), Part(known, 1.0, np.ones(2))]
        said_first = compose(parts, False, nearest_first, reserved_words=20)[0]
        assert said_first.passage.id[4] == ("b" if sure else "k")
        assert said_first.chosen[:3] == (chosen or (0,))


def test_cut_list_keeps_its_lead_in() -> None:
    ((_, chosen),) = said([search((LIST, 1.0))])
    assert chosen == (0, 1, 2, 3, 4)


def test_story_is_said_only_where_it_is_the_answer() -> None:
    assert [name for name, _ in said([search((SHORT, 1.0), (STORY, 0.9))])] == ["a"]
    assert [name for name, _ in said([search((STORY, 1.0), (SHORT, 0.9))])] == ["s", "a"]


def test_comparison_brings_the_other_side_under_the_same_heading() -> None:
    one = passage("x", "Naltrexone blocks.", heading=("Versus",))
    far = passage("y", "Something else.", heading=("Else",))
    two = passage("z", "Methadone:", "Relieves.", listed=True, heading=("Versus",))
    found = search((one, 1.0), (far, 0.5), (two, 0.4))
    assert [name for name, _ in said([found], compares=True)][:2] == ["x", "z"]
    # What merely stands beside it, and is no list, is no side.
    beside = passage("z", "A doctor says so.", heading=("Versus",))
    found = search((one, 1.0), (far, 0.5), (beside, 0.4))
    assert [name for name, _ in said([found], compares=True)][:2] == ["x", "y"]


def test_comparison_gets_both_sides_of_what_is_said_further() -> None:
    defined = passage("d", "It blocks opioids.", heading=("What",))
    sides = [passage(n, f"{n}:", f"{'word ' * 45}end.", listed=True, heading=("Versus",)) for n in "mn"]
    found = search((defined, 2.5), (sides[0], 0.9), (sides[1], -9.0))
    assert [name for name, _ in said([found], compares=True)] == ["d", "m", "n"]
    assert [name for name, _ in said([found])] == ["d", "m"]


def test_comparison_is_led_by_a_passage_with_another_side_where_it_is_as_good() -> None:
    study = passage("s", "Trials say this.", heading=("Research",))
    forms = ("tablet", "injection")
    tablet, shot = (passage(n, f"The {n}:", "It is.", listed=True, heading=("Forms",)) for n in forms)
    near, far = ((study, 1.9), (tablet, 1.0), (shot, 0.9)), ((study, 2.1), (tablet, 1.0), (shot, 0.9))
    assert [name for name, _ in said([search(*near)], compares=True)][:2] == ["t", "i"]
    assert [name for name, _ in said([search(*far)], compares=True)][:1] == ["s"]
    assert [name for name, _ in said([search(*near)])][:1] == ["s"]


def test_two_parts_with_one_answer_get_the_whole_of_it() -> None:
    ((_, chosen),) = said([search((LIST, 1.0)), search((LIST, 1.0))])
    assert chosen == (0, 1, 2, 3, 4)


def test_every_part_is_answered_and_the_whole_stays_short() -> None:
    other = passage("o", "It is given once a month.")
    chosen = compose(
        [Part(one, 1.0, one.vector) for one in (search((LONG, 1.0)), search((other, 1.0)))],
        False,
        nearest_first,
    )
    words = sum(len(e.passage.sentences[n].text.split()) for e in chosen for n in e.chosen)
    assert [e.passage.id[4] for e in chosen] == ["b", "o"]
    assert words <= MOST_WORDS


def of(cosines: dict[int, float]) -> SentenceScorer:
    """Nearness of a passage's sentences by their numbers, 0 for others."""
    return lambda _, found: np.array([cosines.get(n, 0.0) for n in range(len(found.sentences))])


def test_further_passage_with_little_of_the_belief_is_left_out_unless_its_words_are_near() -> None:
    other = passage("o", "It is given once a month.")
    far = search((SHORT, 1.0), (other, -2.0))
    assert np.exp(-3.0) < LEAST_SHARE
    parts = [Part(far, 1.0, np.ones(2))]
    assert [e.passage.id[4] for e in compose(parts, False, of({0: NEAR_IN_WORDS - 0.01}))] == ["a"]
    assert [e.passage.id[4] for e in compose(parts, False, of({0: NEAR_IN_WORDS}))] == ["a", "o"]


HELP = passage("h", "These help:", "Rest.", "A walk.", "A good meal.", listed=True)


def test_item_that_plainly_answers_is_said_first_and_the_list_is_one_quote() -> None:
    parts = [Part(search((HELP, 1.0)), 1.0, np.ones(2))]
    (excerpt,) = compose(parts, False, of({3: 0.7, 2: 0.5}))
    assert excerpt.chosen == (0, 3, 1, 2)
    sentences, citations = cite([excerpt], lambda _: "Title")
    assert [s.text for s in sentences] == ["These help:", "A good meal.", "Rest.", "A walk."]
    assert [c.quote for c in citations] == [HELP.text]
    assert compose(parts, False, of({3: 0.52, 2: 0.5}))[0].chosen == (0, 1, 2, 3)
    # Who asks for all of it gets it as the document has it.
    assert compose(parts, False, of({0: 0.8, 3: 0.7, 2: 0.5}))[0].chosen == (0, 1, 2, 3)


def test_items_that_follow_each_other_in_time_stay_in_their_order() -> None:
    times = passage("t", "It goes like this:", "Two weeks of rest.", "Three months of work.", listed=True)
    parts = [Part(search((times, 1.0)), 1.0, np.ones(2))]
    assert compose(parts, False, of({2: 0.9}))[0].chosen == (0, 1, 2)
    kinds = passage("k", "How long differs:", "Some stay on it.", "Others stop soon.", listed=True)
    parts = [Part(search((kinds, 1.0)), 1.0, np.ones(2))]
    assert compose(parts, False, of({2: 0.9}))[0].chosen == (0, 1, 2)


def test_item_that_a_note_puts_right_comes_last() -> None:
    parts = [Part(search((HELP, 1.0)), 1.0, np.ones(2))]
    for wrong, expected in ((1, (0, 2, 3, 1)), (3, (0, 1, 2, 3))):
        put_right = partial(lambda wrong, _, number: number == wrong, wrong)
        (excerpt,) = compose(parts, False, of({3: 0.7} if wrong == 3 else {}), put_right=put_right)
        assert excerpt.chosen == expected


def test_marks_are_numbered_in_the_order_in_which_they_are_said() -> None:
    sentences, citations = cite([Excerpt(HELP, (0, 3, 1))], lambda _: "Title")
    assert [s.citations for s in sentences] == [(1,), (2,), (1,)]
    assert [c.quote for c in citations] == ["These help: Rest.", "A good meal."]


def test_passage_that_was_just_told_is_not_read_out_again() -> None:
    told = Told([Turn("user", "what helps?"), Turn("assistant", LIST.text)])
    assert LIST in told
    assert SHORT not in told
    assert LIST not in Told([Turn("assistant", LIST.text), Turn("assistant", "a"), Turn("assistant", "b")])
    parts = [Part(search((LIST, 1.0), (SHORT, 0.9)), 1.0, np.ones(2))]
    again, new = compose(parts, False, of({4: 0.9}), told=told)
    assert again.chosen == (0, 4)
    assert sum(len(again.passage.sentences[n].text.split()) for n in again.chosen) <= AGAIN
    assert new.passage is SHORT


def test_message_that_only_asks_for_more_says_nothing_of_its_own() -> None:
    assert all(
        asks_for_more(message) for message in ("why", "And what else?", "so what then", "tell me more")
    )
    assert not any(asks_for_more(message) for message in ("why naltrexone", "does that go away"))
