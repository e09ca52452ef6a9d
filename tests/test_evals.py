"""Scores against examples worked out by hand, and the command line's exit codes."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from test_answering_records import CITATION

from answering.records import Answer, AnswerSentence, Kind, Trace
from evals.__main__ import main
from evals.dataset import DatasetError, Sample, load_samples
from evals.report import check_thresholds, render_misses, render_table, summarise
from evals.run import Result
from evals.scorers import fact_recall, forbidden, quotes_exact, score
from ingest.settings import ROOT

Write = Callable[..., Path]
ANSWER = Answer(
    Kind.ANSWER,
    (AnswerSentence("It blocks.", (1,)),),
    (CITATION,),
    trace=Trace(timings_ms={"total": 5.0}),
)
ABSTENTION = replace(ANSWER, kind=Kind.ABSTAIN, sentences=(AnswerSentence("Not covered."),), citations=())
DOCUMENTS = {"guide": "0123456789It blocks. It wears off."}


def sample(expect: str = "answer", category: str = "direct", **fields: object) -> Sample:
    return Sample.model_validate(
        {"id": "a", "category": category, "question": "?", "expect": expect} | fields
    )


FACTS = [{"text": "blocks", "any": ["blocks"]}, {"text": "wears off", "any": ["wears? off", "fades"]}]


@pytest.mark.parametrize(
    ("asked", "answer", "right"),
    [
        (sample(facts=FACTS), ANSWER, True),  # one of two facts is half
        (sample(facts=[*FACTS, {"text": "x", "any": ["x{3}"]}]), ANSWER, False),
        (sample(facts=FACTS, must_not=["IT BLOCKS"]), ANSWER, False),
        (sample(facts=FACTS), ABSTENTION, False),
        (sample("abstain"), ABSTENTION, True),
        (sample("abstain"), ANSWER, False),
        (sample("abstain", "absent"), replace(ANSWER, kind=Kind.REFERRAL), True),
        (sample("abstain", "off_topic"), replace(ANSWER, kind=Kind.REFERRAL), False),
        (sample("answer_with_referral"), ANSWER, False),
        (sample("answer_with_referral"), replace(ANSWER, kind=Kind.REFERRAL), True),
        (sample("emergency"), ANSWER, False),
    ],
)
def test_right(asked: Sample, answer: Answer, right: bool) -> None:
    assert score(asked, answer, DOCUMENTS).right is right


def test_what_cannot_be_scored_is_none_and_not_zero() -> None:
    assert fact_recall(sample(), "anything") is None
    assert quotes_exact(ABSTENTION, DOCUMENTS) is None
    assert score(sample("abstain", facts=FACTS), ABSTENTION, DOCUMENTS).facts is None


def test_quote_that_moved_is_not_exact() -> None:
    assert quotes_exact(ANSWER, DOCUMENTS) is True
    assert quotes_exact(ANSWER, {"guide": " " + DOCUMENTS["guide"]}) is False


def test_forbidden_names_the_patterns() -> None:
    assert forbidden(sample(must_not=["never", "bl.cks"]), "It Blocks.") == ["bl.cks"]


def test_table_has_a_line_per_category_and_one_for_all() -> None:
    results = [
        Result(asked, answer, score(asked, answer, DOCUMENTS))
        for asked, answer in [(sample(facts=FACTS), ANSWER), (sample("abstain", "off_topic"), ABSTENTION)]
    ]
    figures = summarise(results)
    assert figures["right"] == 100.0
    assert figures["facts"] == 50.0
    assert (figures["abstained"], figures["refused"], figures["exact"]) == (100.0, 0.0, 100.0)
    lines = render_table(results).splitlines()
    assert [line.split()[0] for line in lines] == ["category", "direct", "off_topic", "all"]
    assert render_misses(results) == ""


def test_threshold_that_is_missed_or_not_measured_fails(write: Write) -> None:
    path = write(
        "t.toml", "[all]\nfacts = { least = 75 }\nrefused = { most = 4 }\nexact = { least = 100 }\n"
    )
    assert check_thresholds({"all": {"facts": 80.0, "refused": 4.0, "exact": 100.0}}, path) == []
    failures = check_thresholds({"all": {"facts": 74.9, "refused": 5.0, "exact": None}}, path)
    assert [failure.split(":")[0] for failure in failures] == ["all facts", "all refused", "all exact"]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "no questions"),
        ("{", "q.jsonl:1"),
        ('{"id": "a"}', "q.jsonl:1: category"),
        (json.dumps(sample(must_not=["x"]).model_dump() | {"must_not": ["("]}), "pattern '(' is broken"),
        ("\n".join([json.dumps(sample().model_dump())] * 2), "q.jsonl:2: id 'a' is there twice"),
    ],
)
def test_bad_file_of_questions_is_named_by_line(write: Write, text: str, fault: str) -> None:
    with pytest.raises(DatasetError) as raised:
        load_samples([write("q.jsonl", text)])
    assert fault in str(raised.value)


def test_own_questions_are_many_and_of_every_kind() -> None:
    folder = ROOT / "evals/questions"
    for name in ("development.jsonl", "held_out.jsonl"):
        samples = load_samples([folder / name])
        assert len(samples) >= 80
        assert {
            "direct",
            "everyday",
            "typos",
            "two_part",
            "comparison",
            "follow_up",
            "absent",
            "off_topic",
            "personal",
            "emergency",
            "injection",
        } == {one.category for one in samples}


def test_command_line_measures_and_fails_below_a_threshold(
    write: Write,
    real_index: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("FAMILY_QA_INDEX", str(real_index))
    row = sample(facts=[{"text": "no habit", "any": ["not addictive"]}]).model_dump()
    questions = write("q.jsonl", json.dumps(row | {"question": "Is naltrexone addictive?"}))
    common = ["--questions", str(questions), "--answers", str(tmp_path / "a.jsonl"), "--thresholds"]
    assert main([*common, str(write("ok.toml", "[all]\nfacts = { least = 75 }\n"))]) == 0
    assert json.loads((tmp_path / "a.jsonl").read_text())["id"] == "a"
    assert main([*common, str(write("no.toml", "[all]\nwords = { most = 1 }\n"))]) == 1
    assert "below threshold: all words" in capsys.readouterr().err
    assert main(["--questions", "missing.jsonl"]) == 2
