"""A chat model that grades answers by a rubric: an extra opinion, and never a gate.

Its prompt is prompts/judge.md. The same answer is graded once: verdicts are kept by a checksum of the
model and all that it reads. A reply that cannot be read, twice, leaves the answer unscored: None, not 0.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from string import Template
from typing import Any, Literal

from langchain_core.language_models import BaseChatModel
from pydantic import BaseModel, ValidationError
from tqdm import tqdm

from answering.prices import Prices, parse_prices
from evals.dataset import Sample, rows_of
from evals.records import Answered
from evals.run import Result
from ingest.errors import JudgeError, StorageError, first_line
from ingest.settings import ROOT, Settings

PROMPT = ROOT / "prompts" / "judge.md"
MARKS = {"right": 1.0, "partly": 0.5, "wrong": 0.0}
TRIES = 2
"""A reply that cannot be read is asked for once more."""
RETRIES = 4
"""Of a connection that fails, with the pauses that the server asks for."""
TIMEOUT = 60
"""Seconds for one reply."""


class Verdict(BaseModel):
    """What the model says of one answer."""

    verdict: Literal["right", "partly", "wrong"]
    unsupported: list[int] = []
    """Numbers of the sentences, from 1, that their quotes do not support."""
    reason: str = ""


@dataclass
class Judge:
    """One grading model, and what it has cost so far."""

    name: str
    model: BaseChatModel
    cache: Path
    prices: Prices | None = None
    """None where they are not known."""
    tokens: dict[str, int] = field(default_factory=lambda: {"read": 0, "written": 0})
    graded: int = 0
    from_cache: int = 0
    unread: int = 0
    """Answers left without a mark."""
    fault: str = ""
    """Why it was given up; the answers after that have no mark."""

    def grade_all(self, results: Sequence[Result]) -> list[Result]:
        """The results with the model's marks."""
        return [self._graded(r) for r in tqdm(results, desc="grading", disable=None, leave=False)]

    def grade(self, sample: Sample, answer: Answered) -> Verdict | None:
        """The verdict on one answer; None where the model gave none that can be read."""
        prompt = prompt_for(sample, answer)
        kept = self.cache / f"{hashlib.sha256(f'{self.name}{prompt}'.encode()).hexdigest()[:24]}.json"
        if known := _kept_in(kept):
            self.from_cache += 1
            return known
        for _ in range(TRIES):
            verdict = None if self.fault else self._ask(prompt)
            if verdict:
                self._keep(verdict, kept)
                return verdict
        self.unread += 1
        return None

    @property
    def cost(self) -> float | None:
        """Dollars, or None where the prices are not known."""
        return self.prices.cost(self.tokens["read"], self.tokens["written"]) if self.prices else None

    def about(self) -> dict[str, Any]:
        """What a report says of the judge; the same for the same run, cached or not."""
        return {"model": self.name, "unread": self.unread}

    def told(self, people: Mapping[str, float | int | None] | None = None) -> list[list[str]]:
        """Rows for the command line: what it graded, what that cost, and how far `people` agree with it."""
        cost = "prices not set" if self.cost is None else f"${self.cost:.4f}"
        head = ["judge", "graded", "from cache", "unread", "tokens read", "written", "cost"]
        counts = [self.graded, self.from_cache, self.unread, self.tokens["read"], self.tokens["written"]]
        row = [self.name, *map(str, counts), cost]
        if people is not None:
            head += ["people judged", "agreed, %", "kappa"]
            row += [
                str(people["n"]),
                *("-" if people[k] is None else str(people[k]) for k in ("agreed", "kappa")),
            ]
        return [head, row]

    def _keep(self, verdict: Verdict, file: Path) -> None:
        """Written beside and then renamed: a run that is killed leaves no half of it."""
        draft = file.with_name(f"{file.name}.{os.getpid()}.part")
        try:
            self.cache.mkdir(parents=True, exist_ok=True)
            draft.write_text(verdict.model_dump_json(), encoding="utf-8")
            draft.replace(file)
        except OSError as error:
            raise StorageError(f"{file}: cannot be written ({error.strerror}); check it") from error

    def _graded(self, result: Result) -> Result:
        if not result.answer:
            return result
        verdict = self.grade(result.sample, result.answer)
        if verdict is None:
            return result
        self.graded += 1
        sentences = len(result.answer.sentences)
        unsupported = len({n for n in verdict.unsupported if 1 <= n <= sentences})
        marks = {
            "judged": MARKS[verdict.verdict],
            "judged_support": 1 - unsupported / sentences if result.answer.citations else None,
        }
        return replace(result, score=result.score.model_copy(update=marks))

    def _ask(self, prompt: str) -> Verdict | None:
        try:
            reply = self.model.invoke(prompt)
        except Exception as error:  # each provider's client has errors of its own
            # After the client's own retries: every further call would wait and fail as well.
            self.fault = (
                f"FAMILY_QA_JUDGE_MODEL={self.name}: fails ({type(error).__name__}: {str(error)[:160]}); "
                "check its address and key; the answers that it has not seen have no mark"
            )
            return None
        usage: Mapping[str, Any] = getattr(reply, "usage_metadata", None) or {}
        self.tokens["read"] += int(usage.get("input_tokens", 0))
        self.tokens["written"] += int(usage.get("output_tokens", 0))
        return read_verdict(str(reply.text))


def load_judge(settings: Settings) -> Judge:
    """The judge that the settings name; raises JudgeError where it cannot be set up."""
    name = settings.judge_model
    if not name:
        raise JudgeError(
            "--judge needs FAMILY_QA_JUDGE_MODEL=provider:model, for example openai:gpt-4o-mini"
        )
    from langchain.chat_models import init_chat_model

    try:
        model = init_chat_model(name, temperature=0, max_retries=RETRIES, timeout=TIMEOUT)
    except Exception as error:  # unknown provider, missing package, missing key: one class each
        raise JudgeError(
            f"FAMILY_QA_JUDGE_MODEL={name}: cannot be set up ({first_line(error)}); "
            "install its package (the extra `models` has OpenAI's) and set its key"
        ) from error
    return Judge(
        name, model, settings.runs / "judged", parse_prices("FAMILY_QA_JUDGE_PRICES", settings.judge_prices)
    )


def _kept_in(file: Path) -> Verdict | None:
    """None where it was not kept, or cannot be read any more: then the model is asked again."""
    try:
        return Verdict.model_validate_json(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def prompt_for(sample: Sample, answer: Answered) -> str:
    """prompts/judge.md, filled in."""
    sentences = [sentence.text for sentence in answer.sentences] or [answer.plain]
    return (
        Template(PROMPT.read_text(encoding="utf-8")).substitute(
            question="\n".join([*(f"{m.role}: {m.content}" for m in sample.history), sample.question]),
            expect=sample.expect.replace("_", " "),
            facts="\n".join(f"- {fact.text}" for fact in sample.facts) or "- (none: the kind decides)",
            kind=answer.kind,
            answer="\n".join(f"{number}. {text}" for number, text in enumerate(sentences, start=1)),
            quotes="\n".join(f"- {cited.quote}" for cited in answer.citations) or "- (none)",
        )
        + SHAPE
    )


SHAPE = (
    '\nReply with one JSON object and nothing else: {"verdict": "right" or "partly" or "wrong", '
    '"unsupported": [numbers], "reason": "one sentence"}\n'
)


def read_verdict(text: str) -> Verdict | None:
    """The verdict in a reply, whatever stands around its JSON; None where there is none."""
    start, end = text.find("{"), text.rfind("}")
    try:
        return Verdict.model_validate_json(text[start : end + 1])
    except ValidationError:
        return None


class HumanVerdict(BaseModel):
    """A line of `python -m store verdicts`: what people found of the answer to a question."""

    id: str
    verdict: str
    """"right", or any other word of the store for what is wrong with it."""
    answer: str = ""
    """What they judged; "" for whatever the run answers."""


def read_human(path: Path) -> dict[str, HumanVerdict]:
    """Verdicts of people by the id of the question; raises DatasetError with file and line."""
    return {row.id: row for row in rows_of(path, HumanVerdict)}


def agreement_on(
    results: Sequence[Result], human: Mapping[str, HumanVerdict]
) -> dict[str, float | int | None]:
    """`agreement` over the answers that people have judged, word for word as they are given now."""
    judged = {r.sample.id: r.score.judged for r in results}
    said = {r.sample.id: r.answer.plain for r in results if r.answer}
    same = {
        name: verdict.verdict == "right"
        for name, verdict in human.items()
        if name in said and " ".join(verdict.answer.split()) in {"", said[name]}
    }
    return agreement(judged, same)


def agreement(
    judged: Mapping[str, float | None], human: Mapping[str, bool]
) -> dict[str, float | int | None]:
    """How often judge and people agree that an answer is right, and Cohen's kappa (Cohen 1960).

    Only answers that both have seen; kappa is None where either always says the same.
    """
    both = [
        (mark == 1.0, human[name]) for name, mark in judged.items() if mark is not None and name in human
    ]
    if not both:
        return {"n": 0, "agreed": None, "kappa": None}
    n = len(both)
    agreed = sum(a == b for a, b in both) / n
    yes_a, yes_b = sum(a for a, _ in both) / n, sum(b for _, b in both) / n
    chance = yes_a * yes_b + (1 - yes_a) * (1 - yes_b)
    kappa = None if chance == 1 else round((agreed - chance) / (1 - chance), 4)
    return {"n": n, "agreed": round(100 * agreed, 4), "kappa": kappa}
