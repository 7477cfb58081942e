"""Consent that senders smuggle into free text: kept as a claim, which is weak evidence and no consent."""

import re
from collections.abc import Iterator, Mapping

from lifecycle_api.intake.adf.prospect import Channel, ClaimedConsent

_CLAIM = re.compile(
    r"(?<![\w-])(?:(?P<channel>e-?mail|phone|call|text|sms|postal mail|mail)[ \t]{0,3})?"
    r"opt[- ]?(?P<way>in|out)[ \t]{0,3}[:=][ \t]{0,3}(?P<answer>yes|no|true|false|y|n|1|0)(?!\w)",
    re.IGNORECASE,
)
_CHANNELS: Mapping[str, Channel] = {
    "email": "email",
    "phone": "phone",
    "call": "phone",
    "text": "sms",
    "sms": "sms",
    "postalmail": "mail",
    "mail": "mail",
}
_YES = frozenset({"yes", "true", "y", "1"})


def claims_in(text: str, path: str) -> Iterator[ClaimedConsent]:
    """Every `Email Opt-In: Yes` and `Opt-Out: No` in a text that stands at `path`."""
    for found in _CLAIM.finditer(text):
        channel = (found["channel"] or "").lower().replace("-", "").replace(" ", "")
        said_yes = found["answer"].lower() in _YES
        granted = said_yes if found["way"].lower() == "in" else not said_yes
        yield ClaimedConsent(_CHANNELS.get(channel, "any"), granted, found[0], path)
