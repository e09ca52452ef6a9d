"""A run with a chat model and without, in one report: the real client, and the scripted server."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from chat_server import ChatServer, form, reading_of
from test_evals_scorers import ANSWER, sample
from worded import LONG, SHORT_WAIT, true_reply

from answering.prices import Prices, parse_prices
from evals.__main__ import main
from evals.figures import ALL
from evals.outputs import read_run
from evals.records import Worded
from evals.run import Result
from evals.scorers import unscored
from evals.wording import WITHOUT, usage_of
from ingest.errors import SettingError

Write = Callable[..., Path]
WAIT = {"category": "direct", "question": LONG, "expect": "answer"}
QUESTIONS = [
    # Only the model writes "to", and only the article a dash.
    WAIT | {"id": "gained", "facts": [{"text": "7 to 10", "any": ["7 to 10 days"]}]},
    WAIT | {"id": "lost", "facts": [{"text": "7-10", "any": ["7-10 days"]}]},
    WAIT | {"id": "false", "question": "Is naltrexone addictive?"},
    {"id": "off", "category": "off_topic", "question": "Who won the cup final?", "expect": "abstain"},
]


@pytest.fixture
def model(
    real_index: Path, tmp_path: Path, chat_server: ChatServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The settings of an operator with a model that costs 1 and 10 dollars a million tokens."""
    for name, value in {
        "INDEX": real_index,
        "RUNS": tmp_path / "runs",
        "ANSWER_MODEL": "openai:scripted",
        "ANSWER_BASE_URL": chat_server.address,
        "ANSWER_PRICES": "1,10",
        "ANSWER_TIMEOUT": "30",
    }.items():
        monkeypatch.setenv(f"FAMILY_QA_{name}", str(value))
    chat_server.reply = reply


def reply(body: dict[str, Any]) -> str:
    """True of the wait; else a dose that stands nowhere."""
    false = ("Take 900 mg of it.", 1, SHORT_WAIT)
    return true_reply(body) if "free of opioids" in reading_of(body) else form(false)


def test_run_asks_with_and_without_the_model_and_tells_both_in_one_report(
    model: None, write: Write, tmp_path: Path, chat_server: ChatServer, capsys: pytest.CaptureFixture[str]
) -> None:
    out, questions = tmp_path / "out", write("q.jsonl", "\n".join(map(json.dumps, QUESTIONS)))
    assert main(["run", "--questions", str(questions), "--out", str(out)]) == 0
    summary = read_run(out).summary
    assert summary["about"]["model"] == "openai:scripted"
    # The second question is the first one again; what is off topic is never put to the model.
    assert len(chat_server.asked) == 2
    used = dict(summary["model"])
    assert used.pop("tokens")["read"] in {100, 200}  # of a reply that is cut off, no server tells
    assert used.pop("not_told") in {0, 1}
    assert used.pop("dollars") in {0.0003, 0.0006}
    assert used == {
        "answers": 4,
        "asked": 3,
        "worded": 2,
        "cached": 1,
        "own_words": {"unsupported": 1},
        "dropped": {used_reason(out): 1},
    }
    plain = read_run(out / WITHOUT)
    assert plain.summary["about"]["model"] == ""
    assert plain.answers["lost"].worded is None
    with_model, without = summary["figures"][ALL]["facts"], plain.summary["figures"][ALL]["facts"]
    assert (with_model["value"], without["value"]) == (50.0, 50.0)
    table, page, markdown = (
        capsys.readouterr().out,
        (out / "report.html").read_text(),
        (out / "report.md").read_text(),
    )
    for shown in (table, page, markdown):
        for words in ("without", "worded by the model", "of these from the cache, at no cost"):
            assert words in shown
        assert "cost per answer" in shown
        assert "own words: unsupported" in shown.replace("&#39;", "'")
    for shown in (page, markdown):
        assert "With and without the chat model" in shown
        for one in ("Lost with the model: 1", "Gained with the model: 1"):
            assert one in shown
        # Both answers of each question that turned.
        assert shown.count("Most often this takes 7 to 10 days") >= 2
        assert shown.count("Most often this takes 7-10 days") >= 2
    assert main(["compare", str(out / WITHOUT), str(out)]) == 0


def used_reason(out: Path) -> str:
    (reason,) = read_run(out).answers["false"].worded.dropped  # type: ignore[union-attr]
    return reason


def test_run_without_a_model_says_nothing_of_one(
    real_index: Path, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAMILY_QA_INDEX", str(real_index))
    questions = write("q.jsonl", json.dumps(QUESTIONS[3]))
    assert main(["run", "--questions", str(questions), "--out", str(tmp_path)]) == 0
    assert "model" not in read_run(tmp_path).summary
    assert not (tmp_path / WITHOUT).exists()
    assert "chat model" not in (tmp_path / "report.md").read_text()


def result(worded: Worded | None) -> Result:
    answer = ANSWER.model_copy(update={"worded": worded})
    return Result(sample(), answer, unscored(sample(), "not scored here"))


def test_tokens_dollars_and_causes_are_counted() -> None:
    found = usage_of(
        [
            result(
                Worded(outcome="worded", read=1000, written=100, cost=0.002, dropped=("negation of liver",))
            ),
            result(Worded(outcome="cached", cost=0.0)),
            result(Worded(outcome="unsupported", dropped=("number",), cost=0.0)),
            result(Worded(outcome="resting", cost=0.0)),
            result(None),
        ]
    )
    assert found == {
        "answers": 5,
        "asked": 4,
        "worded": 2,
        "cached": 1,
        "own_words": {"unsupported": 1, "resting": 1},
        "dropped": {"negation": 1, "number": 1},
        "tokens": {"read": 1000, "written": 100},
        # The reply was left before its server counted; the endpoint that rested was sent nothing.
        "not_told": 1,
        "dollars": 0.002,
    }


def test_prices_are_dollars_per_million_tokens() -> None:
    assert Prices(0.15, 0.6).cost(1_000_000, 500_000) == pytest.approx(0.45)
    assert parse_prices("X", "0.15,0.60") == Prices(0.15, 0.6)
    assert parse_prices("X", "") is None


@pytest.mark.parametrize("text", ["1", "a,b", "1,2,3", "-1,2", "nan,1"])
def test_price_that_is_none_is_one_clear_line(
    text: str,
    model: None,
    write: Write,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SettingError, match="write dollars per million tokens"):
        parse_prices("X", text)
    monkeypatch.setenv("FAMILY_QA_ANSWER_PRICES", text)
    assert main(["run", "--questions", str(write("q.jsonl", json.dumps(QUESTIONS[3])))]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"FAMILY_QA_ANSWER_PRICES={text!r}: ")
