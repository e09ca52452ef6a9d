"""README tells the truth: its tree, its commands, its settings."""

from __future__ import annotations

import re
import subprocess

from ingest.settings import PREFIX, ROOT, Settings

README = (ROOT / "README.md").read_text(encoding="utf-8")
PACKAGES = (
    "ingest",
    "triage",
    "answering",
    "store",
    "pages",
    "pages/review",
    "plotting",
    "service",
    "evals",
)


def tree() -> dict[str, set[str]]:
    """Folder -> names under it, "" for the top."""
    block = README.split("## What stands where")[1].split("```")[1]
    shown: dict[str, set[str]] = {"": set()}
    folder = ""
    for line in block.strip().splitlines():
        name = line.split()[0]
        if line.startswith("  "):
            shown[folder].add(name)
        else:
            folder = name.rstrip("/")
            shown[""].add(name)
            assert folder not in shown, f"{folder} stands twice"
            shown[folder] = set()
    return shown


def test_tree_names_every_module_and_no_other() -> None:
    shown = tree()
    for package in PACKAGES:
        modules = {path.name for path in (ROOT / package).glob("*.py")} - {"__init__.py", "__main__.py"}
        assert shown[package] == modules, package


def test_tree_names_every_folder() -> None:
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    folders = {f"{name.partition('/')[0]}/" for name in tracked if "/" in name and name[0] != "."}
    assert folders == {name for name in tree()[""] if name.endswith("/") and name.count("/") == 1}


def test_settings_table_has_every_setting_with_its_default() -> None:
    rows = dict(re.findall(rf"\| `{PREFIX}(\w+)` \| `([^`]*)` \|", README))
    defaults = {
        name.upper(): str(field.default or "none").removeprefix(f"{ROOT}/")
        for name, field in Settings.model_fields.items()
    }
    assert rows == defaults


def test_every_make_target_that_is_named_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"make (\w+)", README)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_every_option_that_is_named_exists() -> None:
    from answering import __main__ as answering
    from evals import __main__ as evals
    from ingest import __main__ as ingest
    from store import __main__ as store
    from triage import __main__ as triage

    block = README.split("## The interface")[1].split("```")[1]
    for line in block.strip().splitlines():
        modules = {
            "ingest": ingest,
            "answering": answering,
            "evals": evals,
            "triage": triage,
            "store": store,
        }
        module = modules.get(line.split()[2])
        if module is None:
            continue
        assert module.__file__
        with open(module.__file__, encoding="utf-8") as file:
            text = file.read()
        for option in re.findall(r"--[a-z-]+", line):
            assert f'"{option}"' in text, (line, option)
