"""The commands on the real index: what they write, what they refuse, and how they end."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import xml.etree.ElementTree as Xml
from collections.abc import Callable
from pathlib import Path

import pytest
from test_evals_scorers import ANSWER, FACTS, LIBRARY, sample

from answering.answerer import Answerer
from evals.__main__ import PIPE_CLOSED, main
from evals.baseline import BASELINE
from evals.compare import Difference, compare_runs
from evals.dataset import DEVELOPMENT, Fault, Questions, Sample, read_questions
from evals.figures import ALL
from evals.intervals import Interval
from evals.library import Library
from evals.outputs import answers_for, read_run, write_run
from evals.records import Answered
from evals.report import render_junit, render_markdown, render_misses, summary_of
from evals.run import Result, ours, run, searched_plainly
from evals.systems import open_answerer, overridden, parse_overrides
from evals.thresholds import load_thresholds
from ingest.errors import DatasetError, SettingError
from ingest.settings import ROOT, load_settings

Write = Callable[..., Path]
ADDICTIVE = {
    "id": "q1",
    "category": "direct",
    "question": "Is naltrexone addictive?",
    "expect": "answer",
    "facts": [{"text": "no habit", "any": ["not addictive"]}],
}
SPORT = {"id": "q2", "category": "off_topic", "question": "Who won the cup final?", "expect": "abstain"}
SAME = ("answers.jsonl", "scores.jsonl", "summary.json", "junit.xml")


@pytest.fixture(autouse=True)
def _index(real_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAMILY_QA_INDEX", str(real_index))
    monkeypatch.setenv("FAMILY_QA_RUNS", str(tmp_path / "runs"))


def lines(*rows: dict[str, object]) -> str:
    return "\n".join(json.dumps(row) for row in rows)


def test_run_writes_the_same_bytes_in_two_processes_apart_from_timings(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    questions = write("q.jsonl", lines(ADDICTIVE, SPORT))
    one, other = tmp_path / "one", tmp_path / "other"
    words = ["run", "--questions", str(questions), "--out"]
    assert main([*words, str(one)]) == 0
    # Another order of sets and dictionaries would show here, and another order of answers.
    apart = {**os.environ, "PYTHONHASHSEED": "1"}
    command = [sys.executable, "-m", "evals", *words, str(other), "--workers", "2"]
    assert subprocess.run(command, cwd=ROOT, env=apart, capture_output=True).returncode == 0
    for name in SAME:
        assert (one / name).read_bytes() == (other / name).read_bytes(), name
    assert json.loads((one / "timings.json").read_text())["q1"]["total"] > 0
    table = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in table[:4]] == ["category", "direct", "off_topic", "all"]
    page = (one / "report.html").read_text()
    assert "<svg" in page
    assert "http" not in page.replace("http://www.w3.org", "")
    assert main(["compare", str(one), str(other), "--html", str(tmp_path / "c.html")]) == 0
    assert "no guarded figure got worse" in (tmp_path / "c.html").read_text()


def test_faulty_row_is_named_the_others_are_asked_and_the_run_ends_with_2(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = ADDICTIVE | {"id": "q3", "category": "chat"}
    lost = ADDICTIVE | {"id": "q4", "evidence": ["It is a vegetable."]}
    questions = write("q.jsonl", lines(bad, lost, SPORT))
    assert main(["run", "--questions", str(questions), "--out", str(tmp_path / "out")]) == 2
    errors = capsys.readouterr().err
    assert "q.jsonl:1: q3: category: 'chat' is no category" in errors
    assert "q.jsonl:2: q4: evidence 'It is a vegetable.' stands in no document" in errors
    summary = read_run(tmp_path / "out").summary
    assert [row["id"] for row in summary["unscored"]] == ["q3", "q4"]
    right = summary["figures"][ALL]["right"]
    assert (right["value"], right["high"], right["n"]) == (100.0, 100.0, 1)
    assert right["low"] == pytest.approx(20.65, abs=0.01)  # Wilson's, of one in one
    errors_in_junit = Xml.parse(tmp_path / "out" / "junit.xml").getroot().findall(".//error")
    assert len(errors_in_junit) == 2


def test_threshold_that_is_missed_ends_with_1(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    questions, limit = (
        write("q.jsonl", lines(ADDICTIVE)),
        write("t.toml", "[reach.all]\nwords = {most = 1}\n"),
    )
    assert main(["run", "--questions", str(questions), "--thresholds", str(limit)]) == 1
    assert "below threshold: all words" in capsys.readouterr().err


def test_case_of_staff_that_is_missed_ends_with_1(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    """It is there because that answer was wrong once; of our own questions a miss is a figure."""
    for category, status in (("staff", 1), ("direct", 0)):
        questions = write("q.jsonl", lines(ADDICTIVE | {"category": category, "expect": "abstain"}))
        assert main(["run", "--questions", str(questions)]) == status
        said = f"below threshold: {ADDICTIVE['id']}: this case of staff is not right"
        assert (said in capsys.readouterr().err) == bool(status)


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (["run", "--questions", "missing.jsonl"], "missing.jsonl: cannot be read"),
        (["run", "--set", "retrieve.q=3"], "--set retrieve.q=3: give NAME=VALUE with a name of retrieve.k"),
        (["run", "--category", "chat"], "--category chat: use one of direct"),
        (["run", "--only", "("], "--only (: "),
        (["run", "--only", "nobody"], "no question is left"),
        (["run", "--data", "trec:x"], "give FORM:FILE with a form of squad, medquad"),
        (["run", "--judge"], "--judge needs FAMILY_QA_JUDGE_MODEL"),
        (["run", "--human", "h.jsonl"], "people's verdicts are compared with the judge's"),
        (["compare", "nowhere", "nowhere"], "nowhere: is no finished run"),
        (["sweep", "--set", "retrieve.k=" + ",".join(map(str, range(61)))], "61 points; try 60"),
    ],
)
def test_mistake_of_the_operator_is_one_line_and_2(
    words: list[str], fault: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 2
    errors = capsys.readouterr().err
    assert fault in errors
    assert len(errors.splitlines()) == 1


def test_setting_is_changed_for_the_length_of_a_run() -> None:
    from answering import editorial

    before = editorial.EVIDENCE_COUNT
    with overridden(parse_overrides(["retrieve.k=3"])):
        assert editorial.EVIDENCE_COUNT == 3
    assert before == editorial.EVIDENCE_COUNT
    with pytest.raises(SettingError, match="'many' is no number"), overridden({"retrieve.k": "many"}):
        pass


def test_weight_is_given_and_the_others_keep_their_proportions() -> None:
    served = open_answerer(load_settings()).retriever.weights
    changed = open_answerer(load_settings(), {"weights.passage": "0.5", "judge.threshold": "0.9"})
    weights = changed.retriever.weights
    assert (weights.fusion["passage"], weights.threshold) == (0.5, 0.9)
    assert sum(weights.fusion.values()) == pytest.approx(1)
    left = 0.5 / (1 - served.fusion["passage"])
    for name in set(served.fusion) - {"passage"}:
        # The file keeps four digits, so what it holds sums to 1 nearly.
        assert weights.fusion[name] == pytest.approx(served.fusion[name] * left, rel=1e-3)
    with pytest.raises(SettingError, match=r"--set weights\.\*: fusion weights sum to 1"):
        open_answerer(load_settings(), {"weights.passage": "0.8", "weights.sentence": "0.8"})


def test_sweep_asks_each_point_and_draws_it(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    questions, out = write("q.jsonl", lines(ADDICTIVE, SPORT)), tmp_path / "sweep"
    words = ["sweep", "--questions", str(questions), "--out", str(out)]
    assert main([*words, "--set", "retrieve.k=2,10", "judge.threshold=0.2"]) == 0
    table = (out / "sweep.csv").read_text().splitlines()
    assert table[0].startswith(",retrieve.k,judge.threshold,right")
    assert [row.split(",")[:3] for row in table[1:]] == [["1", "2", "0.2"], ["2", "10", "0.2"]]
    page = (out / "sweep.html").read_text()
    assert page.count("<svg") == 4
    assert "the same 2 questions of q.jsonl" in page


def test_corpus_of_choice_is_ingested_for_the_run(write: Write, tmp_path: Path) -> None:
    article = write(
        "beekeeping.md",
        "# Bees\n\nBees store honey in combs made of wax, and a queen lays all the eggs of the hive.\n",
    )
    asked = {"category": "direct", "question": "Where do bees store honey?", "expect": "answer"}
    questions = write("q.jsonl", lines({"id": "b", **asked, "evidence": ["Bees store honey in combs"]}))
    out = tmp_path / "out"
    assert main(["run", "--questions", str(questions), "--corpus", str(article), "--out", str(out)]) == 0
    (row,) = read_run(out).scores
    assert row.retrieval["hit@1"] == 1.0


def asking(one: Sample) -> Answered:
    """Raises at "b"; answers all else alike."""
    if one.id == "b":
        raise RuntimeError("out of order")
    return ANSWER.model_copy(update={"id": one.id, "question": one.question, "timings_ms": {"total": 5.0}})


SAMPLES = [sample(id=name, facts=FACTS) for name in "abc"]


def test_stage_that_raises_leaves_one_question_unscored() -> None:
    results = run(asking, SAMPLES, LIBRARY, workers=3)
    assert [result.score.unscored for result in results] == [
        "",
        "not answered: RuntimeError: out of order",
        "",
    ]
    assert [result.sample.id for result in results] == ["a", "b", "c"]


def written(folder: Path, results: list[Result]) -> Path:
    questions = Questions(tuple(result.sample for result in results))
    write_run(folder, results, summary_of(results, questions, ["q.jsonl"], {"index": "i"}), {})
    return folder


def with_text(results: list[Result], text: str) -> list[Result]:
    """The same questions, each answered by `text`."""
    return run(
        lambda one: ANSWER.model_copy(update={"id": one.id, "text": text}),
        [result.sample for result in results],
        LIBRARY,
    )


def test_comparison_pairs_answers_and_names_what_was_gained_and_lost(tmp_path: Path) -> None:
    good = run(asking, [SAMPLES[0], SAMPLES[2]], LIBRARY)
    bad = with_text(good, "Nobody knows.")
    before, after = written(tmp_path / "a", good), written(tmp_path / "b", [good[0], bad[1]])
    found = compare_runs(read_run(before), read_run(after))
    changes = {difference.name: difference for difference in found.differences}
    assert (changes["right"].before, changes["right"].after) == (100.0, 50.0)
    assert {d.name: d.verdict for d in found.differences if d.verdict} == {}  # two answers prove nothing
    assert changes["facts"].change.value == pytest.approx(-25.0)
    assert [
        (one.id, one.before and one.before.text, one.after and one.after.text) for one in found.lost
    ] == [("c", "It blocks.", "Nobody knows.")]
    assert found.gained == ()
    assert [one.id for one in compare_runs(read_run(after), read_run(before)).gained] == ["c"]


@pytest.mark.parametrize(
    ("name", "low", "high", "verdict"),
    [
        ("facts", 0.2, 3.0, "better"),
        ("facts", -3.0, -0.2, "worse"),
        ("facts", -0.2, 3.0, ""),
        ("refused", 0.2, 3.0, "worse"),
        ("refused", None, None, ""),
    ],
)
def test_difference_is_better_or_worse_where_chance_is_left_out(
    name: str, low: float | None, high: float | None, verdict: str
) -> None:
    assert Difference(name, 1.0, 2.0, Interval(1.0, low, high)).verdict == verdict


def test_comparison_ends_with_1_where_a_guarded_figure_got_worse(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = run(asking, [SAMPLES[0], SAMPLES[2]], LIBRARY)
    before = written(tmp_path / "a", good)
    after = written(tmp_path / "b", with_text(good, "Nobody knows."))
    assert main(["compare", str(before), str(before)]) == 0
    assert main(["compare", str(before), str(after)]) == 1
    shown = capsys.readouterr()
    assert "worse: right: 100.0 -> 0.0, may be worse by 1 at most" in shown.err
    assert "lost: 2" in shown.out


def test_reader_that_has_enough_ends_the_command_quietly(tmp_path: Path) -> None:
    run_folder = written(tmp_path / "a", run(asking, SAMPLES[:1], LIBRARY))
    command = [sys.executable, "-m", "evals", "compare", str(run_folder), str(run_folder)]
    piped = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert piped.stdout
    assert piped.stderr
    piped.stdout.close()
    assert piped.stderr.read() == ""
    piped.stderr.close()
    assert piped.wait() in {0, PIPE_CLOSED}


def test_runs_of_different_questions_are_not_compared(tmp_path: Path) -> None:
    one = written(tmp_path / "a", run(asking, SAMPLES[:1], LIBRARY))
    other = written(tmp_path / "b", run(asking, SAMPLES[2:], LIBRARY))
    with pytest.raises(DatasetError, match="have asked different questions"):
        compare_runs(read_run(one), read_run(other))


def test_answers_of_another_question_set_are_named(write: Write) -> None:
    def row(name: str, question: str) -> str:
        return ANSWER.model_copy(update={"id": name, "question": question}).model_dump_json()

    asked = [sample(id=name, question=f"About {name}?") for name in "ab"]
    path = write("a.jsonl", "\n".join([row("a", "About a?"), row("b", "Another?"), row("z", "?")]))
    answers, faults = answers_for(path, asked)
    assert list(answers) == ["a"]
    assert [str(fault).partition("a.jsonl")[2] for fault in faults] == [
        ":2: b: answers another question of the same id",
        ":3: z: answers none of these questions",
        ": b: has no answer",
    ]
    with pytest.raises(DatasetError, match="answers none of the 1 questions"):
        answers_for(path, [sample(id="y")])
    with pytest.raises(DatasetError, match=r"bad\.jsonl:1: kind: Input should be"):
        answers_for(write("bad.jsonl", '{"id": "a", "text": "", "kind": "poem"}'), asked)


def test_report_in_words_names_the_misses_and_what_lost_them() -> None:
    results = run(asking, SAMPLES, LIBRARY)
    assert render_misses(results) == ""
    missed = with_text(results[:1], "Nobody | knows.\x07")
    assert "a direct: expected answer, got answer (P 0.90), lost by composition" in render_misses(missed)
    assert "  ✗ blocks" in render_misses(missed)
    failure = Xml.fromstring(render_junit(missed, [])).find(".//failure")
    assert failure is not None
    assert failure.get("message") == "lost by composition"
    summary = summary_of(missed, Questions((SAMPLES[0],)), ["q.jsonl"], {"index": "i"})
    assert "| composition | 1 |" in render_markdown(missed, summary)


def test_junit_is_xml_whatever_a_question_is_called() -> None:
    odd = run(asking, [sample(id="a\x07b", facts=FACTS)], LIBRARY)
    tree = Xml.fromstring(render_junit(odd, [Fault("q\x00.jsonl", 1, "c\x1b", "is none")]))
    assert [case.get("name") for case in tree.iter("testcase")] == ["ab", "q.jsonl:1"]


def test_nothing_got_worse_than_the_committed_baseline(answerer: Answerer, tmp_path: Path) -> None:
    """The gate: all development questions, against evals/baseline by evals/thresholds.toml.

    After a change for the better: `python -m evals baseline`, and commit what it writes.
    """
    library, questions = Library.of(answerer.store), read_questions([DEVELOPMENT])
    results = run(ours(answerer), questions.samples, library, searched_plainly(answerer, library), 2)
    write_run(tmp_path, results, summary_of(results, questions, [DEVELOPMENT.name], {}), {})
    before, after = read_run(BASELINE), read_run(tmp_path)
    found = compare_runs(before, after)
    worse = load_thresholds().worsened(before.summary["figures"], after.summary["figures"])
    assert worse == [], f"lost: {[one.id for one in found.lost]}"
    assert found.unscored == ()
