"""The shape of the house: imports point one way, each outside library has one door."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from ingest.settings import ROOT

PACKAGES = ["plotting", "ingest", "triage", "answering", "redaction", "store", "pages", "service", "evals"]
ALLOWED = {
    "plotting": {"plotting"},
    "ingest": {"ingest"},
    "triage": {"triage", "ingest"},
    "answering": {"answering", "triage", "ingest"},
    # What answering needs of the store it is handed by app.py (answering/editorial.py).
    "redaction": {"redaction", "answering", "ingest"},
    "store": {"store", "redaction", "answering", "ingest"},
    # A reviewer's case is checked by the evaluation's own reader, and by nothing else of it.
    "pages": {"pages", "plotting", "store", "answering", "triage", "ingest", "evals"},
    "service": {"service", "answering", "triage", "ingest"},
    "evals": {"evals", "plotting", "redaction", "answering", "triage", "ingest"},
}
# Outside library -> the only modules that may import it.
DOORS = {
    "chromadb": {"ingest/chroma.py", "ingest/database.py", "ingest/index.py", "ingest/manifest.py"},
    "sentence_transformers": {
        "evals/tagging.py",
        "ingest/embed.py",
        "ingest/adapt.py",
        "ingest/export.py",
        "ingest/head.py",
    },
    "peft": {"ingest/embed.py", "ingest/adapt.py"},
    "torch": {
        "evals/entail.py",
        "evals/tagging.py",
        "ingest/adapt.py",
        "ingest/attention.py",
        "ingest/export.py",
        "ingest/head.py",
        "triage/train.py",
    },
    "onnxruntime": {"ingest/serving.py", "ingest/export.py"},
    "tokenizers": {"ingest/serving.py"},
    "gradio": {"pages/chat.py", "pages/feedback.py", "pages/sessions.py", "pages/theme.py"},
    "markdownify": {"ingest/html.py"},
    "pypdfium2": {"ingest/pdf.py"},
    "mammoth": {"ingest/docx.py"},
    "watchfiles": {"ingest/watch.py"},
    "bm25s": {"answering/lexical.py"},
    "argon2": {"store/accounts.py"},
    "phonenumbers": {"redaction/redact.py"},
    "stdnum": {"redaction/redact.py"},
    "krippendorff": {"store/verdicts.py"},
    "rapidfuzz": {"answering/spelling.py", "redaction/slips.py", "store/withdrawing.py"},
    "regex": {"evals/dataset.py"},
    "langchain": {"answering/chat_model.py", "evals/judge.py"},
    "langsmith": {"answering/chat_model.py"},
    "cachetools": {"answering/worder.py"},
    "bs4": {"ingest/html.py", "ingest/raised.py"},
    "sklearn": {"evals/calibration.py", "evals/fit.py", "evals/support.py", "triage/ngrams.py"},
    "matplotlib": {"plotting/svg.py"},
    "textstat": {"evals/scorers.py"},
    "langchain_openai": set(),
    "llama_index": set(),
    "bench": {"evals/peers.py"},
}
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
LONGEST_FILE = 300


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return names


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_point_one_way(path: Path) -> None:
    package = path.relative_to(ROOT).parts[0]
    ours = imported(path) & {*PACKAGES, "app"}
    assert ours <= ALLOWED[package]


def test_database_is_reached_through_the_store_alone() -> None:
    strays = {
        name_of(path)
        for path in MODULES
        if imported(path) & {"sqlalchemy", "alembic"} and path.relative_to(ROOT).parts[0] != "store"
    }
    assert strays == set()


def test_pages_take_only_samples_and_where_their_evidence_stands_from_the_evaluation() -> None:
    taken = {
        node.module
        for path in (ROOT / "pages").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("evals")
    }
    assert taken == {"evals.dataset", "evals.library"}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_outside_library_is_imported_through_its_door(path: Path) -> None:
    strays = {
        library for library in imported(path) if name_of(path) not in DOORS.get(library, {name_of(path)})
    }
    assert strays == set()


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_file_is_short_and_says_what_it_is(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(text))
    assert len(text.splitlines()) <= LONGEST_FILE
    assert path.stem not in {"utils", "helpers", "common", "manager"}


def test_every_dependency_has_its_reason() -> None:
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    start = lines.index("dependencies = [") + 1
    block = lines[start : lines.index("]", start)]
    assert block
    assert all("#" in line for line in block)


def test_every_dependency_is_pinned() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    pinned = {
        line.partition("==")[0].lower().replace("_", "-")
        for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    }
    assert {name.partition("==")[0].lower().replace("_", "-") for name in names} <= pinned
