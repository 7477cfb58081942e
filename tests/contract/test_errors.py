"""Every refusal has a code that clients can rely on and a message that people can."""

import re
from collections import Counter
from importlib import import_module
from pkgutil import walk_packages

import lifecycle_api
from lifecycle_api.errors import LifecycleError


def every_error() -> set[type[LifecycleError]]:
    """All of the tree, wherever it is declared."""
    for module in walk_packages(lifecycle_api.__path__, "lifecycle_api."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    found: set[type[LifecycleError]] = set()
    waiting = [LifecycleError]
    while waiting:
        found.add(error := waiting.pop())
        waiting.extend(error.__subclasses__())
    return {error for error in found if error.__module__.startswith("lifecycle_api.")}


def test_codes_are_stable_words() -> None:
    """SCREAMING_SNAKE, declared by the class itself."""
    wrong = [e.__name__ for e in every_error() if not re.fullmatch(r"[A-Z]+(_[A-Z0-9]+)*", vars(e).get("code", ""))]
    assert wrong == []


def test_no_two_errors_share_a_code() -> None:
    """A client that knows the code knows the error."""
    assert [code for code, count in Counter(error.code for error in every_error()).items() if count > 1] == []


def test_the_docstring_can_be_shown_to_people() -> None:
    """One paragraph of whole sentences: it is the default message."""
    wrong = [
        e.__name__ for e in every_error() if not re.match(r"[A-Z].*\.$", (e.__doc__ or "").split("\n\n")[0], re.DOTALL)
    ]
    assert wrong == []
