"""What a covered question looks like: the direction that tells the bank's two kinds apart.

Fisher's linear discriminant (Fisher 1936) of the question vectors, with the pooled covariance shrunk
towards a sphere (Ledoit and Wolf 2004), because there are fewer questions than it has entries.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

SHRINKAGE = 0.25
"""Share of the sphere in the covariance."""
FEWEST = 50
"""Fewer questions than this of either kind say nothing reliable."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """`vector @ direction + offset` is above 0 on the covered side; its spread is 1."""

    direction: list[float]
    """One weight per dimension of the embedder; empty where there is no bank."""
    offset: float = 0.0

    def of(self, vector: np.ndarray) -> float:
        """How far on the covered side a question's unit vector lies; 0 without a direction."""
        if not self.direction:
            return 0.0
        return float(vector @ np.asarray(self.direction, dtype=np.float32) + self.offset)


def fit_coverage(covered: np.ndarray, uncovered: np.ndarray) -> Coverage:
    """The direction for question vectors of shapes (n, dimension) and (m, dimension)."""
    if min(len(covered), len(uncovered)) < FEWEST:
        return Coverage([])
    means = covered.mean(axis=0), uncovered.mean(axis=0)
    pooled = (np.cov(covered.T) + np.cov(uncovered.T)) / 2
    size = len(pooled)
    sphere = np.eye(size) * np.trace(pooled) / size
    direction = np.linalg.solve((1 - SHRINKAGE) * pooled + SHRINKAGE * sphere, means[0] - means[1])
    offset = -float(direction @ (means[0] + means[1])) / 2
    spread = float(np.std(np.concatenate([covered, uncovered]) @ direction))
    return Coverage([round(float(w), 5) for w in direction / spread], round(offset / spread, 5))
