"""What schemathesis, which loads this by name, gives for the schema's own scalars, and what it takes for a fault."""

from typing import Any

import schemathesis  # type: ignore[import-not-found]  # it lives in an environment of its own
from hypothesis import strategies as st

nodes = schemathesis.graphql.nodes

INSTANTS = [
    "2026-03-04T09:30:00Z",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-12:00",
    "2026-02-30T00:00:00Z",
    "",
]
DAYS = ["2026-03-04", "9999-12-31", "2026-02-30", "today"]

schemathesis.graphql.scalar("DateTime", st.sampled_from(INSTANTS).map(nodes.String))
schemathesis.graphql.scalar("Date", st.sampled_from(DAYS).map(nodes.String))
schemathesis.graphql.scalar(
    "EventPosition", st.integers(min_value=-1, max_value=2**63).map(lambda position: nodes.String(str(position)))
)
schemathesis.graphql.scalar("MinorUnits", st.integers(min_value=-1, max_value=2**53).map(nodes.Int))
schemathesis.graphql.scalar("JSON", st.sampled_from(["", "text", "\x00"]).map(nodes.String))


@schemathesis.check  # type: ignore[untyped-decorator]  # see above
def answered(_context: Any, response: Any, _case: Any) -> None:
    """Everything is answered or refused: typed refusals are no faults, which is what schemathesis would think."""
    assert response.status_code < 500
    codes = {error.get("extensions", {}).get("code") for error in response.json().get("errors", ())}
    assert "INTERNAL_ERROR" not in codes
