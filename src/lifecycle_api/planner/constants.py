"""Writes what is known without a database: of a value that is at hand, what is selected."""

from typing import Any

import orjson

from lifecycle_api.planner.binds import Moment
from lifecycle_api.planner.selection import TYPENAME, Pick, Selection
from lifecycle_api.planner.statement import Statement


def write(statement: Statement, pick: Pick, name: str) -> str:
    """Write the constant with this name, bound as JSON."""

    def value(moment: Moment) -> str:
        given = {} if pick.slot is None else moment.values[pick.slot]
        return orjson.dumps(chosen_of(pick.children, moment.constants()[name](given))).decode()

    return statement.binds((name, pick.key), "json", value)


def chosen_of(selection: Selection | None, value: Any) -> Any:
    """What is selected of a value that is at hand, as JSON-ready dicts and lists."""
    if selection is None or value is None:
        return value
    if isinstance(value, list):
        return [chosen_of(selection, each) for each in value]
    return {
        pick.key: selection.type.name if pick.name == TYPENAME else chosen_of(pick.children, value[pick.name])
        for pick in selection.only
    }
