"""What a chat model made of the answers of a run, and the same questions without one, side by side."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.compare import Turned, compare_runs
from evals.figures import ALL
from evals.outputs import Run
from evals.records import IN_MODELS_WORDS, Worded
from evals.report import latencies_of, shown
from evals.run import Result

WITHOUT = "without-model"
"""Folder of the answers without the model, within that of the run: a run of its own for `compare`."""
SENT_NOTHING = frozenset({"", "cached", "resting", "unreachable", "refused", "busy", "broken"})
"""Outcomes for which a server has counted no tokens."""
BESIDE = {"right": "right", "facts": "facts", "words": "words", "p50": "p50 ms"}
DOLLARS = 6
"""Decimals that are kept of a sum of money."""


@dataclass(frozen=True, slots=True)
class WithAndWithout:
    """A run with a chat model, beside the same questions answered without."""

    tables: Mapping[str, Sequence[Sequence[str]]]
    """By title: rows of cells, a head first."""
    turned: Mapping[str, Sequence[Turned]]
    """By title: questions that one of the two got right and the other did not, with both answers."""


def usage_of(results: Sequence[Result]) -> dict[str, Any]:
    """What came of asking the model: how many answers it worded, what was dropped and why, tokens, dollars.

    Means are over the answers that it was asked for; one from the cache costs nothing.
    """
    asked = [r.answer.worded for r in results if r.answer and r.answer.worded]
    outcomes = Counter(one.outcome for one in asked if one.outcome)
    reasons = Counter(_kind_of(reason) for one in asked for reason in one.dropped)
    costs = [one.cost for one in asked if one.cost is not None]
    return {
        "answers": len(results),
        "asked": len(asked),
        "worded": sum(outcomes[name] for name in IN_MODELS_WORDS),
        "cached": outcomes["cached"],
        "own_words": {n: count for n, count in outcomes.most_common() if n not in IN_MODELS_WORDS},
        "dropped": dict(reasons.most_common()),
        "tokens": {"read": sum(one.read for one in asked), "written": sum(one.written for one in asked)},
        "not_told": sum(_is_not_told(one) for one in asked),
        "dollars": round(sum(costs), DOLLARS) if costs else None,
    }


def with_and_without(
    results: Sequence[Result],
    summary: Mapping[str, Any],
    without: Sequence[Result],
    summary_without: Mapping[str, Any],
) -> WithAndWithout:
    """Figures next to each other, and every question that was gained or lost."""
    comparison = compare_runs(
        _run(without, summary_without, "without the model"), _run(results, summary, "with the model")
    )
    head = ["figure", "without", "with", "change", "95 %"]
    return WithAndWithout(
        tables={
            "Figures": [head, *(difference.told for difference in comparison.differences)],
            "By category": _by_category(results, summary, without, summary_without),
            "What the model did": _usage_rows(summary["model"]),
        },
        turned={"Lost with the model": comparison.lost, "Gained with the model": comparison.gained},
    )


def _run(results: Sequence[Result], summary: Mapping[str, Any], name: str) -> Run:
    answers = {result.sample.id: result.answer for result in results if result.answer}
    return Run(Path(name), summary, tuple(result.score for result in results), answers)


def _by_category(
    results: Sequence[Result],
    summary: Mapping[str, Any],
    without: Sequence[Result],
    summary_without: Mapping[str, Any],
) -> list[list[str]]:
    figures, plainly = summary["figures"], summary_without["figures"]
    times, times_plainly = latencies_of(results), latencies_of(without)
    heads = [f"{label}, {way}" for label in BESIDE.values() for way in ("without", "with")]
    rows = [["category", *heads]]
    for group in [*(name for name in figures if name != ALL), ALL]:
        cells = []
        for name in BESIDE:
            for known, timed in ((plainly, times_plainly), (figures, times)):
                value = known.get(group, {}).get(name, {}).get("value")
                cells.append(shown(name, value if name != "p50" else timed.get(group, {}).get(name)))
        rows.append([group, *cells])
    return rows


def _usage_rows(usage: Mapping[str, Any]) -> list[list[str]]:
    asked, dollars = usage["asked"], usage["dollars"]
    rows = [["answers", str(usage["answers"])], ["the model was asked", str(asked)]]
    rows += [["worded by the model", _of(usage["worded"], asked)]]
    rows += [["of these from the cache, at no cost", str(usage["cached"])]]
    rows += [[f"the article's own words: {n}", _of(c, asked)] for n, c in usage["own_words"].items()]
    rows += [["sentences dropped", str(sum(usage["dropped"].values()))]]
    rows += [[f"dropped: {reason}", str(count)] for reason, count in usage["dropped"].items()]
    for name, total in usage["tokens"].items():
        rows.append([f"tokens {name}, per answer", f"{total / asked:.1f}" if asked else "-"])
        rows.append([f"tokens {name}, all", str(total)])
    if usage["not_told"]:
        rows.append(["answers whose tokens were not told", str(usage["not_told"])])
    known = dollars is not None and asked
    rows.append(["cost per answer", f"${dollars / asked:.6f}" if known else "prices not set"])
    rows.append(["cost of all", f"${dollars:.4f}" if known else "prices not set"])
    return [["what", "value"], *rows]


def _of(count: int, asked: int) -> str:
    return f"{count} ({100 * count / asked:.1f} %)" if asked else str(count)


def _kind_of(reason: str) -> str:
    """ "negation of liver" -> "negation": what it is about is counted together."""
    return re.split(r": | of ", reason)[0]


def _is_not_told(one: Worded) -> bool:
    return not one.read and one.outcome not in SENT_NOTHING
