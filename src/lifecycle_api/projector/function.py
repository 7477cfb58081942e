"""The SQL generated for a projection: its function, and its tables as scratch tables."""

import re
from collections.abc import Iterator, Mapping, Sequence

from lifecycle_api.projector import scanning
from lifecycle_api.projector.compiler import Leaf, Plan, Together, Values
from lifecycle_api.projector.loader import Section
from lifecycle_api.projector.parameters import POSITION, TENANT, Source

_CREATE_TABLE = re.compile(r"\ACREATE\s+TABLE\b", re.IGNORECASE)
_WITH = re.compile(r"\AWITH\b(?:\s+(RECURSIVE)\b)?", re.IGNORECASE)
_POSITION = 1  # after the number of the leaf; the values come next


def apply_function(plan: Plan, schema: str) -> str:
    """CREATE FUNCTION `schema`.apply(tenant, events), which takes what :mod:`payload` encodes.

    Its statements are planned once for all values, and never as if tables were small and stayed so: they look rows up
    by their keys, one after the other. Looking up is said to cost little, as it does where all is in memory: else a
    hundred lookups seem dearer than all rows of a tenant that has few when a statement is planned.
    """
    names = sorted({(name, source.pg_type) for leaf in plan.leaves for name, source in leaf.values.items()})
    return "\n".join(
        [
            f"CREATE OR REPLACE FUNCTION {schema}.apply(p_tenant uuid, p_events jsonb) RETURNS void",
            "LANGUAGE plpgsql SECURITY DEFINER",
            f"SET search_path = {schema}, pg_temp SET timezone = 'UTC' SET jit = off",
            "SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off",
            "SET enable_hashjoin = off SET enable_mergejoin = off SET enable_material = off",
            "SET random_page_cost = 0.01 SET cpu_operator_cost = 0.0005",
            "AS $projection$",
            "DECLARE",
            "  v_event jsonb;",
            "  v_leaf int;",
            *(f"  {_variable(name, pg_type)} {pg_type};" for name, pg_type in names),
            *(f"  v_starred_{number} boolean;" for number, _ in enumerate(plan.starred)),
            "BEGIN",
            *(_at_once(one) for one in plan.before),
            *(_loop(plan) if plan.leaves else ()),
            *(_at_once(one) for one in plan.after),
            "END",
            "$projection$;",
        ]
    )


def scratch_tables(tables: str) -> str:
    """The same tables, unlogged: what is in them never outlives a transaction."""
    return ";\n".join(_CREATE_TABLE.sub("CREATE UNLOGGED TABLE", piece.sql) for piece in scanning.split(tables))


def reading(sql: str, values: Values, events: str, tenant: str = "p_tenant") -> str:
    """A statement that reads `happened`, with `happened` made from JSON arrays in `events`."""
    places = {key: number for number, key in enumerate(dict.fromkeys(one.key for one in values.values()))}
    columns = [
        f'{taken(source, "r.event", places[source.key])} AS "{_column(name)}"' for name, source in values.items()
    ]
    # OFFSET keeps a value from being taken out of its array once for every mention.
    happened = f"happened AS (SELECT {', '.join(columns)} FROM jsonb_array_elements({events}) AS r (event) OFFSET 0)"
    written = scanning.replace(sql, lambda name: tenant if name == TENANT else f'happened."{_column(name)}"')
    if begins := _WITH.match(written):
        return f"WITH {begins[1] or ''} {happened}, {written[begins.end() :]}"
    return f"WITH {happened} {written}"


def taken(source: Source, event: str, place: int) -> str:
    """The value at a place of a JSON array, in its type."""
    *outer, last = [str(place), *(f"'{step}'" for step in source.path)]
    inside = event + "".join(f"->{step}" for step in outer)
    value, text = f"{inside}->{last}", f"{inside}->>{last}"
    if source.pg_type == "text":
        return text
    if source.pg_type == "jsonb":
        return f"nullif({value}, 'null')"
    if source.pg_type.endswith("[]"):
        member = source.pg_type.removesuffix("[]")
        read = f"(jsonb_populate_record(NULL::lifecycle.lists, jsonb_build_object('{member}', {value}))).{member}"
        return f"CASE WHEN jsonb_typeof({value}) = 'array' THEN {read} END"
    return f"({text})::{source.pg_type}"


def _at_once(one: Together) -> str:
    events = f"p_events->'{one.number}'"
    statements = [f"{reading(statement.sql, one.values, events)};" for statement in one.section.statements]
    return "\n".join([f"  IF p_events ? '{one.number}' THEN -- {one.section.heading}", *statements, "  END IF;"])


def _loop(plan: Plan) -> Iterator[str]:
    yield "  FOR v_event IN SELECT jsonb_array_elements(p_events->'each') LOOP"
    yield "    v_leaf := v_event->>0;"
    yield from _choice(plan.leaves, 0, plan.starred, "    ")
    for number, section in enumerate(plan.starred):
        leaf = next(leaf for leaf in plan.leaves if section in leaf.starred)
        yield f"    IF v_starred_{number} THEN -- {section.heading}\n{_statements([section], leaf.values)}\n    END IF;"
    yield "  END LOOP;"


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
        value = taken(source, "v_event", places[source.key])
        yield f"{indent}{_variable(name, source.pg_type)} := {value};"
    for number, section in enumerate(starred):
        yield f"{indent}v_starred_{number} := {'true' if section in leaf.starred else 'false'};"
    if leaf.own:
        yield _statements(leaf.own, leaf.values)


def _statements(sections: Sequence[Section], values: Mapping[str, Source]) -> str:
    def written(name: str) -> str:
        return "p_tenant" if name == TENANT else _variable(name, values[name].pg_type)

    return "\n".join(
        f"{scanning.replace(statement.sql, written)};" for section in sections for statement in section.statements
    )


def _variable(name: str, pg_type: str) -> str:
    kind = re.sub("[^a-z]+", "_", pg_type.replace("[]", " array"))
    return f"v_{_column(name)}__{kind}"


def _column(name: str) -> str:
    return name.replace(".", "__")
