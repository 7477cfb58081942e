"""The dialects in which real senders write ADF: one clean, the others each wrong or unusual in their own way."""

from collections.abc import Callable
from dataclasses import dataclass
from xml.sax.saxutils import escape

from lifecycle_api.simulator.leads import adf, mail
from lifecycle_api.simulator.leads.lead import Lead
from lifecycle_api.simulator.people.registry import pretty
from lifecycle_api.simulator.record import money


@dataclass(frozen=True, slots=True)
class Letter:
    """A lead as it goes over the wire."""

    suffix: str
    content: bytes


def write_lead(lead: Lead) -> Letter:
    """The lead in the dialect of its sender."""
    return _DIALECTS[lead.sender.dialect](lead)


def _usual(lead: Lead) -> str:
    return adf.prospect(
        lead,
        adf.requested(lead),
        adf.wanted(lead.want),
        adf.traded(lead.trade, lead.at),
        adf.customer(lead.person, lead.comments, adf.timeframe(lead)),
        adf.vendor(lead.rooftop),
        adf.provider(lead.sender),
    )


def _clean(lead: Lead) -> Letter:
    return _xml(adf.document(_usual(lead)))


def _mail(lead: Lead) -> Letter:
    """The document is the body of an e-mail."""
    return Letter(".eml", mail.plain(lead, adf.document(_usual(lead))))


def _full(lead: Lead) -> Letter:
    """Everything the format has, and its processing instruction before the XML declaration: not well-formed."""
    extras = (
        "<doors>4</doors><transmission>A</transmission>"
        f"<colorcombination><interiorcolor>Black</interiorcolor><exteriorcolor>{lead.want.colour}</exteriorcolor>"
        f"<preference>1</preference></colorcombination>{adf.price(lead.want.price)}"
        "<option><optionname>Heated seats</optionname><weighting>20</weighting></option>"
        '<finance><method>finance</method><amount type="downpayment" limit="maximum" currency="USD">2000</amount>'
        '<balance type="finance" currency="USD">20000</balance></finance>'
    )
    written = adf.prospect(
        lead,
        adf.requested(lead),
        adf.wanted(lead.want, extras),
        adf.traded(lead.trade, lead.at),
        adf.customer(lead.person, lead.comments, adf.timeframe(lead)).replace(
            "</contact>", adf.address(lead.person) + "</contact>", 1
        ),
        adf.vendor(lead.rooftop),
        adf.provider(lead.sender),
    )
    return _xml(f"{adf.INSTRUCTION}\n{adf.DECLARATION}\n<adf>\n{written}\n</adf>\n")


def _unquoted(lead: Lead) -> Letter:
    """Upper-case declarations and attributes without quotes: no XML parser takes it as it is."""
    text = adf.document(_usual(lead)).replace(adf.DECLARATION + "\n", "")
    text = text.replace(adf.INSTRUCTION, '<?ADF VERSION "1.0"?><?XML VERSION "1.0"?>')
    return _xml(text.replace('sequence="1"', "sequence=1").replace('part="first"', "part=first"))


def _finance(lead: Lead) -> Letter:
    """A finance application: no vehicle, no vendor, the id after the date, employment with income."""
    person = lead.person
    written = (
        f'<prospect status="{"resend" if lead.resend else "new"}">\n{adf.requested(lead)}\n{adf.identifier(lead)}\n'
        f'<customer>\n<contact>\n<name part="full" type="full">{escape(person.given)} {escape(person.family)}</name>\n'
        f"<email>{person.email}</email><phone>{pretty(person.cell)}</phone>\n{adf.address(person)}\n</contact>\n"
        "<employment><employer>Self employed</employer><monthlyincome>4100</monthlyincome></employment>\n"
        f"<comments>{escape(lead.comments)}</comments>\n</customer>\n{adf.provider(lead.sender)}\n</prospect>"
    )
    return _xml(adf.document(written))


def _trade(lead: Lead) -> Letter:
    """A trade-in form: enumerations in capitals, miles spelt out, empty elements, consent smuggled into a comment."""
    trade = adf.traded(lead.trade, lead.at).replace('status="used"', 'status="USED"')
    trade = trade.replace('status="original" units="mi"', 'unit="MILES"').replace(
        "\n</vehicle>", '<trim></trim><price type="appraisal">0.00</price>\n</vehicle>'
    )
    opted = "Yes" if lead.person.prefers != "D" else "No"
    comments = (
        f"<![CDATA[{lead.comments} ///Opt-In/// Email Opt-In: {opted} / Phone Opt-In: {opted} / Mail Opt-In: No]]>"
    )
    shopper = adf.customer(lead.person, "").replace("<comments></comments>", f"<comments>{comments}</comments>")
    return _xml(
        adf.document(
            adf.prospect(
                lead,
                adf.requested(lead),
                adf.wanted(lead.want),
                trade,
                shopper,
                adf.vendor(lead.rooftop),
                adf.provider(lead.sender),
            )
        )
    )


def _foreign(lead: Lead) -> Letter:
    """Day before month, no zone, no id, and phones in elements of its own."""
    text = adf.document(_usual(lead))
    date = f"<requestdate>{lead.at:%d-%m-%Y %H:%M:%S}</requestdate>"
    text = text.replace(adf.requested(lead), date)
    phone = f'<phone type="cellphone" time="evening">{pretty(lead.person.cell)}</phone>'
    own = f"<cellphone>{lead.person.cell}</cellphone><international_phone>+1{lead.person.cell}</international_phone>"
    return _xml(text.replace(phone, own))


def _html(lead: Lead) -> Letter:
    """`comment` and `region` instead of the right names, no vendor name, markup in CDATA, sent as an attachment."""
    markup = f"<![CDATA[<p>{lead.comments}</p><br/>Sent from <b>{lead.sender.name}</b>]]>"
    shopper = adf.customer(lead.person, "").replace("<comments></comments>", f"<comment>{markup}</comment>")
    shopper = shopper.replace("</contact>", adf.address(lead.person) + "</contact>").replace("regioncode", "region")
    vendor = f'<vendor><id source="{escape(lead.rooftop.name)}">{lead.rooftop.code}</id></vendor>'
    written = adf.document(
        adf.prospect(lead, adf.requested(lead), adf.wanted(lead.want), shopper, vendor, adf.provider(lead.sender))
    )
    page = f"<html><body><p>{escape(lead.person.given)} asks: {escape(lead.comments)}</p></body></html>"
    return Letter(".eml", mail.attached(lead, page, written))


def _business(lead: Lead) -> Letter:
    """A company asks; the name is one full name of type business."""
    person = lead.person
    name = escape(person.business or f"{person.family} Services LLC")
    person_name = f'<name part="first">{escape(person.given)}</name><name part="last">{escape(person.family)}</name>'
    text = adf.document(_usual(lead))
    return _xml(text.replace(person_name, f'<name part="full" type="business">{name}</name>{person_name}'))


def _batch(lead: Lead) -> Letter:
    """Two prospects in one document."""
    prospects = [_usual(one) for one in (lead, lead.also) if one is not None]
    return _xml(adf.document(*prospects))


def _latin(lead: Lead) -> Letter:
    """Spanish words in ISO 8859-1, quoted-printable."""
    words = f"Mañana por la tarde, ¿está bien? {lead.comments}"
    text = adf.document(_usual(lead)).replace("UTF-8", "ISO-8859-1").replace(escape(lead.comments), escape(words))
    return Letter(".eml", mail.plain(lead, text, charset="iso-8859-1", encoding="quoted-printable"))


def _preamble(lead: Lead) -> Letter:
    """Words for people around the document, and the price as a quote."""
    asked = f'<price type="quote" currency="USD">{money(lead.want.price)}</price>'
    text = adf.document(_usual(lead)).replace("\n</vehicle>", f"{asked}\n</vehicle>", 1)
    words = f"You have a new request from {lead.sender.name}.\nAnswer within the hour!\n\n{text}\n-- \nDo not reply.\n"
    return Letter(".eml", mail.plain(lead, words))


def _xml(text: str) -> Letter:
    return Letter(".xml", text.encode())


_DIALECTS: dict[str, Callable[[Lead], Letter]] = {
    "clean": _clean,
    "mail": _mail,
    "full": _full,
    "unquoted": _unquoted,
    "finance": _finance,
    "trade": _trade,
    "foreign": _foreign,
    "html": _html,
    "business": _business,
    "batch": _batch,
    "latin": _latin,
    "preamble": _preamble,
}
