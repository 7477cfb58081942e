"""What agreements mean: how texts differ, what a partner would see, whether it gave what it owes; and receipts."""

from enum import Enum
from typing import Any

import strawberry
from strawberry.types import Info

from lifecycle_api.access.amending import Difference
from lifecycle_api.graphql.asking import OVERSIGHT, asker, computed, explained
from lifecycle_api.graphql.mutations.inputs import key
from lifecycle_api.graphql.scalars import Json
from lifecycle_api.inquiries.agreements import Debt, Preview

SCOPE = "agreements:read"
CONSENTS = "consents:read"


@strawberry.enum(description="What happened to a clause.")
class ClauseChange(Enum):
    """Changes."""

    ADDED = strawberry.enum_value("added", description="It is new.")
    REMOVED = strawberry.enum_value("removed", description="It is gone.")
    CHANGED = strawberry.enum_value("changed", description="It says something else in `part`.")


@strawberry.type(description="One difference between two texts of agreements.")
class AgreementDifference:
    """A difference."""

    clause: str = strawberry.field(description="The clause, such as `4.1`.")
    change: ClauseChange = strawberry.field(description="What happened to it.")
    part: str | None = strawberry.field(description="What of it changed, such as `purposes`.")
    before: str | None = strawberry.field(description="What it said.")
    after: str | None = strawberry.field(description="What it says.")
    page_before: int | None = strawberry.field(description="Its page in the first document.")
    page_after: int | None = strawberry.field(description="Its page in the second document.")
    widens: bool = strawberry.field(description="Whether the partner may do more, or owes less, by it.")


@strawberry.type(
    description="What a partner, or a sibling rooftop, would see of one category of a customer's data for one purpose."
)
class PartnerPreview:
    """A preview."""

    purpose: str = strawberry.field(description="The purpose that it would ask for.")
    category: str = strawberry.field(description="The category of data.")
    rooftop: strawberry.ID | None = strawberry.field(description="The rooftop that would share it.")
    visible: bool = strawberry.field(description="Whether it would see it.")
    generalised: bool = strawberry.field(description="Whether it would see it in coarser values alone, such as months.")
    reason: str | None = strawberry.field(description="What would stand in the way, such as `CONSENT_NONE`.")
    consent: strawberry.ID | None = strawberry.field(description="Global id of the consent it would rest on.")


@strawberry.type(description="What a partner owes by a clause of the text in force, and what came since it owes that.")
class OwedField:
    """A debt."""

    clause: str = strawberry.field(description="The clause, such as `9.3`.")
    page: int = strawberry.field(description="The page that it stands on.")
    field: str = strawberry.field(description="What is owed, such as `lead.external_id`.")
    delay_hours: int = strawberry.field(description="By when it is owed, in hours.")
    expected: int = strawberry.field(description="How many facts the partner sent that should have it.")
    received: int = strawberry.field(description="How many of them had it.")
    late: int = strawberry.field(
        description="How many of those came too late, from when the partner says it happened to when it reached you: "
        "when the mailbox received it, for leads in files named by the time of receipt, and else when it was recorded. "
        "What was loaded later in another way counts as late as it was loaded."
    )
    median_hours: float | None = strawberry.field(description="How long half of them took at most.")
    longest_hours: float | None = strawberry.field(description="How long the slowest took.")


@strawberry.type(description="A signed receipt of a choice. It holds nothing that would have to be erased.")
class ConsentReceipt:
    """A receipt."""

    jws: str = strawberry.field(
        description="The receipt as a compact JWS, signed with ES256. Keep it with `publicKey`."
    )
    kid: str = strawberry.field(description="Which key signed it.")
    public_key: Json = strawberry.field(description="That key as a JWK: nothing else is needed to verify the receipt.")
    content: Json = strawberry.field(description="What it says.")


async def _diff(
    info: Info[Any, Any],
    from_: explained(  # type: ignore[valid-type]
        str,
        "Global id of an agreement, for its latest text; with `@` and a position of `amendments`, an earlier one.",
        name="from",
    ),
    to: explained(str, "The same for the text to compare it with."),  # type: ignore[valid-type]
) -> list[AgreementDifference] | None:
    by = asker(info, SCOPE)
    return [_difference(each) for each in await by.inquiries.agreements.diff(by.viewer, from_, to)]


async def _preview(
    info: Info[Any, Any],
    agreement: explained(strawberry.ID, "Global id of the agreement, a draft or not."),  # type: ignore[valid-type]
    customer: explained(strawberry.ID, "Global id of a customer."),  # type: ignore[valid-type]
) -> list[PartnerPreview] | None:
    by = asker(info, SCOPE)
    named = key(agreement, "agreement", "agreement"), key(customer, "customer", "customer")
    return [_previewed(each) for each in await by.inquiries.agreements.preview(by.viewer, *named)]


async def _reciprocity(
    info: Info[Any, Any],
    agreement: explained(strawberry.ID, "Global id of the agreement."),  # type: ignore[valid-type]
) -> list[OwedField] | None:
    by = asker(info, SCOPE)
    debts = await by.inquiries.agreements.reciprocity(by.viewer, key(agreement, "agreement", "agreement"))
    return [_owed(each) for each in debts]


async def _receipt(
    info: Info[Any, Any],
    customer: explained(strawberry.ID, "Global id of the customer."),  # type: ignore[valid-type]
    consent: explained(strawberry.ID, "Global id of the consent, given or refused."),  # type: ignore[valid-type]
) -> ConsentReceipt | None:
    by = asker(info, CONSENTS)
    named = key(customer, "customer", "customer"), key(consent, "consent", "consent")
    found = await by.inquiries.receipts.of(by.viewer, *named)
    return ConsentReceipt(jws=found.jws, kid=found.kid, public_key=found.public_key, content=found.content)  # type: ignore[arg-type]  # scalars


def _difference(each: Difference) -> AgreementDifference:
    return AgreementDifference(
        clause=each.clause,
        change=ClauseChange(each.change.value),
        part=each.part,
        before=each.before,
        after=each.after,
        page_before=each.page_before,
        page_after=each.page_after,
        widens=each.widens,
    )


def _previewed(each: Preview) -> PartnerPreview:
    return PartnerPreview(
        purpose=each.purpose,
        category=each.category,
        rooftop=None if each.rooftop is None else strawberry.ID(f"rooftop:{each.rooftop}"),
        visible=each.visible,
        generalised=each.generalised,
        reason=None if each.reason is None else each.reason.value,
        consent=None if each.consent is None else strawberry.ID(f"consent:{each.consent}"),
    )


def _owed(each: Debt) -> OwedField:
    return OwedField(
        clause=each.clause,
        page=each.page,
        field=each.field,
        delay_hours=each.delay_hours,
        expected=each.expected,
        received=each.received,
        late=each.late,
        median_hours=each.median_hours,
        longest_hours=each.longest_hours,
    )


agreement_diff = computed(_diff, "How two texts of agreements differ, clause by clause.", scope=SCOPE, to=OVERSIGHT)
what_would_partner_see = computed(
    _preview,
    "What the other side would see of a customer if the agreement were in force now.",
    scope=SCOPE,
    to=OVERSIGHT,
)
reciprocity = computed(
    _reciprocity, "What a partner owes by an agreement, and what came of it.", scope=SCOPE, to=OVERSIGHT
)
consent_receipt = computed(_receipt, "A signed receipt of a choice, to be verified by anyone offline.", scope=CONSENTS)
