"""The composition root: settings, index, answerer, page, one ASGI app. `python app.py` serves it."""

from __future__ import annotations

import os
import resource
import socket
import sys
from importlib.metadata import version

from fastapi import FastAPI

from answering.answerer import Answerer
from answering.crew import Crew
from answering.wording import load_wording
from ingest.__main__ import main as ingest
from ingest.errors import OperatorError, SettingError
from ingest.settings import Settings, load_settings
from service.api import API, api_router
from service.limits import RateLimit, SizeLimit
from service.metrics import Metrics
from store.opening import open_answerer, open_store

LAST_ANSWERS_S = 5
"""When it is told to stop: what is being answered has so long. An open page would hold it for ever."""
ABOUT = "Answers to families' questions, each with the words of the article that it stands on."


def create_app(settings: Settings) -> FastAPI:
    """The ASGI app of the index that the settings name; raises OperatorError."""
    # Gradio takes seconds to import: not before it is known that there is an index to serve.
    os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
    answerer = Answerer.from_settings(settings)
    answerer.ask("isitsafe")  # loads models and word lists now, not while the first family waits
    from pages.chat import mount_pages
    from pages.evals import evals_router

    # FastAPI's own pages about the interface would load their script from elsewhere.
    app = FastAPI(
        title="family-answers",
        description=ABOUT,
        version=version("family-answers"),
        docs_url=None,
        redoc_url=None,
    )
    app.add_middleware(SizeLimit, prefix=API)
    limit = RateLimit(settings.rate_limit, settings.limits_url)
    metrics = Metrics()
    app.include_router(api_router(answerer, limit, metrics))
    wording = load_wording(country=settings.country)
    store = open_store(settings, answerer)
    if settings.processes and not answerer.has_model:
        answerer.crew = Crew(settings.processes, open_answerer, settings)
        answerer.generations.moved = answerer.crew.refresh
        app.router.add_event_handler("shutdown", answerer.crew.close)
    if store is None:
        app.include_router(evals_router(settings))
        return mount_pages(app, answerer, wording, metrics)
    from pages.review.desk import REVIEW, Desk
    from pages.review.digest import DigestMaker
    from pages.review.rooms import mount_review

    digests = DigestMaker(store.database, answerer)
    app.router.add_event_handler("shutdown", store.close)
    app.router.add_event_handler("shutdown", digests.stop)
    app.add_middleware(SizeLimit, prefix=REVIEW)
    desk = Desk(store.database, answerer, wording, store.board, store.keeper.health, digests)
    app.include_router(evals_router(settings, mount_review(app, desk).signed_in))
    return mount_pages(app, answerer, wording, metrics, store.keeper)


def main(argv: list[str] | None = None) -> int:
    """Bring the index up to date, serve until stopped; 2 when the operator must mend something."""
    try:
        settings = load_settings()
        _require_free_port(settings)
        status = ingest(["--if-stale"])
        if status:
            return status
        app = create_app(settings)
    except OperatorError as error:
        print(error, file=sys.stderr)
        return 2
    import uvicorn

    _allow_many_connections()
    print(f"family-answers is at http://{settings.host}:{settings.port} (stop with Ctrl-C)", flush=True)
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=LAST_ANSWERS_S,
    )
    return 0


def _allow_many_connections() -> None:
    """Every open page is a file to the system, and 1,024 is the usual limit until one asks for more."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _require_free_port(settings: Settings) -> None:
    """Say so at once, before a minute of work, when the port cannot be had."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise SettingError(
                f"port {settings.port} on {settings.host} cannot be used ({error.strerror}); "
                "set FAMILY_QA_PORT to another"
            ) from error


if __name__ == "__main__":
    sys.exit(main())
