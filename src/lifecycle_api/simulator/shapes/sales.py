"""Shapes of CRM and deal files."""

from __future__ import annotations

from lifecycle_api.simulator.shapes.shape import shape

OPPORTUNITIES = shape(
    "opportunities",
    "opportunityId",
    "crm",
    "One chance to sell: opened by leads, a call, a walk-in or the service lane; ends sold or lost.",
    """
opportunityId | Number in the CRM | O400118
customerId | CRM customer | C100231
upType | Internet, Phone, Showroom or Service | Internet
source | Where the customer came from | carfinder
openedDate | Local date | 2024-02-11
openedTime | Local time | 09:31:00
interest | NEW, USED or LEASE | USED
wantedYear | Model year wanted | 2019
wantedMake | Make wanted | Honda
wantedModel | Model wanted | Accord
wantedStockNumber | Stock number asked for | RSIU10044
status | Open, Sold or Lost | Open | unread
dealNumber | DMS deal, once there is one | D10117 | unread
soldDate | Local date | 2024-02-19 | unread
soldTime | Local time | 15:45:00 | unread
lostDate | Local date | 2024-03-01
lostTime | Local time | 10:00:00
lostReason | PRICE, BOUGHT_ELSEWHERE, NO_CONTACT, CREDIT, BAD_LEAD or TIMING | NO_CONTACT
""",
    leads="""
leadKey | Line key, 1 and up | 1 | unread
leadSource | `source` of the ADF id, or the provider's name when the lead has no id | carfinder
leadId | Text of the ADF id; empty when the lead has none | CF-88120
receivedDate | Local date on which the CRM took it | 2024-02-11
receivedTime | Local time | 09:31:00
duplicateFlag | Y when the CRM saw a duplicate or resend | N
""",
)

ACTIVITIES = shape(
    "activities",
    "activityId",
    "crm",
    "One thing done with a customer. `type` says which fields are used: CALL_OUT, CALL_IN, EMAIL_OUT, EMAIL_IN, "
    "TEXT_OUT, TEXT_IN (contact); VISIT; TEST_DRIVE; APPRAISAL; QUOTE; NOTE; ASSIGNMENT; HANDOFF. All but handoffs "
    "never change once written; a corrected note is a new one pointing back.",
    """
activityId | Number in the CRM | A700411
opportunityId | Opportunity; empty for service and ownership activities | O400118
customerId | CRM customer; empty when the customer is only in the DMS | C100231
dmsCustomerId | DMS customer at this rooftop, when the CRM has none | 204417
type | See above | QUOTE
activityDate | Local date on which it happened (began) | 2024-02-13
activityTime | Local time | 11:20:00
endDate | Local date on which it ended: visits and test drives | 2024-02-13
endTime | Local time | 11:55:00
employeeId | Employee who did it | E1006
firstResponseFlag | Y on the first human answer to a lead | Y
automatedFlag | Y on a message no person wrote | N
outcome | Calls: CONNECTED, VOICEMAIL or NO_ANSWER. Visits: SHOWED, WALK_IN or BE_BACK | CONNECTED
durationSeconds | Length of a call | 184 | unread
appointmentId | Appointment that brought the visit | AP500120
roNumber | Repair order the activity is about | RO60118
stockNumber | Car driven or quoted | RSIU10044 | unread
vin | Car driven, quoted or appraised | 1HGCM82633A004352
odometerOut | Test drive: reading at the start. Appraisal: reading | 41233
odometerIn | Test drive: reading at the end | 41241 | unread
condition | Appraisal: EXCELLENT, GOOD, FAIR or POOR | GOOD
acv | Appraisal: actual cash value (dealer confidential) | 13800.00
offer | Appraisal: what was offered | 14250.00
payoff | Appraisal: what is still owed | 6120.00
lienHolder | Appraisal: to whom | Prairie Credit Union | unread
price | Quote: price | 27900.00
payment | Quote: monthly payment | 478.20
termMonths | Quote: months | 60
apr | Quote: per cent a year | 5.90 | unread
down | Quote: down payment | 2500.00 | unread
tradeValue | Quote: trade allowance | 14250.00 | unread
expiryDate | Quote: valid until | 2024-02-20 | unread
medium | Quote: PRINT, EMAIL, TEXT or SCREEN. Contact: topic | PRINT
subject | Short subject | Numbers on the Accord
comments | Free text written or said | Wants to keep it under 480 a month.
correctsActivityId | Note: the earlier note it corrects | A700398
slot | Assignment: SALES, BDC, F_AND_I or SERVICE_ADVISOR | SALES
fromEmployeeId | Assignment: who had it before. Handoff: who offers | E1003
toEmployeeId | Assignment: who takes it, empty when nobody does any more. Handoff: who takes it | E1006
method | Assignment: ROUND_ROBIN, CLAIM, RULE or MANUAL | ROUND_ROBIN
reason | Assignment: why it moved, DEPARTED or MANUAL. Handoff: why | DEPARTED
handoffKind | BDC_TO_SALES, SALES_TO_FI, SALES_TO_SERVICE or SERVICE_TO_SALES | SALES_TO_FI
dealNumber | Handoff: deal | D10117
checklist | Handoff: item codes separated by `;` | INSURANCE;ID;CREDIT_APP
handoffStatus | OFFERED, ACCEPTED, RETURNED or COMPLETED | ACCEPTED | unread
offeredDate | Handoff: local date | 2024-02-14
offeredTime | Local time | 13:10:00
acceptedDate | Handoff: local date | 2024-02-14
acceptedTime | Local time | 13:25:00
returnedDate | Handoff: local date | 2024-02-14
returnedTime | Local time | 14:00:00
returnReason | Handoff: what was missing, item codes separated by `;` | INSURANCE
completedDate | Handoff: local date | 2024-02-14
completedTime | Local time | 16:05:00
""",
)

DEALS = shape(
    "deals",
    "dealNumber",
    "drive, ledger",
    "One deal, from the first structure to funding. Dates fill in as stages are reached; figures may change "
    "until the contract. Amounts in US dollars.",
    """
dealNumber | Number in the DMS | D10117
crmOpportunityId | Opportunity it came from | O400118
buyerId | DMS customer | 204417
coBuyerId | DMS customer | 204418
dealType | FINANCE, LEASE or CASH | FINANCE
newUsed | N or U | U
stockNumber | Stock number of the car sold | RSIU10044 | unread
vin | Car sold | 1HGCM82633A004352
salespersonId | Employee number | E1006
salesManagerId | Employee number | E1002 | unread
fiManagerId | Employee number | E1009
status | STRUCTURED, IN_FINANCE, REWORK, READY, CONTRACTED, SOLD, DELIVERED, FUNDED or UNWOUND | CONTRACTED | unread
version | Version of the figures, 1 and up | 2 | unread
structuredDate | First structured, local date | 2024-02-14
structuredTime | Local time | 12:40:00
restructuredDate | Figures last changed, local date | 2024-02-14
restructuredTime | Local time | 13:30:00
cashPrice | Price of the car | 27900.00
downPayment | Cash down | 2500.00 | unread
amountFinanced | Amount financed | 17270.00
termMonths | Months | 60 | unread
apr | Per cent a year | 5.90 | unread
monthlyPayment | Monthly payment | 333.07 | unread
frontGross | Front gross (dealer confidential) | 1480.00
backGross | Back gross (dealer confidential) | 920.00
lenderName | Lender | Prairie Credit Union
submittedToFinanceDate | Handed to the F&I office, local date | 2024-02-14
submittedToFinanceTime | Local time | 13:10:00
submittedById | Employee number | E1006
contractDate | Contract signed, local date | 2024-02-14
contractTime | Local time | 16:00:00
eContractFlag | Y when signed electronically | Y
fundedDate | Lender paid, local date | 2024-02-20
fundedTime | Local time | 10:30:00
fundedAmount | Amount paid | 17270.00
soldDate | Booked as sold (record of truth), local date | 2024-02-14
soldTime | Local time | 16:10:00
saleOdometer | Reading at the sale | 41241
deliveredDate | Customer drove away, local date | 2024-02-15
deliveredTime | Local time | 10:30:00
deliveredById | Employee number | E1006
deliveryMethod | STORE or HOME | STORE
deliveryOdometer | Reading at delivery | 41243
serviceIntroDate | Introduced to the service department, local date | 2024-02-15
serviceIntroTime | Local time | 10:50:00
serviceIntroAdvisorId | Employee number | E1012
serviceIntroInPersonFlag | Y when met in person | Y
firstServiceAppointmentId | Appointment booked at the introduction | AP500290 | unread
unwoundDate | Deal undone, car returned, local date | 2024-02-18
unwoundTime | Local time | 11:00:00
unwindReason | FINANCING or CUSTOMER | FINANCING
""",
    trades="""
tradeNo | Line key, 1 and up | 1
vin | Car traded in | 2T1BURHE0JC012345
year | Model year | 2015
make | Make | Toyota
model | Model | Corolla
odometer | Reading | 88120
appraisedDate | Local date | 2024-02-13
appraisedTime | Local time | 11:40:00
appraiserId | Employee number | E1002 | unread
acv | Actual cash value (dealer confidential) | 6900.00 | unread
allowance | Allowed in the deal | 7200.00
payoff | Still owed | 0.00 | unread
lienHolder | To whom | Prairie Credit Union | unread
stockNumber | Stock number it got when it was taken in | RSIU10061 | unread
takenInDate | Taken in, local date | 2024-02-15 | unread
takenInTime | Local time | 10:45:00 | unread
""",
    readinessChecks="""
checkNo | Line key, 1 and up | 1
checkedDate | Local date | 2024-02-14
checkedTime | Local time | 13:35:00
checkedById | Employee number | E1009
readyFlag | Y when nothing is missing | N
missing | Item codes separated by `;`: INSURANCE, ID, CREDIT_APP, TRADE_TITLE, PAYOFF, ODOMETER_STMT, STIP | INSURANCE
returnedToId | Employee the deal was returned to; empty when it was not returned | E1006
minutesLost | Minutes lost by the return | 25
""",
    stipulations="""
stipulationId | Line key | ST1
stipulation | INCOME, RESIDENCE, INSURANCE, REFERENCES, SIGNATURE, TITLE or OTHER | INCOME
requestedDate | Local date | 2024-02-15
requestedTime | Local time | 09:10:00
dueDate | Local date | 2024-02-18
satisfiedDate | Local date; empty while open | 2024-02-17
satisfiedTime | Local time | 12:20:00
""",
    products="""
productNo | Line key, 1 and up | 1 | unread
product | GAP, SERVICE_CONTRACT, MAINTENANCE or TIRE_WHEEL | SERVICE_CONTRACT | unread
provider | Who stands behind it | Evergreen Protection | unread
termMonths | Months | 48 | unread
price | Price | 1890.00 | unread
soldDate | Local date | 2024-02-14 | unread
soldTime | Local time | 15:50:00 | unread
""",
)
