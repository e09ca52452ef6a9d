"""A table by category, the misses in full, and whether the thresholds are met."""

from __future__ import annotations

import statistics
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

from answering.records import Kind
from evals.dataset import DatasetError, Expect
from evals.run import Result

FIGURES = ("n", "right", "facts", "abstained", "refused", "exact", "words", "most", "p50", "p95")
Figures = dict[str, float | None]


def summarise(results: Sequence[Result]) -> Figures:
    """Shares in percent, words, milliseconds; None where there is nothing to measure.

    abstained: of what is not covered, how much was not answered.
    refused: of what is covered, how much was not answered.
    exact: of the answers with quotes, how many have every quote word for word.
    """
    scores = [result.score for result in results]
    uncovered = [r for r in results if r.sample.expect is Expect.ABSTAIN]
    covered = [r for r in results if r.sample.expect in {Expect.ANSWER, Expect.ANSWER_WITH_REFERRAL}]
    words = [score.words for score in scores if score.words is not None]
    milliseconds = sorted(score.milliseconds for score in scores)
    return {
        "n": len(results),
        "right": _percent([score.right for score in scores]),
        "facts": _percent([score.facts for score in scores if score.facts is not None]),
        "abstained": _percent([r.answer.kind is not Kind.ANSWER for r in uncovered]),
        "refused": _percent([r.answer.kind is Kind.ABSTAIN for r in covered]),
        "exact": _percent([s.quotes_exact for s in scores if s.quotes_exact is not None]),
        "words": statistics.median(words) if words else None,
        "most": max(words, default=None),
        "p50": _quantile(milliseconds, 0.5),
        "p95": _quantile(milliseconds, 0.95),
    }


def render_table(results: Sequence[Result]) -> str:
    """One line per category in order of appearance, and one for all."""
    categories = list(dict.fromkeys(result.sample.category for result in results))
    groups = [(name, [r for r in results if r.sample.category == name]) for name in categories]
    rows: list[tuple[str, ...]] = [("category", *FIGURES)]
    for name, group in [*groups, ("all", list(results))]:
        figures = summarise(group)
        rows.append((name, *(_shown(column, figures[column]) for column in FIGURES)))
    widths = [max(len(row[i]) for row in rows) for i in range(len(FIGURES) + 1)]
    return "\n".join(
        "  ".join(cell.ljust(widths[i]) if i == 0 else cell.rjust(widths[i]) for i, cell in enumerate(row))
        for row in rows
    )


def render_misses(results: Sequence[Result]) -> str:
    """Every sample that was not right: what was asked, expected and answered."""
    blocks = []
    for result in results:
        if result.score.right:
            continue
        sample, answer = result.sample, result.answer
        text = " ".join(answer.text.split())
        facts = [f"  {'✓' if fact.stated_in(text) else '✗'} {fact.text}" for fact in sample.facts]
        blocks.append(
            "\n".join(
                [
                    f"{sample.id} {sample.category}: expected {sample.expect}, got {answer.kind} "
                    f"(P {answer.trace.probability or 0:.2f})",
                    f"  asked: {answer.standalone_question}",
                    *facts,
                    f"  said: {text[:300]}",
                ]
            )
        )
    return "\n\n".join(blocks)


def check_thresholds(figures: dict[str, Figures], path: Path) -> list[str]:
    """What is below its threshold, one line each.

    The file has a table per group of figures ("all", or a category) with `figure = {least = x}` or
    `{most = x}`. A figure that could not be measured is a failure, not a pass.
    """
    try:
        thresholds = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise DatasetError(f"{path}: cannot be read ({error}); mend it") from error
    failures = []
    for group, limits in thresholds.items():
        for name, limit in limits.items():
            value = figures.get(group, {}).get(name)
            if value is None or not _within(value, limit):
                shown = "not measured" if value is None else f"{value:.1f}"
                failures.append(f"{group} {name}: {shown}, must be {limit}")
    return failures


def _within(value: float, limit: Mapping[str, float]) -> bool:
    return limit.get("least", value) <= value <= limit.get("most", value)


def _percent(values: Sequence[float | bool]) -> float | None:
    return 100 * sum(values) / len(values) if values else None


def _quantile(ordered: Sequence[float], share: float) -> float | None:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else None


def _shown(column: str, value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:.0f}" if column in {"n", "words", "most"} else f"{value:.1f}"
