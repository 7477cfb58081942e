"""The one function behind every transport: admission, decision, execution, and the release of the answer."""

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import asyncpg
import msgspec
import orjson
import strawberry
from graphql import GraphQLError, OperationType

from lifecycle_api.access.contracts import Contract
from lifecycle_api.access.scopes import Kind
from lifecycle_api.access.tokens import Unauthenticated
from lifecycle_api.commands.accounts import AuditUnavailable
from lifecycle_api.commands.ledger import Overtaken
from lifecycle_api.errors import LifecycleError
from lifecycle_api.graphql.about import about
from lifecycle_api.graphql.admission import Admission, timed_out
from lifecycle_api.graphql.contracts import Contracts
from lifecycle_api.graphql.documents import Documents, found
from lifecycle_api.graphql.dry_run import FIELD as DRY_RUN
from lifecycle_api.graphql.dry_run import named_documents
from lifecycle_api.graphql.entries import Entry, entry_of, entry_of_any, entry_of_graphql
from lifecycle_api.graphql.explaining import SCOPE as EXPLAINING
from lifecycle_api.graphql.explaining import Explanation
from lifecycle_api.graphql.following import Hooks, Subscribers, Subscription, concern_of, reads_of
from lifecycle_api.graphql.marks import SCOPE, metadata_of
from lifecycle_api.graphql.operations import DocumentRefused, Operation, Operations, names_of
from lifecycle_api.graphql.patience import unless
from lifecycle_api.graphql.question import SUBSCRIPTIONS, Answer, Asker, BadRequest, KindNotAllowed, Question
from lifecycle_api.graphql.reading import Reader
from lifecycle_api.graphql.resources import Resources
from lifecycle_api.graphql.standing import standing_of
from lifecycle_api.planner.following import followed
from lifecycle_api.planner.planner import Asked
from lifecycle_api.planner.selection import NotPlannable

READINGS: Final = 5
"""How often a query is read at most, when what it was decided on changes before it can be recorded."""


class Admitted(NamedTuple):
    """A question that may be answered: its operation, and what the response's `extensions` say of admitting it."""

    operation: Operation
    question: Question
    asker: Asker
    about: Mapping[str, Any]

    @property
    def variables(self) -> Mapping[str, Any]:
        """The variables as they were given."""
        return self.question.variables


class Answering:
    """Answers questions on one schema. Whatever runs on it runs through here, however it came in."""

    def __init__(
        self,
        schema: strawberry.Schema,
        resources: Resources,
        admission: Admission,
        documents: Documents | None = None,
    ) -> None:
        """Take the schema, everything behind it, who decides what may run, and the documents that are known by hash."""
        self._documents = documents
        self.schema = schema
        self.resources = resources
        self.admission = admission
        self._subscribers = Subscribers(admission.limits.subscriptions)
        self.contracts = Contracts(schema._schema)  # noqa: SLF001  # it has no other name
        self._operations = Operations(self.contracts, admission)

    def prepare(self, documents: Iterable[str]) -> None:
        """Read documents before they are asked for: all of their operations, as staff ask them."""
        for document in documents:
            for name in names_of(document):
                self._operations.find(document, name, Contract.DEALER, keep=True)

    async def answer(self, question: Question, asker: Asker) -> Answer:
        """Answer a question. Refusals and faults are answers too; only a request that is none raises.

        Raises BadRequest, KindNotAllowed.
        """
        try:
            admitted = await self._admitted(question, asker)
        except (BadRequest, KindNotAllowed):
            raise
        except Exception as error:  # noqa: BLE001  # translated once, for every transport
            return _refused(error, asker)
        try:
            return await self._executed(admitted)
        except Exception as error:  # noqa: BLE001  # see above
            await self.resources.disclosing.note(asker.principal, question.purposes, error, admitted.operation.sha256)
            return _refused(_meant(error, admitted), asker, admitted.about)

    @asynccontextmanager
    async def subscribed(
        self, question: Question, asker: Asker, *, after: int | None = None
    ) -> AsyncIterator[Subscription | Answer]:
        """Give a subscription that runs until the context ends, or the answer that refuses it.

        `after` is a position to go on from; it wins over the argument of that name.
        """
        async with AsyncExitStack() as held:
            found: Subscription | Answer
            document = ""
            try:
                admitted = await self._admitted(msgspec.structs.replace(question, kinds=SUBSCRIPTIONS), asker)
                document = admitted.operation.sha256
                found = await self._subscription(admitted, after, held)
            except Exception as error:  # noqa: BLE001  # translated once, for every transport
                await self.resources.disclosing.note(asker.principal, question.purposes, error, document)
                found = _refused(error, asker)
            yield found

    async def _subscription(self, admitted: Admitted, after: int | None, held: AsyncExitStack) -> Subscription:
        principal, viewer = admitted.asker.principal, admitted.asker.viewer
        if principal is None or viewer is None:
            raise Unauthenticated
        planned = followed(self.resources.reading.planner, _asked(admitted), principal, viewer)
        principal.require(metadata_of(planned.field)[SCOPE])
        standing = standing_of(planned, viewer)
        held.enter_context(self._subscribers.one_more(principal))
        place = await held.enter_async_context(
            self.resources.following.watches.following(
                viewer.tenant,
                concern_of(planned, viewer),
                reads_of(planned, self.resources),
                begun := planned.given.get("after") if after is None else after,
            )
        )
        formula, variables = admitted.operation.formula, admitted.variables
        hooks = Hooks(
            pay=lambda: self.admission.deliver(formula, variables, principal),
            release=lambda answer, reader, paid: self._released(admitted._replace(about=paid), answer, reader),
            explain=lambda error: _refused(_meant(error, admitted), admitted.asker),
        )
        subscription = Subscription(planned, place, self.resources, admitted.asker, hooks, standing)
        await subscription.begin(anew=begun is None)
        return subscription

    async def _admitted(self, question: Question, asker: Asker) -> Admitted:
        if self._documents is not None:
            question = await found(question, asker, self._documents)
        if not question.query:
            raise BadRequest("No GraphQL query found in the request.")
        keep = asker.principal is not None
        operation = self._operations.find(question.query, question.name, asker.contract, keep=keep)
        if question.purposes != asker.purposes and not _works(asker, operation):
            asker = msgspec.structs.replace(asker, purposes=question.purposes)
        if operation.kind not in question.kinds:
            raise KindNotAllowed(operation.kind)
        if asker.principal is None and not operation.is_public:
            raise Unauthenticated
        if question.explain and asker.principal is not None:
            asker.principal.require(EXPLAINING)
        paid = self.admission.admit(operation.formula, question.variables, asker.principal)
        deprecated = operation.deprecations.of(question.variables)
        return Admitted(operation, question, asker, {**paid, "deprecations": deprecated} if deprecated else paid)

    async def _executed(self, admitted: Admitted) -> Answer:
        """Answer, and read again what was overtaken by a decision before its disclosure could be recorded.

        What is read again is read from the primary: a replica may not have the decision yet.
        """
        reading = admitted.operation.kind is OperationType.QUERY
        async with unless(admitted.question.gone if reading else None):
            for number in range(READINGS if reading else 1):
                try:
                    return await self._once(admitted, near=number == 0)
                except Overtaken:
                    continue
            raise AuditUnavailable(cause=Overtaken.code)
        return Answer()  # nobody waits for it

    async def _once(self, admitted: Admitted, *, near: bool) -> Answer:
        asker, operation = admitted.asker, admitted.operation
        principal, viewer = asker.principal, asker.viewer
        if principal is None or viewer is None or operation.reads_nothing:
            return await self._released(admitted, await self._stock(admitted, None), None)
        texts = await self._texts(admitted) if DRY_RUN in operation.text else {}
        known = partial(about, self._operations, self.admission, self.resources.reading.planner, asker, texts)
        # How many rows were looked at would tell of those that nobody agreed to show.
        explanation = Explanation() if admitted.question.explain and not viewer.decided else None
        reader = Reader(self.resources.reading, principal, viewer, known, explanation=explanation, near=near)
        if operation.kind is not OperationType.QUERY:
            return await self._field_by_field(admitted, reader)
        try:
            data = await reader.operation(_asked(admitted), admitted.question.tags)
        except NotPlannable:
            return await self._field_by_field(admitted, reader)
        if data is None:
            return Answer(tag=reader.tag, unchanged=True)
        return await self._released(admitted, Answer(data=data.encode(), tag=reader.tag), reader)

    async def _texts(self, admitted: Admitted) -> dict[str, str]:
        """The documents that dry runs name by id."""
        if self._documents is None:
            return {}
        named = named_documents(admitted.operation, admitted.variables)
        return {each: await self._documents.text(each, admitted.asker.principal) for each in named}

    async def _field_by_field(self, admitted: Admitted, reader: Reader) -> Answer:
        async with reader:
            if admitted.operation.kind is OperationType.QUERY:
                await _stand_by(reader, _asked(admitted))
            answer = await self._stock(admitted, reader)
        return await self._released(admitted, answer, reader)

    async def _stock(self, admitted: Admitted, reader: Reader | None) -> Answer:
        """Let strawberry execute what no single statement answers: mutations, introspection, what cannot be planned."""
        asker, operation = admitted.asker, admitted.operation
        result = await self.schema.execute(
            operation.text,
            dict(admitted.variables),
            context_value={
                "operation": operation,
                "principal": asker.principal,
                "viewer": asker.viewer,
                "request_id": asker.request_id,
                "services": self.resources,
                "reader": reader,
            },
            operation_name=operation.name,
        )
        errors = [_entry(each, admitted) for each in result.errors or ()]
        ran = result.data is not None or any("path" in each for each in errors)
        data = orjson.dumps(result.data) if ran or not errors else None
        return Answer(data=data, errors=errors)

    async def _released(self, admitted: Admitted, answer: Answer, reader: Reader | None) -> Answer:
        """Let an answer go. Every answer that holds data passes here, once, after all of it was read.

        Raises Overtaken and AuditUnavailable: what of it is disclosed has to stand in the log first.
        """
        if reader is None:
            return msgspec.structs.replace(answer, extensions=admitted.about)
        disclosed = None if answer.data is None else await self._disclosed(admitted, answer.data, reader)
        told = {**reader.about, **admitted.about}
        if reader.explanation is not None:
            told["explain"] = reader.explanation.as_dict()
        if disclosed is not None:
            told["disclosure"] = {"position": str(disclosed)}
        return msgspec.structs.replace(answer, extensions=told)

    async def _disclosed(self, admitted: Admitted, data: bytes, reader: Reader) -> int | None:
        principal, position = admitted.asker.principal, None
        assert principal is not None  # noqa: S101  # nobody else is given a reader
        for look in reader.looks:
            await self.resources.staff_access.note(principal, look, admitted.operation.sha256)
        for released in reader.released:
            position = await self.resources.disclosing.record(
                principal, released, data, admitted.operation.sha256, admitted.question.transport
            )
        return position


def _works(asker: Asker, operation: Operation) -> bool:
    """Whether somebody on the staff writes: that is work at their own rooftop, and shown as such."""
    staff = asker.principal is not None and asker.principal.kind is Kind.STAFF
    return staff and operation.kind is OperationType.MUTATION


def _refused(error: Exception, asker: Asker, about: Mapping[str, Any] = MappingProxyType({})) -> Answer:
    match error:
        case DocumentRefused(errors=errors):
            return Answer(errors=[entry_of_graphql(each, asker.request_id) for each in errors])
        case LifecycleError() as refusal:
            return Answer(errors=[entry_of(refusal)], refusal=refusal, extensions=about)
        case fault:
            return Answer(errors=[entry_of_any(fault, asker.request_id)], extensions=about)


def _meant(error: Exception, admitted: Admitted) -> Exception:
    # The only statement that PostgreSQL cancels by itself is one that took too long.
    if isinstance(error, asyncpg.QueryCanceledError):
        return timed_out(admitted.operation.formula, admitted.variables)
    return error


def _entry(error: GraphQLError, admitted: Admitted) -> Entry:
    """An error of the stock executor."""
    if error.original_error is not None:
        error.original_error = _meant(error.original_error, admitted)
    return entry_of_graphql(error, admitted.asker.request_id)


def _asked(admitted: Admitted) -> Asked:
    operation = admitted.operation
    return Asked(operation.text, operation.document, operation.name, admitted.variables)


async def _stand_by(reader: Reader, asked: Asked) -> None:
    try:
        await reader.stand_by(asked)
    except NotPlannable:
        return  # no field will run: the executor says what is wrong with the variables
