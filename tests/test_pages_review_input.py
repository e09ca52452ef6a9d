"""What a stranger typed into the staff pages' addresses and forms."""

from __future__ import annotations

import pytest
from httpx import Response
from staffed import Staffed, form_token

from pages.review.queue import as_file
from store.cases import cases, drop
from store.database import StoreError
from store.export import turns_as_csv
from store.review import Filter


@pytest.mark.parametrize(
    "address",
    ["/review?until=9999-12-31", "/review?since=0001-01-01&until=0001-01-01", "/review?until=nonsense"],
)
def test_day_that_no_calendar_goes_beyond_is_left_out(staffed: Staffed, address: str) -> None:
    assert staffed.client("tom").get(address).status_code == 200


@pytest.mark.parametrize("name", ["a/b", "../x", "a b", "x" * 81])
def test_case_has_a_name_that_can_stand_in_an_address(staffed: Staffed, name: str) -> None:
    client = staffed.client("tom")
    form = client.get(f"/review/turns/{staffed.turns['What are the side effects?']}/case").text
    about = {"id": name, "category": "staff", "question": "x", "expect": "abstain"}
    sent = {"form_token": form_token(form), "evidence": "", "must_not": "", **about}
    answered = client.post("/review/cases", data=sent)
    assert answered.status_code == 400
    assert "use letters, figures, - and _ alone" in answered.text


def test_export_that_cannot_be_made_is_no_empty_file(
    staffed: Staffed, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise StoreError("the database is locked")

    monkeypatch.setattr("store.export.note", away)
    with pytest.raises(StoreError):
        as_file(turns_as_csv(staffed.database, Filter(), "tom"), "turns.csv", "text/csv")


def case_sent(staffed: Staffed, **changed: str) -> Response:
    """What the form answers to a good case with `changed` fields."""
    client = staffed.client("tom")
    form = client.get(f"/review/turns/{staffed.turns['What are the side effects?']}/case").text
    good = {
        "id": f"case-{len(changed)}", "category": "staff", "question": "what does it do to the stomach",
        "expect": "answer", "fact": "Nausea", "patterns": "nausea", "evidence": "", "must_not": "",
    }  # fmt: skip
    answered: Response = client.post(
        "/review/cases",
        data=good | {"form_token": form_token(form)} | changed,
        follow_redirects=False,
    )
    return answered


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"patterns": ""}, "facts.0.any"),
        ({"fact": ""}, "facts.0.text"),
        ({"evidence": "this is nowhere in the article"}, "stands in no document"),
        ({"question": "x" * 2001}, "2,000 at most"),
        ({"patterns": "n" * 501}, "of 500 characters each"),
        ({"patterns": "\n".join(["nausea"] * 61)}, "60 at most"),
        ({"question": "a" * 40 + "!", "patterns": "(a|aa)+$"}, "takes too long"),
    ],
)
def test_case_that_could_not_be_passed_or_scored_is_not_kept(
    staffed: Staffed, changed: dict[str, str], said: str
) -> None:
    answered = case_sent(staffed, **changed)
    assert answered.status_code == 400
    assert said in answered.text
    assert f"case-{len(changed)}" not in {sample["id"] for sample, _, _ in cases(staffed.database)}


def test_case_that_can_is_kept_without_what_no_page_shows(staffed: Staffed) -> None:
    assert case_sent(staffed, id="kept", question="what does it\0 do to the stomach").status_code == 303
    (sample,) = [sample for sample, _, _ in cases(staffed.database) if sample["id"] == "kept"]
    assert sample["question"] == "what does it do to the stomach"
    drop(staffed.database, "tom", "kept")
