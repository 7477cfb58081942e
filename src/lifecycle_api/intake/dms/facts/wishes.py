"""What the flags of a record say that a customer does not want: to be shared, or to be contacted in some way."""

from collections.abc import Iterator, Mapping
from uuid import UUID

from lifecycle_api.domain import ids
from lifecycle_api.domain.events.consents import Channel, ConsentRefused
from lifecycle_api.domain.events.privacy import SharingOptedOut
from lifecycle_api.intake.dms.context import Context, Fact
from lifecycle_api.intake.dms.records.people import Customer

_NOBODY = "D"
"""The preferred method of who does not want to be contacted at all."""


def wishes(record: Customer, context: Context, who: UUID) -> Iterator[Fact]:
    """An opt-out of sharing, and a no to marketing through what is blocked.

    A flag that is lifted takes nothing back: that is for the person to say. Set again, it was said again.
    """
    opted_out = SharingOptedOut(customer=who, method="dms_flag")
    moment = context.moment(record.opt_out, record.changed, record.created)
    dated = record.opt_out is not None
    if dated and record.opt_out_flag:
        yield Fact("opt_out", moment, opted_out)  # its date says whether it was said again
    yield Fact("opt_out.undated", moment, opted_out, dated=False, holds=record.opt_out_flag and not dated)
    moment = context.moment(record.changed, record.created)
    for channel, is_blocked in _blocked(record).items():
        refused = ConsentRefused(
            consent=ids.of(context.tenant, "consent", who, context.rooftop.id, f"blocked.{channel}"),
            customer=who,
            rooftops=(str(context.rooftop.id),),
            purposes=("marketing",),
            channels=(channel,),
            method="dms_flag",
            indicated_at=moment.at,
        )
        yield Fact(f"blocked.{channel}", moment, refused, dated=False, holds=is_blocked)


def _blocked(record: Customer) -> Mapping[Channel, bool]:
    """Each channel with whether it is blocked; where all are, the flags of single ones say nothing."""
    if record.preferred_method == _NOBODY:
        return {"any": True}
    return {
        "any": False,
        "phone": bool(record.block_phone_flag),
        "email": bool(record.block_email_flag),
        "mail": bool(record.block_mail_flag),
    }
