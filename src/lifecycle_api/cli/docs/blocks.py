"""The generated blocks by name: who writes what."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from lifecycle_api.cli.docs import admission, commands, decisions, errors, events, gates, operations, reference
from lifecycle_api.cli.docs.pages import Block


def blocks(root: Path) -> Mapping[str, Block]:
    """What a page of this checkout can ask for."""
    return {
        "settings": reference.settings,
        "limits": admission.limits,
        "rates": admission.rates,
        "scopes": reference.scopes,
        "personas": reference.personas,
        "categories": reference.categories,
        "readable": reference.readable,
        "conformance": reference.conformance,
        "commands": commands.commands,
        "client-errors": errors.for_clients,
        "operator-errors": errors.for_operators,
        "events": events.events,
        "values": events.values,
        "operation": operations.operation,
        "operations": operations.table,
        "folded-operations": operations.folded,
        "gates": gates.gates,
        "reasons": gates.reasons,
        "purposes": gates.purposes,
        "decisions": partial(decisions.index, root),
    }
