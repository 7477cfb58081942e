"""The elements of an ADF prospect as the clean dialect writes them; other dialects replace some of them."""

from datetime import datetime
from xml.sax.saxutils import escape, quoteattr
from zoneinfo import ZoneInfo

from lifecycle_api.simulator.group import Rooftop
from lifecycle_api.simulator.leads.lead import Lead, Want
from lifecycle_api.simulator.leads.senders import Sender
from lifecycle_api.simulator.people.person import Person
from lifecycle_api.simulator.people.registry import pretty
from lifecycle_api.simulator.record import money
from lifecycle_api.simulator.vehicles.car import Car

INSTRUCTION = '<?adf version="1.0"?>'
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'


def document(*prospects: str) -> str:
    """A complete document in the right order."""
    body = "\n".join(prospects)
    return f"{DECLARATION}\n{INSTRUCTION}\n<adf>\n{body}\n</adf>\n"


def prospect(lead: Lead, *children: str) -> str:
    """One prospect around its elements."""
    status = "resend" if lead.resend else "new"
    inner = "\n".join(child for child in (identifier(lead), *children) if child)
    return f'<prospect status="{status}">\n{inner}\n</prospect>'


def identifier(lead: Lead) -> str:
    """The sender's own id, when it has one."""
    if not lead.lead_id:
        return ""
    return f'<id sequence="1" source={quoteattr(lead.source)}>{lead.lead_id}</id>'


def requested(lead: Lead) -> str:
    """The request date as ISO 8601 with the rooftop's offset."""
    return f"<requestdate>{local(lead.at, lead.rooftop).isoformat()}</requestdate>"


def local(at: datetime, rooftop: Rooftop) -> datetime:
    """A local moment with the rooftop's zone."""
    return at.replace(tzinfo=ZoneInfo(rooftop.time_zone))


def wanted(want: Want, extra: str = "") -> str:
    """The vehicle asked for."""
    interest = "lease" if want.lease else "buy"
    stock = f"<stock>{want.stock.key}</stock>" if want.stock else ""
    vin = f"<vin>{want.vin}</vin>" if want.vin else ""
    return (
        f'<vehicle interest="{interest}" status="{want.condition}">\n'
        f"<year>{want.year}</year><make>{escape(want.make)}</make><model>{escape(want.model)}</model>"
        f"{vin}{stock}<trim>{escape(want.trim)}</trim>{extra}\n</vehicle>"
    )


def traded(car: Car | None, at: datetime) -> str:
    """The shopper's own car, offered in trade."""
    if car is None:
        return ""
    return (
        '<vehicle interest="trade-in" status="used">\n'
        f"<year>{car.year}</year><make>{escape(car.model.make)}</make><model>{escape(car.model.name)}</model>"
        f'<vin>{car.vin}</vin><odometer status="original" units="mi">{car.odometer(at)}</odometer>\n</vehicle>'
    )


def customer(person: Person, comments: str, extra: str = "") -> str:
    """The shopper with contact and comments."""
    return f"<customer>\n{contact(person)}\n{extra}<comments>{escape(comments)}</comments>\n</customer>"


def contact(person: Person) -> str:
    """Name, e-mail and phone."""
    email = f'<email preferredcontact="{int(person.prefers == "E")}">{person.email}</email>' if person.email else ""
    return (
        f'<contact>\n<name part="first">{escape(person.given)}</name><name part="last">{escape(person.family)}</name>\n'
        f'{email}<phone type="cellphone" time="evening">{pretty(person.cell)}</phone>\n</contact>'
    )


def address(person: Person) -> str:
    """The postal address."""
    home = person.address
    return (
        f'<address type="home"><street line="1">{escape(home.street)}</street><city>{home.city}</city>'
        f"<regioncode>{home.state}</regioncode><postalcode>{home.postal_code}</postalcode><country>US</country></address>"
    )


def timeframe(lead: Lead) -> str:
    """When the shopper wants to buy."""
    return f"<timeframe><description>{lead.timeframe}</description></timeframe>\n" if lead.timeframe else ""


def vendor(rooftop: Rooftop) -> str:
    """The dealer the lead is for."""
    return (
        f'<vendor>\n<id source="group">{rooftop.code}</id><vendorname>{escape(rooftop.name)}</vendorname>\n'
        f'<contact><name part="full">{escape(rooftop.name)}</name><phone>{rooftop.phone}</phone></contact>\n</vendor>'
    )


def provider(sender: Sender) -> str:
    """The company that sends the lead."""
    site = sender.source
    return (
        f'<provider>\n<name part="full">{escape(sender.name)}</name><service>{escape(sender.name)} Leads</service>'
        f"<url>https://{site}.example.com</url><email>leads@{site}.example.com</email>\n</provider>"
    )


def price(cents: int) -> str:
    """An asking price."""
    return f'<price type="asking" currency="USD">{money(cents)}</price>'
