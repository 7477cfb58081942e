from enum import Enum


class ActorType(str, Enum):
    AI_AGENT = "AI_AGENT"
    CUSTOMER = "CUSTOMER"
    EMPLOYEE = "EMPLOYEE"
    OEM = "OEM"
    PARTNER = "PARTNER"
    SYSTEM = "SYSTEM"


class AgreementStatus(str, Enum):
    ACTIVE = "ACTIVE"
    DRAFT = "DRAFT"
    ENDED = "ENDED"
    NOTICE = "NOTICE"
    SUSPENDED = "SUSPENDED"


class AppointmentKind(str, Enum):
    APPRAISAL = "APPRAISAL"
    DELIVERY = "DELIVERY"
    PARTS_INSTALL = "PARTS_INSTALL"
    RECALL = "RECALL"
    SALES = "SALES"
    SERVICE = "SERVICE"
    TEST_DRIVE = "TEST_DRIVE"


class AppointmentStatus(str, Enum):
    CANCELLED = "CANCELLED"
    CONFIRMED = "CONFIRMED"
    NO_SHOWED = "NO_SHOWED"
    RECOVERED = "RECOVERED"
    RESCHEDULED = "RESCHEDULED"
    SCHEDULED = "SCHEDULED"
    SHOWN = "SHOWN"


class ClauseEffect(str, Enum):
    DUTY = "DUTY"
    PERMIT = "PERMIT"
    PROHIBIT = "PROHIBIT"


class ConsentChannel(str, Enum):
    ANY = "ANY"
    CHAT = "CHAT"
    EMAIL = "EMAIL"
    MAIL = "MAIL"
    PHONE = "PHONE"
    PUSH = "PUSH"
    SMS = "SMS"


class ConsentState(str, Enum):
    EXPIRED = "EXPIRED"
    GIVEN = "GIVEN"
    INVALIDATED = "INVALIDATED"
    REAFFIRMED = "REAFFIRMED"
    REFUSED = "REFUSED"
    REQUESTED = "REQUESTED"
    WITHDRAWN = "WITHDRAWN"


class ContactKind(str, Enum):
    EMAIL = "EMAIL"
    PHONE = "PHONE"


class CountRelation(str, Enum):
    AT_LEAST = "AT_LEAST"
    EXACT = "EXACT"


class CustomerStatus(str, Enum):
    ACTIVE = "ACTIVE"
    ARCHIVED = "ARCHIVED"
    DECEASED_DISSOLVED = "DECEASED_DISSOLVED"
    INACTIVE = "INACTIVE"


class DataCategory(str, Enum):
    BEHAVIOUR = "BEHAVIOUR"
    CONTACT = "CONTACT"
    CONTENT = "CONTENT"
    DEALER_CONFIDENTIAL = "DEALER_CONFIDENTIAL"
    FINANCIAL = "FINANCIAL"
    GOVERNMENT_ID = "GOVERNMENT_ID"
    IDENTITY = "IDENTITY"
    NONE = "NONE"
    TELEMATICS = "TELEMATICS"
    VEHICLE = "VEHICLE"


class DealKind(str, Enum):
    CASH = "CASH"
    FINANCE = "FINANCE"
    LEASE = "LEASE"


class DealStage(str, Enum):
    DELIVERED = "DELIVERED"
    FUNDED = "FUNDED"
    IN_FINANCE = "IN_FINANCE"
    SIGNED = "SIGNED"
    SOLD = "SOLD"
    STRUCTURED = "STRUCTURED"
    UNWOUND = "UNWOUND"


class DeclineReason(str, Enum):
    COST = "COST"
    NOT_CONVINCED = "NOT_CONVINCED"
    OTHER = "OTHER"
    SECOND_OPINION = "SECOND_OPINION"
    SELF_REPAIR = "SELF_REPAIR"
    TIME = "TIME"


class DeclinedWorkStatus(str, Enum):
    APPROVED = "APPROVED"
    OPEN = "OPEN"
    RECOVERED = "RECOVERED"


class Department(str, Enum):
    BDC = "BDC"
    F_AND_I = "F_AND_I"
    MANAGEMENT = "MANAGEMENT"
    MARKETING = "MARKETING"
    PARTS = "PARTS"
    SALES = "SALES"
    SERVICE = "SERVICE"


class DistanceUnit(str, Enum):
    KM = "KM"
    MI = "MI"


class HandoffStatus(str, Enum):
    ACCEPTED = "ACCEPTED"
    COMPLETED = "COMPLETED"
    OFFERED = "OFFERED"
    RETURNED = "RETURNED"


class Interest(str, Enum):
    BUY = "BUY"
    LEASE = "LEASE"
    TEST_DRIVE = "TEST_DRIVE"


class LeadChannel(str, Enum):
    CHAT = "CHAT"
    EQUITY = "EQUITY"
    INTERNET = "INTERNET"
    PHONE = "PHONE"
    REFERRAL = "REFERRAL"
    SERVICE = "SERVICE"
    SHOWROOM = "SHOWROOM"


class LeadOutcome(str, Enum):
    RECORDED = "RECORDED"
    RESENT = "RESENT"


class LeadStatus(str, Enum):
    CONTACTED = "CONTACTED"
    CONVERTED = "CONVERTED"
    DUPLICATE = "DUPLICATE"
    LOST = "LOST"
    RECEIVED = "RECEIVED"
    RESPONDED = "RESPONDED"
    ROUTED = "ROUTED"


class LimitKind(str, Enum):
    MINORITY = "MINORITY"
    OBJECTION = "OBJECTION"
    OPT_OUT = "OPT_OUT"
    RESTRICTION = "RESTRICTION"


class LinkKind(str, Enum):
    GAP = "GAP"
    OVERLAP = "OVERLAP"
    OWNER = "OWNER"
    STOCK = "STOCK"


class Onward(str, Enum):
    LISTED = "LISTED"
    NO = "NO"
    YES = "YES"


class OwnershipRole(str, Enum):
    CO_OWNER = "CO_OWNER"
    DRIVER = "DRIVER"
    LESSEE = "LESSEE"
    OWNER = "OWNER"


class PartyKind(str, Enum):
    AGENT = "AGENT"
    AUDITOR = "AUDITOR"
    INSURER = "INSURER"
    LENDER = "LENDER"
    MARKETPLACE = "MARKETPLACE"
    OEM = "OEM"
    PARTNER = "PARTNER"
    PROCESSOR = "PROCESSOR"
    REGULATOR = "REGULATOR"


class PartyStatus(str, Enum):
    ACTIVE = "ACTIVE"
    SUSPENDED = "SUSPENDED"


class QuarantineStatus(str, Enum):
    DISMISSED = "DISMISSED"
    RECORDED = "RECORDED"
    SET_ASIDE = "SET_ASIDE"


class ReassignReason(str, Enum):
    CUSTOMER_REQUEST = "CUSTOMER_REQUEST"
    DEPARTED = "DEPARTED"
    OTHER = "OTHER"
    ROLE_CHANGED = "ROLE_CHANGED"
    WORKLOAD = "WORKLOAD"


class RecipientKind(str, Enum):
    AUDITOR = "AUDITOR"
    PARTNER = "PARTNER"
    ROOFTOP = "ROOFTOP"


class RepairOrderStatus(str, Enum):
    AWAITING_APPROVAL = "AWAITING_APPROVAL"
    CLOSED = "CLOSED"
    INSPECTED = "INSPECTED"
    INVOICED = "INVOICED"
    IN_PROGRESS = "IN_PROGRESS"
    OPEN = "OPEN"
    PICKED_UP = "PICKED_UP"
    READY = "READY"


class Slot(str, Enum):
    BDC = "BDC"
    CLOSER = "CLOSER"
    F_AND_I = "F_AND_I"
    SALES = "SALES"
    SERVICE_ADVISOR = "SERVICE_ADVISOR"
    SERVICE_BDC = "SERVICE_BDC"


class TimelineCategory(str, Enum):
    COMMUNICATION = "COMMUNICATION"
    FINANCE = "FINANCE"
    HANDOFF = "HANDOFF"
    IDENTITY = "IDENTITY"
    NOTE = "NOTE"
    OWNERSHIP = "OWNERSHIP"
    SALES = "SALES"
    SERVICE = "SERVICE"


class Transport(str, Enum):
    DROP_OFF = "DROP_OFF"
    LOANER = "LOANER"
    PICKUP = "PICKUP"
    SHUTTLE = "SHUTTLE"
    UNSTATED = "UNSTATED"
    WAITER = "WAITER"


class VehicleCondition(str, Enum):
    NEW = "NEW"
    UNKNOWN = "UNKNOWN"
    USED = "USED"


class VehicleStage(str, Enum):
    ACQUIRED = "ACQUIRED"
    CUSTOMER_OWNED = "CUSTOMER_OWNED"
    DELIVERED = "DELIVERED"
    DISPOSED = "DISPOSED"
    FRONT_LINE_READY = "FRONT_LINE_READY"
    IN_SERVICE = "IN_SERVICE"
    KNOWN = "KNOWN"
    RECONDITIONING = "RECONDITIONING"
    SOLD = "SOLD"


class VinStatus(str, Enum):
    CHECK_DIGIT_FAILED = "CHECK_DIGIT_FAILED"
    NON_NA = "NON_NA"
    PARTIAL_LAST8 = "PARTIAL_LAST8"
    SHORT_PRE1981 = "SHORT_PRE1981"
    UNKNOWN = "UNKNOWN"
    VALID = "VALID"


class WorkDecision(str, Enum):
    APPROVED = "APPROVED"
    DECLINED = "DECLINED"
    DEFERRED = "DEFERRED"
    OPEN = "OPEN"
