"""Shows events of the log as far as a viewer may read them: by rooftop, and field by field by category."""

from typing import Any

from lifecycle_api.access.visibility import Viewer
from lifecycle_api.commands.reach import rooftop_of
from lifecycle_api.domain.registry import registry


def shown(event: Any, viewer: Viewer) -> dict[str, Any] | None:
    """A `LoggedEvent` as JSON, from an event that the store has opened; None for one out of the viewer's reach."""
    rooftop = rooftop_of(event)
    if not viewer.works_at(rooftop):
        return None
    fields = registry.get(event.type).fields
    hidden = {name for name, spec in fields.items() if spec.category.sealed and not viewer.sees(spec.category)}
    data = {name: None if name in hidden else value for name, value in event.data.items() if name in fields}
    return {
        "id": f"event:{event.id}",
        "position": str(event.position),
        "type": event.type,
        "version": event.version,
        "occurredAt": event.envelope["occurred_at"],
        "recordedAt": event.recorded_at.isoformat(),
        "actorType": event.envelope["actor"]["type"].upper(),
        "actorId": event.envelope["actor"]["id"],
        "rooftop": None if rooftop is None else f"rooftop:{rooftop}",
        "originator": event.envelope.get("originator"),
        "controllers": list(event.envelope.get("controllers", ())),
        "agreement": None if (agreement := event.envelope.get("agreement_id")) is None else f"agreement:{agreement}",
        "purposes": list(event.envelope.get("purposes", ())),
        "resale": event.envelope.get("resale", "unknown"),
        "data": data,
        "erased": sorted(event.erased),
        "withheld": sorted((event.withheld | hidden) & data.keys()),
    }
