"""Whether the elements ADF asks for are there, and in its order."""

from lifecycle_api.intake.adf.codes import Code
from lifecycle_api.intake.adf.tree import Node
from lifecycle_api.intake.adf.vocabulary import SHAPES


def check_shape(node: Node) -> None:
    """Report what is missing or out of order in an element and in all within it."""
    if groups := SHAPES.get(node.name, "").split():
        present = {child.name for child in node.children}
        required = (group.rstrip("+") for group in groups if not group.endswith(("?", "*")))
        for missing in (name for name in required if name not in present):
            node.note(Code.ELEMENT_MISSING, missing)
        if _is_misplaced(node, groups):
            node.note(Code.ELEMENT_MISPLACED)
    for child in node.children:
        check_shape(child)


def _is_misplaced(node: Node, groups: list[str]) -> bool:
    place = {name.rstrip("?*+"): at for at, group in enumerate(groups) for name in group.split("|")}
    places = [place[child.name] for child in node.children if child.name in place]
    return places != sorted(places)
