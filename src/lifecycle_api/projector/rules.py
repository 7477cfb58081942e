"""What a statement of a projection may not do, as far as its text tells; PostgreSQL is asked about the rest."""

import re
from collections.abc import Mapping, Sequence

from lifecycle_api.domain.registry import Declaration, UnknownEventType, registry
from lifecycle_api.projector import scanning
from lifecycle_api.projector.loader import Folder, Section, Statement
from lifecycle_api.projector.parameters import Source

_VERBS = re.compile(r"\A(?:INSERT|UPDATE|DELETE|WITH)\b", re.IGNORECASE)
_CLOCKS = re.compile(
    r"\b(?:now|random|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday|gen_random_uuid|uuidv[47]"
    r"|current_(?:date|time|timestamp|user|setting)|localtime(?:stamp)?|nextval|setval|set_config)\b",
    re.IGNORECASE,
)
_SYSTEM = re.compile(r"\b(?:pg_\w+|information_schema)\b", re.IGNORECASE)


def check_section(folder: Folder, section: Section) -> None:
    """Refuse headings that match no event, and statements that could not be replayed. Raises InvalidProjection."""
    for name in section.types:
        try:
            registry.get(name)
        except UnknownEventType:
            raise folder.invalid(f"{name} is not an event type.", line=section.line, event=name) from None
    if section.starred and not any(runs_starred(section, declaration) for declaration in registry):
        raise folder.invalid(f"no event that moves versions on has a field {section.starred!r}.", line=section.line)
    if not section.statements:
        raise folder.invalid("the section has no statement; write one, or remove the heading.", line=section.line)
    for statement in section.statements:
        if message := _objection(section, statement):
            raise folder.invalid(message, line=statement.line, event=section.heading)


def runs_starred(section: Section, declaration: Declaration) -> bool:
    """Whether a section is a starred one for events of this type: those that only say who was shown what run none."""
    return declaration.bearing.moves and section.starred in declaration.fields


def check_idle(folder: Folder) -> None:
    """Refuse idle types of a projection that is not inline, or has no section for them. Raises InvalidProjection."""
    if folder.idle and folder.mode != "inline":
        raise folder.invalid("only an inline projection is spared idle events.", file="projection.toml")
    for name in folder.idle:
        if not any(name in section.types for section in folder.sections):
            raise folder.invalid(f"{name} is idle, but has no section.", file="projection.toml", event=name)


def checked(folder: Folder, declaration: Declaration, statement: Statement, name: str, source: Source | None) -> Source:
    """Refuse a parameter that means nothing, or that is sealed where only clear ones are seen."""
    data = {"line": statement.line, "event": declaration.name, "parameter": name}
    if source is None:
        raise folder.invalid(f"{declaration.name} has no :{name}.", **data)
    if folder.mode == "inline" and source.category.sealed and not name.endswith("_hmac"):
        raise folder.invalid(
            f":{name} is sealed, and an inline projection sees only what is clear; make the mode async.", **data
        )
    return source


def check_same_types(folder: Folder, section: Section, values: Sequence[Mapping[str, Source]]) -> None:
    """Refuse a parameter that has one type in this event and another in that, where both are handled as one."""
    for statement in section.statements:
        for name in scanning.parameters(statement.sql):
            types = sorted({one[name].pg_type for one in values if name in one})
            if len(types) > 1:
                raise folder.invalid(
                    f":{name} is {' here and '.join(types)} there; write a section for each.",
                    line=statement.line,
                    event=section.heading,
                    parameter=name,
                )


def _objection(section: Section, statement: Statement) -> str | None:
    code = scanning.code(statement.sql)
    if not _VERBS.match(statement.sql):
        return "a statement is INSERT, UPDATE, DELETE or WITH."
    if scanning.has_dollar_quotes(statement.sql):
        return "texts are quoted with single quotes here."
    if clock := _CLOCKS.search(code):
        return f"{clock[0]} gives another answer at every replay; use :occurred_at, :recorded_at or a field."
    if system := _SYSTEM.search(code):
        return f"{system[0]} is not a part of this folder."
    if statement.together is not section.together:
        return "either all statements of a section read `happened` or none."
    return None
