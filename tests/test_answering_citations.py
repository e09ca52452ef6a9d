"""A page number's way from a printed leaflet to the family that wants to look it up."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from conftest import LARGEST, PRECISION
from fastapi import FastAPI
from fastapi.testclient import TestClient
from printing import printed

from answering.__main__ import main
from answering.answerer import Answerer
from answering.records import Citation
from answering.weights import load_weights
from answering.wording import load_wording
from ingest.build import build_index
from ingest.corpus import read_corpus
from ingest.embed import TextEmbedder
from ingest.index import VectorIndex
from ingest.load import load_documents
from ingest.serving import serving_embedder
from ingest.settings import load_settings
from pages.article import article_router
from pages.sources import render_source_list, render_sources
from service.api import API, api_router
from service.limits import RateLimit
from service.metrics import Metrics
from triage.judge import Triager

PAGES = [
    ["# Naltrexone for families", "## How it works", "Naltrexone blocks opioid receptors in the brain."],
    [
        "## Is naltrexone addictive?",
        "Naltrexone is not addictive. It is not an opioid and causes no high and no withdrawal.",
    ],
    [
        "## Side effects",
        "The most common side effects of naltrexone are:",
        "- Nausea in the first days of naltrexone.",
        "- Headache after the first naltrexone shot.",
    ],
    ["- Tiredness in the first week of naltrexone."],
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, models: Path) -> Path:
    """An index of the leaflet, made with the real embedder."""
    folder = tmp_path_factory.mktemp("printed")
    (folder / "leaflet.pdf").write_bytes(printed(PAGES))
    corpus = read_corpus(load_documents([folder / "leaflet.pdf"], LARGEST))
    build_index(corpus, VectorIndex(folder / "index"), serving_embedder(TextEmbedder(), models, PRECISION))
    return folder / "index"


@pytest.fixture(scope="module")
def leaflet(folder: Path, models: Path, triager: Triager) -> Answerer:
    embedder = serving_embedder(TextEmbedder(), models, PRECISION)
    return Answerer(VectorIndex(folder), embedder, load_weights(), load_wording(), triager)


def test_citation_names_the_page_of_its_quote(leaflet: Answerer) -> None:
    answer = leaflet.ask("Is naltrexone addictive?")
    pages = [c.page for c in answer.citations if c.passage.heading == ("Is naltrexone addictive?",)]
    assert pages == [2]
    rows = answer.to_json()["citations"]
    assert [row["page"] for row in rows if row["heading"] == ["Is naltrexone addictive?"]] == [2]


def test_quote_on_the_second_page_of_its_passage_names_that_one(leaflet: Answerer) -> None:
    passage = next(one for one in leaflet.store.passages if "Tiredness" in one.text)
    last = passage.sentences[-1]
    assert "Nausea" in passage.text
    assert passage.page == 3
    assert Citation(1, passage, "Leaflet", last.text, last.start, last.end).page == 4


def test_page_is_shown_with_the_source(leaflet: Answerer) -> None:
    answer = leaflet.ask("Is naltrexone addictive?")
    place = next(number for number, c in enumerate(answer.citations, 1) if c.page == 2)
    shown = f"<span class='number'>{place}</span> Is naltrexone addictive?, page 2"
    assert shown in render_sources(answer, 1)
    assert shown in render_source_list(answer, 1)


def test_no_page_is_shown_where_the_document_has_none(answerer: Answerer) -> None:
    answer = answerer.ask("Is it addictive?")
    assert {citation.page for citation in answer.citations} == {None}
    assert {row["page"] for row in answer.to_json()["citations"]} == {None}
    assert ", page" not in render_sources(answer, 1)


def test_article_says_where_each_page_begins(leaflet: Answerer) -> None:
    app = FastAPI()
    app.include_router(article_router(leaflet, load_wording()))
    html = unescape(TestClient(app).get("/article/leaflet").text)
    assert re.findall(r'<p class="page">(Page \d)</p>', html)[:3] == ["Page 1", "Page 2", "Page 3"]
    assert html.index("Page 2</p>") < html.index("is not addictive.") < html.index("Page 3</p>")
    assert "Page 1 of 3" not in html


def test_interface_gives_the_page_of_a_citation_and_of_its_passage(leaflet: Answerer) -> None:
    app = FastAPI()
    app.include_router(api_router(leaflet, RateLimit("100/minute", "memory://"), Metrics()))
    client = TestClient(app)
    citations = client.post(f"{API}/ask", json={"question": "Is naltrexone addictive?"}).json()["citations"]
    cited = next(row for row in citations if "not addictive" in row["quote"])
    assert cited["page"] == 2
    assert client.get(f"{API}/passages/{cited['passage_id']}").json()["page"] == 2


def test_command_line_names_the_page(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FAMILY_QA_INDEX", str(folder))
    monkeypatch.setenv("FAMILY_QA_ADAPTER", "none")
    load_settings.cache_clear()
    assert main(["Is naltrexone addictive?"]) == 0
    assert "(page 2)" in capsys.readouterr().out
