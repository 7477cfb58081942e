"""A dealer group's dealings by chance: parties, agreements, and what many people said about their data."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any, Final
from uuid import UUID, uuid5

from lifecycle_api.access.decision import Request
from lifecycle_api.access.policy import POLICY
from lifecycle_api.domain.categories import Category
from lifecycle_api.domain.clauses import Clause
from lifecycle_api.domain.events import agreements, consents, engagements, parties, privacy
from lifecycle_api.domain.events.agreements import AgreementKind
from lifecycle_api.domain.events.customers import ContactPointAdded
from lifecycle_api.domain.events.disclosures import DataDisclosed, Decided
from lifecycle_api.domain.events.organisation import RooftopRegistered
from lifecycle_api.domain.events.rights import SubjectFenced
from lifecycle_api.domain.purposes import PURPOSES
from lifecycle_api.domain.registry import Event

SPACE: Final = UUID(int=23)
BEGIN: Final = datetime(2025, 1, 1, tzinfo=UTC)
DIGEST: Final = "0" * 64
CATEGORIES: Final = tuple(each.value for each in Category)
SCOPES: Final = ("customers:read", "sales:read", "timeline:read")
LIKELY: Final = (*PURPOSES, "marketing", "marketing", "analytics", "survey")
KINDS: Final = ("marketplace", "oem", "processor", "lender", "partner")
COUNTRIES: Final = ("US", "CA", "DE")


def that(kind: str, number: int) -> UUID:
    """The id of one of a kind."""
    return uuid5(SPACE, f"{kind} {number}")


@dataclass(frozen=True)
class Asked:
    """A request as a case: who asks for one category of one record, or for the record itself."""

    request: Request
    category: str


class Dealings:
    """Makes events and requests about them. The same seed makes the same."""

    def __init__(self, seed: int, *, customers: int = 800, partners: int = 48, rooftops: int = 4) -> None:
        self.random = random.Random(seed)  # noqa: S311  # chance, not secrecy
        self.customers, self.partners, self.rooftops = customers, partners, rooftops

    def events(self) -> Iterator[Event]:
        """What happened, in order."""
        for number in range(self.rooftops):
            yield RooftopRegistered(rooftop=that("rooftop", number), code=f"R{number}", name=f"Rooftop {number}")
        for number in range(self.partners):
            yield from self._partner(number)
        for number in range(self.rooftops):
            yield from self._agreement(number, "among", kind="intra_group", party=that("rooftop", number))
            yield from self._agreement(number, "besides", party=that("rooftop", number))
        for number in range(self.rooftops):
            if number % 4 == 3:
                yield self._succession(number)
        for number in range(self.partners):
            if self._chance(0.3):
                yield from self._agreement(number, "late")
        for number in range(6):
            yield from self._auditor(number)
        for number in range(self.customers):
            yield from self._person(number)

    def cases(self, number: int) -> Iterator[Asked]:
        """Requests, most of which come some way through the gates."""
        for _ in range(number):
            chance = self.random.random()
            yield self._auditing() if chance < 0.08 else self._among() if chance < 0.25 else self._partnering()

    def _chance(self, share: float) -> bool:
        return self.random.random() < share

    def _some(self, things: tuple[str, ...], share: float) -> tuple[str, ...]:
        return tuple(each for each in things if self._chance(share))

    def _moment(self) -> datetime:
        return BEGIN + timedelta(hours=self.random.randrange(24 * 400))

    def _maybe(self, share: float) -> datetime | None:
        return self._moment() if self._chance(share) else None

    def _day(self, moment: datetime) -> date:
        return moment.date()

    def _someone(self) -> UUID:
        return that("customer", self.random.randrange(self.customers))

    def _here(self, share: float) -> tuple[str, ...]:
        """Ids of rooftops; none, which means all, in `share` of the cases."""
        if self._chance(share):
            return ()
        picked = self.random.sample(range(self.rooftops), self.random.randint(1, 2))
        return tuple(f"rooftop:{that('rooftop', each)}" for each in picked)

    def _purposes(self, share: float) -> tuple[str, ...]:
        return self._some(tuple(PURPOSES), share) or ("marketing",)

    def _partner(self, number: int) -> Iterator[Event]:
        party = that("party", number)
        yield parties.PartyRegistered(
            party=party,
            kind=self.random.choice(KINDS),
            name=f"P{number}",
            country="US" if self._chance(0.7) else self.random.choice(COUNTRIES),
            gatekeeper=self._chance(0.2),
        )
        if number % 24 != 5:
            until = self._day(self._moment()) if self._chance(0.05) else None
            scopes = SCOPES if self._chance(0.7) else SCOPES[:1]
            yield parties.PartnerAccessGranted(
                party=party,
                client_id="client",
                scopes=scopes,
                purposes=self._purposes(0.95),
                rooftops=self._here(0.95),
                until=until,
            )
        yield from self._agreement(number, "first")
        if number % 24 == 7:
            yield parties.PartySuspended(party=party, reason="R")
            if self._chance(0.3):
                yield parties.PartyReinstated(party=party, reason="R")
        if number % 24 == 9:
            yield parties.PartnerAccessRevoked(party=party, client_id="client", reason="R")

    def _clauses(self) -> tuple[Clause, ...]:
        made = [self._permit(number) for number in range(self.random.randint(1, 3))]
        if self._chance(0.25):
            made.append(self._prohibition())
        return tuple(made)

    def _permit(self, number: int) -> Clause:
        return Clause(
            id=f"p{number}",
            page=number,
            effect="permit",
            actions=("read", "search") if self._chance(0.95) else ("retain",),
            purposes=self._purposes(0.9),
            categories=self._some(CATEGORIES, 0.9),  # type: ignore[arg-type]  # words of them
            territory=self._some(COUNTRIES, 0.6) if self._chance(0.25) else (),
            onward=self.random.choice(("no", "listed", "yes")),
            recipients=self._some(("friend", "rival"), 0.5),
        )

    def _prohibition(self) -> Clause:
        competitors = self._chance(0.6)
        return Clause(
            id="x",
            page=9,
            effect="prohibit",
            actions=("resell",) if competitors else ("read",),
            purposes=() if self._chance(0.5) else self._purposes(0.2),
            categories=self._some(CATEGORIES[1:], 0.3) or ("content",),  # type: ignore[arg-type]
            recipients=("rival",) if competitors else (),
        )

    def _agreement(
        self, number: int, name: str, *, kind: AgreementKind = "share", party: UUID | None = None
    ) -> Iterator[Event]:
        ids: dict[str, Any] = {"agreement": that(f"agreement {name}", number), "party": party or that("party", number)}
        rooftops = self._here(0.75)
        if number % 24 == 3:
            rooftops = (f"rooftop:{that('rooftop', 0)}",)
        text: dict[str, Any] = {"document_sha256": DIGEST, "pages": 3}
        for _ in range(1 + self._chance(0.1)):
            yield agreements.AgreementDrafted(
                **ids, kind=kind, title="T", rooftops=rooftops, clauses=self._clauses(), **text
            )
        if self._chance(0.05):
            return
        yield agreements.AgreementSigned(
            **ids,
            document_sha256=DIGEST,
            signed_by=("A", "B"),
            effective_at=BEGIN if self._chance(0.9) else self._moment(),
            expires_at=self._maybe(0.1),
        )
        for _ in range(self.random.choice((0, 0, 0, 1, 2))):
            yield agreements.AgreementAmended(
                **ids, clauses=self._clauses(), effective_at=self._moment(), reason="R", **text
            )
        yield from self._end(ids)

    def _end(self, ids: dict[str, Any]) -> Iterator[Event]:
        chance = self.random.random()
        if chance < 0.06:
            yield agreements.AgreementSuspended(**ids, reason="R")
            if self._chance(0.4):
                yield agreements.AgreementResumed(**ids, reason="R")
        elif chance < 0.12:
            yield agreements.AgreementTerminationNoticed(**ids, noticed_by="dealer", ends_at=self._moment())
        elif chance < 0.14:
            yield agreements.AgreementEnded(**ids, reason="mutual")

    def _succession(self, number: int) -> Event:
        return parties.ControllerSucceeded(
            rooftop=that("rooftop", number),
            predecessor="Old",
            successor="New",
            notice_ends_on=self._day(BEGIN + timedelta(days=200)),
        )

    def _auditor(self, number: int) -> Iterator[Event]:
        ids = {"party": that("auditor", number), "engagement": that("engagement", number)}
        yield parties.PartyRegistered(party=ids["party"], kind="auditor", name="A")
        yield engagements.EngagementOpened(
            **ids,
            matter="M",
            purpose="audit" if number % 3 else "dsar",
            rooftops=self._here(0.5),
            customers=tuple(str(self._someone()) for _ in range(200)) if number % 2 else (),
            categories=self._some(CATEGORIES, 0.6),  # type: ignore[arg-type]
            from_on=self._day(BEGIN + timedelta(days=50)) if self._chance(0.5) else None,
            to_on=self._day(BEGIN + timedelta(days=350)) if self._chance(0.5) else None,
            ends_on=self._day(BEGIN + timedelta(days=300)),
        )
        if number == 4:
            yield engagements.EngagementEnded(**ids, reason="R")

    def _person(self, number: int) -> Iterator[Event]:
        customer = that("customer", number)
        if self._chance(0.85):
            yield from self._consent(customer)
        for _ in range(self.random.choice((0, 0, 1, 2, 3, 4))):
            yield from self._word(customer)
        if self._chance(0.25):
            yield from self._together(customer)

    def _recipients(self) -> tuple[str, ...]:
        chance = self.random.random()
        if chance < 0.6:
            return ("*",)
        if chance < 0.75:
            return (f"class:{self.random.choice(KINDS)}", f"class:{self.random.choice(KINDS)}")
        if chance < 0.77:
            return (f"party:{that('rooftop', self.random.randrange(self.rooftops))}",)
        picked = self.random.sample(range(self.partners), 4)
        return () if chance < 0.8 else tuple(f"party:{that('party', each)}" for each in picked)

    def _together(self, customer: UUID) -> Iterator[Event]:
        """What somebody agrees to if another does, who agrees to less."""
        other = self._someone()
        yield from self._consent(customer, joint_with=(str(other),))
        yield from self._consent(other, joint_with=(), categories=self._some(CATEGORIES, 0.5))

    def _consent(self, customer: UUID, **more: Any) -> Iterator[Event]:
        consent = uuid5(customer, f"consent {self.random.randrange(3)}")
        joint = (str(self._someone()),) if self._chance(0.05) else ("nobody",) if self._chance(0.01) else ()
        given = {"categories": self._some(CATEGORIES, 0.85), "joint_with": joint, **more}
        expression = self.random.choice(("explicit", "written", "explicit", "expressed", "implied", "source_claim"))
        yield consents.ConsentGranted(
            consent=consent,
            customer=customer,
            rooftops=self._here(0.7),
            recipients=self._recipients(),
            purposes=self._purposes(0.8),
            expression=expression,  # type: ignore[arg-type]
            method="web_form",
            authority="guardian" if self._chance(0.08) else "self",
            indicated_at=BEGIN,
            valid_from=BEGIN if self._chance(0.93) else self._moment(),
            expires_at=self._maybe(0.15),
            lookback_days=self.random.choice((None, None, None, 30, 365, 50_000)),
            max_uses=1 if self._chance(0.1) else None,
            supersedes=uuid5(customer, "consent 1") if self._chance(0.05) else None,
            **given,
        )
        if self._chance(0.2):
            yield self._use(customer, consent)

    def _use(self, customer: UUID, consent: UUID) -> Event:
        decided = Decided(customer=customer, categories=(Category.CONTACT,), effect="permit", consent=consent)
        return DataDisclosed(
            disclosure=self._someone(),
            client_id="client",
            recipient_kind="partner",
            purpose="marketing",
            categories=(),
            fields=(),
            customers=(customer,),
            decisions=(decided, decided),
            rows=1,
            document_sha256=DIGEST,
            response_sha256=DIGEST,
            decided_on=1,
            decided_at=BEGIN,
        )

    def _word(self, customer: UUID) -> Iterator[Event]:
        yield from self.random.choice(
            (self._consent, self._refusal, self._withdrawal, self._withdrawal, self._wish, self._wish, self._linking)
        )(customer)

    def _refusal(self, customer: UUID) -> Iterator[Event]:
        yield consents.ConsentRefused(
            consent=uuid5(customer, "refusal"),
            customer=customer,
            rooftops=self._here(0.5),
            recipients=self._recipients() if self._chance(0.5) else (),
            purposes=self._purposes(0.3),
            channels=("any",) if self._chance(0.8) else ("sms",),
            method="web_form",
            indicated_at=BEGIN,
        )

    def _withdrawal(self, customer: UUID) -> Iterator[Event]:
        named = uuid5(customer, f"consent {self.random.randrange(3)}") if self._chance(0.5) else None
        yield consents.ConsentWithdrawn(
            consent=named,
            customer=customer,
            rooftops=self._here(0.8),
            recipients=self._recipients() if self._chance(0.3) else (),
            purposes=self._purposes(0.3) if self._chance(0.5) else (),
            channels=("any",) if self._chance(0.9) else ("sms",),
            method="web_form",
            received_at=BEGIN,
        )
        again = uuid5(customer, f"consent {self.random.randrange(3)}")
        if self._chance(0.15):
            yield consents.ConsentReaffirmed(consent=again, customer=customer, method="portal")
        if self._chance(0.05):
            yield consents.ConsentInvalidated(consent=again, customer=customer, reason="R")

    def _wish(self, customer: UUID) -> Iterator[Event]:
        number = self._number()
        point = {"contact_point": uuid5(customer, number), "kind": "phone", "value": number}
        made: list[Event] = [
            privacy.ProcessingRestricted(customer=customer, matter=self.random.choice("AB")),
            privacy.ProcessingUnrestricted(customer=customer, matter=self.random.choice("AB")),
            privacy.ProcessingObjected(customer=customer, purposes=self._some(tuple(PURPOSES), 0.15)),
            privacy.ProcessingObjectionWithdrawn(customer=customer, purposes=self._some(tuple(PURPOSES), 0.1)),
            privacy.SharingOptedOut(customer=customer, method="gpc"),
            privacy.SharingOptedOut(contact=self._hash(number), method="gpc"),
            privacy.SharingOptedIn(customer=customer, method="portal"),
            privacy.MinorityDeclared(
                customer=customer, majority_on=self._day(BEGIN + timedelta(days=250)), basis="document"
            ),
            ContactPointAdded(customer=customer, **point),  # type: ignore[arg-type]
            SubjectFenced(
                erasure=that("erasure", 1),
                customer=customer,
                controllers=self._here(0.5),
                classes=("standard",),  # type: ignore[arg-type]
                reason="R",
            ),
        ]
        if self._chance(0.2):
            yield from self._stop(customer, self._hash(number))
        else:
            yield self.random.choice(made)

    def _stop(self, customer: UUID, contact: str) -> Iterator[Event]:
        stop: dict[str, Any] = {"contact": contact, "customer": customer, "method": "sms"}
        for _ in range(self.random.randint(1, 2)):
            stop["channel"] = self.random.choice(("phone", "sms", "email"))
            yield privacy.ChannelRevoked(**stop, everything=self._chance(0.3))
        if self._chance(0.7):
            stop["channel"] = self.random.choice(("phone", "sms", "sms", "any"))
            yield privacy.ChannelRestored(**stop)

    def _number(self) -> str:
        return f"+1206555{self.random.randrange(100):04}"

    def _hash(self, number: str) -> str:
        return sha256(number.encode()).hexdigest()

    def _linking(self, customer: UUID) -> Iterator[Event]:
        if self._chance(0.5):
            return
        pair = {"customer": customer, "other": self._someone()}
        yield privacy.CustomerIdentitiesLinked(**pair, method="rule", reason="R")
        if self._chance(0.3):
            yield from self._consent(customer)
        if self._chance(0.2):
            yield privacy.CustomerIdentitiesUnlinked(**pair, reason="R")

    def _about(self, category: str) -> dict[str, Any]:
        """What a record is about: mostly one person at one rooftop."""
        people = 0 if self._chance(0.05) else 2 if self._chance(0.1) else 1
        held = self.random.sample(range(self.rooftops), 2 if self._chance(0.1) else 1)
        return {
            "categories": (category,),
            "subjects": tuple(str(self._someone()) for _ in range(people)),
            "rooftops": tuple(str(that("rooftop", each)) for each in held if not self._chance(0.01)),
            "at": self._maybe(0.7),
            "now": BEGIN + timedelta(days=self.random.choice((150, 260, 330)), hours=self.random.randrange(48)),
        }

    def _category(self) -> str:
        return self.random.choice(CATEGORIES[:7] if self._chance(0.9) else CATEGORIES[7:])

    def _purpose(self, category: str) -> str:
        """A purpose, mostly one for which data of the category is shared."""
        directed = category == "telematics" and self._chance(0.8)
        return POLICY.directed if directed else self.random.choice(LIKELY)

    def _partnering(self) -> Asked:
        category = self._category()
        purposes: tuple[str, ...] = (self._purpose(category),)
        if self._chance(0.02):
            purposes = self.random.choice(((), ("marketing", "resale"), ("fun",)))
        granted = frozenset(PURPOSES) if self._chance(0.97) else frozenset({"marketing"})
        request = Request(
            capacity="partner",
            party=str(that("party", self.random.randrange(self.partners + self._chance(0.02)))),
            client="client" if self._chance(0.99) else "another",
            purposes=purposes,
            granted=granted,
            needs=frozenset(self._some(SCOPES, 0.3)),
            scopes=frozenset(SCOPES),
            onward_to=self.random.choice(("friend", "rival", "other")) if self._chance(0.15) else None,
            contact=self._hash(self._number()) if self._chance(0.5) else None,
            **self._about(category),
        )
        return Asked(request, category)

    def _among(self) -> Asked:
        """Staff of a rooftop ask for what its siblings hold."""
        category = self._category()
        asking = str(that("rooftop", self.random.randrange(self.rooftops + self._chance(0.05))))
        about = self._about(category)
        about["rooftops"] = tuple(each for each in about["rooftops"] if each != asking)
        request = Request(
            capacity="rooftop",
            party=asking,
            client="client",
            purposes=(self._purpose(category),) if self._chance(0.98) else (),
            contact=self._hash(self._number()) if self._chance(0.5) else None,
            **about,
        )
        return Asked(request, category)

    def _auditing(self) -> Asked:
        category, number = self._category(), self.random.randrange(6)
        request = Request(
            capacity="auditor",
            party=str(that("auditor", number if self._chance(0.95) else 0)),
            engagement=str(that("engagement", number)),
            purposes=("audit" if self._chance(0.8) else "dsar",),
            granted=frozenset(PURPOSES),
            **self._about(category),
        )
        return Asked(request, category)
