"""The report as one page that stands alone: no script, style, font or picture from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from evals.figures import ALL, LABELS, MEANS, probabilities
from evals.library import Library
from evals.plots import calibration_plot, category_plot, histogram, latency_plot, risk_plot, stage_plot
from evals.report import latencies_of, milliseconds_of, shown, shown_interval, table_of, unit
from evals.run import Result
from ingest.settings import ROOT

if TYPE_CHECKING:
    from evals.wording import WithAndWithout

TEMPLATES = Path(__file__).with_name("templates")
TOKENS = ROOT / "pages" / "static" / "tokens.css"
"""Colours, type and space of every page of this program."""
HEADLINE = ("right", "facts", "abstained", "refused", "emergency_recall", "false_alarms")
GROUPS: Mapping[str, tuple[str, ...]] = {
    "Answers": (
        "right",
        "facts",
        "forbidden",
        "stigma",
        "words",
        "most",
        "grade",
        "judged",
        "judged_support",
    ),
    "Citations": ("exact", "citation_recall", "citation_precision"),
    "Retrieval": (
        *("hit_1", "hit_5", "recall_1", "recall_5", "recall_10"),
        *("precision_1", "precision_5", "precision_10", "ndcg_10"),
    ),
    "Knowing when to answer": (
        *("abstained", "refused", "abstention_precision", "abstention_recall"),
        *("auroc", "aurc", "coverage_2", "ece"),
    ),
    "Emergencies": ("emergency_recall", "false_alarms"),
}
MOST_WORDS, HIGHEST_GRADE = 150, 8
PASSAGES_SHOWN = 5


def environment() -> Environment:
    """Templates in which every value is escaped and every name must be known."""
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.globals["tokens"] = Markup(TOKENS.read_text(encoding="utf-8"))
    env.filters["percent"] = lambda value: "-" if value is None else f"{100 * value:.0f} %"
    return env


def render_html(
    results: Sequence[Result],
    library: Library,
    summary: Mapping[str, Any],
    peers: Sequence[Sequence[str]] = (),
    beside: WithAndWithout | None = None,
) -> str:
    """Headline, table, plots, and every miss with what lost it."""
    figures = summary["figures"]
    return (
        environment()
        .get_template("report.html")
        .render(
            summary=summary,
            headline=[_figure(name, figures[ALL]) for name in HEADLINE if name in figures[ALL]],
            groups={
                title: [_figure(name, figures[ALL]) for name in names if name in figures[ALL]]
                for title, names in GROUPS.items()
            },
            table=table_of(results, figures),
            times=latencies_of(results)[ALL],
            plots={title: svg for title, svg in _plots(results, summary).items() if svg},
            misses=[
                _miss(r, library)
                for r in results
                if r.answer and not r.score.right and not r.score.unscored
            ],
            peers=peers,
            beside=beside,
        )
    )


def _figure(name: str, figures: Mapping[str, Any]) -> dict[str, str]:
    figure = figures[name]
    share = name in MEANS and MEANS[name].percent
    return {
        "label": LABELS[name],
        "value": shown(name, figure["value"]) + unit(name),
        "interval": shown_interval(figure),
        "n": str(figure["n"]) if share else "",
    }


def _plots(results: Sequence[Result], summary: Mapping[str, Any]) -> dict[str, Markup]:
    figures = summary["figures"]
    scores = [result.score for result in results if not result.score.unscored]
    p, covered, right = probabilities(scores)
    words = [float(s.words) for s in scores if s.words is not None]
    grades = [s.grade for s in scores if s.grade is not None]
    return {
        "Facts stated": category_plot(figures, "facts", "facts stated"),
        "Right": category_plot(figures, "right", "right"),
        "How wrong, if only the surest are answered": risk_plot(p, right),
        "Whether its probability can be trusted": calibration_plot(p, covered),
        "Words of an answer": histogram(words, "words", 10, MOST_WORDS),
        "Reading grade of an answer": histogram(grades, "Flesch-Kincaid grade", 1, HIGHEST_GRADE),
        "Time to an answer": latency_plot(milliseconds_of(results)),
        "What lost the misses": stage_plot(summary["lost_by"]),
    }


def _miss(result: Result, library: Library) -> dict[str, Any]:
    sample, answer, score = result.sample, result.answer, result.score
    assert answer is not None
    gold = library.gold(sample)
    best = answer.evidence[:PASSAGES_SHOWN]
    seen = {found.passage_id for found in best}
    return {
        "id": sample.id,
        "category": sample.category,
        "stage": str(score.stage),
        "question": sample.question,
        "history": sample.history,
        "standalone": answer.standalone_question,
        "expect": sample.expect.replace("_", " "),
        "kind": str(answer.kind),
        "probability": answer.probability,
        "facts": list(zip(sample.facts, score.stated, strict=True)),
        "forbidden": score.forbidden,
        "text": answer.text,
        "gold": [(name, library.text_of(name)) for name in library.passages_of(gold) if name not in seen],
        "passages": [
            {
                "id": found.passage_id.partition("/")[2] or found.passage_id,
                "scores": {name: f"{value:.2f}" for name, value in found.scores.items()},
                "text": library.text_of(found.passage_id),
                "gold": bool(gold & library.within(found.document, found.start, found.end)),
            }
            for found in best
        ],
    }
