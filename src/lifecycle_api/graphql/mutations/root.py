"""The root of all writes."""

import strawberry

from lifecycle_api.graphql.mutations import (
    access_rules,
    appointments,
    clients,
    contact_policies,
    customers,
    documents,
    events,
    handoffs,
    leads,
    leaks,
    organisation,
    service,
    vehicles,
)
from lifecycle_api.graphql.mutations.audit import AuditMutation
from lifecycle_api.graphql.mutations.execution import command
from lifecycle_api.graphql.mutations.privacy_desk import PrivacyDeskMutation
from lifecycle_api.graphql.mutations.rights import RightsMutation


@strawberry.type(
    description="Writes. Each records its events in one step or not at all, and asked twice with the same "
    "idempotency key it answers twice the same."
)
class Mutation(AuditMutation, RightsMutation, PrivacyDeskMutation):
    """Root fields."""

    assign_customer: customers.AssignCustomerPayload | None = command(
        customers.AssignCustomerInput,
        customers.AssignCustomerPayload,
        scope="customers:write",
        emits=("customer.assigned", "customer.reassigned"),
        description="Make an employee responsible for a customer in one slot; whoever had it gives it up.",
    )
    record_note: customers.RecordNotePayload | None = command(
        customers.RecordNoteInput,
        customers.RecordNotePayload,
        scope="notes:write",
        emits=("note.recorded",),
        description="Write something down about a customer.",
    )
    correct_note: customers.CorrectNotePayload | None = command(
        customers.CorrectNoteInput,
        customers.CorrectNotePayload,
        scope="notes:write",
        emits=("note.corrected",),
        description="Put a note right; notes are corrected, never edited.",
    )
    schedule_appointment: appointments.ScheduleAppointmentPayload | None = command(
        appointments.ScheduleAppointmentInput,
        appointments.ScheduleAppointmentPayload,
        scope="appointments:write",
        emits=("appointment.scheduled",),
        description="Agree a time with a customer.",
    )
    offer_handoff: handoffs.HandoffPayload | None = command(
        handoffs.OfferHandoffInput,
        handoffs.HandoffPayload,
        scope="handoffs:write",
        emits=("handoff.offered",),
        description="Ask another department to take over a customer's matter.",
    )
    accept_handoff: handoffs.HandoffPayload | None = command(
        handoffs.AcceptHandoffInput,
        handoffs.HandoffPayload,
        scope="handoffs:write",
        emits=("handoff.accepted",),
        description="Take over what another department offered.",
    )
    return_handoff: handoffs.HandoffPayload | None = command(
        handoffs.ReturnHandoffInput,
        handoffs.HandoffPayload,
        scope="handoffs:write",
        emits=("handoff.returned",),
        description="Give a handoff back, with a reason.",
    )
    complete_handoff: handoffs.HandoffPayload | None = command(
        handoffs.CompleteHandoffInput,
        handoffs.HandoffPayload,
        scope="handoffs:write",
        emits=("handoff.completed",),
        description="Say that what was handed over is done.",
    )
    decline_work: service.DeclineWorkPayload | None = command(
        service.DeclineWorkInput,
        service.DeclineWorkPayload,
        scope="service:write",
        emits=("work.declined",),
        description="Record that the customer declined recommended work while the repair order is open.",
    )
    deliver_vehicle: vehicles.DeliverVehiclePayload | None = command(
        vehicles.DeliverVehicleInput,
        vehicles.DeliverVehiclePayload,
        scope="sales:write",
        emits=("vehicle.delivered",),
        description="Hand the vehicle of a deal to its buyer, once.",
    )
    transfer_ownership: vehicles.TransferOwnershipPayload | None = command(
        vehicles.TransferOwnershipInput,
        vehicles.TransferOwnershipPayload,
        scope="vehicles:write",
        emits=("ownership.ended", "ownership.started"),
        description="Pass a vehicle from whoever owns or leases it to another customer.",
    )
    receive_lead: leads.ReceiveLeadPayload | None = leads.receive_lead
    record_events: events.RecordEventsPayload | None = events.record_events
    add_group: organisation.AddGroupPayload | None = organisation.add_group
    add_rooftop: organisation.AddRooftopPayload | None = organisation.add_rooftop
    add_staff: organisation.AddStaffPayload | None = organisation.add_staff
    record_departure: organisation.RecordDeparturePayload | None = organisation.record_departure
    set_contact_policy: contact_policies.SetContactPolicyPayload | None = contact_policies.set_contact_policy
    set_access_rule: access_rules.SetAccessRulePayload | None = access_rules.set_access_rule
    register_partner_client: clients.PartnerClientPayload | None = clients.register_partner_client
    rotate_client_keys: clients.PartnerClientPayload | None = clients.rotate_client_keys
    revoke_client: clients.PartnerClientPayload | None = clients.revoke_client
    register_trusted_documents: documents.RegisterTrustedDocumentsPayload | None = documents.register_trusted_documents
    report_unexpected_contact: leaks.LeakagePayload | None = command(
        leaks.ReportUnexpectedContactInput,
        leaks.LeakagePayload,
        scope="leakage:write",
        description="Report that a customer was contacted by a company to which they never gave their data.",
    )
    plant_canary: leaks.LeakagePayload | None = command(
        leaks.PlantCanaryInput,
        leaks.LeakagePayload,
        scope="canaries:write",
        description="Note that a made-up shopper's number or address was given to one recipient, and to nobody else.",
    )
    report_canary_contact: leaks.LeakagePayload | None = command(
        leaks.ReportCanaryContactInput,
        leaks.LeakagePayload,
        scope="canaries:write",
        description="Report that a canary was contacted: proof against the recipient that had it.",
    )
    acknowledge_withdrawal: leaks.AcknowledgeWithdrawalPayload | None = leaks.acknowledge_withdrawal
    report_onward_receipt: leaks.ReportOnwardReceiptPayload | None = leaks.report_onward_receipt
