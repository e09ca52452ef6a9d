"""Other people's data and other people's pipelines, on small documents of our own."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from test_evals_scorers import sample

from answering.records import Kind
from evals.__main__ import main
from evals.adapters import read_data, read_medquad, read_squad
from evals.dataset import Expect
from evals.library import Library
from evals.outputs import read_run
from evals.peers import asks
from evals.run import run
from evals.scorers import score
from ingest.embed import TextEmbedder
from ingest.errors import DatasetError

Write = Callable[..., Path]
CONTEXT = "Bees store honey in wax combs. A queen lays all the eggs of the hive."
SQUAD = {
    "version": "v2.0",
    "data": [
        {
            "title": "Honey_Bees",
            "paragraphs": [
                {
                    "context": CONTEXT,
                    "qas": [
                        {
                            "id": "s1",
                            "question": "Who lays the eggs?",
                            "is_impossible": False,
                            "answers": [
                                {"text": "A queen", "answer_start": 31},
                                {"text": "queen", "answer_start": 33},
                            ],
                        },
                        {"id": "s2", "question": "Who eats them?", "is_impossible": True, "answers": []},
                        {"id": "s3", "question": "Where?", "answers": []},
                        {"id": "s4", "question": "Where?", "answers": [{"text": "x", "answer_start": 900}]},
                    ],
                }
            ],
        }
    ],
}


def test_squad_question_becomes_a_sample_with_its_sentence_and_its_answers(write: Write) -> None:
    questions, documents = read_squad(write("s.json", json.dumps(SQUAD)))
    assert documents == {"honey-bees-000": CONTEXT}
    answered, impossible = questions.samples
    assert answered.evidence == ("A queen lays all the eggs of the hive.",)
    assert [fact.any for fact in answered.facts] == [(r"\bA\s+\bqueen", r"\bqueen")]
    assert answered.facts[0].stated_in("Only the\nqueen does.")
    assert (impossible.expect, impossible.facts, impossible.evidence) == (Expect.ABSTAIN, (), ())
    assert [fault.id for fault in questions.faults] == ["s3", "s4"]
    assert "answer_start 900 is outside its context" in str(questions.faults[1])


def test_medquad_rows_with_one_answer_share_a_document_and_one_id_may_have_several_questions(
    write: Write,
) -> None:
    rows = [
        {"id": "m1", "question": "What is it?", "answer": "An illness."},
        {"id": "m2", "question": "What is that?", "answer": "An illness."},
        {"id": "m3", "question": "And this?", "answer": " "},
        {"id": "m1", "question": "Again?", "answer": "A cure."},
    ]
    packed = gzip.compress("\n".join([*map(json.dumps, rows), "{"]).encode())
    file = write("m.jsonl.gz", packed)
    questions, documents = read_medquad(file)
    assert sorted(documents.values()) == ["A cure.", "An illness."]
    told = {sample.id: documents[sample.evidence[0]] for sample in questions.samples}
    assert told == {"m1": "An illness.", "m2": "An illness.", "m1~2": "A cure."}
    assert [(fault.line, fault.id) for fault in questions.faults] == [(3, "m3"), (5, "")]
    fewer, _ = read_medquad(file, 2)
    assert fewer.samples == questions.samples[:2]


def test_file_that_is_no_such_data_is_named(write: Write, tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"s\.json: is no SQuAD JSON"):
        read_data(f"squad:{write('s.json', '[]')}", tmp_path)
    with pytest.raises(DatasetError, match=r"m\.jsonl:1: is no MedQuAD row"):
        read_data(f"medquad:{write('m.jsonl', '[]')}", tmp_path)
    with pytest.raises(DatasetError, match=r"m\.jsonl\.gz: cannot be read"):
        read_data(f"medquad:{write('m.jsonl.gz', 'plain')}", tmp_path)


def test_squad_is_run_on_its_own_documents(
    write: Write, tmp_path: Path, real_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAMILY_QA_INDEX", str(real_index))
    monkeypatch.setenv("FAMILY_QA_RUNS", str(tmp_path / "runs"))
    file, out = write("s.json", json.dumps(SQUAD)), tmp_path / "out"
    assert main(["run", "--data", f"squad:{file}", "--out", str(out)]) == 2  # two rows are faulty
    done = read_run(out)
    assert [score.id for score in done.scores] == ["s1", "s2"]
    assert done.scores[0].retrieval["hit@1"] == 1.0
    assert len(done.summary["unscored"]) == 2


@pytest.mark.parametrize(
    ("module", "name", "count"),
    [("langchain_stock", "langchain_stock", 4), ("llamaindex_stock", "llamaindex_stock", 2)],
)
def test_stock_pipeline_shows_chunks_that_are_scored_like_our_answers(
    library: Library, module: str, name: str, count: int
) -> None:
    """Both are extras: `pip install -e '.[bench]'`."""
    peer = pytest.importorskip(f"bench.peers.{module}", exc_type=ImportError)
    document = next(iter(library.documents))
    show = getattr(peer, name)({document: library.body(document)}, TextEmbedder())
    chunks = show("Is naltrexone addictive?")
    assert len(chunks) == count
    assert {chunk.document for chunk in chunks} == {document}
    asked = sample(
        question="Is naltrexone addictive?", facts=[{"text": "no habit", "any": ["not addictive"]}]
    )
    (result,) = run(asks(show, library), [asked], library)
    assert result.answer is not None
    assert len(result.answer.evidence) == count  # every chunk is found again in the document
    assert result.answer.kind is Kind.ANSWER
    assert score(asked, result.answer, library).words == sum(len(chunk.text.split()) for chunk in chunks)
