"""All inquiries, put together once."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from joserfc.jwk import ECKey

from lifecycle_api.inquiries.access import AccessInquiry
from lifecycle_api.inquiries.agreements import AgreementInquiry
from lifecycle_api.inquiries.contact import ContactInquiry
from lifecycle_api.inquiries.gathering import Gathering
from lifecycle_api.inquiries.holdings import HoldingInquiry
from lifecycle_api.inquiries.ownership import OwnershipInquiry
from lifecycle_api.inquiries.receipts import ReceiptInquiry
from lifecycle_api.store.log import EventStore


@dataclass(frozen=True)
class Inquiries:
    """Who owns what, who may be contacted, what agreements mean, what is held, receipts, and one's own access."""

    ownership: OwnershipInquiry
    contact: ContactInquiry
    agreements: AgreementInquiry
    holdings: HoldingInquiry
    receipts: ReceiptInquiry
    access: AccessInquiry


def inquiries(store: EventStore, now: Callable[[], datetime], signer: Callable[[], Awaitable[ECKey]]) -> Inquiries:
    """The inquiries on the logs of `store`. `now` is where time comes from, `signer` gives the key of receipts."""
    gathering = Gathering(store, now)
    return Inquiries(
        OwnershipInquiry(gathering, now),
        ContactInquiry(gathering, now),
        AgreementInquiry(gathering, now),
        HoldingInquiry(gathering, now),
        ReceiptInquiry(gathering, now, signer),
        AccessInquiry(gathering, now),
    )
