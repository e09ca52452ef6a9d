"""The tagger of personal data: its windows, its words, its training, and what it is without its files."""

from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from evals.redaction import MESSAGES, load_marked, unmarked
from evals.tagging import Recipe, swapped, train
from ingest.embed import PACKAGED, TextEmbedder
from ingest.errors import EmbedderError
from ingest.settings import load_settings
from redaction.patterns import NAME, PHONE
from redaction.tagging import (
    KINDS,
    OVERLAP,
    WINDOW,
    Tagger,
    load_tagger,
    load_tagger_head,
    tagger_embedder,
    windows,
)


@pytest.mark.parametrize("text", ["", "one", "word " * 400, "x" * 1700, ("y" * 450 + " ") * 4])
def test_windows_read_all_of_a_text_and_overlap(text: str) -> None:
    parts = list(windows(text))
    assert all(text[start : start + len(part)] == part and len(part) <= WINDOW for start, part in parts)
    read = {n for start, part in parts for n in range(start, start + len(part))}
    assert all(n in read or text[n] == " " for n in range(len(text)))
    assert [start for start, _ in parts] == sorted({start for start, _ in parts})
    if text.startswith("word"):
        assert all(b - (a + len(part)) <= -OVERLAP for (a, part), (b, _) in pairwise(parts))


def test_what_has_no_form_is_found_as_whole_words(models: Path) -> None:
    tagger = load_tagger(models, load_settings().precision)
    for message in (
        "told {name:brenda kowalczyk} he is 9 days clean",
        "ring me on {phone:oh seven nine double one, five five five, oh one two three}",
        "we stay in {address:the trailer behind the feed store on Pike Road} and he shakes",
    ):
        text, planted = unmarked(message).text, unmarked(message).planted
        found = tagger.find(text)
        assert any(kind == planted[0][0] for kind, _, _ in found)
        covered = {n for _, start, end in found for n in range(start, end)}
        assert all(
            n in covered for _, start, end in planted for n in range(start, end) if text[n].isalnum()
        )
        assert all(not text[max(0, start - 1) : start].isalnum() for _, start, _ in found)
    assert tagger.find("how long must he wait after heroin before the first tablet") == []
    assert tagger.find("") == []


def test_far_behind_in_a_long_message_is_read_as_well(models: Path) -> None:
    tagger = load_tagger(models, load_settings().precision)
    text = "He has not slept since the injection and I do not know what to do. " * 25
    text += "Please call my wife Yolanda Brzezinski."
    assert any("Brzezinski" in text[start:end] for _, start, end in tagger.find(text))


def test_torch_and_the_export_give_the_same_tokens(models: Path) -> None:
    served = load_tagger(models)._embedder
    text = "my son Tyler, born 03/14/1998, lives at 12 Oak"
    places, vectors = tagger_embedder().embed_tokens(text)
    exported_places, exported = served.embed_tokens(text)
    assert places == exported_places
    assert np.abs(vectors - exported).max() < 0.01


def test_data_in_other_places_stays_marked() -> None:
    message = unmarked("call {name:Ann} on {phone:614-555-0182}, {name:Ann} is up")
    chance = random.Random(1)
    others = [swapped(message, {NAME: ["Maribel"], PHONE: ["(312) 555 0147"]}, chance) for _ in range(20)]
    assert len({other.text for other in others}) > 3
    for other in others:
        assert [kind for kind, _, _ in other.planted] == [NAME, PHONE, NAME]
        first, phone, again = (other.text[start:end] for _, start, end in other.planted)
        assert first == again
        assert first in {"Ann", "Maribel"}
        assert sum(character.isdigit() for character in phone) == 10
        assert other.text == f"call {first} on {phone}, {first} is up"


def test_training_makes_a_tagger_that_is_served(tmp_path: Path) -> None:
    marked = load_marked(MESSAGES, "development")[:40]
    said: list[str] = []
    train(marked, ["Is it addictive?"], tmp_path, Recipe(epochs=1, batch=8), said.append)
    tagger = Tagger(TextEmbedder(PACKAGED, tmp_path), tmp_path)
    assert "step 6/6" in said[-1]
    assert {kind for kind, _, _ in tagger.find(marked[0].text)} <= set(KINDS)
    assert "40 messages" in (tmp_path / "README.md").read_text(encoding="utf-8")


def test_a_head_that_is_missing_or_of_another_shape_is_said(tmp_path: Path) -> None:
    with pytest.raises(EmbedderError, match=r"evals\.redaction --train"):
        load_tagger_head(tmp_path)
