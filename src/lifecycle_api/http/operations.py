"""Reads the saved operations that the console offers from the folder that clients and documentation share."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import orjson

from lifecycle_api.errors import LifecycleError

PACKAGED: Final = Path(__file__).parents[1] / "_operations"
CHECKED_OUT: Final = Path(__file__).parents[3] / "clients" / "operations"


class OperationUnusable(LifecycleError):
    """A saved operation's variables are no JSON object."""

    code = "OPERATION_UNUSABLE"


@dataclass(frozen=True)
class SavedOperation:
    """A document of a persona, with variables to try it with. `title` is its first comment."""

    persona: str
    name: str
    title: str
    query: str
    variables: dict[str, Any]

    def as_dict(self) -> dict[str, Any]:
        """As the console reads it."""
        return asdict(self)


def operations_folder() -> Path:
    """Where the operations are: in the installed package, or else in the checkout."""
    return PACKAGED if PACKAGED.is_dir() else CHECKED_OUT


def saved_operations(folder: Path) -> list[SavedOperation]:
    """Every `PERSONA/NAME.graphql` of a folder, with the variables of `NAME.variables.json` where there is one."""
    return [_read(path) for path in sorted(folder.glob("*/*.graphql"))]


def trusted_texts(folder: Path) -> list[str]:
    """The documents that are known by their hash: as they stand in the folder, and as the generated clients send them.

    Clients print documents in their own ways, so that they have hashes of their own.
    """
    manifests = [orjson.loads(path.read_bytes()) for path in _manifests(folder)]
    printed = [text for manifest in manifests for text in manifest.values()]
    return list(dict.fromkeys([each.query for each in saved_operations(folder)] + printed))


def _manifests(folder: Path) -> list[Path]:
    if folder == PACKAGED:
        return sorted(folder.glob("manifests/*.json"))
    clients = folder.parent
    places = (
        clients / "python" / "lifecycle_client" / "documents.json",
        clients / "typescript" / "src" / "generated" / "persisted-documents.json",
    )
    return [path for path in places if path.is_file()]


def _read(path: Path) -> SavedOperation:
    query = path.read_text(encoding="utf-8")
    first = query.partition("\n")[0]
    title = first.removeprefix("#").strip() if first.startswith("#") else path.stem
    return SavedOperation(path.parent.name, path.stem, title, query, _variables(path.with_suffix(".variables.json")))


def _variables(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        variables = orjson.loads(path.read_bytes())
    except ValueError:
        variables = None
    if not isinstance(variables, dict):
        raise OperationUnusable(f"{path.name} must hold a JSON object.", file=path.name)
    return variables
