"""Writes leads as files in the order of receipt, with the noise that arrives in every lead mailbox."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from lifecycle_api.simulator.chance import Chance
from lifecycle_api.simulator.emitters.periods import Batch, Periods
from lifecycle_api.simulator.group import Rooftop
from lifecycle_api.simulator.leads.dialects import Letter, write_lead
from lifecycle_api.simulator.leads.lead import Lead
from lifecycle_api.simulator.leads.mail import automatic_reply

FILES_PER_BLOCK = 5_000
REPLIES_FROM = 7
CUT_OFF_FROM = 11


@dataclass(frozen=True, slots=True)
class Delivered:
    """A file in a lead mailbox: `nature` is LEAD, RESEND, AUTO_REPLY or TRUNCATED; only the first two hold leads."""

    path: str
    nature: str
    lead: Lead
    batch: Batch
    rooftop: Rooftop


def write_letters(folder: Path, leads: list[Lead], periods: Periods, chance: Chance, block: int) -> Iterator[Delivered]:
    """Write each lead of a block, now and then followed by noise; yields what was written."""
    for number, (lead, nature, letter) in enumerate(_post(leads, chance)):
        batch = periods.of_lead(lead.at.date())
        name = f"{lead.at:%Y%m%d-%H%M}-{lead.source}-{block * FILES_PER_BLOCK + number:06d}{letter.suffix}"
        path = folder / lead.rooftop.code / batch.name / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(letter.content)
        yield Delivered(str(path.relative_to(folder).as_posix()), nature, lead, batch, lead.rooftop)


def _post(leads: list[Lead], chance: Chance) -> Iterator[tuple[Lead, str, Letter]]:
    for number, lead in enumerate(sorted(leads, key=_order)):
        letter = write_lead(lead)
        yield lead, "RESEND" if lead.resend else "LEAD", letter
        if number % 30 == REPLIES_FROM or chance.happens(0.02):
            late = replace(lead, at=lead.at + timedelta(minutes=3))
            yield late, "AUTO_REPLY", Letter(".eml", automatic_reply(late))
        if number % 60 == CUT_OFF_FROM:
            yield lead, "TRUNCATED", Letter(letter.suffix, _cut_off(letter.content))


def _cut_off(content: bytes) -> bytes:
    """What is left when the line breaks just before the shopper is named."""
    marker = b"<contact>" if b"<contact>" in content else b"Content-Disposition"
    return content.partition(marker)[0]


def _order(lead: Lead) -> tuple[datetime, str, int, bool]:
    return lead.at, lead.source, lead.person.number, lead.resend
