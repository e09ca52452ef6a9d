"""What a stranger typed into the staff pages' addresses and forms."""

from __future__ import annotations

import pytest
from staffed import Staffed, form_token

from pages.review.queue import as_file
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
