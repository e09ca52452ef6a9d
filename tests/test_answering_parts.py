"""Small parts of answering, each by values in and whole values out."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from answering.citations import Excerpt, cite
from answering.compose import MOST_WORDS, Part, compose
from answering.lexical import LexicalIndex, stems_of
from answering.records import Evidence
from answering.retrieve import Search
from answering.sufficiency import belief_shares, logistic
from answering.weights import PATH, Weights, load_weights
from answering.wording import load_wording
from ingest.coverage import fit_coverage
from ingest.errors import SettingError
from ingest.records import Passage, Sentence, SentenceKind
from ingest.settings import ROOT

Write = Callable[..., Path]


def passage(name: str, *texts: str, listed: bool = False, heading: tuple[str, ...] = ("H",)) -> Passage:
    """A passage of `texts`; the first is a lead-in and the others are items where `listed`."""
    sentences, at = [], 0
    for number, text in enumerate(texts):
        kind = SentenceKind.SENTENCE
        if listed:
            kind = SentenceKind.ITEM if number else SentenceKind.LEAD_IN
        sentences.append(Sentence(kind, text, at, at + len(text)))
        at += len(text) + 1
    whole = " ".join(texts)
    return Passage(f"d/h/{name}-000000", "d", heading, whole, 0, len(whole), (1, 1), tuple(sentences))


def search(*scored: tuple[Passage, float]) -> Search:
    evidence = tuple(
        Evidence(number, found, {"fused": score}) for number, (found, score) in enumerate(scored, 1)
    )
    return Search("q", np.ones(2), evidence, None, 0, 0, 0, 0, 1)


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

    told = passage("t", "It is a long way. ".strip(), *[f"{'word ' * 11}end{n}." for n in range(4)])
    parts = [Part(search((SHORT, 1.0), (told, 0.9)), 1.0, np.ones(2))]
    assert [excerpt.chosen for excerpt in compose(parts, False, last_first)] == [(0, 1), (0, 3, 4)]


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
    two = passage("z", "Methadone relieves.", heading=("Versus",))
    found = search((one, 1.0), (far, 0.5), (two, 0.4))
    assert [name for name, _ in said([found], compares=True)][:2] == ["x", "z"]


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


def test_neighbouring_sentences_share_a_citation_and_gaps_start_another() -> None:
    three = passage("t", "One.", "Two.", "Three.")
    sentences, citations = cite([Excerpt(three, (0, 1)), Excerpt(three, (2,))], lambda _: "Title")
    assert [sentence.citations for sentence in sentences] == [(1,), (1,), (2,)]
    assert [citation.quote for citation in citations] == ["One. Two.", "Three."]
    sentences, citations = cite([Excerpt(three, (0, 2))], lambda _: "Title")
    assert [citation.quote for citation in citations] == ["One.", "Three."]


def test_belief_is_a_softmax_of_the_fused_scores() -> None:
    shares = belief_shares(search((SHORT, 1.0), (LIST, 0.0)), temperature=1.0)
    assert shares == pytest.approx([np.e / (np.e + 1), 1 / (np.e + 1)])


def test_logistic_by_hand() -> None:
    weights = Weights({}, 1.0, {"a": 2.0}, -1.0, 0.5)
    assert logistic({"a": 0.5}, weights) == pytest.approx(0.5)
    assert logistic({"a": 1.0}, weights) == pytest.approx(1 / (1 + np.exp(-1)))
    assert logistic({}, weights) == 0.0


def test_coverage_tells_two_clouds_apart_and_says_nothing_of_too_few() -> None:
    noise = np.random.default_rng(1).normal(size=(400, 4)) * 0.1
    apart = np.array([1.0, 0, 0, 0])
    coverage = fit_coverage(noise[:200] + apart, noise[200:] - apart)
    assert coverage.of(apart) > 0 > coverage.of(-apart)
    assert fit_coverage(noise[:10], noise[10:20]).of(np.ones(4)) == 0.0


def test_bm25_prefers_the_text_with_the_rare_word() -> None:
    index = LexicalIndex(["the liver is tested", "the shot is monthly", "the shot hurts"])
    scores = index.scores("does it harm his liver?")
    assert scores.argmax() == 0
    assert scores[1:].tolist() == [0.0, 0.0]
    assert LexicalIndex([]).scores("liver").shape == (0,)
    assert index.scores("").tolist() == [0.0, 0.0, 0.0]


def test_stems_leave_out_what_carries_no_subject() -> None:
    assert stems_of("How long do the cravings last for him?") == ["long", "crave", "last"]


def test_fitted_weights_are_whole() -> None:
    weights = load_weights()
    for one in (weights.with_bank, weights.text_only):
        assert sum(one.fusion.values()) == pytest.approx(1.0, abs=0.01)
        assert 0 < one.threshold < 1
    assert json.loads(PATH.read_text(encoding="utf-8"))


def test_wording_is_checked_when_it_is_loaded(write: Write, tmp_path: Path) -> None:
    for path in (ROOT / "prompts").rglob("*.*"):
        write(f"prompts/{path.relative_to(ROOT / 'prompts')}", path.read_text(encoding="utf-8"))
    assert load_wording(tmp_path / "prompts").checksum == load_wording().checksum
    write("prompts/abstain.md", "Not covered. $who_knows")
    load_wording.cache_clear()
    with pytest.raises(SettingError, match=r"abstain.md: must hold text with the names"):
        load_wording(tmp_path / "prompts")
    (tmp_path / "prompts/abstain.md").unlink()
    with pytest.raises(SettingError, match=r"abstain.md: cannot be read"):
        load_wording(tmp_path / "prompts")


def test_steps_are_items_and_blank_lines_open_paragraphs() -> None:
    sentences = load_wording().say("emergency/overdose")
    assert sentences[0].text.startswith("Call 911 now")
    assert [sentence.item for sentence in sentences[:3]] == [False, True, True]
