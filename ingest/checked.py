"""A YAML file read and checked against its form, with every fault as one line that says what to do."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from ingest.errors import OperatorError

Form = TypeVar("Form", bound=BaseModel)


def read_checked(path: Path, form: type[Form], error: type[OperatorError]) -> Form:
    """The file at `path` as a `form`; raises `error` with the file, the place and the fault."""
    try:
        text = path.read_text(encoding="utf-8")
        # The C loader: a question bank has thousands of lines, and the Python one takes seconds.
        data = yaml.load(text, Loader=_Loader)
        return form.model_validate(data or {})
    except (OSError, UnicodeDecodeError) as fault:
        raise error(f"{path}: cannot be read ({fault}); check it") from fault
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None)
        where = f" at line {mark.line + 1}" if mark else ""
        problem = getattr(fault, "problem", None)
        why = f" ({problem})" if problem else ""
        raise error(f"{path}: broken YAML{where}{why}; mend it") from fault
    except ValidationError as fault:
        first = fault.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise error(f"{path}: {where}: {first['msg']}; mend it") from fault
    except (ValueError, RecursionError) as fault:  # a 30th of February, a thousand brackets
        raise error(f"{path}: broken YAML ({fault}); mend it") from fault


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Refuses a key that is there twice: YAML takes the last one and says nothing of the first."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys: set[str] = set()
        for key in (key for key, _ in node.value if isinstance(key, yaml.ScalarNode)):
            if key.value in keys:
                raise yaml.MarkedYAMLError(problem=f"{key.value!r} twice", problem_mark=key.start_mark)
            keys.add(key.value)
        found: dict[Any, Any] = super().construct_mapping(node, deep)
        return found


def json_lines(text: str) -> list[str]:
    """Lines of JSON Lines: a line feed ends them, and nothing else that may stand in a string.

    Editors leave a byte order mark before the first line and blank ones after the last: neither counts.
    """
    lines = text.removeprefix("\ufeff").split("\n")
    while lines and not lines[-1].strip():
        lines.pop()
    return lines
