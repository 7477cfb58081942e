"""How far a choice about consent goes: the same four words for a question, a yes, a no and a withdrawal."""

from dataclasses import dataclass
from typing import Any

from lifecycle_api.commands import vocabulary
from lifecycle_api.commands.consents.standing import AboutConsents
from lifecycle_api.domain.events.consents import Channel


@dataclass(kw_only=True)
class Wide(AboutConsents):
    """A decision that says how far it goes.

    Without rooftops it is about the group as one, without recipients about nobody else.
    """

    purposes: tuple[str, ...] = ()
    rooftops: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    channels: tuple[Channel, ...] = ("any",)

    def _width(self) -> dict[str, Any]:
        """The same as events say it. Raises InvalidArgument for words that are not ours."""
        return {
            "purposes": vocabulary.purposes(self.purposes),
            "rooftops": self.rooftops,
            "recipients": vocabulary.recipients(self.recipients),
            "channels": self.channels,
        }
