"""What is to be erased, on whose word: decided before the first step, and never changed after."""

from typing import Final
from uuid import UUID

import msgspec

from lifecycle_api.domain.envelope import Actor
from lifecycle_api.domain.retention import RetentionClass
from lifecycle_api.domain.values import Retained

EVERY: Final = "*"


class Order(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An erasure. No `controllers` means all of them (else `rooftop:…` and the like), no `classes` all classes.

    `retained` says why the classes that are not among them stay. An order that is not `lasting` erases what there is
    and lets new records begin, as when the time to keep old ones is over.
    """

    tenant: UUID
    erasure: UUID
    customer: UUID
    reason: str
    request: UUID | None = None
    rooftop: UUID | None = None
    controllers: tuple[str, ...] = ()
    classes: tuple[RetentionClass, ...] = ()
    retained: tuple[Retained, ...] = ()
    lasting: bool = True
    actor: Actor = Actor("system", "erasure")

    @property
    def subject(self) -> str:
        """The person as keys name them."""
        return f"customer:{self.customer}"

    @property
    def barred(self) -> tuple[list[str], list[str]]:
        """Controllers and classes as the key store takes them."""
        return list(self.controllers) or [EVERY], [each.value for each in self.classes] or [EVERY]

    @property
    def final(self) -> bool:
        """Whether it ends the person, whatever a duty keeps of them: no source may bring them back."""
        return self.lasting and not self.controllers

    @property
    def whole(self) -> bool:
        """Whether it leaves nothing that tells who the person is."""
        return self.final and (not self.classes or RetentionClass.STANDARD in self.classes)

    def covers(self, controller: str, retention_class: str) -> bool:
        """Whether what is held by this controller in this class goes."""
        controllers, classes = self.barred
        return bool({controller, EVERY} & set(controllers) and {retention_class, EVERY} & set(classes))


def packed(order: Order) -> bytes:
    """An order as it is kept."""
    return msgspec.json.encode(order)


def unpacked(text: bytes) -> Order:
    """An order that was kept."""
    return msgspec.json.decode(text, type=Order)
