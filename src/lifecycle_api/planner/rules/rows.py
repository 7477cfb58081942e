"""Decides about one record: all people that it is about have to agree, and one rooftop that may share it suffices."""

from collections.abc import Sequence

from lifecycle_api.access.policy import Reason
from lifecycle_api.planner.rules import agreements, people
from lifecycle_api.planner.rules.asking import RIGHTS, Asking

HOLDERS = "held"


def holders(asking: Asking, categories: Sequence[str]) -> str:
    """The common table `held`: every rooftop with what agreements, or an engagement, let through of what it holds."""
    return (
        f"{HOLDERS} AS MATERIALIZED (SELECT r.rooftop_id, x.* FROM <{RIGHTS}>.controller r"
        f" CROSS JOIN LATERAL {agreements.held(asking, categories)} x WHERE r.tenant_id = {asking.tenant})"
    )


def decided(asking: Asking, subjects: Sequence[str], rooftops: str, at: str, categories: Sequence[str]) -> str:
    """A lateral query about a record: by category its rank `r_…`; one row, also when no rooftop holds it.

    `subjects` are SQL expressions for the people it is about (those that are NULL do not count), `rooftops` is one for
    the array of its controllers. `judged` says by rooftop and person what every rank is made of, as JSON.
    """
    by_person = ", ".join(f"min(p.r_{c}) AS r_{c}" for c in categories)
    by_rooftop = ", ".join(f"coalesce(max(h.r_{c}), {Reason.NO_STANDING.rank}) AS r_{c}" for c in categories)
    return (
        f"(SELECT {by_rooftop}, json_agg(h.judged) AS judged FROM ("
        f"SELECT {by_person}, json_agg({_document(categories)}) AS judged"
        f" FROM {HOLDERS} a CROSS JOIN LATERAL {_each(asking, subjects, at, categories)} p"
        f" WHERE a.rooftop_id = ANY ({rooftops}) GROUP BY a.rooftop_id) h)"
    )


def _each(asking: Asking, subjects: Sequence[str], at: str, categories: Sequence[str]) -> str:
    if not subjects:
        ranks = ", ".join(f"{people.of_nobody(asking, c, at)} AS r_{c}, NULL::uuid AS c_{c}" for c in categories)
        return f"(SELECT NULL::uuid AS id, {ranks}, NULL::uuid[] AS deciding)"
    who = f"unnest(ARRAY[{', '.join(subjects)}]) AS s (id)"
    found = people.of_person(asking, "s.id", at, categories)
    return f"(SELECT s.id, x.* FROM {who} CROSS JOIN LATERAL {found} x WHERE s.id IS NOT NULL)"


def _document(categories: Sequence[str]) -> str:
    ranks = ", ".join(f"p.r_{c}, a.g_{c}, p.c_{c}" for c in categories)
    return f"json_build_array(a.rooftop_id, p.id, p.deciding, {ranks})"
