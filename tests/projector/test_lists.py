"""Lists in events are lists in rows, whatever their members say."""

from typing import Final

import pytest

from lifecycle_api.projector.deploy import deploy
from tests.projector.conftest import MakeFolder
from tests.support.facts import a
from tests.support.projecting import Site, happened

pytestmark = pytest.mark.anyio

TABLES = """
CREATE TABLE one (tenant_id uuid, position bigint, words text[], number int, PRIMARY KEY (tenant_id, position));
"""
EACH = """
-- customer.profile_corrected --
-- Handled on its own.
INSERT INTO one (tenant_id, position, words, number)
VALUES (:tenant_id, :position, :address.lines, cardinality(:address.lines));
"""
TOGETHER = """
-- customer.profile_corrected --
-- Handled with all others of a batch.
INSERT INTO one (tenant_id, position, words, number)
SELECT :tenant_id, :position, :address.lines, cardinality(:address.lines) FROM happened;
"""
SEALED = '[classified]\n"one.words" = "contact"\n"one.number" = "contact"'
LISTS: Final[list[list[str] | None]] = [
    [],
    ["1 Main St", ""],
    ['"quoted", {braced} [and] \\ escaped', "two\nlines", "NULL", "Ünïcode \u2713", " spaces "],
    None,
]


@pytest.mark.parametrize("events", [EACH, TOGETHER])
async def test_a_list_arrives_as_it_was_said(
    here: Site, deployed_dsn: str, make_folder: MakeFolder, events: str
) -> None:
    """Empty, or with members that mean something in JSON or in an array's text; none at all is no empty list."""
    await deploy(deployed_dsn, folders=[make_folder(TABLES, events, more=SEALED)])
    tenant = await here.tenant()
    for lines in LISTS:
        address = None if lines is None else {"lines": lines, "city": "Reno"}
        corrected = {"customer": str(a("ann")), "address": address, "reason": "as they said"}
        await here.record(tenant, happened("customer.profile_corrected", corrected))
    await here.projector.catch_up(tenant)
    rows = await here.rows(tenant, "made_up_v1.one")
    assert [row["words"] for row in rows] == LISTS
    assert [row["number"] for row in rows] == [0, 2, 5, None]
