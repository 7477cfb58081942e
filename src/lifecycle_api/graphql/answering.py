"""The one function behind every transport: admission, decision, execution, and the release of the answer."""

from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import orjson
import strawberry
from graphql import OperationType

from lifecycle_api.access.tokens import Unauthenticated
from lifecycle_api.errors import LifecycleError
from lifecycle_api.graphql.admission import Admission
from lifecycle_api.graphql.entries import entry_of, entry_of_any, entry_of_graphql
from lifecycle_api.graphql.operations import DocumentRefused, Operation, Operations
from lifecycle_api.graphql.question import Answer, Asker, BadRequest, KindNotAllowed, Question
from lifecycle_api.graphql.reading import Reader
from lifecycle_api.graphql.resources import Resources
from lifecycle_api.planner.planner import Asked
from lifecycle_api.planner.selection import NotPlannable


@dataclass(frozen=True)
class Admitted:
    """A question that may be answered: its operation, and what the response's `extensions` say of admitting it."""

    operation: Operation
    variables: Mapping[str, Any]
    asker: Asker
    about: Mapping[str, Any]


class Answering:
    """Answers questions on one schema. Whatever runs on it runs through here, however it came in."""

    def __init__(self, schema: strawberry.Schema, resources: Resources, admission: Admission) -> None:
        """Take the schema, everything behind it, and who decides what may run."""
        self._schema = schema
        self._resources = resources
        self._admission = admission
        self._operations = Operations(schema._schema, admission)  # noqa: SLF001  # it has no other name

    async def answer(self, question: Question, asker: Asker) -> Answer:
        """Answer a question. Refusals and faults are answers too; only a request that is none raises.

        Raises BadRequest, KindNotAllowed.
        """
        try:
            return await self._executed(await self._admitted(question, asker))
        except (BadRequest, KindNotAllowed):
            raise
        except DocumentRefused as refused:
            return Answer(errors=[entry_of_graphql(each, asker.request_id) for each in refused.errors])
        except LifecycleError as refusal:
            return Answer(errors=[entry_of(refusal)], refusal=refusal)
        except Exception as fault:  # noqa: BLE001  # translated once, for every transport
            return Answer(errors=[entry_of_any(fault, asker.request_id)])

    async def _admitted(self, question: Question, asker: Asker) -> Admitted:
        if not question.query:
            raise BadRequest("No GraphQL query found in the request.")
        operation = self._operations.find(question.query, question.name, keep=asker.principal is not None)
        if operation.kind not in question.kinds:
            raise KindNotAllowed(f"A {operation.kind.value} is not answered here.", kind=operation.kind.value)
        if asker.principal is None and not operation.is_public:
            raise Unauthenticated
        about = self._admission.admit(operation.formula, question.variables, asker.principal)
        return Admitted(operation, question.variables, asker, about)

    async def _executed(self, admitted: Admitted) -> Answer:
        principal, viewer = admitted.asker.principal, admitted.asker.viewer
        if principal is None or viewer is None or admitted.operation.is_public:
            return await self._stock(admitted, None)  # which reads nothing
        async with AsyncExitStack() as held:
            reader = Reader(self._resources.reading, principal, viewer, held)
            if admitted.operation.kind is OperationType.QUERY:
                asked = _asked(admitted)
                try:
                    data = await reader.operation(asked)
                except NotPlannable:
                    await _stand_by(reader, asked)
                else:
                    return await self._released(admitted, Answer(data=data.encode()), reader)
            return await self._stock(admitted, reader)

    async def _stock(self, admitted: Admitted, reader: Reader | None) -> Answer:
        """Let strawberry execute what no single statement answers: mutations, introspection, what cannot be planned."""
        asker, operation = admitted.asker, admitted.operation
        result = await self._schema.execute(
            operation.text,
            dict(admitted.variables),
            context_value={
                "operation": operation,
                "principal": asker.principal,
                "viewer": asker.viewer,
                "request_id": asker.request_id,
                "services": self._resources,
                "reader": reader,
            },
            operation_name=operation.name,
        )
        errors = [entry_of_graphql(each, asker.request_id) for each in result.errors or ()]
        ran = result.data is not None or any("path" in each for each in errors)
        data = orjson.dumps(result.data) if ran or not errors else None
        return await self._released(admitted, Answer(data=data, errors=errors), reader)

    async def _released(self, admitted: Admitted, answer: Answer, reader: Reader | None) -> Answer:
        """Let an answer go. Every answer that holds data passes here, once, after all of it was read."""
        about = {**(reader.about if reader is not None else {}), **admitted.about}
        return Answer(data=answer.data, errors=answer.errors, extensions=about)


def _asked(admitted: Admitted) -> Asked:
    operation = admitted.operation
    return Asked(operation.text, operation.document, operation.name, admitted.variables)


async def _stand_by(reader: Reader, asked: Asked) -> None:
    try:
        await reader.stand_by(asked)
    except NotPlannable:
        return  # no field will run: the executor says what is wrong with the variables
