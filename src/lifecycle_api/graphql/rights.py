"""The reads about parties, agreements, consent and claims: with whom data is shared, on what ground."""

import strawberry

from lifecycle_api.graphql import access, agreement_answers, contact
from lifecycle_api.graphql import ownership as owners
from lifecycle_api.graphql.agreement import AGREEMENT_ORDERS, Agreement, AgreementWhere
from lifecycle_api.graphql.claim import CLAIM_ORDERS, Claim, ClaimWhere
from lifecycle_api.graphql.common import FRESH, Chronology, Connection
from lifecycle_api.graphql.contact_policy import CONTACT_POLICY_ORDERS, ContactPolicy, ContactPolicyWhere
from lifecycle_api.graphql.party import ENGAGEMENT_ORDERS, PARTY_ORDERS, Engagement, Party, PartyWhere
from lifecycle_api.planner.fields import lookup, pages

ID = strawberry.ID


@strawberry.type(description="Reads about rights to data.")
class RightsQuery:
    """Root fields."""

    party: Party | None = lookup("id", ID, "A party by id.", "Global id of the party.", FRESH)
    parties: Connection[Party] = pages(
        PARTY_ORDERS,
        "Organisations with which the group may share data, the newest first.",
        where=PartyWhere,
        order_by=Chronology,
        extra=FRESH,
    )
    agreement: Agreement | None = lookup("id", ID, "An agreement by id.", "Global id of the agreement.", FRESH)
    agreements: Connection[Agreement] = pages(
        AGREEMENT_ORDERS,
        "Data-sharing agreements, the newest first.",
        where=AgreementWhere,
        order_by=Chronology,
        extra=FRESH,
    )
    engagements: Connection[Engagement] = pages(
        ENGAGEMENT_ORDERS, "What auditors were engaged for, the newest first.", order_by=Chronology, extra=FRESH
    )
    claims: Connection[Claim] = pages(
        CLAIM_ORDERS,
        "Who says that which data is theirs, the newest first.",
        where=ClaimWhere,
        order_by=Chronology,
        extra=FRESH,
    )

    contact_policies: Connection[ContactPolicy] = pages(
        CONTACT_POLICY_ORDERS,
        "When and how often customers may be written to, where the group or a rooftop has decided so.",
        where=ContactPolicyWhere,
        order_by=Chronology,
        extra=FRESH,
    )

    my_access: list[access.CategoryAccess] | None = access.my_access
    purposes: list[contact.Purpose] = contact.purposes
    contact_decision: contact.ContactDecision | None = contact.contact_decision
    ownership: owners.Ownership | None = owners.ownership
    data_held: list[owners.HeldData] | None = owners.data_held
    consent_receipt: agreement_answers.ConsentReceipt | None = agreement_answers.consent_receipt
    agreement_diff: list[agreement_answers.AgreementDifference] | None = agreement_answers.agreement_diff
    what_would_partner_see: list[agreement_answers.PartnerPreview] | None = agreement_answers.what_would_partner_see
    reciprocity: list[agreement_answers.OwedField] | None = agreement_answers.reciprocity
