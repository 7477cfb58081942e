"""Shapes of the two vehicle files of a DMS: what the dealer owns and what customers own."""

from __future__ import annotations

from lifecycle_api.simulator.shapes.shape import shape

INVENTORY = shape(
    "inventory",
    "stockNumber",
    "drive, ledger",
    "A car while the dealer owns it: one record for each time it is stocked. The same VIN returns under a new "
    "stock number when it is traded in again.",
    """
stockNumber | Stock number, unique at the rooftop | RSIU10044
vin | Vehicle identification number | 1HGCM82633A004352
newUsed | N or U | U | unread
year | Model year | 2019
make | Make | Honda
model | Model | Accord
trim | Trim | EX
bodyStyle | Body style | SEDAN
exteriorColor | Colour | Silver
odometer | Reading when acquired | 41233
odometerUnit | MI or KM | MI
status | IN_TRANSIT, RECEIVED, PREPARATION, AVAILABLE, PRE_SOLD, SOLD or WHOLESALE | AVAILABLE | unread
acquisitionSource | TRADE, AUCTION, OEM, PRIVATE or TRANSFER | TRADE
acquiredDate | Local date | 2024-05-02
acquiredTime | Local time | 17:40:00
acquisitionCost | What the dealer paid (dealer confidential) | 14250.00
acquiredFromCustomerId | DMS customer it came from | 204417
acquiredOnDealNumber | Deal in which it was traded | D10117 | unread
arrivedDate | Local date on the lot | 2024-05-02 | unread
arrivedTime | Local time | 18:05:00 | unread
reconStartDate | Reconditioning started, local date | 2024-05-03
reconStartTime | Local time | 08:15:00
reconCost | Reconditioning cost so far (dealer confidential) | 890.00 | unread
frontLineReadyDate | Ready for the front line, local date | 2024-05-09
frontLineReadyTime | Local time | 15:30:00
listPrice | Asking price now | 17900.00
soldDate | Local date | 2024-06-01 | unread
soldDealNumber | Deal in which it was sold | D10131 | unread
disposedDate | Left without a retail sale, local date | 2024-08-01
disposalMethod | WHOLESALE or AUCTION | AUCTION
""",
    reconStages="""
stageNo | Line key, 1 and up | 2
stage | INSPECTION, ESTIMATE, APPROVAL, PARTS_HOLD, MECHANICAL, BODY, DETAIL, PHOTO or QC | MECHANICAL
startedDate | Local date | 2024-05-04
startedTime | Local time | 09:00:00
endedDate | Local date; empty while in the stage | 2024-05-06 | unread
endedTime | Local time | 14:10:00 | unread
assigneeId | Employee number | E1017 | unread
""",
    prices="""
priceNo | Line key, 1 and up | 1
price | Asking price from then on | 18400.00
effectiveDate | Local date | 2024-05-09
effectiveTime | Local time | 15:30:00
reason | INITIAL, AGE or MARKET | INITIAL | unread
""",
)

VEHICLES = shape(
    "vehicles",
    "vehicleId",
    "drive, ledger",
    "A car while a customer owns it, as the service side of one DMS knows it: one record for each customer and "
    "vehicle, so the records of one VIN, over both rooftops, are its chain of owners, with the gaps and overlaps "
    "that real files have. This is the record of truth for ownership; deals only mention it.",
    """
vehicleId | Number of the record in its own system | V30218
vin | Vehicle identification number; may be short (before 1981) or fail its check digit | 1HGCM82633A004352
customerId | DMS customer who owns it | 204417
ownerRole | OWNER, LESSEE or CO_OWNER | OWNER
ownedSince | Local date; empty when nobody knows (then `createdDate` is the first day it was seen) | 2024-06-04
ownedUntil | Local date; empty while owned | 2025-02-14
endCause | TRADED_IN, SOLD, LEASE_END, TOTAL_LOSS, UNWOUND or UNKNOWN | TRADED_IN
origin | SOLD_HERE, SERVICED_HERE (conquest) or DECLARED | SOLD_HERE
purchaseDealNumber | Deal in which the customer bought it here | D10131 | unread
year | Model year | 2019
make | Make | Honda
model | Model | Accord
trim | Trim | EX
bodyStyle | Body style | SEDAN
exteriorColor | Colour | Silver
odometer | Latest reading | 44120
odometerUnit | MI or KM | MI
odometerDate | Local date of the latest reading | 2024-11-19
createdDate | Local date of creation | 2024-06-04
createdTime | Local time | 17:30:00
""",
)
