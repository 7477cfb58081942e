"""The saved operations of the clients, quoted, with who asks them in the demo."""

from lifecycle_api.http.operations import CHECKED_OUT, SavedOperation, saved_operations


def operation(name: str) -> str:
    """One operation with its variables."""
    return next(_quoted(each) for each in saved_operations(CHECKED_OUT) if each.name == name)


def folded(*names: str) -> str:
    """The operations named, each folded away under its title."""
    saved = {each.name: each for each in saved_operations(CHECKED_OUT)}
    return "\n\n".join(_folded(saved[name]) for name in names)


def table() -> str:
    """Every operation with its persona, as a table."""
    rows = [
        f"| `{each.persona}` | [`{each.name}`]({_link(each)}) | {each.title} |"
        for each in saved_operations(CHECKED_OUT)
    ]
    return "\n".join(["| persona | operation | what it asks |", "| --- | --- | --- |", *rows])


def _link(saved: SavedOperation) -> str:
    return f"../clients/operations/{saved.persona}/{saved.name}.graphql"


def _folded(saved: SavedOperation) -> str:
    summary = f"<code>{saved.persona}</code>: {saved.title}"
    return f"<details>\n<summary>{summary}</summary>\n\n{_quoted(saved)}\n\n</details>"


def _quoted(saved: SavedOperation) -> str:
    path = CHECKED_OUT / saved.persona / f"{saved.name}.variables.json"
    variables = f"\n\n```json\n{path.read_text(encoding='utf-8').strip()}\n```" if path.exists() else ""
    return f"```graphql\n{saved.query.strip()}\n```{variables}"
