"""Contracts: each audience is shown what it can ever use, and no more."""

import re

import pytest
from graphql import GraphQLObjectType, GraphQLSchema, build_schema, validate_schema

from lifecycle_api.access.categories import OTHERS
from lifecycle_api.access.contracts import Contract, contract_for
from lifecycle_api.access.scopes import SCOPES, Kind
from lifecycle_api.domain.categories import Category
from lifecycle_api.domain.registry import registry
from lifecycle_api.graphql.contracts import Contracts
from lifecycle_api.graphql.marks import EMITS, KINDS, SCOPE, deprecation_of, metadata_of
from lifecycle_api.graphql.schema import make_schema
from lifecycle_api.graphql.sdl import as_text
from lifecycle_api.planner.filters import FILTER
from lifecycle_api.planner.selection import source_of, table_of
from lifecycle_api.planner.source import Column, Embedded, Expression
from tests.support.postgres import ROOT

CONTRACTS = Contracts(make_schema()._schema)
LIMITED = [each for each in Contract if each is not Contract.DEALER]


def fields(schema: GraphQLSchema) -> dict[str, GraphQLObjectType]:
    """The object types of a schema, by name."""
    return {name: each for name, each in schema.type_map.items() if isinstance(each, GraphQLObjectType)}


def test_every_kind_of_party_has_a_contract() -> None:
    """And the dealer's is for those who work there."""
    assert {contract_for(kind) for kind in Kind} == set(Contract)
    assert Contract.DEALER.kinds == {Kind.STAFF, Kind.SERVICE}


def test_a_contract_is_made_once() -> None:
    """When it is first asked for; the whole schema is not made again at all."""
    whole = make_schema()._schema
    contracts = Contracts(whole)
    assert contracts.schema(Contract.DEALER) is whole
    assert contracts.schema(Contract.PARTNER) is contracts.schema(Contract.PARTNER)


@pytest.mark.parametrize("contract", Contract)
def test_a_contract_is_a_valid_schema(contract: Contract) -> None:
    """By GraphQL's own rules, also as it is written down."""
    assert validate_schema(CONTRACTS.schema(contract)) == []
    assert validate_schema(build_schema(as_text(CONTRACTS.schema(contract)))) == []


@pytest.mark.parametrize("contract", LIMITED)
def test_nothing_in_a_contract_is_out_of_reach(contract: Contract) -> None:
    """No scope that nobody it is for can hold, no category that nobody it is for reads."""
    out = []
    for name, type_ in fields(CONTRACTS.schema(contract)).items():
        table = table_of(type_)
        out += [name] if table is not None and table.scope is not None and not contract.allows(table.scope) else []
        for key, field in type_.fields.items():
            source, scope = source_of(field), metadata_of(field).get(SCOPE)
            out += [f"{name}.{key}"] if scope is not None and not contract.allows(scope) else []
            if isinstance(source, Column | Expression | Embedded) and source.category.sealed:
                out += [f"{name}.{key}"] if source.category not in contract.categories else []
    assert out == []


@pytest.mark.parametrize("contract", LIMITED)
def test_what_a_contract_hides_is_out_of_reach(contract: Contract) -> None:
    """Whatever could be used is shown: every mutation whose scope can be held, and that is not for others only."""
    whole, limited = CONTRACTS.schema(Contract.DEALER), CONTRACTS.schema(contract)
    assert whole.mutation_type is not None
    beside = {name: metadata_of(each) for name, each in whole.mutation_type.fields.items()}
    usable = {name for name, it in beside.items() if contract.allows(it[SCOPE])}
    theirs = {name for name in usable if (beside[name][KINDS] or contract.kinds) & contract.kinds}
    assert theirs == (set(limited.mutation_type.fields) if limited.mutation_type else set())
    others = {"declareMinority", "invalidateConsent", "liftRestriction"} if contract is Contract.CONSUMER else set()
    assert usable - theirs == others


def test_what_is_never_shared_is_hidden_and_cannot_be_sorted_by() -> None:
    """Nor filtered or searched by, by those who may not read it."""
    partner, text = CONTRACTS.schema(Contract.PARTNER), as_text(CONTRACTS.schema(Contract.PARTNER))
    vehicle, root = partner.type_map["Vehicle"], partner.query_type
    assert isinstance(vehicle, GraphQLObjectType)
    assert root is not None
    assert "cost" not in vehicle.fields
    assert "askingPrice" in vehicle.fields
    assert {"sourceBatches", "quarantine", "agreements", "employees"} & root.fields.keys() == set()
    assert "search" in root.fields["vehicles"].args
    assert 'name: "dealer_confidential"' not in text
    assert 'name: "dealer_confidential"' in as_text(CONTRACTS.schema(Contract.DEALER))


@pytest.mark.parametrize(
    ("contract", "shown"),
    [
        (Contract.PARTNER, {"myAccess"}),
        (Contract.AUDITOR, {"myAccess", "ownership", "partySaw", "replay", "whatWouldPartnerSee"}),
        (Contract.CONSUMER, {"myAccess", "ownership", "dataHeld", "personalData", "contactDecision", "consentReceipt"}),
    ],
)
def test_what_is_computed_is_shown_to_those_it_is_for(contract: Contract, shown: set[str]) -> None:
    """It is neither decided on row by row nor recorded, so a scope alone opens none of it to those outside."""
    root = CONTRACTS.schema(contract).query_type
    assert root is not None
    personal = {"ownership", "dataHeld", "personalData", "contactDecision", "consentReceipt"}
    computed = personal | {"myAccess", "partySaw", "replay", "whatWouldPartnerSee"}
    assert computed & root.fields.keys() == shown


def test_an_order_by_what_cannot_be_read_is_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the filters and the search by it, and the field itself; what else there is of the type stays."""
    whole = make_schema()._schema
    monkeypatch.setitem(OTHERS, Kind.AUDITOR, frozenset({Category.NONE, Category.VEHICLE}))
    auditor = Contracts(whole).schema(Contract.AUDITOR)
    customer, root = auditor.type_map["Customer"], auditor.query_type
    assert isinstance(customer, GraphQLObjectType)
    assert root is not None
    assert {"name", "givenName", "address"} & customer.fields.keys() == set()
    assert "version" in customer.fields
    assert "search" not in root.fields["customers"].args
    (orders,) = re.findall(r"enum CustomerOrder \{(.*?)\n\}", as_text(auditor), re.DOTALL)
    assert "NAME" not in orders
    assert "REGISTERED" in orders
    (filters,) = re.findall(r"input CustomerWhere \{(.*?)\n\}", as_text(auditor), re.DOTALL)
    assert "  name:" not in filters


def test_documents_are_shared_out_by_scope() -> None:
    """What a partner can send, an auditor cannot; nobody but the dealer adds staff, or lets them go."""
    sends = {each: CONTRACTS.schema(each).mutation_type for each in Contract}
    assert {each for each, root in sends.items() if root and "receiveLead" in root.fields} == {
        Contract.DEALER,
        Contract.PARTNER,
    }
    for name in ("addStaff", "recordDeparture"):
        assert {each for each, root in sends.items() if root and name in root.fields} == {Contract.DEALER}


def test_mutations_name_their_scope_and_events() -> None:
    """Scopes that exist, and types of events that are registered; only where the caller chooses, none is named."""
    root = CONTRACTS.schema(Contract.DEALER).mutation_type
    assert root is not None
    for name, field in root.fields.items():
        beside = metadata_of(field)
        assert beside[SCOPE] in SCOPES, name
        assert [registry.get(each).name for each in beside[EMITS]] == list(beside[EMITS])


def test_the_text_says_what_stands_beside_the_fields() -> None:
    """Scope, category, cost, size and events, as directives that nobody looks for when a request is executed."""
    text = as_text(CONTRACTS.schema(Contract.DEALER))
    assert 'type Customer implements Node @scope(all: ["customers:read"]) {' in text
    assert '  amountFinanced: Money @category(name: "financial")' in text
    assert re.search(r'customers\([^)]*\): CustomerConnection! @listSize\(slicingArguments: \["first"\]', text)
    assert '@scope(all: ["service:write"]) @cost(weight: "10") @emits(events: ["work.declined"])' in text
    assert re.search(r'name: TextMatch = null @category\(name: "identity"\)', text)
    assert {each.name for each in CONTRACTS.schema(Contract.DEALER).directives} <= {
        "skip",
        "include",
        "deprecated",
        "specifiedBy",
        "oneOf",
    }


def test_what_is_deprecated_has_a_replacement_and_a_sunset() -> None:
    """A sentence, and a day; nothing that is required can be deprecated, for nobody could leave it out."""
    seen = []
    for type_ in CONTRACTS.schema(Contract.DEALER).type_map.values():
        for name, field in getattr(type_, "fields", {}).items():
            inside = getattr(field, "args", {}).items()
            for key, each in [(name, field), *((f"{name}({argument}:)", declared) for argument, declared in inside)]:
                if each.deprecation_reason is not None:
                    deprecation = deprecation_of(each.deprecation_reason)
                    assert deprecation.replacement.endswith("."), key
                    seen.append(f"{type_.name}.{key}")
    assert "VehicleWhere.year" in seen


def test_a_reason_without_a_day_is_refused() -> None:
    """So that nobody has to guess how long something stays."""
    with pytest.raises(ValueError, match="ends with its sunset"):
        deprecation_of("Use something else.")


def test_every_filter_of_a_category_is_marked() -> None:
    """In the text, wherever there is one."""
    for type_ in CONTRACTS.schema(Contract.DEALER).type_map.values():
        for field in getattr(type_, "fields", {}).values():
            declared = metadata_of(field).get(FILTER) if not hasattr(field, "args") else None
            if declared is not None and declared.category.sealed:
                assert f'@category(name: "{declared.category}")' in (ROOT / "schema.graphql").read_text()
