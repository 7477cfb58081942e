"""Tables of settings, scopes, personas and categories, from the places that decide them."""

from typing import Any
from uuid import UUID

from lifecycle_api.access import personas as demo
from lifecycle_api.access.categories import OTHERS
from lifecycle_api.access.matrix import DEFAULTS
from lifecycle_api.access.scopes import SCOPES
from lifecycle_api.cli.docs.tables import code, listed, table
from lifecycle_api.domain.categories import RULES, Category
from lifecycle_api.intake.adf.codes import Code
from lifecycle_api.settings import variables

_ANY = UUID(int=0)


def settings() -> str:
    """Every environment variable with its default."""
    return table(
        ("variable", "meaning", "default"),
        ((code(name), help_text, _default(value)) for name, help_text, value in variables()),
    )


def scopes() -> str:
    """Every scope with those who can hold it."""
    return table(
        ("scope", "what it allows", "who can hold it"),
        ((code(scope.name), scope.description, ", ".join(sorted(scope.kinds))) for scope in SCOPES.values()),
    )


def personas() -> str:
    """The personas of the demo."""
    known = demo.personas(_ANY, rooftops=[_ANY], customer=_ANY)
    return table(
        ("persona", "kind", "sees"),
        ((code(each.key), str(each.claims["kind"]), each.description) for each in known),
    )


def categories() -> str:
    """Every category, and whether it is sealed."""
    return table(
        ("category", "what it holds", "sealed in the log"),
        ((code(category), rule.meaning, "yes" if rule.sealed else "no") for category, rule in RULES.items()),
    )


def readable() -> str:
    """Which categories each kind of party, and each role of the staff, reads."""
    staff = {f"staff, {role}": seen for role, seen in DEFAULTS.items()}
    who = staff | {str(kind): seen for kind, seen in OTHERS.items()}
    return table(
        ("who", "reads"),
        ((name, listed(category for category in Category if category in seen)) for name, seen in who.items()),
    )


def conformance() -> str:
    """Every finding that a delivered lead can have."""
    return table(
        ("finding", "best level", "meaning"),
        ((code(found.name), found.level, found.meaning) for found in Code),
    )


def _default(value: Any) -> str:
    match value:
        case None | ():
            return ""
        case bool():
            return code("on" if value else "off")
        case _:
            return code(str(value))
