"""What `where`, `search` and other conditions of a list become in SQL."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final

from graphql import GraphQLInputObjectType

from lifecycle_api.access.visibility import Viewer
from lifecycle_api.domain.categories import Category
from lifecycle_api.errors import LifecycleError
from lifecycle_api.planner.arguments import at
from lifecycle_api.planner.binds import Bind, Binds, Moment
from lifecycle_api.planner.ids import key_of
from lifecycle_api.planner.source import MONTH, Filter, Search
from lifecycle_api.planner.terms import Terms, terms_of, vin_of

FILTER = "filter"
SEARCHED: Final[Mapping[Search, AbstractSet[Category]]] = {
    "customers": frozenset({Category.IDENTITY, Category.CONTACT}),
    "vehicles": frozenset({Category.VEHICLE}),
}
"""The categories that a search compares."""

COMPARISONS = {"eq": "=", "gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


class CategoryNotReadable(LifecycleError):
    """You may not filter, sort or search by data of a category that you may not read."""

    code: ClassVar[str] = "CATEGORY_NOT_READABLE"


@dataclass
class Where:
    """Writes the conditions of the `where` of the field in `slot`, and collects the categories that they read.

    `coarser` is whether it compares what partners are told, and nothing that is `internal`; `told` what says under
    which condition consumers are told.
    """

    type: GraphQLInputObjectType
    slot: int
    t: str
    binds: Binds
    coarser: bool
    told: Callable[[str | None, str, Binds], str | None]
    categories: set[Category] = field(default_factory=set)

    def conditions(self, given: Mapping[str, Any]) -> list[str]:
        """The conditions, all of which must hold."""
        return list(self._all(given, ("where",)))

    def _all(self, given: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[str]:
        for name, value in given.items():
            place = (*path, name)
            match name:
                case _ if value is None:
                    continue
                case "and":
                    yield from self._each(value, place)
                case "or":
                    yield f"({' OR '.join(['false', *self._each(value, place)])})"
                case "not":
                    # What is unknown is not fulfilled, so it fulfils the opposite.
                    yield f"{self._together(value, place)} IS NOT TRUE"
                case _:
                    yield from self._operators(filter_of(self.type, name), value, place)

    def _each(self, given: Sequence[Mapping[str, Any]], path: tuple[str, ...]) -> list[str]:
        return [self._together(each, (*path, str(index))) for index, each in enumerate(given)]

    def _together(self, given: Mapping[str, Any], path: tuple[str, ...]) -> str:
        return f"({' AND '.join(['true', *self._all(given, path)])})"

    def _operators(self, declared: Filter, given: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[str]:
        for operator, value in given.items():
            if value is not None:
                self.categories.add(declared.category)
                yield self._operator(declared, operator, (*path, operator))

    def _operator(self, declared: Filter, operator: str, path: tuple[str, ...]) -> str:
        compared = f"({declared.sql.format(t=self.t)})"
        if declared.telling and self.coarser:
            compared = MONTH.format(compared)
        if declared.internal and self.coarser:
            compared = f"NULL::{declared.type}"
        if (told := self.told(declared.own, self.t, self.binds)) is not None:
            compared = f"(CASE WHEN {told} THEN {compared} END)"
        match operator:
            case "isNull":
                return f"({compared} IS NULL) = {self._bound(path, 'boolean', lambda given: given)}"
            case "startsWith":
                return f"starts_with({compared}, {self._bound(path, 'text', lambda given: given)})"
            case "in":
                return f"{compared} = ANY({self._bound(path, f'{declared.type}[]', _keys(declared))})"
            case "between":
                low, high = (self._bound((*path, end), declared.type, _key(declared)) for end in ("from", "to"))
                return f"{compared} BETWEEN {low} AND {high}"
        return f"{compared} {COMPARISONS[operator]} {self._bound(path, declared.type, _key(declared))}"

    def _bound(self, path: tuple[str, ...], type_: str, made: Callable[[Any], Any]) -> str:
        slot = self.slot
        return self.binds((slot, *path), type_, lambda moment: made(at(moment.values, slot, path)))


def filter_of(type_: GraphQLInputObjectType, name: str) -> Filter:
    """What stands beside a filter's declaration."""
    found: Filter = type_.fields[name].extensions["strawberry-definition"].metadata[FILTER]
    return found


def compared_in(type_: GraphQLInputObjectType, given: Mapping[str, Any]) -> Iterator[Filter]:
    """The filters of a `where` that compare something, however deep they stand in it."""
    for name, value in given.items():
        match name, value:
            case _, None:
                continue
            case "not", _:
                yield from compared_in(type_, value)
            case (("and" | "or"), _):
                for each in value:
                    yield from compared_in(type_, each)
            case _:
                if any(each is not None for each in value.values()):
                    yield filter_of(type_, name)


def check_readable(viewer: Viewer, categories: AbstractSet[Category]) -> None:
    """Raise CategoryNotReadable unless the viewer reads every category that a list's conditions compare."""
    unreadable = [each for each in categories if each.sealed and not viewer.compares(each)]
    if unreadable:
        raise CategoryNotReadable(categories=sorted(unreadable))


def search(kind: Search, slot: int, t: str, binds: Binds) -> str:
    """The condition that what is searched for is found."""
    return _found_vehicle(slot, t, binds) if kind == "vehicles" else _found_customer(slot, t, binds)


def _found_customer(slot: int, t: str, binds: Binds) -> str:
    # Every word is found; the longest one leads through the index.
    terms = "<customer_profile>.search_term"

    def term(part: Callable[[Terms], Any]) -> Bind:
        return lambda moment: part(terms_of(_searched(moment, slot)))

    low = binds((slot, "search", "low"), "text", term(lambda found: found.leading))
    high = binds((slot, "search", "high"), "text", term(lambda found: found.beyond))
    rest = binds((slot, "search", "rest"), "text[]", term(lambda found: found.rest))
    return (
        f"{t}.id IN (SELECT s.customer_id FROM {terms} s WHERE s.tenant_id = {t}.tenant_id"
        f" AND s.term >= {low} AND s.term < {high})"
        f" AND NOT EXISTS (SELECT FROM unnest({rest}) w(word) WHERE NOT EXISTS (SELECT FROM {terms} s"
        f" WHERE s.tenant_id = {t}.tenant_id AND s.customer_id = {t}.id AND starts_with(s.term, w.word)))"
    )


def _found_vehicle(slot: int, t: str, binds: Binds) -> str:
    low = binds((slot, "search", "low"), "text", lambda moment: vin_of(_searched(moment, slot)).leading)
    high = binds((slot, "search", "high"), "text", lambda moment: vin_of(_searched(moment, slot)).beyond)
    either = [f'{t}.{column} COLLATE "C" >= {low} AND {t}.{column} COLLATE "C" < {high}' for column in ("vin", "last8")]
    return f"({' OR '.join(either)})"


def _searched(moment: Moment, slot: int) -> str:
    return str(at(moment.values, slot, ["search"]))


def _key(declared: Filter) -> Callable[[Any], Any]:
    return lambda value: key_of(value, id_prefix(value), "uuid") if declared.type == "uuid" else value


def _keys(declared: Filter) -> Callable[[Any], Any]:
    key = _key(declared)
    return lambda values: [key(each) for each in values]


def id_prefix(value: Any) -> str:
    """What a global id starts with."""
    return str(value).partition(":")[0]
