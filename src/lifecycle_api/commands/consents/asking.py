"""Before the choice: the notice that was shown, and the question that was asked."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from lifecycle_api.commands import vocabulary
from lifecycle_api.commands.command import PolicyRefused, Terms
from lifecycle_api.commands.consents.standing import AboutConsents
from lifecycle_api.commands.consents.width import Wide
from lifecycle_api.domain.events.consents import ConsentRequested, Method, NoticeServed
from lifecycle_api.domain.registry import Event
from lifecycle_api.errors import InvalidArgument


@dataclass
class ServeNotice(AboutConsents):
    """Write down what the customer was shown. Showing is not choosing."""

    notice: UUID
    text_sha256: str
    version: str
    locale: str
    symmetric: bool
    via: Method

    def decide(self) -> Iterator[Event]:
        """The notice."""
        self._check_customer()
        if self.notice in self._notices:
            raise PolicyRefused("This notice was served already.")
        yield NoticeServed(
            notice=self.notice,
            customer=self.customer,
            text_sha256=self.text_sha256,
            version=vocabulary.named(self.version, "version", "A notice has a version."),
            locale=vocabulary.named(self.locale, "locale", "A notice has a language."),
            symmetric=self.symmetric,
            via=self.via,
        )


@dataclass
class RequestConsent(Wide):
    """Ask the customer; until they answer, nothing is permitted."""

    consent: UUID
    notice: UUID | None = None

    def terms(self) -> Terms:
        """The purposes asked about."""
        return Terms(purposes=self.purposes)

    def decide(self) -> Iterator[Event]:
        """The question."""
        self._check_customer()
        self._check_notice(self.notice)
        if not self.purposes:
            raise InvalidArgument("Ask for at least one purpose.", argument="purposes")
        if self.consent in self._consents:
            raise PolicyRefused("This consent was asked for already.")
        yield ConsentRequested(
            consent=self.consent,
            customer=self.customer,
            **self._width(),
            notice=self.notice,
        )
