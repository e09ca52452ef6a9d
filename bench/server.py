"""Servers that a benchmark asks, each in a process of its own on a port of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time

import httpx

from ingest.settings import ROOT


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def served(arguments: list[str], port: int, **settings: str) -> subprocess.Popen[bytes]:
    """`python ARGUMENTS`, once it answers on `port`."""
    environment = {
        **os.environ,
        "FAMILY_QA_PORT": str(port),
        "GRADIO_ANALYTICS_ENABLED": "False",
        **settings,
    }
    process = subprocess.Popen(
        [sys.executable, *arguments], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
    )
    for _ in range(600):
        try:
            httpx.get(f"http://127.0.0.1:{port}/config", timeout=5).raise_for_status()
            return process
        except httpx.HTTPError:
            time.sleep(0.1)
    raise SystemExit(f"{arguments}: does not answer on port {port}")


def app_served(port: int, **settings: str) -> subprocess.Popen[bytes]:
    """Our app, once the processes that make its answers are up."""
    process = served(["app.py"], port, **settings)
    for _ in range(600):
        if httpx.get(f"http://127.0.0.1:{port}/readyz", timeout=5).json()["processes"]:
            return process
        time.sleep(0.1)
    raise SystemExit("app.py: no process that answers is up")
