"""The operation cache: what is known of an operation before it runs is found out once per document."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    parse,
    specified_rules,
    validate,
)

from lifecycle_api.access.contracts import Contract
from lifecycle_api.graphql.admission import Admission
from lifecycle_api.graphql.contracts import Contracts
from lifecycle_api.graphql.deprecations import Deprecations
from lifecycle_api.graphql.question import BadRequest
from lifecycle_api.planner.cost import Formula
from lifecycle_api.planner.selection import TYPENAME
from lifecycle_api.recent import Recent

OPERATIONS = 1000
LONGEST_KEPT = 50_000
"""Characters of a document above which it is read anew each time: kept, its tree takes a hundred times as much."""


class DocumentRefused(Exception):
    """A document cannot be read, or does not fit the schema: `errors` say why."""

    def __init__(self, errors: Sequence[GraphQLError]) -> None:
        """Keep the errors."""
        super().__init__()
        self.errors = errors


@dataclass(frozen=True)
class Operation:
    """An operation that is valid on `schema`. `name` is the one it was asked for by, and `formula` what it costs.

    `document` is without the places of its parts: half of a tree is those, and few who are answered ask for them.
    """

    text: str
    name: str | None
    document: DocumentNode
    definition: OperationDefinitionNode
    schema: GraphQLSchema
    formula: Formula

    @cached_property
    def kind(self) -> OperationType:
        """Query, mutation or subscription."""
        return self.definition.operation

    @cached_property
    def located(self) -> DocumentNode:
        """The document with the places of its parts, for who executes it and has to say where something went wrong."""
        return parse(self.text)

    @cached_property
    def sha256(self) -> str:
        """The hash of the document, in hexadecimal: its `documentId`."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @cached_property
    def deprecations(self) -> Deprecations:
        """What of it is deprecated."""
        return Deprecations(self.schema, self.document, self.definition)

    @cached_property
    def reads_nothing(self) -> bool:
        """Whether it only asks about the schema itself, which nobody has to decide on."""
        selections = self.definition.selection_set.selections
        return all(isinstance(each, FieldNode) and each.name.value.startswith("__") for each in selections)

    @cached_property
    def is_public(self) -> bool:
        """Whether anyone may ask it: only for the name of the root type."""
        selections = self.definition.selection_set.selections
        return all(isinstance(each, FieldNode) and each.name.value == TYPENAME for each in selections)


class Operations:
    """Finds operations: those that were asked before in a bounded cache, the others by parsing and validating."""

    def __init__(self, contracts: Contracts, admission: Admission, size: int = OPERATIONS) -> None:
        self._contracts = contracts
        self._admission = admission
        self._known: Recent[tuple[str, str | None, Contract], Operation] = Recent(size)

    def find(self, text: str, name: str | None, contract: Contract, *, keep: bool) -> Operation:
        """The operation of that name, or the only one, as this audience may ask it; `keep` finds it faster next.

        Raises DocumentRefused, BadRequest, and a refusal for every limit of documents.
        """
        known = self._known.get((text, name, contract))
        if known is not None:
            return known
        operation = self._read(text, name, self._contracts.schema(contract))
        return self._known.put((text, name, contract), operation) if keep and len(text) <= LONGEST_KEPT else operation

    def _read(self, text: str, name: str | None, schema: GraphQLSchema) -> Operation:
        self._admission.limits.check_text(text)
        try:
            document = parse(text, no_location=True)
        except GraphQLError as error:
            raise DocumentRefused([error]) from None
        self._admission.limits.check_document(document)
        definition = _definition(document, name)
        if _errors(schema, document):
            raise DocumentRefused(_errors(schema, parse(text)))  # with the places of what is wrong
        return Operation(text, name, document, definition, schema, self._admission.measure(document, definition))


def names_of(text: str) -> list[str | None]:
    """The names of the operations in a document that can be read; None for the only one of them."""
    operations = [each for each in parse(text).definitions if isinstance(each, OperationDefinitionNode)]
    return [None] if len(operations) == 1 else [each.name.value for each in operations if each.name is not None]


def _errors(schema: GraphQLSchema, document: DocumentNode) -> list[GraphQLError]:
    # Suggestions would tell the names of what an audience is not shown.
    return validate(schema, document, specified_rules, hide_suggestions=True)


def _definition(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    operations = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
    found = [each for each in operations if name is None or (each.name is not None and each.name.value == name)]
    match found:
        case [one]:
            return one
        case []:
            raise BadRequest("The document has no operation." if name is None else f'Unknown operation named "{name}".')
    if name is None:
        raise BadRequest("Say by `operationName` which of the document's operations is meant.")
    return found[0]  # validation refuses two of the same name
