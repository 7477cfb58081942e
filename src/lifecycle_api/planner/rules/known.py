"""What is known of one person, alone and together with each of those whom records about them may also be about.

It does not depend on the record. Records that are all about one person are decided by tables of it, made once for all.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from lifecycle_api.domain.categories import Category
from lifecycle_api.planner.rules.asking import Asking
from lifecycle_api.planner.rules.people import concerned


class Known(NamedTuple):
    """The common table of what is known of one person, and the column in it with what a record's ranks are made of."""

    table: str
    document: str

    @property
    def each(self) -> str:
        """The common table that says of everyone concerned alone what is known of them."""
        return _each(self.table)


def tables(
    name: str, asking: Asking, person: str, documents: Mapping[str, Sequence[str]], others: Sequence[str] = ()
) -> str:
    """Common tables of what is known of one person, by which any number of records about them are decided.

    `documents` are the columns with what ranks are made of, each with the categories that it says something of;
    `others` are queries for the ids of those whom some of the records are about as well. The table called `name` has
    rows of the person alone, whose `other_id` is their own, and with each other rows of both: how far anything comes to
    which both agree. They are numbered, by `n`.
    """
    asked = {each for some in documents.values() for each in some}
    categories = [each for each in Category if each in asked]
    made = ", ".join(f"{document({c: f'p.r_{c}' for c in each})} AS {column}" for column, each in documents.items())
    found = f"({concerned(asking, _people(person, others), categories)} OFFSET 0)"
    company = _alone(asking, categories, documents) + f" FROM {_each(name)} p WHERE p.id = {person}"
    if others:
        # Begins with the others: mostly there are none, and then it is over.
        own = f"SELECT p.* FROM {_each(name)} p WHERE p.id = {person} AND p.rooftop_id = other.rooftop_id OFFSET 0"
        both = _both(asking, categories, documents)
        company += f" UNION ALL {both} FROM {_each(name)} other CROSS JOIN LATERAL ({own}) p WHERE other.id <> {person}"
    # Documents stand last: whoever looks a row up for every record reads it only as far as what is compared.
    return (
        f"{_each(name)} AS MATERIALIZED (SELECT p.*, {made} FROM {found} p),"
        f" {name} AS MATERIALIZED (SELECT row_number() OVER () AS n, p.* FROM ({company}) p)"
    )


def _people(person: str, others: Sequence[str]) -> str:
    """The ids of all concerned, each once."""
    if not others:
        return f"unnest(ARRAY[{person}])"
    more = f"SELECT DISTINCT other.id FROM ({' UNION ALL '.join(others)}) other (id) WHERE other.id <> {person}"
    return f"(SELECT {person} UNION ALL {more})"


def document(ranks: Mapping[str, str], p: str = "p") -> str:
    """What ranks are made of, as a JSON array, said of a row of what is known of somebody."""
    made = ", ".join(f"{rank}, {p}.g_{c}, {p}.c_{c}" for c, rank in ranks.items())
    return f"json_build_array({p}.rooftop_id, {p}.id, {p}.deciding, {p}.limited, {made})::text"


def _alone(asking: Asking, categories: Sequence[str], documents: Mapping[str, Sequence[str]]) -> str:
    reach = _reach(asking, categories, "p.r_{c}", "p.f_{c}")
    return f"SELECT {', '.join([*_common(asking), 'p.id AS other_id', *reach, *documents])}"


def _both(asking: Asking, categories: Sequence[str], documents: Mapping[str, Sequence[str]]) -> str:
    reach = _reach(asking, categories, "least(p.r_{c}, other.r_{c})", "greatest(p.f_{c}, other.f_{c})")
    said = [f"p.{each} || ',' || other.{each}" for each in documents]
    return f"SELECT {', '.join([*_common(asking), 'other.id', *reach, *said])}"


def _common(asking: Asking) -> Sequence[str]:
    period = ["p.from_on", "p.to_on"] if asking.capacity == "auditor" else []
    return ["p.id", "p.rooftop_id", *period]


def _reach(asking: Asking, categories: Sequence[str], rank: str, floor: str) -> Iterator[str]:
    """By category its rank, and its floor where consent is asked for."""
    for c in categories:
        yield rank.format(c=c)
        if asking.needs_consent(c):
            yield floor.format(c=c)


def _each(name: str) -> str:
    return f"{name}_each"
