"""The contact gate: may this customer be contacted, for this, through this, now?"""

from enum import Enum
from typing import Any

import strawberry
from strawberry.types import Info

from lifecycle_api.access.manners import Source
from lifecycle_api.domain.purposes import PURPOSES
from lifecycle_api.graphql.asking import asker, computed, explained
from lifecycle_api.graphql.mutations.inputs import key, optional_key
from lifecycle_api.graphql.scalars import DateTime
from lifecycle_api.graphql.words import ConsentChannel

SCOPE = "consents:read"


@strawberry.enum(description="The rule by which the gate is closed.")
class ContactRule(Enum):
    """Rules, in the order in which they are looked at."""

    NO_CONTACT_POINT = strawberry.enum_value("no_contact_point", description="There is no number or address for it.")
    WISH = strawberry.enum_value("wish", description="The customer does not want it; `reason` says how they said so.")
    DO_NOT_CONTACT = strawberry.enum_value("do_not_contact", description="The number is on a do-not-call list.")
    QUIET_HOURS = strawberry.enum_value("quiet_hours", description="It is night there, or an hour that is kept quiet.")
    FREQUENCY_CAP = strawberry.enum_value(
        "frequency_cap", description="All departments together have written often enough."
    )


@strawberry.enum(description="Who set the rule by which the gate is closed.")
class ContactRuleLevel(Enum):
    """Who sets rules."""

    DEFAULT = strawberry.enum_value("default", description="Nobody of the group: what holds where nothing was set.")
    LAW = strawberry.enum_value("law", description="The law of the rooftop's jurisdiction.")
    GROUP = strawberry.enum_value("group", description="The group's contact policy.")
    ROOFTOP = strawberry.enum_value("rooftop", description="The rooftop's own contact policy.")


@strawberry.type(description="Where quiet hours or a cap come from.")
class ContactRuleSource:
    """A source."""

    level: ContactRuleLevel = strawberry.field(description="Who set it.")
    law: str | None = strawberry.field(description="Of LAW: which one, as lawyers cite it.")
    reason: str | None = strawberry.field(description="Of GROUP and ROOFTOP: why it was decided so.")


@strawberry.type(description="Whether a message may go now.")
class ContactDecision:
    """The answer."""

    allowed: bool = strawberry.field(description="Whether it may go now.")
    rule: ContactRule | None = strawberry.field(
        description="The first rule that closes the gate; null when it is open."
    )
    reason: str | None = strawberry.field(description="Of WISH: CONSENT_NONE, CHANNEL_REVOKED, OBJECTED and so on.")
    source: ContactRuleSource | None = strawberry.field(
        description="Of QUIET_HOURS and FREQUENCY_CAP: who set them; ask for `contactPolicies`."
    )
    until: DateTime | None = strawberry.field(description="When to ask again; null when waiting does not help.")
    consent: strawberry.ID | None = strawberry.field(
        description="Global id of the consent that an allowed one rests on."
    )


@strawberry.type(description="A purpose for which data may be used: the registry that consent and agreements refer to.")
class Purpose:
    """A purpose."""

    name: str = strawberry.field(description="The name by which consent, agreements and requests refer to it.")
    meaning: str = strawberry.field(description="What it is, in plain words.")
    basis: str = strawberry.field(description="contract, legal_obligation, agreement or consent.")
    consent_only: bool = strawberry.field(description="Whether nothing but consent ever permits it.")
    sale_or_share: bool = strawberry.field(description="Whether an opt-out of sale and sharing ends it.")
    personal: bool = strawberry.field(description="Whether personal fields may be involved at all.")
    refusable: bool = strawberry.field(description="Whether the person can refuse it or object to it.")
    days: int | None = strawberry.field(description="How long a recipient may keep what it got, in days.")
    dpv: str = strawberry.field(description="Its term in the Data Privacy Vocabulary.")


async def _decision(
    info: Info[Any, Any],
    customer: explained(strawberry.ID, "Global id of the customer."),  # type: ignore[valid-type]
    purpose: explained(str, "What for; ask for `purposes`."),  # type: ignore[valid-type]
    channel: explained(ConsentChannel, "Through what; not ANY."),  # type: ignore[valid-type]
    rooftop: explained(strawberry.ID | None, "Who wants to; may be left out when only one can be meant.") = None,  # type: ignore[valid-type]
) -> ContactDecision | None:
    by = asker(info, SCOPE)
    found = await by.inquiries.contact.decide(
        by.viewer,
        key(customer, "customer", "customer"),
        purpose,
        channel.value,
        optional_key(rooftop, "rooftop", "rooftop"),
    )
    return ContactDecision(
        allowed=found.rule is None,
        rule=None if found.rule is None else ContactRule(found.rule.value),
        reason=None if found.reason is None else found.reason.value,
        source=_source(found.source),
        until=found.until,  # type: ignore[arg-type]  # a scalar that stands for datetime
        consent=None if found.consent is None else strawberry.ID(f"consent:{found.consent}"),
    )


def _source(found: Source | None) -> ContactRuleSource | None:
    if found is None:
        return None
    return ContactRuleSource(level=ContactRuleLevel(found.level.value), law=found.law, reason=found.reason)


def _purposes() -> list[Purpose]:
    return [
        Purpose(
            name=each.name,
            meaning=each.meaning,
            basis=each.basis,
            consent_only=each.consent_only,
            sale_or_share=each.sale_or_share,
            personal=each.personal,
            refusable=each.refusable,
            days=each.days,
            dpv=f"https://w3id.org/dpv#{each.dpv}",
        )
        for each in PURPOSES.values()
    ]


contact_decision = computed(_decision, "Whether a customer may be contacted now, and by which rule not.", scope=SCOPE)
purposes = strawberry.field(resolver=_purposes, description="The purposes for which data may be used.")
