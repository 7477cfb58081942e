"""Puts a lead into an e-mail the way senders do, byte for byte the same every time."""

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from lifecycle_api.simulator.leads.adf import local
from lifecycle_api.simulator.leads.lead import Lead


def plain(lead: Lead, text: str, *, charset: str = "utf-8", encoding: str = "8bit") -> bytes:
    """An e-mail whose text is, or holds, the document."""
    message = _addressed(lead, f"New lead: {lead.want.year} {lead.want.make} {lead.want.model}")
    message.set_content(text, charset=charset, cte=encoding)
    return message.as_bytes()


def attached(lead: Lead, html: str, document: str) -> bytes:
    """An e-mail for people with the document beside it."""
    message = _addressed(lead, f"{lead.sender.name}: someone is waiting for your answer")
    message.set_content("This message has an attachment for your CRM.\n", cte="7bit")
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    message.add_attachment(
        document.encode(), maintype="application", subtype="x-adf+xml", filename="lead.xml", cte="base64"
    )
    for number, part in enumerate(part for part in message.walk() if part.is_multipart()):
        part.set_boundary(f"=_{lead.at:%Y%m%d%H%M}_{number}_{lead.source}")
    return message.as_bytes()


def automatic_reply(lead: Lead) -> bytes:
    """An answer by a machine to the dealer's answer: it holds no lead at all."""
    message = _addressed(lead, "Automatic reply: Thanks for asking")
    message["Auto-Submitted"] = "auto-replied"
    message.set_content("<html><body><p>I am away until Monday.</p></body></html>\n", subtype="html", cte="7bit")
    return message.as_bytes()


def _addressed(lead: Lead, subject: str) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"] = f"{lead.sender.name} <leads@{lead.source}.example.com>"
    message["To"] = f"leads.{lead.rooftop.code.lower()}@riverside.example.com"
    message["Subject"] = subject
    message["Date"] = format_datetime(local(lead.at, lead.rooftop))
    marker = lead.lead_id or f"{lead.person.number}"
    message["Message-ID"] = f"<{marker}.{lead.at:%Y%m%d%H%M}.{int(lead.resend)}@{lead.source}.example.com>"
    return message
