"""The nouns by name, so that their files can refer to each other."""

from typing import TYPE_CHECKING, Annotated, TypeAlias

import strawberry

if TYPE_CHECKING:
    from lifecycle_api.graphql.agreement import Agreement
    from lifecycle_api.graphql.appointment import Appointment
    from lifecycle_api.graphql.claim import Claim
    from lifecycle_api.graphql.communication import Communication
    from lifecycle_api.graphql.consent import (
        ChannelStop,
        Consent,
        ConsentWithdrawal,
        DataLimit,
        IdentityLink,
        Notice,
    )
    from lifecycle_api.graphql.customer import Customer
    from lifecycle_api.graphql.disclosure import Disclosure, Holder
    from lifecycle_api.graphql.handoff import Handoff
    from lifecycle_api.graphql.organisation import Employee, Rooftop
    from lifecycle_api.graphql.party import Recipient, Succession
    from lifecycle_api.graphql.sales import Deal, Lead, Opportunity
    from lifecycle_api.graphql.service import DeclinedWork, RepairOrder
    from lifecycle_api.graphql.timeline import TimelineConnection, TimelineGroup
    from lifecycle_api.graphql.vehicle import OwnershipPeriod, Vehicle

_ROOT = "lifecycle_api.graphql"

AgreementLink: TypeAlias = Annotated["Agreement", strawberry.lazy(f"{_ROOT}.agreement")]
AppointmentLink: TypeAlias = Annotated["Appointment", strawberry.lazy(f"{_ROOT}.appointment")]
ChannelStopLink: TypeAlias = Annotated["ChannelStop", strawberry.lazy(f"{_ROOT}.consent")]
ClaimLink: TypeAlias = Annotated["Claim", strawberry.lazy(f"{_ROOT}.claim")]
CommunicationLink: TypeAlias = Annotated["Communication", strawberry.lazy(f"{_ROOT}.communication")]
ConsentLink: TypeAlias = Annotated["Consent", strawberry.lazy(f"{_ROOT}.consent")]
ConsentWithdrawalLink: TypeAlias = Annotated["ConsentWithdrawal", strawberry.lazy(f"{_ROOT}.consent")]
CustomerLink: TypeAlias = Annotated["Customer", strawberry.lazy(f"{_ROOT}.customer")]
DataLimitLink: TypeAlias = Annotated["DataLimit", strawberry.lazy(f"{_ROOT}.consent")]
DealLink: TypeAlias = Annotated["Deal", strawberry.lazy(f"{_ROOT}.sales")]
DeclinedWorkLink: TypeAlias = Annotated["DeclinedWork", strawberry.lazy(f"{_ROOT}.service")]
EmployeeLink: TypeAlias = Annotated["Employee", strawberry.lazy(f"{_ROOT}.organisation")]
DisclosureLink: TypeAlias = Annotated["Disclosure", strawberry.lazy(f"{_ROOT}.disclosure")]
HandoffLink: TypeAlias = Annotated["Handoff", strawberry.lazy(f"{_ROOT}.handoff")]
HolderLink: TypeAlias = Annotated["Holder", strawberry.lazy(f"{_ROOT}.disclosure")]
IdentityLinkLink: TypeAlias = Annotated["IdentityLink", strawberry.lazy(f"{_ROOT}.consent")]
LeadLink: TypeAlias = Annotated["Lead", strawberry.lazy(f"{_ROOT}.sales")]
NoticeLink: TypeAlias = Annotated["Notice", strawberry.lazy(f"{_ROOT}.consent")]
OpportunityLink: TypeAlias = Annotated["Opportunity", strawberry.lazy(f"{_ROOT}.sales")]
OwnershipPeriodLink: TypeAlias = Annotated["OwnershipPeriod", strawberry.lazy(f"{_ROOT}.vehicle")]
RecipientLink: TypeAlias = Annotated["Recipient", strawberry.lazy(f"{_ROOT}.party")]
RepairOrderLink: TypeAlias = Annotated["RepairOrder", strawberry.lazy(f"{_ROOT}.service")]
RooftopLink: TypeAlias = Annotated["Rooftop", strawberry.lazy(f"{_ROOT}.organisation")]
SuccessionLink: TypeAlias = Annotated["Succession", strawberry.lazy(f"{_ROOT}.party")]
TimelineConnectionLink: TypeAlias = Annotated["TimelineConnection", strawberry.lazy(f"{_ROOT}.timeline")]
TimelineGroupLink: TypeAlias = Annotated["TimelineGroup", strawberry.lazy(f"{_ROOT}.timeline")]
VehicleLink: TypeAlias = Annotated["Vehicle", strawberry.lazy(f"{_ROOT}.vehicle")]
