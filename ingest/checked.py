"""A YAML file read and checked against its form, with every fault as one line that says what to do."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from ingest.errors import OperatorError

Form = TypeVar("Form", bound=BaseModel)


def read_checked(path: Path, form: type[Form], error: type[OperatorError]) -> Form:
    """The file at `path` as a `form`; raises `error` with the file, the place and the fault."""
    try:
        text = path.read_text(encoding="utf-8")
        # The C loader: a question bank has thousands of lines, and the Python one takes seconds.
        data = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        return form.model_validate(data or {})
    except (OSError, UnicodeDecodeError) as fault:
        raise error(f"{path}: cannot be read ({fault}); check it") from fault
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None)
        where = f" at line {mark.line + 1}" if mark else ""
        raise error(f"{path}: broken YAML{where}; mend it") from fault
    except ValidationError as fault:
        first = fault.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise error(f"{path}: {where}: {first['msg']}; mend it") from fault


def json_lines(text: str) -> list[str]:
    """Lines of JSON Lines: a line feed ends them, and nothing else that may stand in a string."""
    lines = text.split("\n")
    return lines[:-1] if not lines[-1] else lines
