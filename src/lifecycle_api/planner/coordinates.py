"""Where in the schema the fields of a selection stand, and which of them are somebody's money, or differ by type."""

from collections.abc import Mapping

from graphql import GraphQLSchema

from lifecycle_api.domain.categories import Category
from lifecycle_api.planner.audience import Audience
from lifecycle_api.planner.selection import TYPENAME, Selection, table_of

Apart = Mapping[tuple[str, ...], Mapping[str, Category]]


def coordinates(selection: Selection) -> set[str]:
    """The schema coordinates of everything that is selected, such as `Customer.name`.

    What is selected of every type of an interface has the interface's.
    """
    declared = {TYPENAME, *getattr(selection.type, "fields", ())}
    shared = declared.intersection(*({pick.name for pick in picks} for picks in selection.picks.values()))
    found = {f"{selection.type.name}.{name}" for name in shared}
    for name, picks in selection.picks.items():
        found |= {f"{name}.{pick.name}" for pick in picks if pick.name not in shared}
        for pick in picks:
            found |= set() if pick.children is None else coordinates(pick.children)
    return found


def accounted_for(schema: GraphQLSchema, selection: Selection) -> set[str]:
    """The schema coordinates of what is selected of somebody's money or papers, which staff see only on record."""
    found = set()
    for name, picks in selection.picks.items():
        table = table_of(schema.type_map[name])
        if table is not None and table.subject is not None:
            found |= {f"{name}.{pick.name}" for pick in picks if pick.category.accounted}
        for pick in picks:
            found |= set() if pick.children is None else accounted_for(schema, pick.children)
    return found


def apart_for(audience: Audience, selection: Selection) -> Apart:
    """Where types of one interface hold values of different categories under one key: the category by type.

    Only those who are decided on are told of each value why it is withheld.
    """
    return {} if audience.capacity is None else _apart(selection, ())


def _apart(selection: Selection, path: tuple[str, ...]) -> dict[tuple[str, ...], Mapping[str, Category]]:
    found: dict[tuple[str, ...], Mapping[str, Category]] = {}
    here: dict[tuple[str, ...], dict[str, Category]] = {}
    for name, picks in selection.picks.items():
        for pick in picks:
            inside = (*path, pick.key)
            here.setdefault(inside, {})[name] = pick.category
            found |= {} if pick.children is None else _apart(pick.children, inside)
    return found | {inside: each for inside, each in here.items() if len(set(each.values())) > 1}
