"""Writes lifecycle_client/ from the schema and the operations: `make clients`, or with the group `generate` installed.

A folder may be named to write elsewhere. Beside the package's modules it leaves `documents.json`, the manifest of the
documents that the client sends, by their ids.
"""

import ast
import json
import subprocess
import sys
import tempfile
import tomllib
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
PACKAGE = "lifecycle_client"


def main(out: Path) -> None:
    """Generate into a folder."""
    with tempfile.TemporaryDirectory() as place:
        config = Path(place) / "config.toml"
        config.write_text(_configured(out.resolve()), encoding="utf-8")
        command = [str(Path(sys.executable).with_name("ariadne-codegen")), "--config", str(config)]
        subprocess.run(command, cwd=HERE, check=True, stdout=subprocess.DEVNULL)
    documents = _documents(out / PACKAGE / "client.py")
    text = json.dumps(documents, indent=2, ensure_ascii=False)
    (out / PACKAGE / "documents.json").write_text(f"{text}\n", encoding="utf-8")
    (out / PACKAGE / "py.typed").touch()


def _configured(out: Path) -> str:
    """This project's settings for the generator, but for where it writes."""
    settings: dict[str, Any] = tomllib.loads((HERE / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["ariadne-codegen"]
    settings["target_package_path"] = str(out)
    scalars = settings.pop("scalars")
    lines = ["[tool.ariadne-codegen]", *(f"{name} = {json.dumps(value)}" for name, value in settings.items())]
    for name, scalar in scalars.items():
        lines += [f"[tool.ariadne-codegen.scalars.{name}]", f"type = {json.dumps(scalar['type'])}"]
    return "\n".join(lines)


def _documents(client: Path) -> dict[str, str]:
    """The documents in the generated methods, by id."""
    spec = spec_from_file_location(f"{PACKAGE}.base_client", client.with_name("base_client.py"))
    assert spec is not None and spec.loader is not None
    sys.path.insert(0, str(client.parents[1]))
    base = module_from_spec(spec)
    spec.loader.exec_module(base)
    texts = [
        base.text_of(call.args[0].value)
        for call in ast.walk(ast.parse(client.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "gql" and isinstance(call.args[0], ast.Constant)
    ]
    return {base.id_of(text): text for text in texts}


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
