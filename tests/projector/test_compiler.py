"""A mistake in a folder is refused before any event arrives, and said so that its author finds it."""

import re
from typing import Any

import asyncpg
import pytest

from lifecycle_api.projector import registered
from lifecycle_api.projector.compiler import compile_folder
from lifecycle_api.projector.deploy import deploy
from lifecycle_api.projector.loader import Folder
from lifecycle_api.projector.refusals import InvalidProjection, ProjectionMissing
from tests.projector.conftest import MakeFolder
from tests.support.projecting import site

pytestmark = pytest.mark.anyio

TABLES = """CREATE TABLE note (
  tenant_id uuid, id uuid, words text, at timestamptz, amount bigint, PRIMARY KEY (tenant_id, id));
"""
NOTED = "-- note.recorded --\n-- Why.\n"
INSERT = "INSERT INTO note (tenant_id, id, words)\nVALUES (:tenant_id, :note, {words});"


def of_a_note(statements: str) -> str:
    """A section for `note.recorded`, unless they have a heading already."""
    return statements if statements.startswith("--") else f"{NOTED}{statements}"


CONTENT = '[classified]\n"note.words" = "content"'


async def refusal(dsn: str, folder: Folder) -> InvalidProjection:
    """What deploying it says."""
    with pytest.raises(InvalidProjection) as refused:
        await deploy(dsn, folders=[folder])
    return refused.value


@pytest.mark.parametrize(
    ("events", "message", "line"),
    [
        (INSERT.format(words=":wordz"), "note.recorded has no :wordz", 3),
        (INSERT.format(words=":text.first"), "note.recorded has no :text.first", 3),
        (INSERT.format(words="now()::text"), "now gives another answer at every replay", 3),
        (INSERT.format(words="$$x$$"), "single quotes", 3),
        (INSERT.format(words="(SELECT rolname FROM pg_roles)"), "pg_roles is not a part", 3),
        ("-- note.writen --\nDELETE FROM note;", "note.writen is not an event type", 1),
        ("-- * customr --\nDELETE FROM note;", "has a field 'customr'", 1),
        ("-- note --\nDELETE FROM note;", "a heading names event types or a field", 1),
        ("-- note.recorded --\n-- Nothing.", "no statement", 1),
        ("SELECT 1;", "INSERT, UPDATE, DELETE or WITH", 3),
        ("DELETE FROM note;\nDELETE FROM note USING note n JOIN happened ON true;", "either all", 3),
        (
            "-- lead.lost, customer.reassigned, odometer.read --\nUPDATE note SET words = :reason;",
            "odometer.read has no :reason",
            2,
        ),
        (
            "-- deal.returned_for_rework, vehicle.described --\nUPDATE note SET words = :reasons;",
            "vehicle.described has no :reasons",
            2,
        ),
        ("-- * kind --\nUPDATE note SET amount = :price;", "has no :price", 2),
    ],
)
def test_what_the_text_tells_is_refused(make_folder: MakeFolder, events: str, message: str, line: int) -> None:
    """Without asking a database."""
    with pytest.raises(InvalidProjection, match=message) as refused:
        compile_folder(make_folder(TABLES, of_a_note(events)))
    assert refused.value.data["line"] == line
    assert refused.value.message.startswith(f"made_up/events.sql, line {line}: ")


@pytest.mark.parametrize(
    ("events", "message", "line"),
    [
        ("UPDATE note\n\nSET amount = :about;", "column .amount. is of type bigint but expression is of type", 5),
        (INSERT.format(words="lower(:occurred_at)"), "function lower.timestamp with time zone. does not exist", 4),
        ("UPDATE note\nSET wordz = :about\nWHERE id = :note;", 'column "wordz" of relation "note"', 4),
        ("DELETE FROM notes;", 'relation "notes" does not exist', 3),
        ("DELETE FROM lifecycle.event;", "permission denied|not a part of this folder", 3),
        (
            "DELETE FROM organisation_v3.employee WHERE id = :note;",
            "table organisation_v3.employee is not a part of this folder",
            3,
        ),
        (
            "UPDATE note SET amount = h.n\nFROM (SELECT count(:position) AS n, max(:abot) FROM happened) h;",
            "note.recorded has no :abot",
            3,
        ),
        (
            "UPDATE note SET amount = h.n\nFROM (SELECT :about AS n FROM happened) h;",
            "column .amount. is of type bigint but expression is of type text",
            3,
        ),
    ],
)
async def test_what_postgresql_says_is_passed_on_with_its_place(
    deployed_dsn: str, make_folder: MakeFolder, events: str, message: str, line: int
) -> None:
    """Folder, event and line, and nothing is made."""
    refused = await refusal(deployed_dsn, make_folder(TABLES, of_a_note(events), more=CONTENT))
    assert refused.data["folder"] == "made_up"
    assert "note.recorded" in refused.data["event"]
    assert refused.data["line"] == line, refused.message
    assert re.search(message, refused.message), refused.message
    async with site(deployed_dsn) as here:
        assert "made_up" not in await registered.live(here.pool)


@pytest.mark.parametrize(
    ("tables", "more", "message"),
    [
        ("CREATE TABLE note (tenant_id uuid, id uuid PRIMARY KEY);", "", "note_pkey must start with tenant_id"),
        ("CREATE TABLE note (tenant_id uuid, id uuid);", "", "note must start with tenant_id"),
        (TABLES + "CREATE INDEX late ON note (at);", "", "late must start with tenant_id"),
        (TABLES + "CREATE VIEW v AS SELECT 1;", "", "only CREATE TABLE and CREATE INDEX"),
        ("CREATE TABLE lifecycle.note (tenant_id uuid PRIMARY KEY);", "", "unqualified names"),
        (TABLES + "CREATE TABLE other (tenant_id uuidd PRIMARY KEY);", "", "line 3: type .uuidd. does not exist"),
        (TABLES, '[classified]\n"note.word" = "content"', "there is no column note.word"),
        (TABLES, '[subject]\nnote = "customer_id"', "there is no column note.customer_id"),
        (TABLES, "", 'note.words holds what is sealed in the log; add `"note.words" = "content"`'),
        (TABLES, '[classified]\n"note.words" = "identity"', "note.words holds what is sealed"),
    ],
)
async def test_tables_that_could_mix_tenants_or_leak_are_refused(
    deployed_dsn: str, make_folder: MakeFolder, tables: str, more: str, message: str
) -> None:
    """Whatever a folder's author forgot."""
    refused = await refusal(deployed_dsn, make_folder(tables, of_a_note(INSERT.format(words=":text")), more=more))
    assert re.search(message, refused.message), refused.message


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ("version = 0", "version is a whole number"),
        ("version = 1\nmode = 'often'", "mode is"),
        ("version = 1\nmode = 'async'", "question says"),
        ("version = 1\nmod = 'async'", "'mod'"),
        ("version =", "projection.toml: "),
    ],
)
def test_settings_that_mean_nothing_are_refused(tmp_path: Any, settings: str, message: str) -> None:
    """With the file's name."""
    from lifecycle_api.projector import loader

    folder = tmp_path / "made_up"
    folder.mkdir()
    (folder / "projection.toml").write_text(settings)
    with pytest.raises(InvalidProjection, match=message):
        loader.read(folder)


async def test_a_deployment_is_repeated_without_effect(deployed_dsn: str) -> None:
    """Two at once do it once; who reads before the first one is told what to do."""
    before = await deploy(deployed_dsn)
    assert [(model.schema, model.live) for model in before] == [
        (model.schema, model.live) for model in await deploy(deployed_dsn)
    ]


async def test_a_database_without_read_models_says_what_to_do(dsn: str) -> None:
    """It was migrated by hand, perhaps."""
    async with site(dsn) as here:
        with pytest.raises(ProjectionMissing, match="lifecycle-api migrate"):
            await registered.live(here.pool)


async def test_the_service_reads_rows_and_writes_none(deployed_dsn: str) -> None:
    """Only the functions of the read models change them."""
    async with site(deployed_dsn) as here:
        assert await here.pool.fetchval("SELECT count(*) FROM customer_profile_v5.customer") == 0
        for statement in (
            "DELETE FROM customer_profile_v5.customer",
            "UPDATE scratch_customer_profile_v5.customer SET name = ''",
            "CREATE TABLE customer_profile_v5.more (n int)",
            "UPDATE lifecycle.projection SET live = true",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await here.pool.execute(statement)
