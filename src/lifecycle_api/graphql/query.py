"""The root of all reads."""

import strawberry

from lifecycle_api.graphql.appointment import APPOINTMENT_ORDERS, Appointment, AppointmentWhere
from lifecycle_api.graphql.attribution import SENT_LEAD_ORDERS, SentLead, SentLeadWhere
from lifecycle_api.graphql.common import FRESH, PINNED, Chronology, Connection, Node
from lifecycle_api.graphql.costs import CostQuery
from lifecycle_api.graphql.customer import CUSTOMER_ORDERS, Customer, CustomerOrder, CustomerWhere
from lifecycle_api.graphql.handoff import HANDOFF_ORDERS, Handoff, HandoffWhere
from lifecycle_api.graphql.organisation import (
    EMPLOYEE_ORDERS,
    ROOFTOP_ORDERS,
    Employee,
    EmployeeWhere,
    Rooftop,
    RooftopWhere,
)
from lifecycle_api.graphql.oversight import Oversight
from lifecycle_api.graphql.past import PastQuery
from lifecycle_api.graphql.privacy_desk import PrivacyDeskQuery
from lifecycle_api.graphql.proofs import ProofsQuery
from lifecycle_api.graphql.rights import RightsQuery
from lifecycle_api.graphql.sales import DEAL_ORDERS, LEAD_ORDERS, Deal, DealWhere, Lead, LeadWhere
from lifecycle_api.graphql.service import (
    DECLINED_WORK_ORDERS,
    REPAIR_ORDER_ORDERS,
    DeclinedWork,
    DeclinedWorkWhere,
    RepairOrder,
    RepairOrderWhere,
)
from lifecycle_api.graphql.source_intake import (
    BATCH_ORDERS,
    QUARANTINE_ORDERS,
    QuarantinedRecord,
    QuarantineWhere,
    SourceBatch,
    SourceBatchWhere,
)
from lifecycle_api.graphql.vehicle import VEHICLE_ORDERS, Vehicle, VehicleOrder, VehicleWhere
from lifecycle_api.graphql.viewer import Viewer
from lifecycle_api.planner.fields import constant, lookup, node, nodes, pages

ID = strawberry.ID


@strawberry.type(description="Reads. One operation is one statement; what you may not see is null or not found.")
class Query(ProofsQuery, Oversight, RightsQuery, PastQuery, PrivacyDeskQuery, CostQuery):
    """Root fields."""

    viewer: Viewer = constant("viewer", "Who you are to this service.")
    node: Node | None = node("Anything by its global id.", "A global id.")
    nodes: list[Node | None] = nodes("Several things by their global ids, in the order given.", "Up to 100 global ids.")

    customer: Customer | None = lookup(
        "id",
        ID,
        "A customer by id; null when there is none in your reach.",
        "Global id of the customer.",
        PINNED,
    )
    customers: Connection[Customer] = pages(
        CUSTOMER_ORDERS,
        "Customers in your reach.",
        where=CustomerWhere,
        order_by=CustomerOrder,
        search="customers",
        extra=FRESH,
    )
    vehicle: Vehicle | None = lookup(
        "vin",
        str,
        "A vehicle by VIN; null when there is none in your reach.",
        "VIN, or global id of the vehicle.",
        PINNED,
    )
    vehicles: Connection[Vehicle] = pages(
        VEHICLE_ORDERS,
        "Vehicles in your reach; for partners those that their agreement opens, for `listing` only what is for sale.",
        where=VehicleWhere,
        order_by=VehicleOrder,
        search="vehicles",
        extra=FRESH,
    )
    lead: Lead | None = lookup("id", ID, "A lead by id.", "Global id of the lead.", FRESH)
    leads: Connection[Lead] = pages(
        LEAD_ORDERS, "Leads, the newest first.", where=LeadWhere, order_by=Chronology, extra=FRESH
    )
    sent_leads: Connection[SentLead] = pages(
        SENT_LEAD_ORDERS,
        "What became of leads, the newest lead first; for partners, of those that they sent.",
        where=SentLeadWhere,
        order_by=Chronology,
        extra=FRESH,
    )
    deal: Deal | None = lookup("id", ID, "A deal by id.", "Global id of the deal.", FRESH)
    deals: Connection[Deal] = pages(
        DEAL_ORDERS, "Deals, the newest first.", where=DealWhere, order_by=Chronology, extra=FRESH
    )
    appointment: Appointment | None = lookup("id", ID, "An appointment by id.", "Global id of the appointment.", FRESH)
    appointments: Connection[Appointment] = pages(
        APPOINTMENT_ORDERS,
        "Appointments, the latest first.",
        where=AppointmentWhere,
        order_by=Chronology,
        extra=FRESH,
    )
    repair_order: RepairOrder | None = lookup(
        "id", ID, "A repair order by id.", "Global id of the repair order.", FRESH
    )
    repair_orders: Connection[RepairOrder] = pages(
        REPAIR_ORDER_ORDERS,
        "Repair orders, the newest first.",
        where=RepairOrderWhere,
        order_by=Chronology,
        extra=FRESH,
    )
    declined_work: Connection[DeclinedWork] = pages(
        DECLINED_WORK_ORDERS,
        "Declined work, the newest first.",
        where=DeclinedWorkWhere,
        order_by=Chronology,
        extra=FRESH,
    )
    handoffs: Connection[Handoff] = pages(
        HANDOFF_ORDERS, "Handoffs, the newest first.", where=HandoffWhere, order_by=Chronology, extra=FRESH
    )
    rooftops: Connection[Rooftop] = pages(
        ROOFTOP_ORDERS, "Rooftops of the group, by code.", where=RooftopWhere, extra=FRESH
    )
    employees: Connection[Employee] = pages(EMPLOYEE_ORDERS, "Staff of the group.", where=EmployeeWhere, extra=FRESH)
    source_batches: Connection[SourceBatch] = pages(
        BATCH_ORDERS,
        "Files that were read, the newest first.",
        where=SourceBatchWhere,
        order_by=Chronology,
        extra=FRESH,
    )
    quarantine: Connection[QuarantinedRecord] = pages(
        QUARANTINE_ORDERS,
        "Records that were set aside, the newest first.",
        where=QuarantineWhere,
        order_by=Chronology,
        extra=FRESH,
    )
