"""What the flags of a record say that a customer does not want: to be shared, or to be contacted in some way."""

from collections.abc import Iterator
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

    A flag that is lifted takes nothing back: that is for the person to say.
    """
    if record.opt_out_flag:
        opted_out = SharingOptedOut(customer=who, method="dms_flag")
        moment = context.moment(record.opt_out, record.changed, record.created)
        yield Fact("opt_out", moment, opted_out, dated=record.opt_out is not None)
    moment = context.moment(record.changed, record.created)
    for channel in _blocked(record):
        refused = ConsentRefused(
            consent=ids.of(context.tenant, "consent", who, context.rooftop.id, f"blocked.{channel}"),
            customer=who,
            rooftops=(str(context.rooftop.id),),
            purposes=("marketing",),
            channels=(channel,),
            method="dms_flag",
            indicated_at=moment.at,
        )
        yield Fact(f"blocked.{channel}", moment, refused, dated=False)


def _blocked(record: Customer) -> Iterator[Channel]:
    if record.preferred_method == _NOBODY:
        yield "any"
        return
    if record.block_phone_flag:
        yield "phone"
    if record.block_email_flag:
        yield "email"
    if record.block_mail_flag:
        yield "mail"
