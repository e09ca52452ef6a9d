"""What is read line by line, and what is said of somebody else's error."""

from __future__ import annotations

import json

from ingest.checked import json_lines
from ingest.errors import first_line


def test_only_a_line_feed_ends_a_line_of_json() -> None:
    rows = [{"text": "one\u2028two\u0085three\x0bfour"}, {"text": "five"}]
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    assert [json.loads(line) for line in json_lines(text)] == rows
    assert [json.loads(line) for line in json_lines(text.replace("\n", "\r\n"))] == rows
    assert json_lines("") == []


def test_what_an_editor_leaves_at_either_end_is_no_line() -> None:
    assert json_lines('\ufeff{"a": 1}\n{}\n\n \r\n') == ['{"a": 1}', "{}"]
    assert json_lines("\n\n") == json_lines("\ufeff") == []
    assert json_lines("\n{}") == ["", "{}"]  # or the numbers of lines would be wrong


def test_error_without_words_is_named() -> None:
    assert first_line(NotImplementedError()) == "NotImplementedError"
    assert first_line(ValueError("what\nwhere"), 3) == "wha"
