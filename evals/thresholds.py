"""What must be reached, and what may not get worse: thresholds.toml, read and applied."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.dataset import CATEGORIES
from evals.figures import ALL, HIGHER, MEASURES, Figures
from ingest.errors import DatasetError

PATH = Path(__file__).with_name("thresholds.toml")
LIMITS = {"least", "most"}
GROUPS = (ALL, *CATEGORIES)
TABLES = "[reach.GROUP], [worse] and [worse.GROUP]"
BEYOND = 1e6
"""No limit is as large: a number from here on is a slip."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Both tables of the file."""

    reach: Mapping[str, Mapping[str, Mapping[str, float]]]
    """Group ("all", or a category) -> figure -> {"least": x} or {"most": x}."""
    worse: Mapping[str, Mapping[str, float]]
    """Group -> guarded figure -> by how much it may be worse than before, in its own unit."""

    def missed(self, figures: Mapping[str, Figures]) -> list[str]:
        """One line for each that is not reached; what could not be measured is not reached."""
        failures = []
        for group, limits in self.reach.items():
            for name, limit in limits.items():
                value = figures.get(group, {}).get(name, {}).get("value")
                within = value is not None and (
                    limit.get("least", value) <= value <= limit.get("most", value)
                )
                if not within:
                    shown = "not measured" if value is None else f"{value:.1f}"
                    wanted = " and ".join(f"at {word} {bound:g}" for word, bound in limit.items())
                    failures.append(f"{group} {name}: {shown}, must be {wanted}")
        return failures

    def worsened(self, before: Mapping[str, Figures], after: Mapping[str, Figures]) -> list[str]:
        """One line for each guarded figure that got worse by more than its margin, or was lost.

        `before`, `after`: figures by group, as `by_category` gives them. What was not measured before
        cannot have got worse.
        """
        failures = []
        for group, margins in self.worse.items():
            old, new = before.get(group, {}), after.get(group, {})
            for name, margin in margins.items():
                if name in old and (loss := _loss(name, old, new, margin)):
                    failures.append(f"{name if group == ALL else f'{group} {name}'}: {loss}")
        return failures


def load_thresholds(path: Path = PATH) -> Thresholds:
    """Raises DatasetError for a file that cannot be read, or in which anything guards nothing.

    A slip must not switch a guard off in silence: every group, figure and number is looked at.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DatasetError(f"{path}: cannot be read ({error}); mend it") from error
    if strange := set(data) - {"reach", "worse"}:
        raise DatasetError(f"{path}: has the tables {sorted(strange)}; use {TABLES}")
    if not data:
        raise DatasetError(f"{path}: guards nothing; write {TABLES}")
    for name in data:
        _check_table(path, name, data[name])
    reach, worse = data.get("reach", {}), data.get("worse", {})
    for group, limits in reach.items():
        _check_figures(path, f"reach.{group}", group, limits)
        for name, limit in limits.items():
            _check_limit(path, f"[reach.{group}] {name}", limit)
    # [worse] itself holds the margins of all; the tables within it are those of categories.
    of_all = {name: margin for name, margin in worse.items() if not isinstance(margin, dict)}
    of_groups = {name: margins for name, margins in worse.items() if isinstance(margins, dict)}
    if ALL in of_groups:
        raise DatasetError(f"{path}: [worse.{ALL}]: write its margins into [worse]")
    guarded = ({ALL: of_all} if of_all else {}) | of_groups
    for group, margins in guarded.items():
        table = "worse" if group == ALL else f"worse.{group}"
        _check_figures(path, table, group, margins)
        for name, margin in margins.items():
            if not _is_number(margin) or margin < 0:
                raise DatasetError(f"{path}: [{table}] {name} = {margin!r}; write a margin of 0 or more")
    return Thresholds(reach, guarded)


def _loss(name: str, before: Figures, after: Figures, margin: float) -> str:
    """What was lost beyond the margin, "" for nothing."""
    old = before[name]["value"]
    if name not in after:
        return f"was {old:.1f}, is not measured any more"
    new = after[name]["value"]
    loss = old - new if name in HIGHER else new - old
    # The last digits of a sum are no loss.
    return f"{old:.1f} -> {new:.1f}, may be worse by {margin:g} at most" if loss > margin + 1e-6 else ""


def _check_table(path: Path, table: str, value: Any) -> None:
    if not isinstance(value, dict):
        raise DatasetError(f"{path}: {table} = {value!r} is no table; use {TABLES}")
    if not value:
        raise DatasetError(f"{path}: [{table}] is empty; write a figure into it or take it out")


def _check_figures(path: Path, table: str, group: str, value: Any) -> None:
    """Raises DatasetError where the group is none, or one of its figures."""
    if group not in GROUPS:
        raise DatasetError(f"{path}: [{table}]: {group!r} is no group; use one of {', '.join(GROUPS)}")
    _check_table(path, table, value)
    # Latencies have labels too, but are of a machine, not of the answers: a run's figures lack them.
    if unknown := sorted(set(value) - set(MEASURES)):
        known = ", ".join(sorted(MEASURES))
        raise DatasetError(f"{path}: [{table}]: {unknown} are no figures; use {known}")


def _check_limit(path: Path, where: str, limit: Any) -> None:
    if not isinstance(limit, dict) or not limit or set(limit) - LIMITS:
        raise DatasetError(f"{path}: {where} = {limit!r}; write {{ least = x }} or {{ most = x }}")
    for word, bound in limit.items():
        if not _is_number(bound):
            raise DatasetError(f"{path}: {where}: {word} = {bound!r}; write a number")


def _is_number(value: Any) -> bool:
    """Whether it can be compared with a figure: nan is below and above nothing, and true is no share."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < BEYOND
