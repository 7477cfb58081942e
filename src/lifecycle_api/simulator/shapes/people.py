"""Shapes of staff and customer files."""

from __future__ import annotations

from lifecycle_api.simulator.shapes.shape import shape

STAFF = shape(
    "staff",
    "employeeNumber",
    "hr",
    "People who work at a rooftop. Employee numbers are the group's own: the same number in every system.",
    """
employeeNumber | Number of the employee, unique in the group | E1004
firstName | Given name | Priya
lastName | Family name | Raman
jobTitle | Title as printed | Service Advisor | unread
department | SALES, BDC, FINANCE, SERVICE or RECON | SERVICE
role | SALES, BDC, SALES_MANAGER, F_AND_I, SERVICE_ADVISOR, SERVICE_BDC, TECHNICIAN or RECON | SERVICE_ADVISOR
email | Work address | priya.raman@riverside.example.com | unread
hireDate | First day | 2021-06-14
terminationDate | Last day; empty while employed | 2025-01-31
terminationReason | Why the person left | RESIGNED | unread
activeFlag | Y while employed | Y | unread
""",
)

CUSTOMERS = shape(
    "customers",
    "customerId",
    "crm, drive, ledger",
    "One person or business as one system knows it. The CRM makes a record at the first lead or visit, the DMS at "
    "the first appointment, deal or repair order. A DMS record made from the CRM carries `crmCustomerId`.",
    """
customerId | Number of the record in its own system | 204417
crmCustomerId | In DMS files: the CRM record it was pushed from; empty when nobody linked them | C100231
createdVia | LEAD, WALK_IN, PHONE, SERVICE or DEAL | LEAD
createdDate | Local date of creation | 2024-02-11
createdTime | Local time of creation | 09:31:00
nameType | P person, O organisation | P
firstName | Given name | Dana
middleName | Middle name or initial | R
lastName | Family name; empty for an organisation | Whitfield
businessName | Name of the organisation | Alder Creek Plumbing LLC
homePhone | As typed, in any usual format | (312) 555-0142
cellPhone | As typed | 312-555-0117
workPhone | As typed | 3125550105
email | As typed | dana.whitfield@example.com
emailType | Empty, NA (has none) or CD (customer declined) | CD | unread
preferredMethod | E e-mail, X text, T phone, M mail, D do not contact | X
preferredLanguage | ISO 639-1 code | en
addressLine1 | Street and number | 418 Juniper Street
city | City | Millbrook
state | State code | IL
postalCode | Postal code | 60011
country | ISO 3166-1 code | US
optOutFlag | Y when the customer opted out of sharing | N
optOutDate | Local date of the opt-out | 2025-01-20
optOutTime | Local time of the opt-out | 11:05:00
blockPhoneFlag | Y: do not call | N
blockEmailFlag | Y: do not e-mail | N
blockMailFlag | Y: do not send mail | N
""",
    leads="""
leadKey | Line key, 1 and up | 1 | unread
leadSource | `source` of the ADF id, or the provider's name when the lead has no id | carfinder
leadId | Text of the ADF id; empty when the lead has none | CF-88120
receivedDate | Local date on which the CRM took the lead | 2024-02-11
receivedTime | Local time | 09:31:00
duplicateFlag | Y when the CRM saw it as a duplicate or resend of an earlier lead | N
""",
)
