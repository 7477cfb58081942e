"""Write the GraphQL schema down, contract by contract, and say what a change of it would break."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lifecycle_api.errors import LifecycleError

if TYPE_CHECKING:
    from lifecycle_api.access.contracts import Contract
    from lifecycle_api.graphql.contracts import Contracts

RELEASED = Path("schemas/released")


class SchemaOutdated(LifecycleError):
    """A schema file is not what the code says; write them with `lifecycle-api schema`."""

    code = "SCHEMA_OUTDATED"


class SchemaBroken(LifecycleError):
    """The schema no longer has what was released, or what clients ask; deprecate first, and wait for the sunset."""

    code = "SCHEMA_BROKEN"


@click.command()
@click.option(
    "--root",
    type=click.Path(file_okay=False, exists=True, path_type=Path),
    default=Path(),
    show_default=True,
    help="The checkout with schema.graphql, schemas/ and clients/.",
)
@click.option("--check", is_flag=True, help="Write nothing; fail when a file is old, or a release or client breaks.")
@click.option("--release", is_flag=True, help="Also keep what is written as what was released.")
@click.option(
    "--documents",
    "manifests",
    type=click.Path(dir_okay=False, exists=True, path_type=Path),
    multiple=True,
    help="A manifest {id: document} of a client with the dealer's contract that has to stay valid too.",
)
def schema(root: Path, *, check: bool, release: bool, manifests: tuple[Path, ...]) -> None:
    """Write the GraphQL schema of every contract, sorted, in the schema language."""
    texts = _texts()
    if check:
        _check_current(root, texts)
    _check_kept(root, texts, manifests)
    if not check:
        for contract, text in texts.items():
            _write(root / file_of(contract), text)
            if release:
                _write(root / RELEASED / f"{contract}.graphql", text)


def file_of(contract: "Contract") -> Path:
    """Where a contract's schema is written, from the root of the checkout. The dealer's is the whole one."""
    return Path("schema.graphql") if contract == "dealer" else Path("schemas") / f"{contract}.graphql"


def _texts() -> dict["Contract", str]:
    from lifecycle_api.access.contracts import Contract

    contracts = _contracts()
    return {contract: contracts.text(contract) for contract in Contract}


@cache
def _contracts() -> "Contracts":
    from lifecycle_api.graphql.contracts import Contracts
    from lifecycle_api.graphql.schema import make_schema

    return Contracts(make_schema()._schema)  # noqa: SLF001  # strawberry gives it under no other name


def _check_current(root: Path, texts: Mapping["Contract", str]) -> None:
    files = {root / file_of(contract): text for contract, text in texts.items()}
    old = [path.name for path, text in files.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    if old:
        raise SchemaOutdated(f"Not up to date: {', '.join(old)}. Run `lifecycle-api schema`.", files=old)


def _check_kept(root: Path, texts: Mapping["Contract", str], manifests: tuple[Path, ...]) -> None:
    from lifecycle_api.graphql.compatibility import broken

    today = datetime.now(UTC).date()
    lost = [
        f"{contract}: {each}"
        for contract, text in texts.items()
        if (released := root / RELEASED / f"{contract}.graphql").exists()
        for each in broken(released.read_text(encoding="utf-8"), text, today)
    ]
    lost += _refused(root, manifests)
    if lost:
        raise SchemaBroken("\n".join([SchemaBroken().message, *lost]), changes=lost)


def _refused(root: Path, manifests: tuple[Path, ...]) -> list[str]:
    import orjson

    from lifecycle_api.access.contracts import Contract
    from lifecycle_api.graphql.compatibility import refused

    contracts = _contracts()
    known = {path: orjson.loads(path.read_bytes()) for path in manifests}
    lost = [each for documents in known.values() for each in refused(documents, contracts.schema(Contract.DEALER))]
    for contract, documents in _saved(root).items():
        lost += refused(documents, contracts.schema(contract))
    return lost


def _saved(root: Path) -> dict["Contract", dict[str, str]]:
    from lifecycle_api.access.contracts import contract_for
    from lifecycle_api.access.personas import KINDS
    from lifecycle_api.http.operations import saved_operations

    saved: dict[Contract, dict[str, str]] = {}
    for each in saved_operations(root / "clients" / "operations"):
        saved.setdefault(contract_for(KINDS[each.persona]), {})[f"{each.persona}/{each.name}"] = each.query
    return saved


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    click.echo(f"{path} has {text.count(chr(10))} lines.")
