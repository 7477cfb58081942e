"""What is built is complete, and what is installed is pinned."""

import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PINNED = (ROOT / "requirements.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the source distribution, built without a network."""
    out = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-t", "sdist", "-d", str(out)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    return out


def content(folder: Path) -> set[str]:
    """The files of a folder, as paths inside it."""
    files = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(folder).as_posix() for path in files}


def declared() -> Iterator[Requirement]:
    """Everything the project asks for, in whatever group."""
    project = PROJECT["project"]
    groups = {**project["optional-dependencies"], **PROJECT["dependency-groups"]}.values()
    for text in chain(PROJECT["build-system"]["requires"], project["dependencies"], *groups):
        yield Requirement(text)


def pins() -> dict[str, str]:
    """Version by package, as ``requirements.txt`` has it."""
    found = re.findall(r"^([\w.-]+)==([^\s;\\]+)", PINNED, re.MULTILINE)
    return {canonicalize_name(name): version for name, version in found}


def test_the_wheel_holds_the_package_with_all_its_files_and_the_projections(built: Path) -> None:
    """Installed, the service finds everything it runs."""
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert {f"lifecycle_api/{name}" for name in content(ROOT / "src" / "lifecycle_api")} <= names
    assert {f"lifecycle_api/_projections/{name}" for name in content(ROOT / "projections")} <= names
    assert not [name for name in names if name.startswith(("tests/", "clients/"))]


def test_the_source_distribution_holds_the_schema(built: Path) -> None:
    """Client authors find ``schema.graphql`` in it."""
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"schema.graphql", "pyproject.toml", "projections/README.md", "CHANGELOG.md"} <= names


def test_everything_is_pinned_as_the_project_asks() -> None:
    """``make requirements`` was run after the last change of a dependency."""
    pinned = pins()
    wrong = [
        str(wish) for wish in declared() if not wish.specifier.contains(pinned.get(canonicalize_name(wish.name), "0"))
    ]
    assert wrong == []


def test_every_pin_has_hashes() -> None:
    """What is installed is byte for byte what was tested."""
    parts = re.split(r"\n(?=\S)", PINNED.strip())
    assert [part.split("==")[0] for part in parts if "--hash=sha256:" not in part] == []
