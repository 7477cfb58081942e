"""The leaf of the audit tree, computed again by hand from the documented layout."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from lifecycle_api.store.keys import KeyStore
from tests.support.log import ROOFTOP, Log, bare, new, opened, registered

pytestmark = pytest.mark.anyio

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def leaf(row: Mapping[str, Any], keys: KeyStore) -> bytes:
    """sha256 over the layout that `append_many` documents; raw events, of version 0, have no marks."""
    tags = [*row["tags"], f"rooftop:{ROOFTOP}"] if row["version"] else []
    key = keys.mac(row["tenant_id"], "tag", b"")
    marks = b"".join(hashlib.blake2b(tag.encode(), key=key, digest_size=16).digest() for tag in tags)
    kind = row["type"].encode()
    sealed = bytes(32) if row["sealed"] is None else hashlib.sha256(row["sealed"]).digest()
    return hashlib.sha256(
        b"\x00"
        + row["position"].to_bytes(8, "big")
        + ((row["recorded_at"] - EPOCH) // timedelta(microseconds=1)).to_bytes(8, "big")
        + row["id"].bytes
        + len(kind).to_bytes(4, "big")
        + kind
        + hashlib.sha256(marks + hashlib.sha256(row["clear"]).digest()).digest()
        + sealed
    ).digest()


async def recorded(log: Log) -> list[dict[str, Any]]:
    """The rows of the log, with the tags that the clear part of each tells."""
    rows = await log.pool.fetch("SELECT * FROM lifecycle.event WHERE tenant_id = $1", log.tenant)
    return [{**row, "tags": json.loads(row["clear"])["tags"]} for row in rows]


async def test_every_leaf_follows_the_documented_layout(log: Log) -> None:
    """Sealed, clear and raw events, several in a request and in a call, types beyond ASCII."""
    customer = uuid4()
    await log.store.append(log.tenant, [new(registered(customer)), new(opened(uuid4(), customer))])
    await log.journal.write(log.tenant, bare("Zündung", data=b""))
    await log.journal.write_in_order(log.tenant, [bare("x", data=bytes(range(256))), bare("y", 'a"b\\c')])
    rows = await recorded(log)

    assert len(rows) == 5
    assert all(row["leaf"] == leaf(row, log.keys) for row in rows)
    assert {row["sealed"] is None for row in rows} == {True, False}


@pytest.mark.parametrize("column", ["position", "recorded_at", "id", "type", "tags", "clear", "sealed"])
async def test_a_leaf_binds_every_part(log: Log, column: str) -> None:
    """Changing any part of a row gives another leaf."""
    await log.store.append(log.tenant, [new(registered(uuid4()))])
    (row,) = await recorded(log)
    changed = {
        "position": row["position"] + 1,
        "recorded_at": row["recorded_at"] + timedelta(microseconds=1),
        "id": uuid4(),
        "type": row["type"] + "x",
        "tags": [],
        "clear": row["clear"] + b" ",
        "sealed": None,
    }

    assert leaf(row, log.keys) == row["leaf"]
    assert leaf({**row, column: changed[column]}, log.keys) != row["leaf"]
