"""The last word counts, as far as it goes."""

from typing import Any

import pytest

from lifecycle_api.access.folding import fold
from lifecycle_api.access.policy import Reason
from tests.support.decisions import decided, facts, granted, market, withdrawn


@pytest.mark.parametrize("named", [None, "yes"])
@pytest.mark.parametrize(
    ("given", "taken", "reason"),
    [
        (("email",), ("email",), Reason.CONSENT_NONE),
        (("email",), ("email", "sms"), Reason.CONSENT_NONE),
        (("email",), ("any",), Reason.CONSENT_WITHDRAWN),
        (("email", "sms"), ("email",), None),
        (("any",), ("email",), None),
    ],
)
def test_what_is_read_under_a_consent_goes_when_nothing_of_it_is_left(
    given: Any, taken: Any, reason: Reason | None, named: str | None
) -> None:
    """Reading is through no channel; whether the consent is named makes no difference."""
    agreed = granted("yes", "ann", "marketing", to=("market",), channels=given)
    known = facts(*market(), agreed, withdrawn("ann", consent=named, channels=taken))
    assert decided(known, "market", "marketing").reason("contact") is reason


def test_a_number_that_is_stated_again_takes_back_no_opt_in() -> None:
    """It binds whoever is found to use it, once."""
    stated = ("contact_point.added", {"customer": "ann", "value_hmac": "a1"})
    said = [stated, ("sharing.opted_out", {"contact": "a1"}), ("sharing.opted_in", {"customer": "ann"}), stated]
    later = ("contact_point.added", {"customer": "bob", "value_hmac": "a1"})
    known = fold([{"type": type_, "position": at, "data": data} for at, (type_, data) in enumerate([*said, later], 1)])
    assert (known.people["ann"].opted_out, known.people["bob"].opted_out) == (False, True)


@pytest.mark.parametrize(("lasting", "erased"), [({}, {"*"}), ({"lasting": True}, {"*"}), ({"lasting": False}, set())])
def test_the_end_of_retention_erases_nobody(lasting: dict[str, bool], erased: set[str]) -> None:
    """What is kept of them is shared as before; a fence that does not say is an erasure's."""
    said = [
        ("processing.restricted", {"customer": "ann", "matter": "a dispute"}),
        ("subject.fenced", {"customer": "ann", "controllers": [], **lasting}),
    ]
    known = fold([{"type": type_, "position": at, "data": data} for at, (type_, data) in enumerate(said, 1)])
    assert known.people["ann"].erased_at == erased
