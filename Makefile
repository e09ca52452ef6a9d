# Everything a person or CI runs. Each target sets up what it needs, and does nothing twice.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
PIP := .venv/bin/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
RUN := .venv/bin/python

.PHONY: chat test check evals bench screenshots clean

chat: .venv/chat.done
	@$(RUN) app.py

test: .venv/dev.done
	@tests/install_chromium
	@tests/install_postgres || echo "PostgreSQL cannot be installed here: its tests will be skipped"
	@tests/install_nginx || echo "no nginx: the test of several processes is skipped"
	@# No test may reach a model hub, and trying to takes a minute.
	@HF_HUB_OFFLINE=1 $(RUN) -m pytest

check: .venv/dev.done
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy
	@.venv/bin/mypy app.py

screenshots: .venv/dev.done
	@tests/install_chromium
	@SCREENSHOTS=docs/screenshots $(RUN) -m pytest -k "test_pages"

evals: .venv/dev.done
	@$(RUN) -m ingest --if-stale
	@$(RUN) -m evals run

# MEDQUAD=path/to/medquad.jsonl.gz measures scale as well (an hour on two cores).
bench: .venv/bench.done
	@tests/install_chromium
	@$(RUN) -m ingest --if-stale
	@$(RUN) -m bench $(if $(MEDQUAD),--medquad $(MEDQUAD))

.venv/chat.done: pyproject.toml constraints.txt
	@echo "setting up .venv (about three minutes, once)"
	@test -x .venv/bin/python || $(PYTHON) -m venv .venv
	@$(PIP) --editable .
	@touch $@

.venv/dev.done: .venv/chat.done
	@$(PIP) --editable '.[dev]'
	@touch $@

.venv/bench.done: .venv/dev.done
	@$(PIP) --editable '.[bench]'
	@touch $@

clean:
	rm -rf .venv .index .index-test .eval-runs .mypy_cache .pytest_cache .ruff_cache .hypothesis
