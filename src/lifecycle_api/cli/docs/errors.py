"""The tables of refusals: those that clients meet, and those that whoever runs the service meets."""

import sys
from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages

import lifecycle_api
from lifecycle_api.cli.docs.tables import code, table
from lifecycle_api.domain.registry import BadDeclaration
from lifecycle_api.errors import InvalidSetting, LifecycleError
from lifecycle_api.graphql.mutations.errors import user_error

_OPERATORS = tuple(
    f"lifecycle_api.{place}"
    for place in (
        *("access.dev", "access.keys", "bench", "cli", "embedded", "projector", "sqlfiles"),
        *("audit.bundle", "audit.cosigning", "audit.entry", "audit.integrator", "audit.signing", "audit.tlog"),
        *("audit.verify", "audit.witness"),
        *("http.operations", "http.serving", "store.master_key", "store.migrations"),
    )
)
_AT_THE_START = (InvalidSetting, BadDeclaration)


def for_clients() -> str:
    """Everything a request can be refused with: code, its type when it is one of `userErrors`, and meaning."""
    errors = (error for error in _every_error() if not _for_operators(error))
    return table(
        ("code", "in `userErrors`", "meaning"),
        sorted((code(error.code), _user_error(error), _meaning(error)) for error in errors),
    )


def for_operators() -> str:
    """Code and meaning of everything a command, a start or a deployment can be refused with."""
    errors = (error for error in _every_error() if _for_operators(error))
    return table(("code", "meaning"), sorted((code(error.code), _meaning(error)) for error in errors))


def _for_operators(error: type[LifecycleError]) -> bool:
    return error in _AT_THE_START or f"{error.__module__}.".startswith(tuple(f"{place}." for place in _OPERATORS))


def _every_error() -> Iterator[type[LifecycleError]]:
    for module in walk_packages(lifecycle_api.__path__, "lifecycle_api."):
        if not module.name.endswith("__main__") and module.name not in sys.modules:
            import_module(module.name)
    return _below(LifecycleError)


def _below(error: type[LifecycleError]) -> Iterator[type[LifecycleError]]:
    for each in error.__subclasses__():
        if each.__module__.startswith("lifecycle_api."):
            yield each
        yield from _below(each)


def _user_error(error: type[LifecycleError]) -> str:
    refusal = error.__new__(error)
    LifecycleError.__init__(refusal)  # whatever else it is made of, its kind decides
    try:
        return code(type(user_error(refusal)).__name__)
    except LifecycleError:
        return ""


def _meaning(error: type[LifecycleError]) -> str:
    return (error.__doc__ or "").strip().split("\n\n")[0]
