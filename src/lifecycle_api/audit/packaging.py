"""Packs the offline verifier into one file: its sources, what they import of ours, and nothing else."""

import ast
import hashlib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_PACKAGE: Final = "lifecycle_api"
_ROOT: Final = Path(__file__).parents[2]
_ENTRY: Final = "lifecycle_api.audit.verify.program"
_SHEBANG: Final = b"#!/usr/bin/env python3\n"
_MOMENT: Final = (1980, 1, 1, 0, 0, 0)
_MAIN: Final = f"import sys\n\nfrom {_ENTRY} import main\n\nsys.exit(main())\n"


def build(out: Path) -> str:
    """Write the program to `out`, executable; its SHA-256 in hex. The same sources give the same bytes."""
    out.parent.mkdir(parents=True, exist_ok=True)
    with out.open("wb") as file:
        file.write(_SHEBANG)
        with zipfile.ZipFile(file, "w") as archive:
            for name, text in [("__main__.py", _MAIN), *_sources()]:
                info = zipfile.ZipInfo(name, _MOMENT)
                info.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(info, text)
    out.chmod(0o755)
    return hashlib.sha256(out.read_bytes()).hexdigest()


def modules() -> set[str]:
    """The modules of ours that the verifier is made of."""
    found, ahead = set[str](), [_ENTRY]
    while ahead:
        name = ahead.pop()
        if name in found:
            continue
        found.add(name)
        ahead += [*_imported(_path(name)), *([name.rpartition(".")[0]] if "." in name else [])]
    return found


def imports(module: str) -> set[str]:
    """What a module imports of others, by the names of their packages."""
    nodes = list(ast.walk(ast.parse(_path(module).read_text(encoding="utf-8"))))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    named = {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
    return {name.partition(".")[0] for name in plain | named} - {_PACKAGE}


def _sources() -> Iterator[tuple[str, str]]:
    for name in sorted(modules()):
        path = _path(name)
        yield path.relative_to(_ROOT).as_posix(), path.read_text(encoding="utf-8")


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith(_PACKAGE):
            yield node.module
            yield from (
                f"{node.module}.{alias.name}" for alias in node.names if _is_module(f"{node.module}.{alias.name}")
            )


def _path(module: str) -> Path:
    path = _ROOT.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def _is_module(name: str) -> bool:
    return _path(name).is_file()
