"""Past one machine: two app processes behind nginx, one Chroma server; deploy/ as it is used."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from browsing import ask, free_port, start
from conftest import MODELS
from playwright.sync_api import Browser, expect
from serving import ChromaServer, answers, wait_until

from ingest.settings import ROOT

DEPLOY = ROOT / "deploy"
NGINX = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
GUIDE = "# Guide\n\nThe shot is given once a month by a nurse.\n\nThe tablet is taken daily.\n"
QUESTION = "How often is the shot given?"
ASKING_AT_ONCE = 4
ASKED = "/gradio_api/run/"

pytestmark = pytest.mark.skipif(NGINX is None, reason="no nginx here: run tests/install_nginx")


class Fleet:
    """One Chroma server, two app processes with folders of their own, and nginx before them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.chroma = ChromaServer(folder / "chroma")
        self.apps: dict[str, subprocess.Popen[str]] = {}
        self._port = free_port()
        self.url = f"http://127.0.0.1:{self._port}"
        self._nginx: subprocess.Popen[bytes] | None = None
        self._log, self._errors = folder / "access.log", folder / "errors.log"
        (folder / "docs").mkdir()

    @property
    def _settings(self) -> dict[str, str]:
        return {
            "FAMILY_QA_CORPUS": str(self._folder / "docs"),
            "FAMILY_QA_CHROMA_URL": self.chroma.url,
            "FAMILY_QA_MODELS": str(MODELS),
            "FAMILY_QA_ADAPTER": "none",
            "FAMILY_QA_RATE_LIMIT": "100000/minute",
        }

    def ingest(self, text: str) -> str:
        """The id of the index that another process has built."""
        (self._folder / "docs/guide.md").write_text(text, encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-m", "ingest", "--index", str(self._folder / "builder")],
            cwd=ROOT,
            env={**os.environ, **self._settings},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        found = re.search(r"index (\w+) in http", done.stdout)
        assert found
        return found.group(1)

    def start_apps(self) -> None:
        ports = [free_port(), free_port()]
        for port in ports:
            url = f"http://127.0.0.1:{port}"
            self.apps[url] = start(port, self._folder / f"app-{port}", **self._settings)
        for url, process in self.apps.items():
            wait_until(lambda url=url: answers(f"{url}/healthz"), f"{url}: {process.poll()}")  # type: ignore[misc]

    def start_nginx(self) -> None:
        """With the very files of deploy/, and free ports in place of those that they name."""
        assert NGINX
        where = {"8080": self._port, "7861": 0, "7862": 0}
        where |= {
            name: int(url.rpartition(":")[2]) for name, url in zip(("7861", "7862"), self.apps, strict=True)
        }
        for name in ("nginx.conf", "upstream.conf"):
            text = (DEPLOY / name).read_text(encoding="utf-8")
            for port, free in where.items():
                text = text.replace(f"127.0.0.1:{port}", f"127.0.0.1:{free}")
            text = text.replace("/run/family-answers-nginx.pid", str(self._folder / "nginx.pid"))
            log = f"log_format who '$request_uri $upstream_addr'; access_log {self._log} who;"
            text = text.replace("access_log off;", log)
            # Debian's folders for what does not fit in memory are root's.
            own = "".join(f"{kind}_temp_path {self._folder}/{kind};" for kind in ("client_body", "proxy"))
            (self._folder / name).write_text(text.replace("http {", f"http {{ {own}"), encoding="utf-8")
        command = [NGINX, "-e", "stderr", "-p", str(self._folder), "-c", str(self._folder / "nginx.conf")]
        with self._errors.open("wb") as errors:
            self._nginx = subprocess.Popen([*command, "-g", "daemon off;"], stderr=errors)
        wait_until(lambda: answers(self.url), "nginx")

    def asked(self, start: str) -> list[str]:
        """Which process each request went to whose path starts so."""
        lines = [line.split(" ", 1) for line in self._log.read_text(encoding="utf-8").splitlines()]
        return [f"http://{who}" for path, who in lines if path.startswith(start)]

    def nginx_errors(self) -> str:
        return self._errors.read_text(encoding="utf-8")

    def answered(self, url: str) -> int:
        """How many questions one process has answered."""
        figures = httpx.get(f"{url}/metrics").text
        return sum(int(float(n)) for n in re.findall(r"family_answers_answers_total\{.*\} (\S+)", figures))

    def stop(self) -> None:
        for process in self.apps.values():
            process.kill()
            process.communicate()
        if self._nginx:
            self._nginx.terminate()
            self._nginx.wait()
        self.chroma.kill()


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory, models: Path) -> Iterator[Fleet]:
    folder = tmp_path_factory.mktemp("fleet")
    folder.chmod(0o755)  # nginx's workers are nobody
    running = Fleet(folder)
    running.chroma.start()
    try:
        running.ingest(GUIDE)
        running.start_apps()
        running.start_nginx()
        yield running
    finally:
        running.stop()


class Asking:
    """What came of the questions that were asked meanwhile."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self.builds: list[str] = []


@contextmanager
def asking(url: str) -> Iterator[Asking]:
    """Several clients ask through nginx, one question after the other."""
    told, stop = Asking(), threading.Event()

    def run() -> None:
        with httpx.Client(timeout=30) as client:
            while not stop.is_set():
                try:
                    given = client.post(f"{url}/api/ask", json={"question": QUESTION})
                except httpx.HTTPError as error:
                    told.faults.append(repr(error))
                    continue
                if given.status_code == 200:
                    told.builds.append(given.json()["versions"]["index"])
                else:
                    told.faults.append(f"{given.status_code} {given.text[:200]}")

    threads = [threading.Thread(target=run) for _ in range(ASKING_AT_ONCE)]
    for thread in threads:
        thread.start()
    try:
        yield told
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def test_both_processes_answer_and_their_own_figures_are_not_shown(fleet: Fleet) -> None:
    with asking(fleet.url) as told:
        wait_until(lambda: all(fleet.answered(url) > 10 for url in fleet.apps), "answers of both")
    assert told.faults == []
    for path in ("metrics", "readyz", "healthz"):
        assert httpx.get(f"{fleet.url}/{path}").status_code == 404
    files = {"files": ("a.txt", b"x")}
    assert httpx.post(f"{fleet.url}/gradio_api/upload", files=files).status_code == 404


def test_chat_stays_with_one_process_and_leaves_no_trace(fleet: Fleet, browser: Browser) -> None:
    """With a chat model Gradio takes a question in one request and tells the answer in another."""
    page = browser.new_context().new_page()
    page.goto(fleet.url)
    for turn in range(1, 6):
        ask(page, QUESTION, turn)
        expect(page.locator("#log .answer").last).to_contain_text("once a month")
    (cookie,) = page.context.cookies()
    assert (cookie["name"], cookie["httpOnly"], cookie["expires"]) == ("family_answers_process", True, -1)
    page.context.close()
    wait_until(lambda: len(fleet.asked(ASKED)) >= 5, "nginx's log")
    assert len(set(fleet.asked(ASKED))) == 1
    # What was said so far came with each question, and neither the address nor the words were written.
    assert "client" not in fleet.nginx_errors()


def test_new_index_is_picked_up_by_both_without_a_failed_question(fleet: Fleet) -> None:
    with asking(fleet.url) as told:
        wait_until(lambda: len(told.builds) > 10, "answers")
        new = fleet.ingest(GUIDE.replace("by a nurse", "in the clinic"))
        for url in fleet.apps:
            ready = f"{url}/readyz"
            wait_until(lambda ready=ready: httpx.get(ready).json()["index"] == new, f"{url} and {new}")  # type: ignore[misc]
            # What is ready is what answers, in every process behind the page.
            for _ in range(10):
                given = httpx.post(f"{url}/api/ask", json={"question": QUESTION}).json()
                assert (given["versions"]["index"], "in the clinic" in given["text"]) == (new, True)
        wait_until(lambda: new in told.builds, "answers of the new index through nginx")
    assert told.faults == []
    assert len(set(told.builds)) == 2


def test_chroma_server_that_is_away_is_not_missed(fleet: Fleet) -> None:
    fleet.chroma.kill()
    with asking(fleet.url) as told:
        wait_until(lambda: len(told.builds) > 50, "answers")
    assert told.faults == []
    assert all(httpx.get(f"{url}/readyz").status_code == 200 for url in fleet.apps)
    fleet.chroma.start()
    new = fleet.ingest(GUIDE.replace("by a nurse", "by a doctor"))
    for url in fleet.apps:
        ready = f"{url}/readyz"
        wait_until(lambda ready=ready: httpx.get(ready).json()["index"] == new, f"{url} and {new}")  # type: ignore[misc]


def test_process_that_is_killed_fails_no_question_and_the_chat_goes_on(
    fleet: Fleet, browser: Browser
) -> None:
    page = browser.new_context().new_page()
    page.goto(fleet.url)
    before = len(fleet.asked(ASKED))
    ask(page, QUESTION)
    wait_until(lambda: len(fleet.asked(ASKED)) > before, "nginx's log")
    mine = fleet.asked(ASKED)[-1]
    with asking(fleet.url) as told:
        wait_until(lambda: len(told.builds) > 10, "answers")
        fleet.apps[mine].send_signal(signal.SIGKILL)
        asked = len(told.builds)
        wait_until(lambda: len(told.builds) > asked + 50, "answers of the other process")
    # Of an answer whose head was sent already, nginx cannot ask another for the rest.
    assert [fault for fault in told.faults if "without sending complete message body" not in fault] == []
    assert len(told.faults) <= ASKING_AT_ONCE
    ask(page, QUESTION, 2)
    expect(page.locator("#log .answer").last).to_contain_text("once a month")
    page.context.close()
