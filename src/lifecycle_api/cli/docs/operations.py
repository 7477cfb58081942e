"""The saved operations of the clients, quoted, with who asks them in the demo."""

from lifecycle_api.cli.demo.smoke import CHECKS
from lifecycle_api.http.operations import CHECKED_OUT, SavedOperation, saved_operations


def operation(name: str) -> str:
    """One operation with its variables."""
    return next(_quoted(each) for each in saved_operations(CHECKED_OUT) if each.name == name)


def others(*names: str) -> str:
    """Every operation but those named, each folded away under its title."""
    return "\n\n".join(_folded(each) for each in saved_operations(CHECKED_OUT) if each.name not in names)


def _folded(saved: SavedOperation) -> str:
    summary = f"<code>{CHECKS[saved.name].persona}</code>: {saved.title}"
    return f"<details>\n<summary>{summary}</summary>\n\n{_quoted(saved)}\n\n</details>"


def _quoted(saved: SavedOperation) -> str:
    path = CHECKED_OUT / f"{saved.name}.variables.json"
    variables = f"\n\n```json\n{path.read_text(encoding='utf-8').strip()}\n```" if path.exists() else ""
    return f"```graphql\n{saved.query.strip()}\n```{variables}"
