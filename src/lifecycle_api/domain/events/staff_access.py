"""What the dealer's own people looked at: money and papers one by one, everything else added up."""

from datetime import datetime

from lifecycle_api.domain.bearing import Bearing
from lifecycle_api.domain.categories import Category
from lifecycle_api.domain.clauses import Sha256
from lifecycle_api.domain.fields import CustomerRefs, Fact
from lifecycle_api.domain.registry import Area, Event
from lifecycle_api.domain.values import WholeNumber

event = Area(Bearing.ACCOUNT).event


@event("staff_access.recorded")
class StaffAccessRecorded(Event):
    """Someone on the staff was shown financial data or papers of these customers."""

    reader: Fact[str]
    client_id: Fact[str]
    roles: Fact[tuple[str, ...]]
    categories: Fact[tuple[Category, ...]]
    fields: Fact[tuple[str, ...]]
    customers: CustomerRefs
    document_sha256: Fact[Sha256]


@event("staff_access.summarised")
class StaffAccessSummarised(Event):
    """How often someone on the staff was shown personal data of these categories, in a stretch of time."""

    reader: Fact[str]
    client_id: Fact[str]
    categories: Fact[tuple[Category, ...]]
    answers: Fact[WholeNumber]
    from_at: Fact[datetime]
    to_at: Fact[datetime]
