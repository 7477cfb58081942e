"""Shapes of appointment and repair order files."""

from __future__ import annotations

from lifecycle_api.simulator.shapes.shape import shape

APPOINTMENTS = shape(
    "appointments",
    "appointmentId",
    "crm, drive, ledger",
    "Sales appointments come from the CRM (CRM customer ids), service appointments from the DMS (DMS customer ids).",
    """
appointmentId | Number, unique in the group | AP500120
department | SALES or SERVICE | SERVICE | unread
appointmentType | SALES, TEST_DRIVE, DELIVERY, FIRST_SERVICE, SCHEDULED_SERVICE, REPAIR or RECALL | FIRST_SERVICE
customerId | Customer in the system of this file | 204417
opportunityId | Sales: opportunity | O400118
vin | Service: car | 1HGCM82633A004352
status | SCHEDULED, CONFIRMED, ARRIVED, CANCELLED, NO_SHOW or NO_SHOW_RECOVERED | CONFIRMED | unread
apptDate | Local date as it stands now | 2024-08-20
apptTime | Local time as it stands now | 09:15:00
durationMinutes | Length | 45
origApptDate | Local date as first booked | 2024-08-13
origApptTime | Local time as first booked | 09:15:00
createdDate | Booked, local date | 2024-02-15
createdTime | Local time | 10:50:00
createdById | Employee number; empty when the customer booked online | E1006
source | INTERNET, PHONE, WALK_IN, DELIVERY_HANDOFF, DECLINED_RECOVERY or NO_SHOW_RECOVERY | DELIVERY_HANDOFF
assignedToId | Salesperson or advisor | E1012
waiterFlag | Y when the customer waits | Y | unread
transportationType | WAITER, LOANER, SHUTTLE or DROP_OFF | WAITER
comments | What the customer said | Squeaks when cold
confirmedDate | Local date | 2024-08-19
confirmedTime | Local time | 10:00:00
confirmedBy | CUSTOMER or STAFF | CUSTOMER
confirmationChannel | SMS, CALL or EMAIL | SMS
cancelledDate | Local date | 2024-08-12
cancelledTime | Local time | 08:40:00
cancelledBy | CUSTOMER or STORE | CUSTOMER
cancelReason | CUSTOMER, CAPACITY, PARTS or ILLNESS | CUSTOMER
arrivedDate | Local date | 2024-08-20
arrivedTime | Local time | 09:09:00
noShowDate | Declared a no-show, local date | 2024-08-20
noShowTime | Local time | 10:00:00
recoveredByAppointmentId | The new appointment that saved the no-show | AP500301
recoveredDate | Local date | 2024-08-20
recoveredTime | Local time | 11:30:00
roNumber | Repair order opened from it | RO60118 | unread
""",
    reschedules="""
rescheduleNo | Line key, 1 and up | 1
fromDate | Local date | 2024-08-13
fromTime | Local time | 09:15:00
toDate | Local date | 2024-08-20
toTime | Local time | 09:15:00
movedDate | When it was moved, local date | 2024-08-12
movedTime | Local time | 15:05:00
initiator | CUSTOMER or STORE | CUSTOMER
reason | CUSTOMER, CAPACITY or PARTS | CUSTOMER
""",
    operations="""
operationNo | Line key, 1 and up | 1 | unread
opCode | Dealer's own operation code | LOF | unread
description | Text | Oil and filter service | unread
""",
)

REPAIR_ORDERS = shape(
    "repair-orders",
    "roNumber",
    "drive, ledger",
    "One visit to the service department. Dates fill in as stages are reached.",
    """
roNumber | Number in the DMS | RO60118
customerId | DMS customer | 204417
vehicleId | Record in the vehicles file | V30218 | unread
vin | Car | 1HGCM82633A004352
appointmentId | Appointment it was opened from; empty for a walk-in | AP500120
initiation | CREATED_FROM_APPOINTMENT, WALK_IN or COMEBACK | CREATED_FROM_APPOINTMENT | unread
serviceAdvisorId | Employee number | E1012
tagNumber | Tag on the mirror | T41 | unread
status | OPEN, WORK_IN_PROGRESS, COMPLETED, INVOICED or CLOSED | CLOSED | unread
openDate | Local date | 2024-08-20
openTime | Local time | 09:14:00
waiterFlag | Y when the customer waits | Y
mileage | Reading in | 44120
mileageOut | Reading out | 44122
origPromisedDate | First promise, local date | 2024-08-20
origPromisedTime | Local time | 11:30:00
promisedDate | Promise as it stands now, local date | 2024-08-20 | unread
promisedTime | Local time | 12:15:00 | unread
technicianId | Technician who inspected | E1018
inspectionDate | Inspection completed, local date | 2024-08-20
inspectionTime | Local time | 09:55:00
completedDate | All work completed, local date | 2024-08-20 | unread
completedTime | Local time | 12:00:00 | unread
invoicedDate | Local date | 2024-08-20
invoicedTime | Local time | 12:10:00
custPayTotal | Customer pay, tax excluded | 189.90
warrPayTotal | Warranty | 0.00
intPayTotal | Internal | 0.00
discountTotal | Discounts | 0.00 | unread
taxTotal | Tax | 15.67 | unread
closedDate | Local date | 2024-08-20
closedTime | Local time | 12:30:00
pickedUpDate | Local date | 2024-08-20
pickedUpTime | Local time | 12:35:00
comebackFlag | Y when it repairs an earlier visit | N
comebackOfRoNumber | That visit | RO60077 | unread
""",
    concerns="""
concernNo | Line key, 1 and up | 1
complaint | The customer's words | Squeaks when cold
complaintCode | Dealer's own code | BRK-NOISE
recordedDate | Local date | 2024-08-20
recordedTime | Local time | 09:16:00
""",
    inspectionItems="""
itemNo | Line key, 1 and up | 1
item | BRAKE_PADS_FRONT, BRAKE_PADS_REAR, TIRES, BATTERY, CABIN_FILTER, WIPERS, COOLANT or ALIGNMENT | BRAKE_PADS_FRONT
result | GREEN, YELLOW or RED | RED
measure | Number; empty when there is none | 2
unit | mm, 32nds, V or empty | mm
note | Technician's note | Inner pad worn | unread
""",
    lines="""
lineId | Line key, unique within the repair order | L2
opCode | Dealer's own operation code | BRKF
opDescription | Text | Front brake pads and rotors
serviceCategory | MAINTENANCE, REPAIR, DIAGNOSTIC or RECALL | REPAIR | unread
payType | C customer, W warranty, I internal | C
priority | PRIMARY_CONCERN, SAFETY_CRITICAL, ROUTINE_MAINTENANCE or RECOMMENDED_ADD_ON | SAFETY_CRITICAL
basis | CUSTOMER_REQUEST, MPI or MAINT_SCHEDULE; only MPI and MAINT_SCHEDULE lines were recommended | MPI
price | Price, tax excluded | 412.00
laborHours | Sold hours | 1.8 | unread
technicianId | Who does it | E1018
statusCode | RECOMMENDED, APPROVED, DECLINED, DEFERRED or COMPLETED | DEFERRED
recommendedDate | Local date; empty for customer requests | 2024-08-20
recommendedTime | Local time | 10:05:00
decidedDate | Approved, declined or deferred, local date | 2024-08-20
decidedTime | Local time | 10:20:00
authorizationMethod | IN_PERSON, SMS_TEXT_LINK or VERBAL_PHONE | SMS_TEXT_LINK
declineReason | COST, TIME, SECOND_OPINION, NOT_CONVINCED or SELF_REPAIR | COST
declineComment | The customer's words | After payday, please.
revisitDate | Deferred until about | 2024-10-01
completedDate | Local date | 2024-08-20
completedTime | Local time | 11:50:00
recoveredRoNumber | Earlier repair order in which this work was declined | RO60077
recoveredLineId | Its line there | L3
""",
    promises="""
promiseNo | Line key, 1 and up; 1 is the original promise | 2
promisedDate | Promised for, local date | 2024-08-20
promisedTime | Local time | 12:15:00
setDate | When it was promised, local date | 2024-08-20
setTime | Local time | 10:25:00
reason | ORIGINAL, ADDED_WORK, PARTS or CAPACITY | ADDED_WORK
toldCustomerFlag | Y when the customer was told | Y
""",
    statusUpdates="""
updateNo | Line key, 1 and up | 1
topic | PROGRESS, PARTS, ESTIMATE, READY or DELAY | ESTIMATE
channel | SMS, CALL, EMAIL or IN_PERSON | SMS
givenDate | Local date | 2024-08-20
givenTime | Local time | 10:06:00
givenById | Employee number | E1012
proactiveFlag | N when the customer had to ask | Y
""",
)
