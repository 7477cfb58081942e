"""The root fields by which people see who else has seen data, and what became of it."""

import strawberry

from lifecycle_api.graphql.common import FRESH, Chronology, Connection
from lifecycle_api.graphql.disclosure import (
    DISCLOSURE_ORDERS,
    HOLDER_ORDERS,
    REFUSAL_ORDERS,
    STAFF_ACCESS_ORDERS,
    STAFF_SUMMARY_ORDERS,
    WITHDRAWAL_NOTICE_ORDERS,
    Disclosure,
    DisclosureWhere,
    Holder,
    HolderWhere,
    Refusal,
    StaffAccess,
    StaffAccessWhere,
    StaffSummary,
    WithdrawalNotice,
    WithdrawalNoticeWhere,
)
from lifecycle_api.graphql.leakage import LEAKAGE_ORDERS, LeakageEvidence, LeakageWhere
from lifecycle_api.graphql.organisation import ACCESS_RULE_ORDERS, AccessRule, AccessRuleWhere
from lifecycle_api.planner.fields import pages


@strawberry.type
class Oversight:
    """Root fields about what others have seen."""

    disclosures: Connection[Disclosure] = pages(
        DISCLOSURE_ORDERS,
        "What recipients saw, the newest first; for a consumer, of themselves.",
        where=DisclosureWhere,
        order_by=Chronology,
        extra=FRESH,
    )
    who_has_my_data: Connection[Holder] = pages(
        HOLDER_ORDERS,
        "Who has seen data of which customer, added up; for a consumer, who has theirs.",
        where=HolderWhere,
        order_by=Chronology,
        extra=FRESH,
    )
    refusals: Connection[Refusal] = pages(
        REFUSAL_ORDERS, "Answers that parties with standing did not get.", order_by=Chronology, extra=FRESH
    )
    withdrawal_notices: Connection[WithdrawalNotice] = pages(
        WITHDRAWAL_NOTICE_ORDERS,
        "What recipients were told to do with data that was withdrawn.",
        where=WithdrawalNoticeWhere,
        order_by=Chronology,
        extra=FRESH,
    )
    staff_access: Connection[StaffAccess] = pages(
        STAFF_ACCESS_ORDERS,
        "Whose money or papers staff were shown, the newest first; for a consumer, theirs.",
        where=StaffAccessWhere,
        order_by=Chronology,
        extra=FRESH,
    )
    staff_summaries: Connection[StaffSummary] = pages(
        STAFF_SUMMARY_ORDERS, "How often staff were shown other personal data.", order_by=Chronology, extra=FRESH
    )
    lead_leakage: Connection[LeakageEvidence] = pages(
        LEAKAGE_ORDERS,
        "Signs that leads went further than they were allowed to, the newest first.",
        where=LeakageWhere,
        order_by=Chronology,
        extra=FRESH,
    )
    access_rules: Connection[AccessRule] = pages(
        ACCESS_RULE_ORDERS,
        "What the group has decided that its roles may do with data; elsewhere the defaults hold.",
        where=AccessRuleWhere,
        order_by=Chronology,
        extra=FRESH,
    )
