"""What no reader understood is kept, under the path where it stood."""

from collections.abc import Iterator

from lifecycle_api.intake.adf.codes import Code
from lifecycle_api.intake.adf.tree import Node
from lifecycle_api.intake.adf.vocabulary import names_in


def leftovers(prospect: Node) -> dict[str, str]:
    """Path within the prospect → text, as in `customer/employment/income` or `vehicle[2]/@certified`.

    Call it last: it reports everything that has not been taken by then.
    """
    start = len(prospect.path) + 1
    return {path[start:] or ".": text for path, text in _untaken(prospect)}


def _untaken(node: Node) -> Iterator[tuple[str, str]]:
    for place, text in node.kept.items():
        yield node.path + place, text
    for path, text in _own(node):
        node.note(*_why(node, path))
        yield path, text
    known = names_in(node.name)
    for child in node.children:
        if child.taken:
            yield from _untaken(child)
            continue
        child.note(Code.ELEMENT_REPEATED if child.name in known else Code.ELEMENT_UNKNOWN)
        yield from _whole(child)


def _why(node: Node, path: str) -> tuple[Code, str]:
    if path == node.path:
        return Code.TEXT_STRAY, ""
    return Code.ATTRIBUTE_UNKNOWN, path.removeprefix(f"{node.path}/")


def _whole(node: Node) -> Iterator[tuple[str, str]]:
    yield from _own(node)
    for child in node.children:
        yield from _whole(child)


def _own(node: Node) -> Iterator[tuple[str, str]]:
    for name, value in node.attributes.items():
        if value.strip():
            yield f"{node.path}/@{name}", value.strip()
    if text := "".join(part for part in node.content if isinstance(part, str)).strip():
        yield node.path, text
