"""Who has which right to a fact, worked out by hand and compared with the table."""

from datetime import UTC, datetime
from typing import Any, Final

import pytest

from lifecycle_api.access.facts import Facts
from lifecycle_api.access.folding import fold
from lifecycle_api.access.ownership import Cell, Clause, Contract, Right, Thing, rights_to

NOW: Final = datetime(2026, 3, 2, 12, tzinfo=UTC)
ANN, NORTH, CARFAIR, AGREEMENT, CONSENT = "ann", "north", "carfair", "listing", "yes"
PERMIT: Final[dict[str, Any]] = {
    "id": "4.1",
    "page": 6,
    "effect": "permit",
    "actions": ["read", "resell"],
    "purposes": ["lead_followup"],
    "categories": ["contact"],
    "retention_days": 90,
}
SIGNED: Final[dict[str, Any]] = {"agreement": AGREEMENT, "party": CARFAIR, "effective_at": "2026-01-01T00:00:00Z"}


def facts(*more: tuple[str, dict[str, Any]]) -> Facts:
    """A marketplace with a signed agreement, and whatever else happened."""
    return redrafted({"agreement": AGREEMENT, "party": CARFAIR, "kind": "share", "clauses": [PERMIT]}, *more)


def redrafted(draft: dict[str, Any], *more: tuple[str, dict[str, Any]]) -> Facts:
    """The marketplace with another text."""
    events = [
        ("party.registered", {"party": CARFAIR, "kind": "marketplace"}),
        ("agreement.drafted", draft),
        ("agreement.signed", SIGNED),
        *more,
    ]
    return fold({"type": kind, "position": at, "data": data} for at, (kind, data) in enumerate(events, 1))


def granted(*purposes: str, recipients: tuple[str, ...] = ("party:carfair",)) -> tuple[str, dict[str, Any]]:
    """Ann's yes."""
    data = {
        "consent": CONSENT,
        "customer": ANN,
        "purposes": purposes,
        "recipients": recipients,
        "categories": ["contact"],
        "expression": "expressed",
        "valid_from": "2026-01-01T00:00:00Z",
    }
    return "consent.granted", data


CONTRACT: Final = Contract(
    AGREEMENT,
    CARFAIR,
    (
        Clause(
            "4.1", 6, "permit", frozenset({"read", "resell"}), ("lead_followup",), frozenset({"contact"}), "no", (), 90
        ),
    ),
)
PROHIBITED: Final = Clause("7.2", 11, "prohibit", frozenset({"resell"}))
HERS: Final = Thing((ANN,), (NORTH,), frozenset({"contact", "vehicle"}))


def table(what: Facts, *contracts: Contract, thing: Thing = HERS) -> dict[tuple[str, ...], Cell]:
    """The cells by party and right, of USE and DISCLOSE also by purpose and recipient."""
    cells = rights_to(thing, contracts, what, NOW)
    return {tuple(filter(None, (one.party, one.right, one.purpose, one.recipient))): one for one in cells}


def test_the_person_has_every_right_whatever_was_agreed() -> None:
    """Their own rights follow from nobody's clause."""
    hers = [one for one in rights_to(HERS, (CONTRACT,), facts(), NOW) if one.party == "customer:ann"]
    assert {one.right for one in hers} == set(Right)
    assert all(one.allowed and one.ground == "subject_right" and one.agreement is None for one in hers)


@pytest.mark.parametrize(
    ("purpose", "reason"),
    [("operate", None), ("recall", None), ("marketing", "CONSENT_NONE"), ("resale", "CONSENT_NONE")],
)
def test_a_controller_uses_what_its_status_and_consent_give_it(purpose: str, reason: str | None) -> None:
    """A contract needs no consent; advertising does."""
    right = "resell" if purpose == "resale" else "use"
    cell = table(facts())["rooftop:north", right, purpose]
    assert (cell.allowed, cell.reason, cell.ground) == (reason is None, reason, "controller")


def test_consent_opens_what_rests_on_it_and_is_cited() -> None:
    """Marketing at the rooftop that was named, and nothing else."""
    cells = table(facts(granted("marketing", recipients=())))
    assert (cells["rooftop:north", "use", "marketing"].consent) == CONSENT
    assert not cells["rooftop:north", "use", "survey"].allowed


def test_a_partner_uses_what_a_clause_permits_and_the_person_lets_them() -> None:
    """With clause and page; without consent the clause gives nothing."""
    closed = table(facts(), CONTRACT)["party:carfair", "use", "lead_followup"]
    assert (closed.allowed, closed.reason, closed.clause, closed.page) == (False, "CONSENT_NONE", "4.1", 6)
    open_ = table(facts(granted("lead_followup")), CONTRACT)["party:carfair", "use", "lead_followup"]
    assert (open_.allowed, open_.consent, open_.agreement) == (True, CONSENT, AGREEMENT)


def test_access_follows_from_use() -> None:
    """Who may use nothing sees nothing."""
    assert not table(facts(), CONTRACT)["party:carfair", "access"].allowed
    cell = table(facts(granted("lead_followup")), CONTRACT)["party:carfair", "access"]
    assert (cell.allowed, cell.clause, cell.page) == (True, "4.1", 6)


def test_no_clause_gives_a_partner_the_rights_of_a_person() -> None:
    """Rectifying and erasing stay with the person and the controller."""
    assigned = Contract(
        AGREEMENT,
        CARFAIR,
        (Clause("1.1", 1, "permit", frozenset({"assign", "read"}), ("lead_followup",), frozenset({"contact"})),),
    )
    cells = table(facts(granted("lead_followup")), assigned)
    for right in ("rectify", "erase"):
        assert not cells["party:carfair", right].allowed
        assert cells["rooftop:north", right].ground == "controller"


def test_keeping_is_limited_as_the_clause_says() -> None:
    """Ninety days, on page six."""
    cell = table(facts(), CONTRACT)["party:carfair", "retain"]
    assert (cell.allowed, cell.days, cell.page) == (True, 90, 6)


def test_selling_on_needs_a_clause_and_consent() -> None:
    """A clause alone is stopped by the person; a prohibition beats both."""
    cell = table(facts(), CONTRACT)["party:carfair", "resell", "resale"]
    assert (cell.allowed, cell.clause) == (False, "4.1")
    with_ban = Contract(AGREEMENT, CARFAIR, (*CONTRACT.clauses, PROHIBITED))
    cell = table(facts(granted("resale")), with_ban)["party:carfair", "resell"]
    assert (cell.allowed, cell.clause, cell.page) == (False, "7.2", 11)


def test_who_made_the_data_has_no_right_by_that() -> None:
    """The marketplace that sent the lead stands in the table with nothing."""
    sent = Thing((ANN,), (NORTH,), frozenset({"contact"}), originator="party:carfair")
    cells = {key: cell for key, cell in table(facts(), thing=sent).items() if key[0] == "party:carfair"}
    assert cells
    assert not any(cell.allowed for cell in cells.values())
    assert {cell.ground for cell in cells.values()} == {"nothing"}


def test_data_is_given_away_as_far_as_the_person_lets_it_and_the_agreement_binds() -> None:
    """Neither by the rooftop nor by who would have it from there; a rooftop that signed nothing gives nothing."""
    onward = {**PERMIT, "onward": "listed", "recipients": ["party:x"], "actions": ["read"]}
    draft = {"agreement": AGREEMENT, "party": CARFAIR, "kind": "share", "clauses": [onward], "rooftops": [NORTH]}
    read = Clause(
        "4.1", 6, "permit", frozenset({"read"}), ("lead_followup",), frozenset({"contact"}), "listed", ("party:x",)
    )
    signed = Contract(AGREEMENT, CARFAIR, (read,))
    both = Thing((ANN,), (NORTH, "south"), frozenset({"contact"}))
    given, passed = ("rooftop:north", "disclose", CARFAIR), ("party:carfair", "disclose", "party:x")
    withdrawn = ("consent.withdrawn", {"customer": ANN, "consent": CONSENT})
    for words, reason in (((), "CONSENT_NONE"), ((withdrawn,), "CONSENT_WITHDRAWN")):
        yes = (granted("lead_followup"),) if words else ()
        cells = table(redrafted(draft, *yes, *words), signed, thing=both)
        assert [(cells[each].allowed, cells[each].reason) for each in (given, passed)] == [(False, reason)] * 2
    cells = table(redrafted(draft, granted("lead_followup")), signed, thing=both)
    assert [(cells[each].allowed, cells[each].consent) for each in (given, passed)] == [(True, CONSENT)] * 2
    assert ("rooftop:south", "disclose", CARFAIR) not in cells


def test_selling_on_is_an_action_of_its_own() -> None:
    """A clause that permits it need not permit reading as well."""
    resell = {**PERMIT, "actions": ["resell"], "purposes": ["resale"]}
    what = redrafted(
        {"agreement": AGREEMENT, "party": CARFAIR, "kind": "share", "clauses": [resell]}, granted("resale")
    )
    signed = Contract(AGREEMENT, CARFAIR, (Clause("4.1", 6, "permit", frozenset({"resell"}), ("resale",)),))
    assert table(what, signed)["party:carfair", "resell", "resale"].allowed


def test_a_listed_recipient_and_an_excluded_competitor_are_named() -> None:
    """Each with the clause."""
    clauses = (
        Clause(
            "5.1", 8, "permit", frozenset({"read"}), ("lead_followup",), frozenset({"contact"}), "listed", ("party:x",)
        ),
        Clause("7.3", 12, "prohibit", recipients=("party:rival",)),
    )
    listed = {**PERMIT, "onward": "listed", "recipients": ["party:x"]}
    draft = {"agreement": AGREEMENT, "party": CARFAIR, "kind": "share", "clauses": [listed]}
    cells = table(redrafted(draft, granted("lead_followup")), Contract(AGREEMENT, CARFAIR, clauses))
    assert cells["party:carfair", "disclose", "party:x"].allowed
    assert (cells["party:carfair", "disclose", "party:rival"].page) == 12
    assert not cells["party:carfair", "disclose", "party:rival"].allowed
