"""The invented companies that send leads, and the dialect each of them speaks."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sender:
    """A lead provider: name shown, `source` of its ids, prefix of its ids (empty: it gives none), dialect, share."""

    name: str
    source: str
    prefix: str
    dialect: str
    share: float

    @property
    def filed_as(self) -> str:
        """The name under which a CRM files its leads: the source of their ids, or its own name when it gives none."""
        return self.source if self.prefix else self.name


SENDERS = (
    Sender("Carfinder", "carfinder", "CF", "clean", 14),
    Sender("Autoplaza", "autoplaza", "AP", "full", 12),
    Sender("Riverside Website", "riverside-web", "WEB", "mail", 16),
    Sender("Wheelmart", "wheelmart", "WM", "unquoted", 4),
    Sender("Credit Quick", "creditquick", "CQ", "finance", 6),
    Sender("Tradepoint", "tradepoint", "TP", "trade", 10),
    Sender("Motorlink", "motorlink", "", "foreign", 7),
    Sender("Deal Harbor", "dealharbor", "DH", "html", 9),
    Sender("Fleet Desk", "fleetdesk", "FD", "business", 3),
    Sender("Buyers Hub", "buyershub", "BH", "batch", 6),
    Sender("Autocorreo", "autocorreo", "AC", "latin", 6),
    Sender("Maker Direct", "makerdirect", "MD", "preamble", 7),
)
BY_SOURCE = {sender.source: sender for sender in SENDERS}
SHARES = tuple((sender, sender.share) for sender in SENDERS)
