"""Whether a withdrawal reaches what was disclosed: it does as far as a decision would refuse the same from now on."""

from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from lifecycle_api.access.facts import ANYTHING
from lifecycle_api.access.policy import POLICY
from lifecycle_api.domain.events.consents import ConsentInvalidated, ConsentRefused, ConsentWithdrawn
from lifecycle_api.domain.events.disclosures import DataDisclosed, Decided
from lifecycle_api.domain.events.privacy import ProcessingObjected, SharingOptedOut
from lifecycle_api.domain.purposes import PURPOSES, Purpose

Withdrawal = ConsentWithdrawn | ConsentRefused | ConsentInvalidated | SharingOptedOut | ProcessingObjected


def concerns(
    withdrawal: Withdrawal,
    disclosed: DataDisclosed,
    customer: UUID,
    kinds: Mapping[UUID, str],
    ended: Collection[UUID] = (),
) -> bool:
    """Whether a recipient may no longer use what it received of a customer.

    `kinds` are those of the parties, and `ended` the consents that were for none but the channels that are named.
    """
    received = [each for each in disclosed.decisions if each.customer == customer and each.effect != "deny"]
    purpose = PURPOSES[disclosed.purpose]
    match withdrawal:
        case SharingOptedOut():
            return bool(received) and purpose.sale_or_share
        case ConsentInvalidated():
            return any(each.consent == withdrawal.consent for each in received)
        case ProcessingObjected():
            named = purpose.refusable and purpose.name in withdrawal.purposes
            return bool(received) and (named or (not withdrawal.purposes and POLICY.objectable(purpose)))
    if withdrawal.purposes and purpose.name not in withdrawal.purposes:
        return False
    # Reading is through no channel: who said no to one of them has not said that nothing may be read, unless what they
    # agreed to was for no other.
    if withdrawal.channels and "any" not in withdrawal.channels:
        received = [each for each in received if each.consent in ended]
    return _named(withdrawal.recipients, disclosed, kinds) and any(_rested(withdrawal, purpose, received, disclosed))


def _rested(
    no: ConsentWithdrawn | ConsentRefused, purpose: Purpose, received: Iterable[Decided], disclosed: DataDisclosed
) -> Iterable[bool]:
    """Of each decision by which something was received, whether it rested on consent that the no is about."""
    rooftops = {each.removeprefix("rooftop:") for each in no.rooftops}
    sibling = str(disclosed.party) in rooftops and disclosed.recipient_kind == "rooftop"
    for each in received:
        consented = purpose.basis == "consent" or not POLICY.explicit_only.isdisjoint(each.categories)
        here = not rooftops or sibling or each.rooftop is None or str(each.rooftop) in rooftops
        of_it = not isinstance(no, ConsentWithdrawn) or no.consent is None or each.consent == no.consent
        yield consented and here and of_it


def _named(recipients: Iterable[str], disclosed: DataDisclosed, kinds: Mapping[UUID, str]) -> bool:
    """Whether a no that names recipients, or nobody in particular, names this one."""
    called = {ANYTHING, f"party:{disclosed.party}"}
    if disclosed.party is not None and disclosed.party in kinds:
        called.add(f"class:{kinds[disclosed.party]}")
    named = set(recipients)
    return not named or not named.isdisjoint(called)
