"""Inline projections: the append itself applies them, so that no reader ever sees the log ahead of them."""

from typing import Final

import asyncpg

from lifecycle_api.projector import scanning
from lifecycle_api.projector.compiler import Plan
from lifecycle_api.projector.parameters import POSITION
from lifecycle_api.projector.registered import SQL, ReadModel, read_models

_INSIDE: Final = {
    ":actor_type": "'actor'->'type'",
    ":actor_id": "'actor'->'id'",
    ":source_system": "'source'->'system'",
}


def clear_function(plan: Plan, schema: str) -> str:
    """CREATE FUNCTION `schema`.apply_clear(tenant, events), which takes events as the append hands them over."""
    each = [
        _rows("each", name, [str(route.leaf), *map(_clear, [POSITION, *route.keys])])
        for name, route in plan.layout.items()
        if route.leaf is not None
    ]
    together = [
        _rows(section, name, [*map(_clear, keys)])
        for name, route in plan.layout.items()
        for section, keys in route.together.items()
    ]
    return "\n".join(
        [
            f"CREATE OR REPLACE FUNCTION {schema}.apply_clear(p_tenant uuid, p_events jsonb) RETURNS void",
            f"LANGUAGE plpgsql SECURITY DEFINER SET search_path = {schema}, pg_temp",
            "AS $projection$",
            "BEGIN",
            "  PERFORM apply(p_tenant, jsonb_object_agg(s.section, s.rows)) FROM (",
            "    SELECT r.section, jsonb_agg(r.row ORDER BY e.n) AS rows",
            "    FROM jsonb_array_elements(p_events) WITH ORDINALITY e (event, n)",
            "    CROSS JOIN LATERAL (",
            "      " + "\n      UNION ALL ".join(each + together),
            "    ) AS r (section, row)",
            "    GROUP BY r.section",
            "  ) s HAVING count(*) > 0;",
            "END",
            "$projection$;",
        ]
    )


def idle_function(plan: Plan, schema: str) -> str:
    """CREATE FUNCTION `schema`.idle(tenant, types): whether events of these types alone change nothing there now."""
    idle = plan.folder.idle
    others = ", ".join(f"'{name}'" for name in plan.layout if name not in idle)
    nothing = [
        f"('{name}' <> ALL (p_types) OR NOT EXISTS ({scanning.replace(query, lambda _: 'p_tenant')}))"
        for name, query in idle.items()
    ]
    return "\n".join(
        [
            f"CREATE OR REPLACE FUNCTION {schema}.idle(p_tenant uuid, p_types text[]) RETURNS boolean",
            f"LANGUAGE plpgsql SECURITY DEFINER SET search_path = {schema}, pg_temp",
            "SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET jit = off",
            "AS $projection$",
            "BEGIN",
            f"  RETURN {' AND '.join([f'NOT p_types && ARRAY[{others}]::text[]', *nothing])};",
            "END",
            "$projection$;",
        ]
    )


async def connect(connection: asyncpg.Connection) -> None:
    """Make the append call every live inline projection, and no other. Within the caller's transaction."""
    models = [model for model in await read_models(connection) if model.live and model.mode == "inline"]
    await connection.execute(SQL["as_log_owner"])
    await connection.execute(SQL["allow_inline"])
    await connection.execute(SQL["no_inline_types"])
    await connection.execute(SQL["inline_types"], [name for model in models for name in model.layout])
    await connection.execute(SQL["as_read_model"])
    await connection.execute(_inline_function(models))
    await connection.execute(_idle_function(models))
    await connection.execute(SQL["as_log_owner"])
    await connection.execute(SQL["disallow_inline"])
    await connection.execute(SQL["as_oneself"])


def _inline_function(models: list[ReadModel]) -> str:
    calls = "\n".join(f"  PERFORM {model.schema}.apply_clear(p_tenant, p_events);" for model in models)
    return (
        "CREATE OR REPLACE FUNCTION lifecycle.apply_inline("
        "p_tenant uuid, p_first bigint, p_last bigint, p_events jsonb) RETURNS void\n"
        "LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $inline$\n"
        f"BEGIN\n{calls}\n  RETURN;\nEND\n$inline$;"
    )


def _idle_function(models: list[ReadModel]) -> str:
    calls = " AND ".join(f"{model.schema}.idle(p_tenant, p_types)" for model in models)
    return (
        "CREATE OR REPLACE FUNCTION lifecycle.inline_idle(p_tenant uuid, p_types text[]) RETURNS boolean\n"
        "LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $inline$\n"
        f"BEGIN\n  RETURN {calls or 'true'};\nEND\n$inline$;"
    )


def _rows(section: str, event_type: str, values: list[str]) -> str:
    row = f"jsonb_build_array({', '.join(values)})"
    return f"SELECT '{section}', {row} WHERE e.event->>'type' = '{event_type}'"


def _clear(key: str) -> str:
    """Where the append puts a value: the envelope's are inside `envelope`, but for those the log itself adds."""
    if key in (":position", ":recorded_at", ":type"):
        return f"e.event->'{key[1:]}'"
    if key == ":event_id":
        return "e.event->'envelope'->'id'"
    place = _INSIDE.get(key, f"'{key[1:]}'")
    return f"e.event->'envelope'->{place}" if key.startswith(":") else f"e.event->'data'->'{key}'"
