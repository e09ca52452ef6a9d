"""The article page: whole, linkable, marked where a citation points, and safe to call with anything."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from browsing import OpenPage, keep
from conftest import LARGEST, CountingEmbedder
from fastapi import FastAPI
from fastapi.testclient import TestClient
from playwright.sync_api import expect

from answering.answerer import Answerer
from answering.weights import load_weights
from answering.wording import load_wording
from ingest.build import build_index
from ingest.corpus import read_corpus
from ingest.index import VectorIndex
from ingest.load import load_documents
from ingest.markdown import plain_text
from pages.article import article_router
from pages.away import away_router
from triage.judge import Triager

PATH = "/article/naltrexone-guide"


@pytest.fixture
def client(answerer: Answerer) -> TestClient:
    app = FastAPI()
    app.include_router(article_router(answerer, load_wording()))
    app.include_router(away_router())
    return TestClient(app)


def test_article_holds_every_sentence_once_and_every_heading(
    client: TestClient, answerer: Answerer
) -> None:
    html = unescape(client.get("/article").text)
    ids = re.findall(r"""\bid="([^"]+)\"""", html)
    assert len(ids) == len(set(ids))
    for passage in answerer.store.passages:
        assert all(f">{heading}<" in html for heading in map(plain_text, passage.heading))
        for number in range(len(passage.sentences)):
            assert f"{passage.id.removeprefix('naltrexone-guide/')}.{number}" in ids
    assert "Not yet reviewed by a clinician." in html
    assert html.index("Alex has been in stable recovery") < html.index(">Hope for families</h3>")


def test_contents_lead_to_headings(client: TestClient) -> None:
    html = client.get(PATH).text
    links = re.findall(r'<li class="level-\d"><a href="#([^"]+)"', html)
    assert len(links) > 30
    assert all(f'id="{link}"' in html for link in links)


@pytest.mark.parametrize(
    "query", ["passage=x&from=0&to=1", "from=a&to=b", "passage=&from=99999999999&to=1", "passage=<script>"]
)
def test_link_that_makes_no_sense_shows_the_article_unmarked(client: TestClient, query: str) -> None:
    answer = client.get(f"{PATH}?{query}")
    assert answer.status_code == 200
    assert "<mark" not in answer.text
    assert "<script" not in answer.text


def test_several_documents_have_a_shelf_and_each_its_page(tmp_path: Path, triager: Triager) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.md").write_text(f"# Guide {name}\n\n## Part\n\nIt is number {name}.\n")
    embedder, index = CountingEmbedder(), VectorIndex(tmp_path / "index")
    build_index(
        read_corpus(load_documents([tmp_path / "one.md", tmp_path / "two.md"], LARGEST)), index, embedder
    )
    answerer = Answerer(index, embedder, load_weights(), load_wording(), triager)
    app = FastAPI()
    app.include_router(article_router(answerer, load_wording()))
    client = TestClient(app)
    links = re.findall(r'<li><a href="([^"]+)">(Guide \w+)</a>', client.get("/article").text)
    assert [title for _, title in links] == ["Guide one", "Guide two"]
    for link, title in links:
        page = client.get(link).text
        assert f"It is number {title.split()[1]}." in page
        assert "All documents" in page


def test_unknown_document_is_not_found(client: TestClient) -> None:
    assert client.get("/article/none").status_code == 404


def test_away_is_empty_and_makes_the_browser_forget(client: TestClient) -> None:
    answer = client.get("/away")
    assert "naltrexone" not in answer.text
    assert answer.headers["clear-site-data"] == '"cache", "storage"'


@pytest.mark.parametrize("size", ["desk", "phone", "narrow"])
def test_article_reads_on_every_screen(open_page: OpenPage, size: str) -> None:
    page = open_page("/article", size=size)
    expect(page.locator("h1")).to_have_text("Naltrexone and heroin recovery: a guide for families")
    assert page.locator(".notes").count() > 20
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    keep(page, f"article-{size}")
    page.get_by_role("link", name="Is this replacing one drug with another?").click()
    expect(page.get_by_role("heading", name="Is this replacing one drug with another?")).to_be_in_viewport()
    page.get_by_role("link", name="Back to the chat").first.click()
    expect(page.get_by_label("Your question")).to_be_visible()
