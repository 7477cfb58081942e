"""The SQL of a projection: its function, and its tables as scratch tables."""

import re
from collections.abc import Iterator, Sequence

from lifecycle_api.projector import scanning
from lifecycle_api.projector.compiler import Leaf, Plan
from lifecycle_api.projector.loader import Section
from lifecycle_api.projector.parameters import POSITION, TENANT, Source

_CREATE_TABLE = re.compile(r"\ACREATE\s+TABLE\b", re.IGNORECASE)
_POSITION = 1  # after the number of the leaf; the values come next


def apply_function(plan: Plan, schema: str) -> str:
    """CREATE FUNCTION `schema`.apply(tenant, events), which runs the statements of each event in order.

    A failure says at which position it happened, as DETAIL, and says nothing else: messages may quote values.
    Statements are planned once for all values and as if tables were large, which they become in a rebuild.
    """
    starred = plan.starred
    names = sorted({(name, source.pg_type) for leaf in plan.leaves for name, source in leaf.values.items()})
    declare = [f"  {_variable(name, pg_type)} {pg_type};" for name, pg_type in names]
    declare += [f"  v_starred_{number} boolean;" for number, _ in enumerate(starred)]
    after = [
        f"    IF v_starred_{number} THEN\n{_statements([section], _types_of(plan, section))}\n    END IF;"
        for number, section in enumerate(starred)
    ]
    return "\n".join(
        [
            f"CREATE OR REPLACE FUNCTION {schema}.apply(p_tenant uuid, p_events jsonb) RETURNS void",
            "LANGUAGE plpgsql SECURITY DEFINER",
            f"SET search_path = {schema}, pg_temp",
            "SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off SET timezone = 'UTC'",
            "AS $projection$",
            "DECLARE",
            "  v_event jsonb;",
            "  v_leaf int;",
            *declare,
            "BEGIN",
            "  FOR v_event IN SELECT jsonb_array_elements(p_events) LOOP",
            "    v_leaf := v_event->>0;",
            *_choice(plan.leaves, 0, starred, "    "),
            *after,
            "  END LOOP;",
            "EXCEPTION WHEN OTHERS THEN",
            f"  RAISE EXCEPTION USING ERRCODE = SQLSTATE, MESSAGE = SQLERRM, DETAIL = v_event->>{_POSITION};",
            "END",
            "$projection$;",
        ]
    )


def inline_function(plan: Plan, schema: str) -> str:
    """CREATE FUNCTION `schema`.apply_clear(tenant, events), which takes events as the append hands them over."""
    rows = [
        f"    WHEN '{name}' THEN jsonb_build_array({', '.join([str(number), *map(_clear, [POSITION, *keys])])})"
        for name, (number, keys) in plan.layout.items()
    ]
    wanted = ", ".join(f"'{name}'" for name in plan.layout)
    return "\n".join(
        [
            f"CREATE OR REPLACE FUNCTION {schema}.apply_clear(p_tenant uuid, p_events jsonb) RETURNS void",
            f"LANGUAGE plpgsql SECURITY DEFINER SET search_path = {schema}, pg_temp",
            "AS $projection$",
            "BEGIN",
            "  PERFORM apply(p_tenant, jsonb_agg(CASE e.event->>'type'",
            *rows,
            "    END ORDER BY e.n))",
            "  FROM jsonb_array_elements(p_events) WITH ORDINALITY e (event, n)",
            f"  WHERE e.event->>'type' IN ({wanted})",
            "  HAVING count(*) > 0;",
            "END",
            "$projection$;",
        ]
    )


def scratch_tables(tables: str) -> str:
    """The same tables, unlogged: what is in them never outlives a transaction."""
    return ";\n".join(_CREATE_TABLE.sub("CREATE UNLOGGED TABLE", piece.sql) for piece in scanning.split(tables))


def written(sql: str, types: dict[str, str]) -> str:
    """A statement with the function's variables in place of its parameters, whose types are given."""
    return scanning.replace(sql, lambda name: "p_tenant" if name == TENANT else _variable(name, types[name]))


def _choice(leaves: Sequence[Leaf], first: int, starred: Sequence[Section], indent: str) -> Iterator[str]:
    """A binary search for the leaf: plpgsql would try the branches of a CASE one after the other."""
    if len(leaves) == 1:
        yield from _leaf(leaves[0], starred, indent)
        return
    half = len(leaves) // 2
    yield f"{indent}IF v_leaf < {first + half} THEN"
    yield from _choice(leaves[:half], first, starred, indent + "  ")
    yield f"{indent}ELSE"
    yield from _choice(leaves[half:], first + half, starred, indent + "  ")
    yield f"{indent}END IF;"


def _leaf(leaf: Leaf, starred: Sequence[Section], indent: str) -> Iterator[str]:
    yield f"{indent}-- {', '.join(leaf.types)}"
    places = {key: number for number, key in enumerate([POSITION, *leaf.keys], _POSITION)}
    for name, source in leaf.values.items():
        yield f"{indent}{_variable(name, source.pg_type)} := {_taken(source, places[source.key])};"
    for number, section in enumerate(starred):
        yield f"{indent}v_starred_{number} := {'true' if section in leaf.starred else 'false'};"
    if leaf.sections:
        yield _statements(leaf.sections, {name: source.pg_type for name, source in leaf.values.items()})


def _statements(sections: Sequence[Section], types: dict[str, str]) -> str:
    return "\n".join(f"{written(statement.sql, types)};" for section in sections for statement in section.statements)


def _types_of(plan: Plan, section: Section) -> dict[str, str]:
    leaf = next(leaf for leaf in plan.leaves if section in leaf.starred)
    return {name: source.pg_type for name, source in leaf.values.items()}


def _taken(source: Source, place: int) -> str:
    *outer, last = [str(place), *(f"'{step}'" for step in source.path)]
    inside = "".join(f"->{step}" for step in outer)
    value, text = f"v_event{inside}->{last}", f"v_event{inside}->>{last}"
    if source.pg_type == "text":
        return text
    if source.pg_type == "jsonb":
        return f"nullif({value}, 'null')"
    if source.pg_type.endswith("[]"):
        texts = f"ARRAY(SELECT jsonb_array_elements_text({value}))::{source.pg_type}"
        return f"CASE WHEN jsonb_typeof({value}) = 'array' THEN {texts} END"
    return f"({text})::{source.pg_type}"


def _clear(key: str) -> str:
    """Where the append puts a value: the envelope's are inside `envelope`, but for those the log itself adds."""
    if key in (":position", ":recorded_at", ":type"):
        return f"e.event->'{key[1:]}'"
    if key == ":event_id":
        return "e.event->'envelope'->'id'"
    return f"e.event->'envelope'->'{key[1:]}'" if key.startswith(":") else f"e.event->'data'->'{key}'"


def _variable(name: str, pg_type: str) -> str:
    return f"v_{name.replace('.', '__')}__{re.sub('[^a-z]+', '_', pg_type).strip('_')}"
