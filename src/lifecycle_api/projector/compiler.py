"""From a folder to one function: which statements each event type runs, and with which values.

Types that run the same sections with the same parameters share a *leaf* of the function, so that a session plans
their statements once. Statements for every type with a certain field stand once, after the leaves.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from lifecycle_api.domain.registry import Declaration, UnknownEventType, registry
from lifecycle_api.projector import scanning
from lifecycle_api.projector.loader import Folder, Section, Statement
from lifecycle_api.projector.parameters import POSITION, TENANT, Source, resolve
from lifecycle_api.projector.payload import Layout

_CLOCKS = re.compile(
    r"\b(?:now|random|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday|gen_random_uuid|uuidv[47]"
    r"|current_(?:date|time|timestamp|user|setting)|localtime(?:stamp)?|nextval|setval|set_config|pg_sleep)\b",
    re.IGNORECASE,
)

Values = Mapping[str, Source]
"""The parameters of something, in order of appearance, each with where its value comes from."""


class Use(NamedTuple):
    """A statement with the meaning of its parameters; `types` are the event types it runs for."""

    statement: Statement
    values: Values
    types: tuple[str, ...]


@dataclass(frozen=True)
class Leaf:
    """Event types that run the same statements with the same values."""

    sections: tuple[Section, ...]
    starred: tuple[Section, ...]
    values: Values
    types: tuple[str, ...]

    @property
    def keys(self) -> list[str]:
        """What has to be sent of an event, in order, after its position, which is always sent."""
        keys = dict.fromkeys(source.key for source in self.values.values())
        return [key for key in keys if key != POSITION]


@dataclass(frozen=True)
class Plan:
    """A folder, understood."""

    folder: Folder
    leaves: tuple[Leaf, ...]

    @cached_property
    def layout(self) -> Layout:
        """What the projection wants to be sent of each event type."""
        return {name: (number, leaf.keys) for number, leaf in enumerate(self.leaves) for name in leaf.types}

    @property
    def starred(self) -> list[Section]:
        """The starred sections that some type runs, in the order of the file."""
        return [section for section in self.folder.sections if section.starred]

    def uses(self) -> list[Use]:
        """Every statement with every distinct set of types its parameters have."""
        found: dict[tuple[Statement, tuple[tuple[str, str], ...]], Use] = {}
        for leaf in self.leaves:
            for section in (*leaf.sections, *leaf.starred):
                for statement in section.statements:
                    values = {name: leaf.values[name] for name in _asked(statement)}
                    key = (statement, tuple((name, source.pg_type) for name, source in values.items()))
                    types = found[key].types if key in found else ()
                    found[key] = Use(statement, values, types + leaf.types)
        return list(found.values())


def compile_folder(folder: Folder) -> Plan:
    """Find out what each event type runs. Raises InvalidProjection."""
    _check_sections(folder)
    leaves: dict[object, Leaf] = {}
    for declaration in registry:
        own = tuple(section for section in folder.sections if declaration.name in section.types)
        starred = tuple(section for section in folder.sections if section.starred in declaration.fields)
        if own or starred:
            values = _values(folder, declaration, (*own, *starred))
            key = (own, starred, tuple((name, source.pg_type) for name, source in values.items()))
            types = leaves[key].types if key in leaves else ()
            leaves[key] = Leaf(own, starred, values, (*types, declaration.name))
    return Plan(folder, tuple(leaves.values()))


def handled(folders: Iterable[Folder]) -> set[str]:
    """The event types for which some folder has a section of their own."""
    return {name for folder in folders for section in folder.sections for name in section.types}


def _check_sections(folder: Folder) -> None:
    for section in folder.sections:
        for name in section.types:
            try:
                registry.get(name)
            except UnknownEventType:
                raise folder.invalid(f"{name} is not an event type.", line=section.line, event=name) from None
        if section.starred and not any(section.starred in declaration.fields for declaration in registry):
            raise folder.invalid(f"no event has a field {section.starred!r}.", line=section.line)
        if not section.statements:
            raise folder.invalid("the section has no statement; write one, or remove the heading.", line=section.line)
        for statement in section.statements:
            _check_statement(folder, section, statement)


def _check_statement(folder: Folder, section: Section, statement: Statement) -> None:
    data = {"line": statement.line, "event": ", ".join(section.types) or f"* {section.starred}"}
    if scanning.has_dollar_quotes(statement.sql):
        raise folder.invalid("texts are quoted with single quotes here.", **data)
    if clock := _CLOCKS.search(scanning.code(statement.sql)):
        raise folder.invalid(
            f"{clock[0]} gives another answer at every replay; use :occurred_at, :recorded_at or a field.", **data
        )


def _values(folder: Folder, declaration: Declaration, sections: Iterable[Section]) -> Values:
    values: dict[str, Source] = {}
    for section in sections:
        for statement in section.statements:
            for name in _asked(statement):
                values[name] = _value(folder, declaration, statement, name)
    return values


def _value(folder: Folder, declaration: Declaration, statement: Statement, name: str) -> Source:
    data = {"line": statement.line, "event": declaration.name, "parameter": name}
    source = resolve(declaration, name)
    if source is None:
        raise folder.invalid(f"{declaration.name} has no :{name}.", **data)
    if folder.mode == "inline" and source.category.sealed and not name.endswith("_hmac"):
        raise folder.invalid(
            f":{name} is sealed, and an inline projection sees only what is clear; make the mode async.", **data
        )
    return source


def _asked(statement: Statement) -> list[str]:
    return [name for name in scanning.parameters(statement.sql) if name != TENANT]
