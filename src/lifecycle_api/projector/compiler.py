"""From a folder to one plan: which statements each event type runs, and with which values.

Statements run event by event, in order: first those of the event's own sections, then the starred ones. Types that
run the same of them with the same parameters share a *leaf*, so that a session plans their statements once.

A statement that reads `happened` runs once for all events of a batch instead: `happened` has a row for each of them,
and parameters are its columns. Sections of such statements run before all others as far as they stand above them in
the file, else after them. What they leave must not depend on where one batch ends and the next begins.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import lifecycle_api.domain.events  # noqa: F401  # fills the registry, whoever imports this first
from lifecycle_api.domain.registry import Declaration, registry
from lifecycle_api.projector import rules, scanning
from lifecycle_api.projector.leading import Leading
from lifecycle_api.projector.loader import Folder, Section, Statement
from lifecycle_api.projector.parameters import POSITION, TENANT, Source, resolve
from lifecycle_api.projector.payload import EACH, Layout, Route

Values = Mapping[str, Source]
"""The parameters of something, in order of appearance, each with where its value comes from."""


class Use(NamedTuple):
    """A statement with the meaning of its parameters; `types` are the event types it runs for."""

    statement: Statement
    values: Values
    types: tuple[str, ...]


@dataclass(frozen=True)
class Leaf:
    """Event types that run the same statements with the same values, event by event."""

    own: tuple[Section, ...]
    starred: tuple[Section, ...]
    values: Values
    types: tuple[str, ...]

    @property
    def statements(self) -> list[Statement]:
        """What runs, in order."""
        return [statement for section in (*self.own, *self.starred) for statement in section.statements]

    @property
    def keys(self) -> list[str]:
        """What has to be sent of an event, in order, after its position, which is always sent."""
        return [key for key in _keys(self.values) if key != POSITION]


@dataclass(frozen=True)
class Together:
    """A section that handles all events of a batch at once; `number` is its place in the file."""

    number: int
    section: Section
    values: Values
    types: tuple[str, ...]

    @property
    def statements(self) -> tuple[Statement, ...]:
        """What runs, in order."""
        return self.section.statements

    @property
    def keys(self) -> list[str]:
        """What has to be sent of an event, in order."""
        return _keys(self.values)


@dataclass(frozen=True)
class Plan:
    """A folder, understood."""

    folder: Folder
    leaves: tuple[Leaf, ...]
    together: tuple[Together, ...]

    @property
    def before(self) -> list[Together]:
        """What runs before the first event is handled on its own."""
        each = (number for number, section in enumerate(self.folder.sections) if not section.together)
        first = next(each, len(self.folder.sections))
        return [one for one in self.together if one.number < first]

    @property
    def after(self) -> list[Together]:
        """What runs after the last event was handled on its own."""
        before = self.before
        return [one for one in self.together if one not in before]

    @property
    def starred(self) -> list[Section]:
        """The starred sections that run event by event, in the order of the file."""
        return [section for section in self.folder.sections if section.starred and not section.together]

    @cached_property
    def layout(self) -> Layout:
        """What the projection wants to be sent of each event type."""
        leading = Leading(self.folder)
        routes = {declaration.name: self._route(declaration.name, leading) for declaration in registry}
        return {name: route for name, route in routes.items() if route.leads}

    def _route(self, name: str, leading: Leading) -> Route:
        number, leaf = next(((n, one) for n, one in enumerate(self.leaves) if name in one.types), (None, None))
        together = {str(one.number): one for one in self.together if name in one.types}
        sections = {place: [one.section] for place, one in together.items()}
        if leaf is not None:
            sections[EACH] = [*leaf.own, *leaf.starred]
        return Route(
            number,
            [] if leaf is None else leaf.keys,
            {place: one.keys for place, one in together.items()},
            {place: sorted(leading.tables(some)) for place, some in sections.items()},
        )

    def uses(self) -> list[Use]:
        """Every statement with every distinct set of types its parameters have."""
        found: dict[object, Use] = {}
        groups: list[Leaf | Together] = [*self.leaves, *self.together]
        for group in groups:
            for statement in group.statements:
                values = {name: group.values[name] for name in asked(statement)}
                key = (statement, _types(values))
                types = found[key].types if key in found else ()
                found[key] = Use(statement, values, types + group.types)
        return list(found.values())


def compile_folder(folder: Folder) -> Plan:
    """Find out what each event type runs. Raises InvalidProjection."""
    for section in folder.sections:
        rules.check_section(folder, section)
    rules.check_idle(folder)
    plan = Plan(folder, tuple(_leaves(folder)), tuple(_together(folder)))
    for section in plan.starred:
        rules.check_same_types(folder, section, [leaf.values for leaf in plan.leaves if section in leaf.starred])
    return plan


def handled(folders: Iterable[Folder]) -> set[str]:
    """The event types for which some folder has a section of their own."""
    return {name for folder in folders for section in folder.sections for name in section.types}


def asked(statement: Statement) -> list[str]:
    """The parameters of a statement, but for the tenant, which every statement has."""
    return [name for name in scanning.parameters(statement.sql) if name != TENANT]


def _leaves(folder: Folder) -> Iterable[Leaf]:
    each = [section for section in folder.sections if not section.together]
    leaves: dict[object, Leaf] = {}
    for declaration in registry:
        own = tuple(section for section in each if declaration.name in section.types)
        starred = tuple(section for section in each if rules.runs_starred(section, declaration))
        if own or starred:
            values = _values(folder, declaration, (*own, *starred))
            key = (own, starred, _types(values))
            types = leaves[key].types if key in leaves else ()
            leaves[key] = Leaf(own, starred, values, (*types, declaration.name))
    return leaves.values()


def _together(folder: Folder) -> Iterable[Together]:
    for number, section in enumerate(folder.sections):
        if section.together:
            declarations = [
                declaration
                for declaration in registry
                if declaration.name in section.types or rules.runs_starred(section, declaration)
            ]
            values = [_values(folder, declaration, [section]) for declaration in declarations]
            rules.check_same_types(folder, section, values)
            yield Together(number, section, values[0], tuple(one.name for one in declarations))


def _values(folder: Folder, declaration: Declaration, sections: Iterable[Section]) -> Values:
    values: dict[str, Source] = {}
    for section in sections:
        for statement in section.statements:
            for name in asked(statement):
                source = resolve(declaration, name)
                values[name] = rules.checked(folder, declaration, statement, name, source)
    return values


def _keys(values: Values) -> list[str]:
    return list(dict.fromkeys(source.key for source in values.values()))


def _types(values: Values) -> tuple[tuple[str, str], ...]:
    return tuple((name, source.pg_type) for name, source in values.items())
