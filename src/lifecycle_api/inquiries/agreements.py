"""What agreements mean: how two texts differ, what a partner would see, and whether it gave what it owes."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from statistics import median
from uuid import UUID

from lifecycle_api.access.amending import Difference, differences
from lifecycle_api.access.decide import decide
from lifecycle_api.access.decision import Request
from lifecycle_api.access.facts import Access, Agreement, Facts, Version
from lifecycle_api.access.policy import PERSONAL, Reason
from lifecycle_api.access.visibility import Viewer
from lifecycle_api.commands.command import NotFound
from lifecycle_api.commands.reach import rooftop_of
from lifecycle_api.domain.categories import Category
from lifecycle_api.domain.purposes import PURPOSES
from lifecycle_api.domain.registry import registry
from lifecycle_api.errors import InvalidArgument
from lifecycle_api.inquiries.contracts import Duty, duties, texts_of
from lifecycle_api.inquiries.gathering import Gathered, Gathering
from lifecycle_api.store.codec import Opened

_PREVIEW = "preview"
_AT = "@"
_OF_RECORDS = (Category.NONE, Category.VEHICLE)


@dataclass(frozen=True)
class Preview:
    """What a partner would see of one category for one purpose, perhaps coarser, and what stands in the way."""

    purpose: str
    category: str
    rooftop: str | None
    visible: bool
    generalised: bool
    reason: Reason | None
    consent: str | None


@dataclass(frozen=True)
class Debt:
    """What one clause asks of the partner: a field, what came of it since it is owed, and how late."""

    clause: str
    page: int
    field: str
    delay_hours: int
    expected: int
    received: int
    late: int
    median_hours: float | None
    longest_hours: float | None


class AgreementInquiry:
    """Answers about agreements. `now` is where time comes from."""

    def __init__(self, gathering: Gathering, now: Callable[[], datetime]) -> None:
        self._gathering = gathering
        self._now = now

    async def diff(self, viewer: Viewer, before: str, after: str) -> Sequence[Difference]:
        """How two texts differ. Each is `agreement:<id>`, its latest text, or with `@<position>` an earlier one."""
        group = (await self._gathering.of_group(viewer.tenant)).group
        old, new = _text(group, before, "from"), _text(group, after, "to")
        return tuple(differences(old.data["clauses"], new.data["clauses"]))

    async def preview(self, viewer: Viewer, agreement: UUID, customer: UUID) -> Sequence[Preview]:
        """What the partner would see of a customer if the agreement were in force now, whatever its state."""
        gathered = await self._gathering.of_customer(viewer.tenant, customer, viewer)
        signed, facts = _as_if_signed(gathered, str(agreement), self._now())
        rooftops = [str(at) for event in gathered.told if (at := rooftop_of(event)) is not None]
        bound = tuple(each for each in dict.fromkeys(rooftops) if signed.binds(each) and each != signed.party)
        terms = [term for term in signed.versions[0].terms if term.effect == "permit"]
        purposes = [name for name in PURPOSES if any(name in term.purposes for term in terms)]
        return [each for purpose in purposes for each in self._previews(facts, signed, purpose, bound, customer)]

    def _previews(
        self, facts: Facts, agreement: Agreement, purpose: str, rooftops: tuple[str, ...], customer: UUID
    ) -> Iterable[Preview]:
        request = Request(
            capacity="rooftop" if agreement.kind == "intra_group" else "partner",
            party=agreement.party,
            client=_PREVIEW,
            now=self._now(),
            purposes=(purpose,),
            categories=tuple(each for each in Category if each in PERSONAL or each in _OF_RECORDS),
            rooftops=rooftops,
            subjects=(str(customer),),
        )
        for ruling in decide(request, facts).fields:
            yield Preview(
                purpose,
                str(ruling.category),
                ruling.rooftop,
                ruling.reason is None,
                ruling.generalised,
                ruling.reason,
                ruling.consent,
            )

    async def reciprocity(self, viewer: Viewer, agreement: UUID) -> Sequence[Debt]:
        """What the partner owes by the text in force, and what came since it owes that, clause by clause."""
        gathered = await self._gathering.of_group(viewer.tenant)
        texts = texts_of(gathered.group, str(agreement))
        terms = gathered.facts.agreements[str(agreement)]
        debts = []
        for duty in duties(terms, texts, self._now()):
            sent = await self._sent(viewer.tenant, duty.field, terms.party, duty.since)
            debts.append(_debt(duty, sent))
        return debts

    async def _sent(self, tenant: UUID, field: str, party: str, since: datetime | None) -> list[Opened]:
        """The facts of the field's noun that the party made known since then."""
        noun = field.partition(".")[0]
        types = [each.name for each in registry if each.name.partition(".")[0] == noun and _name(field) in each.fields]
        if not types or since is None:
            return []
        events = await self._gathering.read(tenant, types=types)
        return [each for each in events if each.envelope.get("originator") == f"party:{party}" and _came(each) >= since]


def _as_if_signed(gathered: Gathered, name: str, now: datetime) -> tuple[Agreement, Facts]:
    """The agreement with its latest text in force, and the facts with it and a client that may ask for anything."""
    texts_of(gathered.group, name)  # it exists
    known = gathered.facts.agreements[name]
    latest = Version(known.versions[-1].position, now, known.versions[-1].terms)
    signed = replace(known, versions=[latest], signed=True, suspended=False, ended=False, expires_at=None, ends_at=None)
    facts = gathered.facts
    access = Access(frozenset(), frozenset(PURPOSES), frozenset(), None)
    others = [each for each in facts.by_party.get(known.party, ()) if each != name]
    return signed, replace(
        facts,
        clients={**facts.clients, (known.party, _PREVIEW): access},
        agreements={**facts.agreements, name: signed},
        by_party={**facts.by_party, known.party: [*others, name]},
    )


def _text(events: Sequence[Opened], named: str, argument: str) -> Opened:
    kind, _, rest = named.partition(":")
    key, _, position = rest.partition(_AT)
    try:
        agreement = str(UUID(key))
        wanted = int(position) if position else None
    except ValueError:
        kind = ""
    if kind != "agreement":
        raise InvalidArgument(
            f"`{argument}` takes the global id of an agreement, or with `@` and a position one of its texts.",
            argument=argument,
        )
    texts = texts_of(events, agreement)
    if wanted is None:
        return texts[-1]
    found = [each for each in texts if each.position == wanted]
    if not found:
        raise NotFound("The agreement has no text at that position; ask for its `amendments`.", argument=argument)
    return found[0]


def _name(field: str) -> str:
    return field.rpartition(".")[2]


def _came(sent: Opened) -> datetime:
    """When a fact reached the dealer: when it was recorded, unless the mailbox had it before that."""
    arrived = sent.data.get("arrived_at")
    return sent.recorded_at if arrived is None else min(sent.recorded_at, datetime.fromisoformat(str(arrived)))


def _debt(duty: Duty, sent: Sequence[Opened]) -> Debt:
    came = [each for each in sent if each.data.get(_name(duty.field)) not in (None, "", [])]
    waits = [_came(each) - datetime.fromisoformat(str(each.envelope["occurred_at"])) for each in came]
    hours = [max(wait, timedelta(0)) / timedelta(hours=1) for wait in waits]
    return Debt(
        duty.clause,
        duty.page,
        duty.field,
        duty.delay_hours,
        len(sent),
        len(came),
        sum(each > duty.delay_hours for each in hours),
        median(hours) if hours else None,
        max(hours, default=None),
    )
