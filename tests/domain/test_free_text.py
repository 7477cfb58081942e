"""What people write about a customer is sealed under the customer's key, unless somebody decided otherwise, and why."""

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Final, Literal, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec

from lifecycle_api.domain.bearing import Bearing
from lifecycle_api.domain.categories import Category
from lifecycle_api.domain.fields import Content, CustomerRef, Fact, FieldSpec
from lifecycle_api.domain.registry import Declaration, Event, Registry, registry
from lifecycle_api.domain.values import ChecklistItem, Currency

CLOSED: Final = {
    "an id, a number or a hash that a system gave": {
        "claimant",
        "client_id",
        "controllers",
        "external_id",
        "joint_with",
        "key",
        "keys",
        "line",
        "number",
        "raw_sha256",
        "reader",
        "recipients",
        "record_id",
        "rooftops",
        "stock",
        "vin",
    },
    "a code, a word of a registry or the name of a rule": {
        "claimed_consent",
        "clause",
        "fields",
        "generalised",
        "jurisdiction",
        "language",
        "locale",
        "op_code",
        "purpose",
        "purposes",
        "region",
        "roles",
        "rule",
        "scopes",
        "system",
        "version",
    },
}
"""Fields that nobody writes freely, whatever event they stand in, and what they are."""

OPEN: Final = {
    "a gate's name": {"Decided.reason", "data.disclosure_refused.reason"},
    "chosen of a list by the program that took it in": {"contact_point.added.label", "lead.routed.queue"},
    "named as papers and steps are, not persons": {"ChecklistItem.item", "deal.readiness_assessed.missing"},
    "a fact about a vehicle, which goes on with it": {
        "InspectionItem.measure",
        "InspectionItem.part",
        "WantedVehicle.make",
        "WantedVehicle.model",
        "WantedVehicle.trim",
        "trade.appraised.condition",
        "work.completed.description",
        "work.declined.description",
        "work.recommended.description",
    },
    "a company, which has no data of its own to erase": {
        "lead.received.provider",
        "lead.received.provider_service",
        "onward_receipt.reported.recipient",
        "unexpected_contact.reported.company",
    },
    "signs for a party": {"withdrawal_notice.acknowledged.signed_by"},
    "a time as its sender wrote it": {"lead.received.requested_at_raw", "lead.received.timeframe"},
    "recorded of erased customers too, under whose keys nothing is sealed": {
        "channel.revoked.keyword",
        "consent.invalidated.reason",
        "privacy_request.extended.reason",
        "privacy_request.resolved.reason",
    },
    "the name of a restriction, by which it is found again, also of erased customers": {
        "processing.restricted.matter",
        "processing.unrestricted.matter",
    },
    "said of the erasure, which it outlasts": {"Retained.ground", "subject.fenced.reason"},
}
"""Why a text about a customer is clear."""


def test_what_is_written_freely_about_a_customer_is_sealed() -> None:
    """A new text is content, or is listed above with the reason why not; what is sealed by now is listed no more."""
    clear = {name for each in registry for name in clear_texts(each)}
    assert clear == set().union(*OPEN.values())


def test_every_clear_text_is_found() -> None:
    """In lists, in parts of a value, and where it may be missing; not what is sealed or has a pattern."""

    class Told(Event):
        """Somebody told something."""

        customer: CustomerRef
        link: Fact[UUID]
        words: Fact[str]
        more: Fact[str | None] = None
        several: Fact[tuple[str, ...]] = ()
        parts: Fact[tuple[ChecklistItem, ...]] = ()
        state: Fact[Literal["told", "untold"]] = "told"
        currency: Fact[Currency | None] = None
        number: Fact[str] = ""
        sealed: Content[str | None] = None

    mine = Registry()
    mine.register("story.told", 1, Told, Bearing.HAPPENING)
    found = {"story.told.words", "story.told.more", "story.told.several", "ChecklistItem.item"}
    assert set(clear_texts(mine.get("story.told"))) == found


def clear_texts(declaration: Declaration) -> Iterator[str]:
    """Texts without a form that an event about customers leaves clear, as `event.field` or `Part.field`."""
    if not any(spec.tag == "customer" for spec in declaration.tagged):
        return
    hints = get_type_hints(declaration.cls, include_extras=True)
    for spec in filter(_is_clear, declaration.fields.values()):
        for place in _texts(hints[spec.name], f"{declaration.name}.{spec.name}"):
            if place.rpartition(".")[2] not in set().union(*CLOSED.values()):
                yield place


def _is_clear(spec: FieldSpec) -> bool:
    return spec.category in (Category.NONE, Category.VEHICLE) and spec.tag is None


def _texts(hint: Any, place: str) -> Iterator[str]:
    """Where texts without a pattern stand within a type."""
    if hint is str:
        yield place
    elif get_origin(hint) is Annotated:
        inner, *marks = get_args(hint)
        if not any(isinstance(mark, msgspec.Meta) and mark.pattern for mark in marks):
            yield from _texts(inner, place)
    elif isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        for name, each in get_type_hints(hint, include_extras=True).items():
            if get_origin(each) is not ClassVar:
                yield from _texts(each, f"{hint.__name__}.{name}")
    elif get_origin(hint) is not Literal:
        for each in get_args(hint):
            yield from _texts(each, place)
