"""Both nets put together: pure decisions by hand-made probabilities, and the real triage at work."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest
from conftest import PRECISION, CountingEmbedder

from answering.answerer import Answerer
from evals.triage import (
    FOLDER,
    Nets,
    cheapest,
    describe,
    fit,
    interval,
    judge_all,
    judge_questions,
    must_be_mended,
)
from ingest.errors import EmbedderError, OperatorError
from ingest.linear import HEAD
from ingest.settings import TRIAGE_ADAPTER
from triage.classifier import Classifier, load_classifier, load_head
from triage.judge import Thresholds, Triager, decide, load_thresholds
from triage.messages import EMERGENCIES, LABELS, Label, Message, load_messages, read_as, recent
from triage.ngrams import NgramModel, letter_grams, train_ngrams, word_grams
from triage.train import REHEARSED, rehearsing

Write = Callable[..., Path]
THRESHOLDS = Thresholds(
    emergency=0.5,
    emergency_with_rule=0.2,
    suicide_with_rule=0.1,
    watch=0.3,
    decision=0.2,
    decision_first=0.5,
    beat_block=0.6,
    decision_with_rule=0.2,
    soften=0.4,
)


def probabilities(**given: float) -> dict[Label, float]:
    """The given ones; harmless gets the rest."""
    known = {Label[name]: value for name, value in given.items()}
    return {label: known.get(label, 0.0) for label in LABELS} | {Label.HARMLESS: 1 - sum(known.values())}


def test_likely_emergency_gets_its_card_and_a_second_likely_one_follows() -> None:
    verdict = decide(probabilities(SUICIDE=0.4, OVERDOSE=0.3), [], THRESHOLDS)
    assert verdict.emergencies == (Label.OVERDOSE, Label.SUICIDE)
    assert decide(probabilities(SUICIDE=0.9), [], THRESHOLDS).emergencies == (Label.SUICIDE,)


def test_nobody_is_told_to_stay_and_to_get_out_unless_somebody_speaks_of_violence() -> None:
    both = probabilities(SUICIDE=0.6, VIOLENCE=0.28)
    assert decide(both, [], THRESHOLDS).emergencies == (Label.SUICIDE,)
    assert decide(both, [Label.VIOLENCE], THRESHOLDS).emergencies == (Label.SUICIDE, Label.VIOLENCE)
    assert Label.VIOLENCE in decide(probabilities(SUICIDE=0.46, VIOLENCE=0.4), [], THRESHOLDS).emergencies


def test_rule_lowers_the_bar_but_is_not_enough_alone() -> None:
    fits = [Label.OVERDOSE]
    assert decide(probabilities(OVERDOSE=0.25), fits, THRESHOLDS).emergencies == (Label.OVERDOSE,)
    doubtful = decide(probabilities(OVERDOSE=0.05), fits, THRESHOLDS)
    assert (doubtful.emergencies, doubtful.watch) == ((), True)


def test_between_certain_and_harmless_one_line_leads() -> None:
    assert decide(probabilities(OVERDOSE=0.35), [], THRESHOLDS).watch
    assert not decide(probabilities(OVERDOSE=0.1), [], THRESHOLDS).watch


def test_decision_is_the_likeliest_of_its_kind() -> None:
    verdict = decide(probabilities(STOPPING=0.4, DOSING=0.2), [], THRESHOLDS)
    assert verdict.decision is Label.STOPPING
    assert decide(probabilities(STOPPING=0.3), [Label.DOSING], THRESHOLDS).decision is Label.DOSING


def test_what_a_rule_knows_wholly_gets_no_card_and_the_line_only_where_the_net_is_sure() -> None:
    sure = decide(probabilities(VIOLENCE=0.999), [Label.HARMLESS], THRESHOLDS, known_harmless=True)
    assert (sure.emergencies, sure.watch) == ((), True)
    assert decide(probabilities(VIOLENCE=0.999), [Label.HARMLESS], THRESHOLDS).emergencies
    assert not decide(probabilities(VIOLENCE=0.35), [Label.HARMLESS], THRESHOLDS, known_harmless=True).watch


def test_what_may_be_no_decision_is_answered_first() -> None:
    assert decide(probabilities(DOSING=0.3), [], THRESHOLDS).perhaps
    assert not decide(probabilities(DOSING=0.6), [], THRESHOLDS).perhaps
    assert not decide(probabilities(DOSING=0.3), [Label.DOSING], THRESHOLDS).perhaps
    assert decide(probabilities(DOSING=0.6), [Label.HARMLESS], THRESHOLDS).perhaps


def test_warning_alone_is_kept_for_the_clear_case() -> None:
    assert decide(probabilities(BEAT_BLOCK=0.7), [], THRESHOLDS).decision is Label.BEAT_BLOCK
    assert decide(probabilities(BEAT_BLOCK=0.55), [], THRESHOLDS).decision is not Label.BEAT_BLOCK


def test_hopeless_message_is_softened_without_a_card() -> None:
    verdict = decide(probabilities(SOFTEN=0.6), [], THRESHOLDS)
    assert (verdict.soften, verdict.emergencies) == (True, ())


def test_last_turns_are_read_with_the_message() -> None:
    turns = [("user", "x " * 400), ("assistant", "He should be sat up. " + "y " * 400)]
    said = recent(turns)
    assert len(said) < 400
    assert "He should be sat up." in said
    assert read_as("Both of them, no change", "gave him naloxone") == (
        "gave him naloxone >> both of them, no change"
    )
    assert recent([]) == ""


@pytest.fixture(scope="session")
def nets(models: Path, answerer: Answerer) -> Nets:
    return Nets(load_classifier(models, PRECISION), answerer.store.speller)


def test_plainly_harmless_message_is_not_put_to_the_slow_net(embedder: CountingEmbedder) -> None:
    classifier = Classifier(embedder)
    question = "what are the common side effects of naltrexone"
    assert classifier.probabilities(question, ruled=False)[Label.HARMLESS] == 1
    assert embedder.texts == []
    # Where a rule fits it is asked: that its vectors are of another length tells so.
    with pytest.raises(ValueError, match="matmul"):
        classifier.probabilities(question, ruled=True)
    assert embedder.texts == [question]


def test_every_message_that_must_be_told_apart_is(nets: Nets) -> None:
    rows = judge_all(load_messages([FOLDER / "fixed.jsonl"]), nets)
    assert len(rows) >= 100
    assert must_be_mended(rows, load_thresholds()) == []


def test_emergency_that_appears_only_in_a_follow_up_is_caught(triager: Triager) -> None:
    turns = [
        ("user", "I gave him one Narcan, he was on the bathroom floor"),
        ("assistant", "Call 911 now. Give a second dose if breathing is not better."),
    ]
    assert triager.judge("done that too. no change", turns).emergencies[0] is Label.OVERDOSE


def test_danger_at_the_end_of_a_very_long_message_is_read(triager: Triager) -> None:
    story = "We drove to the clinic and he liked the nurse and the weather was fine. " * 60
    end = "I came home just now, he is on the floor, his lips are grey and I cannot wake him."
    assert read_as(f"{story} {end}").endswith(end.lower())
    assert triager.judge(f"{story} {end}").emergencies[0] is Label.OVERDOSE


def test_training_messages_are_many_two_sided_and_apart_from_the_test_sets() -> None:
    learned = load_messages()
    assert len(learned) >= 5000
    harmless = sum(message.label is Label.HARMLESS for message in learned)
    assert 0.4 <= harmless / len(learned) <= 0.6
    assert {message.label for message in learned} == set(LABELS)
    known = {(read_as(m.text), read_as(m.history)) for m in learned}
    for name in ("development", "held_out"):
        rows = load_messages([FOLDER / f"{name}.jsonl"])
        emergencies = sum(message.label in EMERGENCIES for message in rows)
        assert 0.4 <= emergencies / len(rows) <= 0.6
        assert not {(read_as(m.text), read_as(m.history)) for m in rows} & known


def test_new_messages_are_learned_beside_a_sample_of_the_known_ones() -> None:
    new = [Message(f"new {n}", "", Label.HARMLESS) for n in range(3)]
    known = [Message(f"known {n}", "", Label.DOSING) for n in range(50)]
    learned = rehearsing(new, known, seed=1)
    assert learned[:3] == new
    assert len(set(learned[3:]) & set(known)) == len(learned) - 3 == REHEARSED * 3
    assert learned == rehearsing(new, known, seed=1) != rehearsing(new, known, seed=2)
    assert len(rehearsing(new, known[:2], seed=1)) == 5


def test_interval_is_wilsons() -> None:
    # Newcombe 1998, table I: 81 of 263 is 25.53 to 36.62 %.
    assert interval(81, 263) == "25.5-36.6 %"


def test_threshold_weighs_a_miss_against_false_alarms() -> None:
    hits, others = [0.9, 0.3], [0.1, 0.4, 0.5]
    assert cheapest(hits, others, miss_costs=5) == 0.3
    assert cheapest(hits, others, miss_costs=1) == 0.9


def test_thresholds_are_those_that_the_development_set_gives(nets: Nets) -> None:
    rows = judge_all(load_messages([FOLDER / "development.jsonl"]), nets)
    asked = judge_questions(nets)
    fitted = fit(rows, asked)
    # Each is what one message gets, and in 8 bits another processor rounds that otherwise.
    assert asdict(fitted) == pytest.approx(asdict(load_thresholds()), rel=0.3, abs=0.002)
    assert "emergencies caught" in describe(rows, fitted)
    cards = sum(bool(row.verdict(fitted).emergencies) for row in asked.unsorted)
    assert cards <= 0.02 * len(asked.unsorted)


@pytest.mark.parametrize("line", ["{", json.dumps({"text": "a", "label": "unknown"})])
def test_broken_message_is_named_by_line(write: Write, line: str) -> None:
    with pytest.raises(OperatorError, match=r"m\.jsonl:1: "):
        load_messages([write("m.jsonl", line)])


def test_missing_or_broken_head_is_one_line(write: Write, tmp_path: Path) -> None:
    with pytest.raises(EmbedderError, match="python -m triage train"):
        load_head(tmp_path)
    write(HEAD, b"nonsense")
    with pytest.raises(EmbedderError, match="python -m triage train"):
        load_head(tmp_path)


def test_missing_or_broken_ngrams_are_one_line(write: Write) -> None:
    for path in (Path("no-such.npz"), write("broken.npz", b"nonsense")):
        with pytest.raises(EmbedderError, match="--net ngrams"):
            NgramModel(path).log_probabilities(["x"])


def test_ngrams_learn_from_few_messages_and_give_probabilities(tmp_path: Path) -> None:
    messages = [Message(f"he is not breathing {n}", "", Label.OVERDOSE) for n in range(20)]
    messages += [Message(f"how often is the shot {n}", "", Label.HARMLESS) for n in range(20)]
    path = tmp_path / "ngrams.npz"
    train_ngrams(messages, ["is it a pill"] * 3, ["what does it cost"] * 3, path)
    found = np.exp(NgramModel(path).log_probabilities(["not breathing", "how often", "", "日本"]))
    assert found.shape == (4, len(LABELS))
    assert found.sum(axis=1) == pytest.approx(1.0)
    overdose, harmless = LABELS.index(Label.OVERDOSE), LABELS.index(Label.HARMLESS)
    assert found[0, overdose] > 0.5 > found[1, overdose]
    assert found[1, harmless] > 0.5


def test_letter_grams_pad_each_word() -> None:
    assert list(letter_grams("od")) == [" o", "od", "d ", " od", "od ", " od "]
    assert list(word_grams("he is, not up")) == ["he", "is", "not", "up", "he is", "is not", "not up"]


def test_adapter_is_small() -> None:
    assert sum(path.stat().st_size for path in TRIAGE_ADAPTER.iterdir()) <= 4_000_000
