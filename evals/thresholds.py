"""What must be reached, and what may not get worse: thresholds.toml, read and applied."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from evals.figures import HIGHER, LABELS, Figures
from ingest.errors import DatasetError

PATH = Path(__file__).with_name("thresholds.toml")
LIMITS = {"least", "most"}


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Both tables of the file."""

    reach: Mapping[str, Mapping[str, Mapping[str, float]]]
    """Group ("all", or a category) -> figure -> {"least": x} or {"most": x}."""
    worse: Mapping[str, float]
    """Guarded figure -> by how much it may be worse than before, in its own unit."""

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

    def worsened(self, before: Figures, after: Figures) -> list[str]:
        """One line for each guarded figure that got worse by more than its margin, or was lost."""
        failures = []
        for name, margin in self.worse.items():
            if name not in before:
                continue
            old = before[name]["value"]
            if name not in after:
                failures.append(f"{name}: was {old:.1f}, is not measured any more")
                continue
            new = after[name]["value"]
            loss = old - new if name in HIGHER else new - old
            # The last digits of a sum are no loss.
            if loss > margin + 1e-6:
                failures.append(f"{name}: {old:.1f} -> {new:.1f}, may be worse by {margin:g} at most")
        return failures


def load_thresholds(path: Path = PATH) -> Thresholds:
    """Raises DatasetError for a file that cannot be read, or that names what is no figure."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DatasetError(f"{path}: cannot be read ({error}); mend it") from error
    if strange := set(data) - {"reach", "worse"}:
        raise DatasetError(f"{path}: has the tables {sorted(strange)}; use [reach.GROUP] and [worse]")
    reach, worse = data.get("reach", {}), data.get("worse", {})
    named = {name: limit for limits in reach.values() for name, limit in limits.items()}
    if unknown := (set(named) | set(worse)) - set(LABELS):
        raise DatasetError(f"{path}: {sorted(unknown)} are no figures; use {', '.join(sorted(LABELS))}")
    for name, limit in named.items():
        if not isinstance(limit, dict) or not limit or set(limit) - LIMITS:
            raise DatasetError(f"{path}: {name} = {limit}; write {{ least = x }} or {{ most = x }}")
    for name, margin in worse.items():
        if not isinstance(margin, int | float) or margin < 0:
            raise DatasetError(f"{path}: {name} = {margin}; write a margin of 0 or more")
    return Thresholds(reach, worse)
