"""What a section leads to is read off the statements of its folder, and rather too much of it than too little."""

import pytest

from lifecycle_api.projector.leading import Leading
from tests.projector.conftest import MakeFolder

TABLES = """CREATE TABLE note (tenant_id uuid, id uuid, words text, PRIMARY KEY (tenant_id, id));
CREATE TABLE Author (tenant_id uuid, id text, notes bigint, PRIMARY KEY (tenant_id, id));
CREATE TABLE shelf (tenant_id uuid, id uuid, PRIMARY KEY (tenant_id, id));
"""
NOTE = "INSERT INTO note (tenant_id, id) VALUES (:tenant_id, :note);"
AUTHOR = "UPDATE author SET notes = notes + 1 WHERE tenant_id = :tenant_id;"
COUNT = "UPDATE author SET notes = (SELECT count(*) FROM note) WHERE tenant_id = :tenant_id;"
SHELVE = "INSERT INTO shelf SELECT tenant_id, :note FROM AUTHOR WHERE tenant_id = :tenant_id;"


@pytest.mark.parametrize(
    ("first", "second", "leads"),
    [
        (NOTE, AUTHOR, {"note"}),
        (NOTE, COUNT, {"note", "author"}),
        (AUTHOR, NOTE, {"author"}),
        (NOTE, f"{COUNT}\n{SHELVE}", {"note", "author", "shelf"}),
        (NOTE, "UPDATE shelf SET id = id WHERE 'note' = '' AND tenant_id = :tenant_id; -- note", {"note"}),
        ("DELETE FROM Note WHERE tenant_id = :tenant_id;", AUTHOR, {"note"}),
        ("WITH n AS (DELETE FROM note RETURNING id) INSERT INTO shelf SELECT FROM n;", AUTHOR, {"note", "shelf"}),
        ('INSERT INTO "note" (tenant_id, id) VALUES (:tenant_id, :note);', AUTHOR, {"note", "author", "shelf"}),
        ("UPDATE ONLY note SET words = '' WHERE tenant_id = :tenant_id;", AUTHOR, {"note", "author", "shelf"}),
        (NOTE, 'UPDATE author SET notes = 1 FROM "note" WHERE true;', {"note", "author", "shelf"}),
    ],
)
def test_a_section_leads_to_what_it_writes_and_what_follows_from_that(
    make_folder: MakeFolder, first: str, second: str, leads: set[str]
) -> None:
    """A table that a statement names may decide what it writes."""
    events = f"-- note.recorded --\n-- Why.\n{first}\n\n-- note.corrected --\n-- Why.\n{second}\n"
    folder = make_folder(TABLES, events)
    assert Leading(folder).tables(folder.sections[:1]) == leads
