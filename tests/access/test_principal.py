"""A principal holds what its claims say, and never more."""

from typing import Any
from uuid import UUID

import msgspec
import pytest

from lifecycle_api.access.categories import OTHERS, allowed
from lifecycle_api.access.matrix import DEFAULTS, Action, Matrix, Role
from lifecycle_api.access.principal import ALL, Principal, from_claims
from lifecycle_api.access.scopes import SCOPES, Kind, ScopeMissing
from lifecycle_api.access.visibility import Reach, viewer_of
from lifecycle_api.domain.categories import Category
from tests.access.forge import CLAIMS

HERE = UUID("0190a000-0000-7000-8000-00000000000a")
ANN = UUID("0190a000-0000-7000-8000-0000000000aa")


def principal(kind: Kind = Kind.STAFF, **claims: Any) -> Principal:
    """One of this kind, with everything it can ask for."""
    own = {"customer": str(ANN)} if kind is Kind.CONSUMER else {}
    return from_claims({**CLAIMS, "kind": kind.value, "scope": " ".join(SCOPES), **own, **claims})


def test_scopes_follow_one_grammar() -> None:
    """Every scope is `noun:verb` and explains itself in a sentence."""
    for name, scope in SCOPES.items():
        noun, verb = name.split(":")
        assert noun.isalpha()
        assert verb in {"read", "write", "export", "explain"}
        assert scope.description.endswith(".")
        assert scope.kinds


def test_a_scope_of_somebody_else_is_dropped() -> None:
    """An identity provider adds its own, and they mean nothing here."""
    assert principal(scope="openid profile customers:read").scopes == {"customers:read"}


@pytest.mark.parametrize("kind", [Kind.PARTNER, Kind.AUDITOR, Kind.CONSUMER, Kind.SERVICE])
def test_only_staff_can_administer(kind: Kind) -> None:
    """Even when its issuer writes the scope into the token."""
    assert principal().may("admin:write")
    with pytest.raises(ScopeMissing) as refused:
        principal(kind).require("admin:write")
    assert refused.value.data == {"scope": "admin:write"}


def test_a_marketplace_sends_leads_and_reads_vehicles() -> None:
    """And reads of customers what they and the dealer agreed to: decisions see to that, row by row."""
    assert {"vehicles:read", "customers:read", "leads:write", "intake:write"} <= principal(Kind.PARTNER).scopes
    assert "customers:write" not in principal(Kind.PARTNER).scopes


def test_rooftops_are_said_aloud() -> None:
    """A token that names no rooftop reaches none; all of them is a star, not an absence."""
    assert principal().rooftops == frozenset()
    assert principal(rooftops=[str(HERE)]).rooftops == frozenset({HERE})
    assert principal(rooftops="*").rooftops is ALL


@pytest.mark.parametrize("claims", [{"kind": "consumer", "customer": None}, {"customer": str(ANN)}])
def test_a_customer_belongs_to_a_consumer(claims: dict[str, Any]) -> None:
    """A consumer is bound to one record, and nobody else is."""
    with pytest.raises(msgspec.ValidationError):
        from_claims({**CLAIMS, **claims})


@pytest.mark.parametrize(
    ("role", "hidden"),
    [
        (Role.SERVICE_ADVISOR, {Category.FINANCIAL, Category.DEALER_CONFIDENTIAL, Category.GOVERNMENT_ID}),
        (Role.BDC_AGENT, {Category.FINANCIAL, Category.DEALER_CONFIDENTIAL}),
        (Role.FINANCE_MANAGER, {Category.DEALER_CONFIDENTIAL, Category.BEHAVIOUR}),
        (Role.SALES_MANAGER, {Category.GOVERNMENT_ID, Category.TELEMATICS}),
        (Role.ADMINISTRATOR, {Category.GOVERNMENT_ID, Category.TELEMATICS}),
    ],
)
def test_a_role_hides_what_its_work_does_not_need(role: Role, hidden: set[Category]) -> None:
    """And shows the people it works with."""
    shown = allowed(principal(roles=[role.value]), Action.READ)
    assert not shown & hidden
    assert {Category.IDENTITY, Category.CONTACT} <= shown


def test_roles_add_up_and_unknown_ones_add_nothing() -> None:
    """The identity provider may have roles of which we know nothing."""
    both = principal(roles=["service_advisor", "finance_manager", "janitor"])
    assert allowed(both, Action.READ) == DEFAULTS["service_advisor"] | DEFAULTS["finance_manager"]
    assert allowed(principal(roles=["janitor"]), Action.READ) == {Category.NONE}


@pytest.mark.parametrize("kind", [Kind.PARTNER, Kind.AUDITOR])
def test_outsiders_never_read_secrets(kind: Kind) -> None:
    """Whatever role their token claims: at most what can be decided to be shown at all."""
    never = {Category.GOVERNMENT_ID, Category.DEALER_CONFIDENTIAL}
    assert allowed(principal(kind, roles=["administrator"]), Action.READ) == set(Category) - never


def test_services_read_nothing_of_people() -> None:
    """They bring data; they do not look at it."""
    assert allowed(principal(Kind.SERVICE, roles=["administrator"]), Action.READ) == {Category.NONE, Category.VEHICLE}


def test_every_kind_and_role_has_a_rule() -> None:
    """A kind or role that is added without one fails here."""
    assert set(DEFAULTS) == set(Role)
    assert {*OTHERS, Kind.STAFF} == set(Kind)


@pytest.mark.parametrize(
    ("kind", "reach"),
    [
        (Kind.STAFF, Reach.ROOFTOPS),
        (Kind.AUDITOR, Reach.ROOFTOPS),
        (Kind.CONSUMER, Reach.OWN),
        (Kind.PARTNER, Reach.NOBODY),
        (Kind.SERVICE, Reach.NOBODY),
    ],
)
def test_each_kind_finds_its_own_rows(kind: Kind, reach: Reach) -> None:
    """Consent will widen what partners find; until then it is nobody."""
    assert viewer_of(principal(kind)).reach is reach


def test_staff_work_at_their_rooftops() -> None:
    """And what belongs to none is for those who have all."""
    here, all_of_them = viewer_of(principal(rooftops=[str(HERE)])), viewer_of(principal(rooftops="*"))
    assert here.works_at(HERE)
    assert not here.works_at(ANN)
    assert not here.works_at(None)
    assert all_of_them.works_at(None)


def test_a_consumer_is_bounded_by_person_not_by_rooftop() -> None:
    """They read their record wherever it was written, and act at no rooftop."""
    viewer = viewer_of(principal(Kind.CONSUMER))
    assert (viewer.rooftops, viewer.customer) == (None, ANN)
    assert not viewer.works_at(HERE)
    assert viewer.sees(Category.FINANCIAL)
    assert not viewer.sees(Category.DEALER_CONFIDENTIAL)


def test_the_group_has_the_last_word_on_a_cell() -> None:
    """It opens what is closed by default, and closes what is open; nothing else moves."""
    cells = {
        ("service_advisor", Category.FINANCIAL, Action.READ): True,
        ("service_advisor", Category.CONTACT, Action.READ): False,
    }
    own = msgspec.structs.replace(principal(roles=["service_advisor"]), matrix=Matrix(cells))
    default = principal(roles=["service_advisor"])
    assert allowed(own, Action.READ) ^ allowed(default, Action.READ) == {Category.FINANCIAL, Category.CONTACT}
    assert allowed(own, Action.SEARCH) == allowed(default, Action.SEARCH)


def test_bounds_follow_the_rules() -> None:
    """They are found once for a token under one set of rules, and found anew when the rules change."""
    mine = principal(roles=["service_advisor"])
    closed = Matrix({("service_advisor", Category.CONTACT, Action.READ): False})
    assert viewer_of(mine) is viewer_of(mine)
    assert viewer_of(mine).sees(Category.CONTACT)
    assert mine.under(closed) is mine.under(closed)
    assert not viewer_of(mine.under(closed)).sees(Category.CONTACT)
    assert viewer_of(mine.under(Matrix({}))).sees(Category.CONTACT)
    assert viewer_of(mine, ("recall",)).purposes == ("recall",)
    assert viewer_of(mine, ("recall",)) is viewer_of(mine, ("recall",))
    assert viewer_of(mine, ("no such",)) is not viewer_of(mine, ("no such",)), "what callers make up is not kept"
    assert viewer_of(mine).purposes == ()


def test_what_is_searched_by_is_read() -> None:
    """Being allowed to search by what one may not read allows nothing."""
    cells = {("service_advisor", Category.FINANCIAL, Action.SEARCH): True}
    viewer = viewer_of(msgspec.structs.replace(principal(roles=["service_advisor"]), matrix=Matrix(cells)))
    assert not viewer.compares(Category.FINANCIAL)
    assert viewer.compares(Category.CONTACT)


def test_an_advisor_reads_neither_credit_nor_gross() -> None:
    """By default; nor licence numbers, nor where someone drives."""
    shown = allowed(principal(roles=["service_advisor"]), Action.READ)
    hidden = {Category.FINANCIAL, Category.DEALER_CONFIDENTIAL, Category.GOVERNMENT_ID, Category.TELEMATICS}
    assert not shown & hidden
