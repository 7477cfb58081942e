"""What `where` and `search` ask of a row, as the oracle reads them: each condition is true or false, never unknown."""

from collections.abc import Iterator, Mapping
from typing import Any

from graphql import GraphQLInputObjectType

from lifecycle_api.planner.filters import filter_of
from lifecycle_api.planner.ids import key_of
from lifecycle_api.planner.oracle.wanted import Wanted
from lifecycle_api.planner.source import MONTH, Filter, Search
from lifecycle_api.planner.terms import terms_of, vin_of


def fulfilled(type_: GraphQLInputObjectType, given: Mapping[str, Any], wanted: Wanted) -> str:
    """The condition that a row fulfils a `where`."""
    parts = [_part(type_, name, value, wanted) for name, value in given.items() if value is not None]
    return f"({' AND '.join(['true', *parts])})"


def found(kind: Search, typed: str, wanted: Wanted) -> Iterator[str]:
    """The conditions that a row is found by what was typed."""
    if kind == "vehicles":
        start = vin_of(typed).leading
        begins = [f"left(t.{column}, {len(start)}) = {wanted.bind(start, 'text')}" for column in ("vin", "last8")]
        yield f"({' OR '.join(begins)})"
        return
    terms = terms_of(typed)
    for word in [terms.leading, *terms.rest]:
        yield (
            "EXISTS (SELECT FROM <customer_profile>.search_term s WHERE s.tenant_id = t.tenant_id"
            f" AND s.customer_id = t.id AND left(s.term, {len(word)}) = {wanted.bind(word, 'text')})"
        )


def _part(type_: GraphQLInputObjectType, name: str, value: Any, wanted: Wanted) -> str:
    match name:
        case "and":
            return f"({' AND '.join(['true', *(fulfilled(type_, each, wanted) for each in value)])})"
        case "or":
            return f"({' OR '.join(['false', *(fulfilled(type_, each, wanted) for each in value)])})"
        case "not":
            return f"NOT {fulfilled(type_, value, wanted)}"
    declared = filter_of(type_, name)
    compared = [_compared(declared, operator, each, wanted) for operator, each in value.items() if each is not None]
    return f"({' AND '.join(['true', *(f'coalesce({each}, false)' for each in compared)])})"


def _compared(declared: Filter, operator: str, value: Any, wanted: Wanted) -> str:
    column, type_ = f"({declared.sql.format(t='t')})", declared.type
    if declared.telling and wanted.coarser:
        column = MONTH.format(column)
    if declared.internal and wanted.coarser:
        column = f"NULL::{type_}"
    if declared.own is not None and wanted.consumer is not None:
        column = f"(CASE WHEN {declared.own.format(t='t', me=wanted.bind(wanted.consumer, 'uuid'))} THEN {column} END)"
    match operator:
        case "isNull":
            return f"{column} IS {'' if value else 'NOT '}NULL"
        case "startsWith":
            return f"left({column}, {len(value)}) = {wanted.bind(value, 'text')}"
        case "in":
            return f"{column} = ANY ({wanted.bind([_key(declared, each) for each in value], f'{type_}[]')})"
        case "between":
            low, high = wanted.bind(value["from"], type_), wanted.bind(value["to"], type_)
            return f"(NOT {column} < {low} AND NOT {column} > {high})"
        case "eq":
            return f"{column} = {wanted.bind(_key(declared, value), type_)}"
    written = {"gte": "NOT {} < {}", "gt": "{} > {}", "lte": "NOT {} > {}", "lt": "{} < {}"}[operator]
    return written.format(column, wanted.bind(value, type_))


def _key(declared: Filter, value: Any) -> Any:
    return key_of(value, str(value).partition(":")[0], "uuid") if declared.type == "uuid" else value
