"""Inline projections: the append itself applies them, so that no reader ever sees the log ahead of them."""

import asyncpg

from lifecycle_api.projector.registered import SQL, ReadModel, read_models


async def connect(connection: asyncpg.Connection) -> None:
    """Make the append call every live inline projection, and no other. Within the caller's transaction."""
    models = [model for model in await read_models(connection) if model.live and model.mode == "inline"]
    await connection.execute(SQL["as_log_owner"])
    await connection.execute(SQL["allow_inline"])
    await connection.execute(SQL["no_inline_types"])
    await connection.execute(SQL["inline_types"], [name for model in models for name in model.layout])
    await connection.execute(SQL["as_read_model"])
    await connection.execute(_function(models))
    await connection.execute(SQL["as_log_owner"])
    await connection.execute(SQL["disallow_inline"])
    await connection.execute(SQL["as_oneself"])


def _function(models: list[ReadModel]) -> str:
    calls = "\n".join(f"  PERFORM {model.schema}.apply_clear(p_tenant, p_events);" for model in models)
    return (
        "CREATE OR REPLACE FUNCTION lifecycle.apply_inline("
        "p_tenant uuid, p_first bigint, p_last bigint, p_events jsonb) RETURNS void\n"
        "LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $inline$\n"
        f"BEGIN\n{calls}\nEND\n$inline$;"
    )
