"""The three parties of a lead: who asks, who is asked, and who sends it."""

from lifecycle_api.intake.adf.contacts import read_contact, read_email, read_ids, read_phone
from lifecycle_api.intake.adf.dates import read_moment
from lifecycle_api.intake.adf.prospect import Customer, Provider, Timeframe, Vendor
from lifecycle_api.intake.adf.tree import Node


def read_customer(node: Node | None, region: str) -> Customer | None:
    """Who asks; None when the element is absent."""
    if node is None:
        return None
    return Customer(
        contact=read_contact(node.take("contact"), region),
        ids=read_ids(node),
        timeframe=_read_timeframe(node.take("timeframe")),
        comments=node.take_text("comments"),
    )


def read_vendor(node: Node | None, region: str) -> Vendor | None:
    """The dealership that is asked; None when the element is absent."""
    if node is None:
        return None
    return Vendor(
        name=node.take_text("vendorname"),
        ids=read_ids(node),
        url=node.take_text("url"),
        contact=read_contact(node.take("contact"), region),
    )


def read_provider(node: Node | None, region: str) -> Provider | None:
    """The service that sends the lead; None when the element is absent."""
    if node is None:
        return None
    return Provider(
        name=_read_provider_name(node),
        ids=read_ids(node),
        service=node.take_text("service"),
        url=node.take_text("url"),
        email=read_email(node.take("email")),
        phone=read_phone(node.take("phone"), region),
        contact=read_contact(node.take("contact"), region),
    )


def _read_provider_name(node: Node) -> str | None:
    """A provider has one name, and writing that it is a business's full one says nothing."""
    name = node.take("name")
    if name is None:
        return None
    name.attributes.pop("part", None)
    name.attributes.pop("type", None)
    return name.text()


def _read_timeframe(node: Node | None) -> Timeframe | None:
    if node is None:
        return None
    return Timeframe(
        description=node.take_text("description"),
        earliest=read_moment(node.take("earliestdate")),
        latest=read_moment(node.take("latestdate")),
    )
