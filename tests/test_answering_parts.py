"""Small parts of answering, each by values in and whole values out."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from finding import passage, search

from answering.citations import Excerpt, cite
from answering.lexical import LexicalIndex, stems_of
from answering.sufficiency import belief_shares, logistic
from answering.weights import PATH, Weights, load_weights
from answering.wording import load_wording
from ingest.coverage import fit_coverage
from ingest.errors import SettingError
from ingest.settings import ROOT

Write = Callable[..., Path]


def test_neighbouring_sentences_share_a_citation_and_gaps_start_another() -> None:
    three = passage("t", "One.", "Two.", "Three.")
    sentences, citations = cite([Excerpt(three, (0, 1)), Excerpt(three, (2,))], lambda _: "Title")
    assert [sentence.citations for sentence in sentences] == [(1,), (1,), (2,)]
    assert [citation.quote for citation in citations] == ["One. Two.", "Three."]
    sentences, citations = cite([Excerpt(three, (0, 2))], lambda _: "Title")
    assert [citation.quote for citation in citations] == ["One.", "Three."]


def test_belief_is_a_softmax_of_the_fused_scores() -> None:
    shares = belief_shares(
        search((passage("a", "It blocks."), 1.0), (passage("b", "It is monthly."), 0.0)), temperature=1.0
    )
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
