"""Average adapters of several seeds into one: no slower, and steadier than any of them.

Method: model soups (Wortsman et al. 2022, https://arxiv.org/abs/2203.05482). What is averaged is the
update of the base weights: that of n adapters of rank r is an adapter of rank n r, or, with its smallest
singular values left out (Eckart and Young 1936), one of any rank.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file, save_file

CONFIG, WEIGHTS = "adapter_config.json", "adapter_model.safetensors"
A, B = "lora_A", "lora_B"
"""In the names of an update's two factors; B A is added to the weights."""


def average_adapters(folders: Sequence[Path], target: Path, rank: int | None = None) -> None:
    """Write the mean of the LoRA adapters in `folders` to `target`, in half precision.

    All must be of the same base, modules and scaling; sum_i B_i A_i / n = [B_1 .. B_n] / n @ [A_1; .. A_n].
    `rank`: at most that of what is written, the nearest there is to the mean; None: all of the mean.
    """
    tensors = [load_file(str(folder / WEIGHTS)) for folder in folders]
    config = json.loads((folders[0] / CONFIG).read_text(encoding="utf-8"))
    scaling = config["lora_alpha"] / config["r"]
    averaged = {
        name: np.concatenate([one[name] for one in tensors], axis=0)
        if A in name
        else np.concatenate([one[name] for one in tensors], axis=1) / len(folders)
        for name in tensors[0]
    }
    if rank and rank < len(folders) * config["r"]:
        for name in [name for name in averaged if A in name]:
            other = name.replace(A, B)
            averaged[name], averaged[other] = _nearest_of_rank(averaged[name], averaged[other], rank)
    config["r"] = next(len(value) for name, value in averaged.items() if A in name)
    # alpha / r scales the update: both grow, so it stays.
    config["lora_alpha"] = round(scaling * config["r"])
    target.mkdir(parents=True, exist_ok=True)
    (target / CONFIG).write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
    save_file({name: value.astype(np.float16) for name, value in averaged.items()}, str(target / WEIGHTS))


def rank_of(folder: Path) -> int:
    """The rank of the adapter in `folder`."""
    return int(json.loads((folder / CONFIG).read_text(encoding="utf-8"))["r"])


def _nearest_of_rank(a: np.ndarray, b: np.ndarray, rank: int) -> tuple[np.ndarray, np.ndarray]:
    """(A, B) of shapes (rank, inputs) and (outputs, rank), whose product B A is nearest to `b` @ `a`."""
    u, values, v = np.linalg.svd(b.astype(np.float64) @ a.astype(np.float64), full_matrices=False)
    roots = np.sqrt(values[:rank])
    return roots[:, None] * v[:rank], u[:, :rank] * roots
