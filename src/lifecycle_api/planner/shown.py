"""Writes the values that stand in a row, each as far as its reader may see it, and what has to be told beside them."""

from collections.abc import Iterator

from lifecycle_api.domain.categories import Category
from lifecycle_api.planner import held
from lifecycle_api.planner.deciding import MARK, STOPPED
from lifecycle_api.planner.marking import Page
from lifecycle_api.planner.place import Place
from lifecycle_api.planner.released import Coarser
from lifecycle_api.planner.selection import Pick, table_of
from lifecycle_api.planner.source import MONTH, Column, Documents, Embedded, Expression
from lifecycle_api.planner.statement import Statement

Standing = Column | Expression | Embedded | Documents
"""What a row holds itself."""


def value(statement: Statement, type_name: str, pick: Pick, source: Standing, place: Place) -> str:
    """Write a value of the row called `place.t`: null where a mask or a stop keeps it back."""
    written = _told(statement, type_name, pick, source, place)
    stopped = _stopped(statement, type_name, place) if pick.category is Category.CONTACT else None
    return written if stopped is None else f"CASE WHEN NOT {stopped} THEN {written} END"


def carried(statement: Statement, type_name: str, picks: tuple[Pick, ...], place: Place) -> Iterator[str]:
    """Write the columns that go along with what is picked of a row, and are taken off before it leaves."""
    if statement.deciding is not None and (decided := place.own) is not None:
        if not place.gathered:
            yield f'{statement.deciding.mark(decided, type_name if statement.apart else None)} AS "{MARK}"'
        if statement.deciding.generalises(decided.table) and any(pick.source for pick in picks):
            selected = frozenset(f"{type_name}.{pick.name}" for pick in picks if pick.source is not None)
            statement.generalised[place.path] = Coarser(decided.table.base, selected)
    if (stopped := _stopped(statement, type_name, place)) is not None:
        yield f'CASE WHEN {stopped} THEN true END AS "{STOPPED}"'
    if statement.audience.accounted and (owner := _owner(statement, type_name, picks)) is not None:
        yield f'{place.t}.{owner} AS "{MARK}"'


def marks(statement: Statement, pick: Pick, place: Place, first: str | None) -> str | None:
    """What a page carries along about its rows, which are what is picked; None where each of them does.

    Of a page that looks ahead, the `first` so many rows are shown.
    """
    assert pick.children is not None  # noqa: S101  # rows are objects
    if statement.deciding is None or place.own is None or not place.gathered:
        return None
    path = (*place.path, pick.key)
    coarser = any(each[: len(path)] == path for each in statement.generalised)
    flat = pick.children.flat and place.own.table.contact is None and not coarser
    return statement.deciding.marks(place.own, Page(pick.key, first, flat))


def _stopped(statement: Statement, type_name: str, place: Place) -> str | None:
    """The column that says that a stop binds a row of a type; None where none is heeded."""
    deciding = statement.deciding
    table = table_of(statement.schema.type_map[type_name]) if deciding is not None and type_name else None
    heeded = table is not None and deciding is not None and deciding.stopped(table, place.t) is not None
    return f"{place.t}.is_stopped" if heeded else None


def _owner(statement: Statement, type_name: str, picks: tuple[Pick, ...]) -> str | None:
    """The column with the subject of rows of a type, if what is selected of them has to be accounted for."""
    counted = any(pick.category.accounted for pick in picks)
    table = table_of(statement.schema.type_map[type_name]) if counted else None
    return None if table is None else table.subject


def _told(statement: Statement, type_name: str, pick: Pick, source: Standing, place: Place) -> str:
    """A value, as far as it is told to consumers."""
    written = _held(statement, type_name, pick, source, place)
    audience, binds = statement.audience, statement.binds
    told = audience.told(source.own if isinstance(source, Column | Embedded) else None, place.t, binds)
    if told is None:
        return written
    otherwise = "NULL"
    if isinstance(source, Column) and (instead := audience.told(source.otherwise, place.t, binds)) is not None:
        otherwise = held.wired(source, instead)
    return statement.qualified(f"CASE WHEN {told} THEN {written} ELSE {otherwise} END", place)


def _held(statement: Statement, type_name: str, pick: Pick, source: Standing, place: Place) -> str:
    match source:
        case Embedded():
            return _masked(statement, held.embedded(pick, source, place.t), source.category, place.inside(pick.key))
        case Documents(column=column):
            return held.documents(pick, f"{place.t}.{column}")
        case Column(telling=True) if statement.audience.under_agreements:
            coarser = Coarser(source.category, frozenset({f"{type_name}.{pick.name}"}))
            statement.generalised[*place.path, pick.key] = coarser
            return MONTH.format(held.plain(source, place.t))
    written = statement.qualified(held.plain(source, place.t), place)
    return _masked(statement, written, source.category, place.inside(pick.key))


def _masked(statement: Statement, sql: str, category: Category, place: Place) -> str:
    deciding = statement.deciding
    if not category.sealed and (deciding is None or category is Category.NONE):
        return sql
    statement.masked.append((place.path, category))
    statement.undecided |= category.sealed and place.decided is None
    if not statement.audience.reads(category):
        return f"CASE WHEN false THEN {sql} END"
    if deciding is not None:
        if place.decided is None:
            return f"CASE WHEN {'false' if category.sealed else 'true'} THEN {sql} END"
        return f"CASE WHEN {deciding.read(place.decided, category)} THEN {sql} END"
    sees = statement.binds(("sees", category), "boolean", lambda moment: category in moment.viewer.categories)
    return f"CASE WHEN {sees} THEN {sql} END"
