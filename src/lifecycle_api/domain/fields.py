"""How a field of an event is declared: its category, whose it is, and the tag it puts on the event."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeVar, get_origin
from uuid import UUID

import msgspec

from lifecycle_api.domain.categories import Category

T = TypeVar("T")


@dataclass(frozen=True)
class Classified:
    """The annotation that classifies a field.

    `of` names the field whose entity the value is about; None means the event's `customer`.
    `tag` puts `tag:value` on the event, so that the log can be read by that entity; a list puts one for each item.
    `match` carries a keyed hash of the value beside it, so that it can be found without plaintext.
    """

    category: Category
    of: str | None = None
    tag: str | None = None
    match: Literal["contact"] | None = None


def ref(kind: str) -> Classified:
    """Classify a pseudonymous reference that also tags its event."""
    return Classified(Category.NONE, tag=kind)


Fact = Annotated[T, Classified(Category.NONE)]
VehicleFact = Annotated[T, Classified(Category.VEHICLE)]
Identity = Annotated[T, Classified(Category.IDENTITY)]
Contact = Annotated[T, Classified(Category.CONTACT)]
ContactPoint = Annotated[T, Classified(Category.CONTACT, match="contact")]
Content = Annotated[T, Classified(Category.CONTENT)]
Behaviour = Annotated[T, Classified(Category.BEHAVIOUR)]
Financial = Annotated[T, Classified(Category.FINANCIAL)]
GovernmentId = Annotated[T, Classified(Category.GOVERNMENT_ID)]
Telematics = Annotated[T, Classified(Category.TELEMATICS)]
DealerConfidential = Annotated[T, Classified(Category.DEALER_CONFIDENTIAL, of="rooftop")]

CustomerRef = Annotated[UUID, ref("customer")]
VehicleRef = Annotated[str, Classified(Category.VEHICLE, tag="vehicle")]
LeadRef = Annotated[UUID, ref("lead")]
OpportunityRef = Annotated[UUID, ref("opportunity")]
DealRef = Annotated[UUID, ref("deal")]
AppointmentRef = Annotated[UUID, ref("appointment")]
RepairOrderRef = Annotated[UUID, ref("repair_order")]
EmployeeRef = Annotated[UUID, ref("employee")]
RooftopRef = Annotated[UUID, ref("rooftop")]
HandoffRef = Annotated[UUID, ref("handoff")]
NoteRef = Annotated[UUID, ref("note")]
PartyRef = Annotated[UUID, ref("party")]
AgreementRef = Annotated[UUID, ref("agreement")]
ConsentRef = Annotated[UUID, ref("consent")]
NoticeRef = Annotated[UUID, ref("notice")]
CommunicationRef = Annotated[UUID, ref("communication")]
ClaimRef = Annotated[UUID, ref("claim")]
EngagementRef = Annotated[UUID, ref("engagement")]
PrivacyRequestRef = Annotated[UUID, ref("privacy_request")]
HoldRef = Annotated[UUID, ref("hold")]
ErasureRef = Annotated[UUID, ref("erasure")]
Hash = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{4,64}$")]
ContactHash = Annotated[Hash, ref("contact")]

CustomerRefs = Annotated[tuple[UUID, ...], ref("customer")]
VehicleRefs = Annotated[tuple[str, ...], Classified(Category.VEHICLE, tag="vehicle")]

OptionalCustomerRef = Annotated[UUID | None, ref("customer")]
OptionalVehicleRef = Annotated[str | None, Classified(Category.VEHICLE, tag="vehicle")]
OptionalLeadRef = Annotated[UUID | None, ref("lead")]
OptionalOpportunityRef = Annotated[UUID | None, ref("opportunity")]
OptionalDealRef = Annotated[UUID | None, ref("deal")]
OptionalAppointmentRef = Annotated[UUID | None, ref("appointment")]
OptionalRepairOrderRef = Annotated[UUID | None, ref("repair_order")]
OptionalEmployeeRef = Annotated[UUID | None, ref("employee")]
OptionalRooftopRef = Annotated[UUID | None, ref("rooftop")]
OptionalPartyRef = Annotated[UUID | None, ref("party")]
OptionalAgreementRef = Annotated[UUID | None, ref("agreement")]
OptionalConsentRef = Annotated[UUID | None, ref("consent")]
OptionalNoticeRef = Annotated[UUID | None, ref("notice")]
OptionalEngagementRef = Annotated[UUID | None, ref("engagement")]
OptionalPrivacyRequestRef = Annotated[UUID | None, ref("privacy_request")]
OptionalContactHash = Annotated[Hash | None, ref("contact")]


@dataclass(frozen=True)
class FieldSpec:
    """A declared field: what the rest of the product needs to know about it."""

    name: str
    category: Category
    subject: str | None
    tag: str | None
    match: Literal["contact"] | None
    python_type: Any
    required: bool

    @property
    def listed(self) -> bool:
        """Whether it holds any number of values, each with a tag of its own."""
        return get_origin(self.python_type) is tuple


def subject_field(spec: Classified, names: Mapping[str, Any]) -> str | None:
    """Name the field that holds the subject of a sealed value; `rooftop` means the envelope's rooftop."""
    if not spec.category.sealed:
        return None
    if spec.of is not None:
        return spec.of
    return "customer" if "customer" in names else "rooftop"
