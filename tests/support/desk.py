"""Somebody who writes over the schema, one mutation after the other."""

from typing import Any

from lifecycle_api.access.principal import Principal
from tests.support.graph import Graph


class Desk:
    """Somebody who writes, and is told off or not."""

    def __init__(self, graph: Graph, who: Principal) -> None:
        self.graph = graph
        self.who = who
        self._keys = 0

    async def done(self, field: str, shown: str, **given: Any) -> Any:
        """What a mutation showed of what it did."""
        payload = await self._asked(field, shown, given)
        assert payload["userErrors"] == []
        return payload

    async def refused(self, field: str, **given: Any) -> tuple[str, str]:
        """The code and the place of why it did nothing."""
        payload = await self._asked(field, "position", given)
        (error,) = payload["userErrors"]
        return error["code"], ".".join(error["path"][1:])

    async def _asked(self, field: str, shown: str, given: dict[str, Any]) -> Any:
        self._keys += 1
        kind = field[0].upper() + field[1:]
        document = (
            f"mutation Do($input: {kind}Input!) {{ {field}(input: $input)"
            f" {{ {shown} events {{ type }} userErrors {{ code path }} }} }}"
        )
        reply = await self.graph.ask(self.who, document, input={"idempotencyKey": f"k{self._keys}", **given})
        assert reply.errors == (), reply
        return reply.data[field]
