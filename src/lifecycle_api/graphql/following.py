"""Runs subscriptions: waits for what concerns one, reads it as a query would, and says how far it came."""

import asyncio
import math
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, ClassVar

import msgspec
import orjson

from lifecycle_api.access.buckets import RateLimited, client_of
from lifecycle_api.access.principal import Principal
from lifecycle_api.access.tokens import TokenExpired, TokenInvalid
from lifecycle_api.access.visibility import Viewer
from lifecycle_api.commands.accounts import AuditUnavailable
from lifecycle_api.commands.ledger import Overtaken
from lifecycle_api.commands.sights import of_event
from lifecycle_api.domain.registry import registry
from lifecycle_api.errors import LifecycleError, Unavailable
from lifecycle_api.graphql.logged import shown
from lifecycle_api.graphql.question import Answer, Asker
from lifecycle_api.graphql.reading import Reader
from lifecycle_api.graphql.resources import Resources
from lifecycle_api.graphql.standing import Standing
from lifecycle_api.planner.changes import PAGE
from lifecycle_api.planner.constants import chosen_of
from lifecycle_api.planner.coordinates import coordinates
from lifecycle_api.planner.following import Followed
from lifecycle_api.planner.source import Constant
from lifecycle_api.projector.watch import Checkpoint, Concern, Place

AGAIN_SECONDS = 1.0
"""After how long a delivery is tried again that could not be read."""


class TooManySubscriptions(LifecycleError):
    """You have as many subscriptions as a client may have at once; end one before you start another."""

    code: ClassVar[str] = "TOO_MANY_SUBSCRIPTIONS"


@dataclass(frozen=True)
class Delivery:
    """What a subscriber is sent. `position` is where to go on from; without an answer it only says so."""

    position: int
    answer: Answer | None = None


class Subscribers:
    """How many subscriptions each client has in this process."""

    def __init__(self, most: int) -> None:
        """Allow each so many."""
        self._most = most
        self._count: Counter[Any] = Counter()

    @contextmanager
    def one_more(self, principal: Principal) -> Iterator[None]:
        """Count a subscription while it lasts. Raises TooManySubscriptions."""
        client = client_of(principal)
        if self._count[client] >= self._most:
            raise TooManySubscriptions(limit=self._most)
        self._count[client] += 1
        try:
            yield
        finally:
            self._count[client] -= 1
            if not self._count[client]:
                del self._count[client]


@dataclass(frozen=True)
class Hooks:
    """What is done for a subscription elsewhere: take the price of a delivery, let go of it, explain an error."""

    pay: Callable[[], Mapping[str, Any]]
    release: Callable[[Answer, Reader, Mapping[str, Any]], Awaitable[Answer]]
    explain: Callable[[Exception], Answer]


@dataclass
class Subscription:
    """A running subscription."""

    followed: Followed
    place: Place
    resources: Resources
    asker: Asker
    hooks: Hooks
    standing: Standing | None = None
    _looked: float = -math.inf
    _told: bytes | None = None

    async def begin(self, *, anew: bool) -> None:
        """Find out whether it may be followed at all, and how things stand for who begins anew.

        Raises AccessEnded, and what refuses a whole request.
        """
        await self._stand()
        if anew and self._compares:
            data, _ = await self._changes(self._reader())
            self._told = self._seen(data)

    async def deliveries(self) -> AsyncIterator[Delivery]:
        """What is delivered, with heartbeats between, until an answer has errors. Raises TokenExpired, TokenInvalid."""
        loop = asyncio.get_running_loop()
        heartbeat = self.resources.following.heartbeat_seconds
        said = loop.time()
        while True:
            due = await self.place.wait(min(said + heartbeat - loop.time(), self._seconds_left()))
            if self._seconds_left() <= 0:
                raise TokenExpired
            answer = await (self._next() if due else self._still())
            if answer is not None or loop.time() - said >= heartbeat:
                yield Delivery(self.place.delivered, answer)
                said = loop.time()
            if answer is not None and answer.data is None:
                return

    async def _next(self) -> Answer | None:
        """The next delivery; None when there is nothing in it for this viewer, or when it has to wait."""
        try:
            await self._renew()
            await self._stand()
            return await self._read()
        except (TokenExpired, TokenInvalid):
            raise
        except Overtaken:
            return None  # it is still due, and is read again
        except RateLimited as refusal:
            wait = min(refusal.data["retryAfterSeconds"], self.resources.following.heartbeat_seconds)
        except (Unavailable, AuditUnavailable):
            wait = AGAIN_SECONDS
        except Exception as error:  # noqa: BLE001  # translated once, for every transport
            return self.hooks.explain(error)
        await asyncio.sleep(wait)
        return None

    async def _still(self) -> Answer | None:
        """What has ended while nothing happened: tokens are taken back, and consent and agreements run out."""
        if asyncio.get_running_loop().time() - self._looked < self.resources.following.heartbeat_seconds:
            return None
        try:
            await self._renew()
            await self._stand()
        except (TokenExpired, TokenInvalid):
            raise
        except Unavailable:
            return None
        except Exception as error:  # noqa: BLE001  # translated once, for every transport
            return self.hooks.explain(error)
        return None

    async def _stand(self) -> None:
        """Ask whether what is followed may still be seen, for those who are decided on."""
        self._looked = asyncio.get_running_loop().time()
        if self.standing is not None:
            await self.standing.check(self._reader())

    async def _renew(self) -> None:
        """Ask again what the asker may do: what is looked up for it is kept by those who know how long it is good."""
        if self.asker.renew is not None:
            self.asker = msgspec.structs.replace(self.asker, principal=await self.asker.renew())

    async def _read(self) -> Answer | None:
        # What is passed in silence costs nobody outside anything: they would learn of it from what they have left.
        paid = None if self.standing is not None else self.hooks.pay()
        reader = self._reader()
        read = self._changes if self.followed.delivery is not None else self._events
        data, upto = await read(reader)
        answer, seen = None, self._seen(data) if self._compares else None
        # What nobody outside may see has changed, and nobody outside is told so.
        if data is not None and (seen is None or seen != self._told):
            whole = b"{%b:%b}" % (orjson.dumps(self.followed.key), data)
            cost = self.hooks.pay() if paid is None else paid
            answer = await self.hooks.release(Answer(data=whole), reader, cost)
        # Only now: what could not be released is delivered the next time.
        self.place.delivered, self._told = upto, seen
        return answer

    def _reader(self) -> Reader:
        return Reader(self.resources.reading, *self._who)

    @property
    def _compares(self) -> bool:
        """Whether a delivery is what stands now, so that one who is decided on gets it only when it looks different."""
        return self.standing is not None and self.followed.state

    def _seen(self, data: bytes | None) -> bytes | None:
        """A digest of what a delivery shows, apart from how far it came."""
        if data is None:
            return None
        positions = {each.key for each in self.followed.payload.only if isinstance(each.source, Constant)}
        shown = {key: value for key, value in orjson.loads(data).items() if key not in positions}
        return sha256(orjson.dumps(shown)).digest()

    async def _changes(self, reader: Reader) -> tuple[bytes | None, int]:
        data, upto = await reader.delivery(self.followed, self.place.delivered, self.place.visible)
        return (None if data is None else data.encode()), upto

    async def _events(self, reader: Reader) -> tuple[bytes | None, int]:
        upto = self.place.visible
        watches = self.resources.following.watches
        _, viewer = self._who
        events = await watches.events(viewer.tenant, self.place, limit=PAGE)
        if len(events) == PAGE:
            upto = events[-1].position
        told = [(event, each) for event in events if (each := shown(event, viewer)) is not None]
        if "LoggedEvent.data" in coordinates(self.followed.payload):
            reader.saw(sight for event, _ in told for sight in of_event(event, viewer))
        found = [each for _, each in told]
        reader.about["consistency"] = {"position": str(upto), "stale": False}
        payload = chosen_of(self.followed.payload, {"position": str(upto), "events": found})
        return (orjson.dumps(payload) if found else None), upto

    @property
    def _who(self) -> tuple[Principal, Viewer]:
        principal, viewer = self.asker.principal, self.asker.viewer
        assert principal is not None  # noqa: S101  # nobody else follows anything
        assert viewer is not None  # noqa: S101  # see above
        return principal, viewer

    def _seconds_left(self) -> float:
        expires = self._who[0].expires
        return math.inf if expires is None else (expires - self.resources.following.now()).total_seconds()


def concern_of(found: Followed, viewer: Viewer) -> Concern:
    """The events that concern a subscription of this viewer. Raises UnknownEventType."""
    for name in found.types:
        registry.get(name)
    return Concern(found.types, found.tags.union(_grounds(viewer)), found.kinds)


def _grounds(viewer: Viewer) -> Iterator[str]:
    """The tags of what decides on a viewer from outside: the party, with its agreements, and the engagement."""
    if viewer.decided:
        named = {"party": viewer.party, "engagement": viewer.engagement}
        yield from (f"{kind}:{key}" for kind, key in named.items() if key is not None)


def reads_of(found: Followed, resources: Resources) -> frozenset[Checkpoint]:
    """The read models that its deliveries wait for."""
    if found.delivery is None:
        return frozenset()
    checkpoints = resources.reading.planner.schemas.checkpoints
    read = frozenset(checkpoints[folder] for folder in found.delivery.plan.folders)
    return read & resources.following.asynchronous
