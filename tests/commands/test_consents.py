"""Consent: each state from where it can be reached, the width of withdrawals, and both times."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from lifecycle_api.commands.command import Backdated, Command, NotFound, PolicyRefused
from lifecycle_api.commands.consents.changing import ExpireConsent, ReaffirmConsent, WithdrawConsent
from lifecycle_api.commands.consents.choosing import GrantConsent, RefusedEarlier
from lifecycle_api.domain.categories import Category
from lifecycle_api.domain.events.consents import (
    ConsentExpired,
    ConsentGranted,
    ConsentReaffirmed,
    ConsentRefused,
    ConsentRequested,
    ConsentWithdrawn,
)
from lifecycle_api.errors import InvalidArgument
from tests.support.facts import NOON, a, registered
from tests.support.spec import given

ANN: dict[str, Any] = {"customer": a("ann")}
YES: dict[str, Any] = {**ANN, "consent": a("yes")}
NORTH = (str(a("north")),)
LATER = NOON + timedelta(days=30)


def at_noon(command: Command) -> Command:
    """The command, asked for at noon."""
    command.at = NOON
    return command


def granted(**changed: Any) -> ConsentGranted:
    """Ann's yes to marketing."""
    fields: dict[str, Any] = {
        "rooftops": NORTH,
        "purposes": ("marketing",),
        "categories": (Category.CONTACT,),
        "expression": "expressed",
        "method": "portal",
        "indicated_at": NOON,
        "valid_from": NOON,
    }
    return ConsentGranted(**{**YES, **fields, **changed})


def grant(**changed: Any) -> Command:
    """The command for it."""
    command = GrantConsent(
        a("ann"), a("yes"), ("contact",), "expressed", "portal", purposes=("marketing",), rooftops=NORTH
    )
    return at_noon(replace(command, **changed))


def withdrawn(**changed: Any) -> ConsentWithdrawn:
    """A withdrawal of everything."""
    return ConsentWithdrawn(**{**ANN, "method": "sms", "received_at": NOON, **changed})


def test_a_yes_without_a_question_is_a_yes() -> None:
    """Most are given that way."""
    given(registered()).when(grant()).then(granted())


def test_a_yes_answers_a_question_once() -> None:
    """Under the question's own id."""
    asked = ConsentRequested(**YES, rooftops=NORTH, purposes=("marketing",))
    given(registered(), asked).when(grant()).then(granted())
    given(registered(), asked, granted()).when(grant()).then_raises(PolicyRefused)


def test_what_was_said_earlier_keeps_both_times() -> None:
    """The indication is then; nothing is claimed of the past."""
    then = NOON - timedelta(days=200)
    given(registered()).when(grant(indicated_at=then)).then(granted(indicated_at=then, valid_from=then))
    given(registered()).when(grant(indicated_at=LATER)).then_raises(InvalidArgument, argument="indicatedAt")


def test_no_consent_counts_from_before_it_was_given() -> None:
    """Whoever enters it: for older data there are `covers_past` and the lookback."""
    then = NOON - timedelta(days=200)
    given(registered()).when(grant(valid_from=then)).then_raises(Backdated, argument="validFrom")
    given(registered()).when(grant(valid_from=LATER)).then(granted(valid_from=LATER))


@pytest.mark.parametrize("expression", ["implied", "source_claim"])
@pytest.mark.parametrize(
    "no",
    [
        [
            ConsentRefused(
                **{**ANN, "consent": a("no")},
                rooftops=NORTH,
                purposes=("marketing",),
                method="portal",
                indicated_at=NOON,
            )
        ],
        [granted(consent=a("old")), withdrawn()],
        [granted(consent=a("old")), withdrawn(purposes=("marketing",))],
    ],
)
def test_no_weak_yes_overrides_a_no(no: list[Any], expression: str) -> None:
    """Refused or taken back: only the person's own, express yes opens it again."""
    given(registered(), *no).when(grant(expression=expression)).then_raises(RefusedEarlier, argument="expression")
    given(registered(), *no).when(grant()).then(granted())


@pytest.mark.parametrize(
    ("taken_back", "ends"),
    [
        (withdrawn(), True),
        (withdrawn(consent=a("yes")), True),
        (withdrawn(purposes=("marketing", "survey")), True),
        (withdrawn(rooftops=NORTH), True),
        (withdrawn(purposes=("survey",)), False),
        (withdrawn(rooftops=(str(a("south")),)), False),
        (withdrawn(channels=("sms",)), False),
    ],
)
def test_a_withdrawal_ends_what_it_covers(taken_back: ConsentWithdrawn, *, ends: bool) -> None:
    """What is left can be taken back as well."""
    rest = at_noon(WithdrawConsent(a("ann"), "sms", a("yes")))
    spec = given(registered(), granted(), taken_back).when(rest)
    if ends:
        spec.then_raises(PolicyRefused)
    else:
        spec.then(withdrawn(consent=a("yes")))


@pytest.mark.parametrize(
    ("taken_back", "whole"),
    [
        (withdrawn(channels=("sms",)), False),
        (withdrawn(consent=a("yes"), recipients=("party:carfair",)), False),
        (withdrawn(consent=a("yes"), purposes=("marketing",), channels=("sms",)), False),
        (withdrawn(purposes=("survey",)), True),
        (withdrawn(rooftops=(str(a("south")),)), True),
        (withdrawn(consent=a("other")), True),
    ],
)
def test_only_a_whole_consent_is_confirmed(taken_back: ConsentWithdrawn, *, whole: bool) -> None:
    """A confirmation is of all that was given: what was taken back of it would be open again."""
    confirm = at_noon(ReaffirmConsent(a("ann"), a("yes"), "portal"))
    other = granted(consent=a("other"))
    spec = given(registered(), granted(), other, taken_back).when(confirm)
    if whole:
        spec.then(ConsentReaffirmed(**YES, method="portal"))
    else:
        spec.then_raises(PolicyRefused)


def test_taking_back_needs_nothing_that_was_given() -> None:
    """Whoever says stop is heard."""
    command = at_noon(WithdrawConsent(a("ann"), "sms", verbatim="leave me alone"))
    given(registered()).when(command).then(withdrawn(verbatim="leave me alone"))
    given().when(at_noon(WithdrawConsent(a("ann"), "sms"))).then_raises(NotFound, argument="customer")


def test_a_consent_expires_when_its_time_has_come() -> None:
    """Not before, and not without an end."""
    expire = at_noon(ExpireConsent(a("ann"), a("yes")))
    given(registered(), granted(expires_at=NOON)).when(expire).then(ConsentExpired(**YES, rule="expires_at"))
    expire = at_noon(ExpireConsent(a("ann"), a("yes")))
    given(registered(), granted(expires_at=LATER)).when(expire).then_raises(PolicyRefused)
    given(registered(), granted()).when(at_noon(ExpireConsent(a("ann"), a("yes")))).then_raises(PolicyRefused)


def test_what_has_run_out_is_not_confirmed() -> None:
    """Ask again."""
    confirm = at_noon(ReaffirmConsent(a("ann"), a("yes"), "portal", LATER))
    given(registered(), granted(expires_at=NOON)).when(confirm).then_raises(PolicyRefused)


def test_a_new_choice_replaces_an_old_one() -> None:
    """The old one is over then."""
    newer = granted(consent=a("new"), supersedes=a("yes"))
    confirm = at_noon(ReaffirmConsent(a("ann"), a("yes"), "portal"))
    given(registered(), granted(), newer).when(confirm).then_raises(PolicyRefused)
