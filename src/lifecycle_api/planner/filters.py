"""What `where`, `search` and other conditions of a list become in SQL."""

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from typing import Any, ClassVar

from graphql import GraphQLInputObjectType

from lifecycle_api.access.visibility import Viewer
from lifecycle_api.domain.categories import Category
from lifecycle_api.errors import LifecycleError
from lifecycle_api.planner.arguments import at
from lifecycle_api.planner.binds import Bind, Binds, Moment
from lifecycle_api.planner.ids import key_of
from lifecycle_api.planner.source import Filter
from lifecycle_api.planner.terms import Terms, terms_of

FILTER = "filter"

COMPARISONS = {"eq": "=", "gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


class CategoryNotReadable(LifecycleError):
    """You may not filter, sort or search by data of a category that you may not read."""

    code: ClassVar[str] = "CATEGORY_NOT_READABLE"


def where(
    type_: GraphQLInputObjectType, given: Mapping[str, Any], slot: int, t: str, binds: Binds
) -> list[tuple[str, Category]]:
    """The conditions of a `where` argument, each with the category that it reads."""
    return [
        (_operator(filter_of(type_, name), operator, (slot, "where", name, operator), t, binds), category)
        for name, operators in given.items()
        if operators is not None
        for category in [filter_of(type_, name).category]
        for operator, value in operators.items()
        if value is not None
    ]


def filter_of(type_: GraphQLInputObjectType, name: str) -> Filter:
    """What stands beside a filter's declaration."""
    found: Filter = type_.fields[name].extensions["strawberry-definition"].metadata[FILTER]
    return found


def check_readable(viewer: Viewer, categories: AbstractSet[Category]) -> None:
    """Raise CategoryNotReadable unless the viewer reads every category that a list's conditions compare."""
    unreadable = sorted(each for each in categories if each.sealed and not viewer.sees(each))
    if unreadable:
        raise CategoryNotReadable(categories=unreadable)


def search(slot: int, t: str, terms: str, binds: Binds) -> str:
    """The condition that every word searched for is found; the longest one leads through the index."""

    def term(part: Callable[[Terms], Any]) -> Bind:
        return lambda moment: part(terms_of(at(moment.values, slot, ["search"])))

    low = binds((slot, "search", "low"), "text", term(lambda found: found.leading))
    high = binds((slot, "search", "high"), "text", term(lambda found: found.beyond))
    rest = binds((slot, "search", "rest"), "text[]", term(lambda found: found.rest))
    return (
        f"{t}.id IN (SELECT s.customer_id FROM {terms} s WHERE s.tenant_id = {t}.tenant_id"
        f" AND s.term >= {low} AND s.term < {high})"
        f" AND NOT EXISTS (SELECT FROM unnest({rest}) w(word) WHERE NOT EXISTS (SELECT FROM {terms} s"
        f" WHERE s.tenant_id = {t}.tenant_id AND s.customer_id = {t}.id AND starts_with(s.term, w.word)))"
    )


def _operator(declared: Filter, operator: str, place: tuple[Any, ...], t: str, binds: Binds) -> str:
    compared = declared.sql.format(t=t)
    slot, *path = place
    if operator == "isNull":
        return f"({compared} IS NULL) = {binds(place, 'boolean', lambda moment: at(moment.values, slot, path))}"
    if operator == "startsWith":
        return f"starts_with({compared}, {binds(place, 'text', lambda moment: at(moment.values, slot, path))})"
    if operator == "in":
        return f"{compared} = ANY({binds(place, f'{declared.type}[]', _members(declared, slot, path))})"
    return f"{compared} {COMPARISONS[operator]} {binds(place, declared.type, _value(declared, slot, path))}"


def _value(declared: Filter, slot: int, path: list[str]) -> Bind:
    def bind(moment: Moment) -> Any:
        return _key(declared, at(moment.values, slot, path))

    return bind


def _members(declared: Filter, slot: int, path: list[str]) -> Bind:
    def bind(moment: Moment) -> Any:
        return [_key(declared, each) for each in at(moment.values, slot, path)]

    return bind


def _key(declared: Filter, value: Any) -> Any:
    return key_of(value, id_prefix(value), "uuid") if declared.type == "uuid" else value


def id_prefix(value: Any) -> str:
    """What a global id starts with."""
    return str(value).partition(":")[0]
