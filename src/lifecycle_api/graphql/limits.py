"""What no document may be, whoever asks: these limits guard what costs time before anything is admitted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSyntaxError,
    Lexer,
    OperationDefinitionNode,
    SelectionSetNode,
    Source,
    TokenKind,
)

from lifecycle_api.errors import LifecycleError


class DocumentTooLong(LifecycleError):
    """The document is longer than any page needs; split it, and pass long values as variables."""

    code: ClassVar[str] = "GRAPHQL_TOO_LONG"


class DocumentTooDeep(LifecycleError):
    """The document's selections are nested too deeply; ask for what is further down by a query of its own."""

    code: ClassVar[str] = "GRAPHQL_TOO_DEEP"


class TooManyAliases(LifecycleError):
    """The document gives too many fields another name; ask for several things of a kind by `nodes` or a list."""

    code: ClassVar[str] = "GRAPHQL_TOO_MANY_ALIASES"


class TooManyRootFields(LifecycleError):
    """The operation has too many root fields; send several operations."""

    code: ClassVar[str] = "GRAPHQL_TOO_MANY_ROOT_FIELDS"


class TooManyFields(LifecycleError):
    """The operation selects too many fields, counting those of its fragments wherever they are spread."""

    code: ClassVar[str] = "GRAPHQL_TOO_MANY_FIELDS"


class TooManyDirectives(LifecycleError):
    """The document has too many directives."""

    code: ClassVar[str] = "GRAPHQL_TOO_MANY_DIRECTIVES"


class VariablesTooDeep(LifecycleError):
    """The variables are nested too deeply."""

    code: ClassVar[str] = "VARIABLES_TOO_DEEP"


@dataclass(frozen=True)
class Limits:
    """The largest of everything. `characters` and `tokens` are of a document, `points` of an operation's price.

    `subscriptions` is how many one client may have at once in one process.
    """

    characters: int = 100_000
    tokens: int = 3_000
    depth: int = 20
    aliases: int = 60
    root_fields: int = 30
    fields: int = 2_000
    directives: int = 60
    variables_depth: int = 20
    points: int = 5_000
    subscriptions: int = 30

    def check_text(self, text: str) -> None:
        """Look at a document before it is parsed. Raises DocumentTooLong."""
        _check(DocumentTooLong, "characters", len(text), self.characters)
        # No token is shorter than a character: a short text need not be read twice.
        if len(text) > self.tokens:
            _check(DocumentTooLong, "tokens", _tokens(text, self.tokens), self.tokens)

    def check_document(self, document: DocumentNode) -> None:
        """Look at a parsed document before it is validated.

        Raises DocumentTooDeep, TooManyFields, TooManyAliases, TooManyRootFields, TooManyDirectives.
        """
        measures = _Measures(document)
        for operation in document.definitions:
            if isinstance(operation, OperationDefinitionNode):
                found = measures.of(operation.selection_set)
                _check(DocumentTooDeep, "levels", found.depth, self.depth)
                _check(TooManyRootFields, "root fields", found.roots, self.root_fields)
                _check(TooManyAliases, "aliases", found.aliases, self.aliases)
                _check(TooManyDirectives, "directives", found.directives, self.directives)
                _check(TooManyFields, "fields", found.fields, self.fields)

    def check_variables(self, variables: Mapping[str, Any]) -> None:
        """Look at an operation's variables. Raises VariablesTooDeep."""
        level: list[Any] = list(variables.values())
        depth = 0
        while level:
            depth += 1
            _check(VariablesTooDeep, "levels", depth, self.variables_depth)
            level = [each for value in level if isinstance(value, dict | list) for each in _members(value)]


def _members(value: dict[str, Any] | list[Any]) -> Any:
    return value.values() if isinstance(value, dict) else value


def _check(kind: type[LifecycleError], what: str, found: int, most: int) -> None:
    if found > most:
        raise kind(f"{kind().message} It may have {most} {what}.", limit=most, of=what)


def _tokens(text: str, enough: int) -> int:
    """How many tokens a text has; counting stops behind `enough`, and at what is no token."""
    lexer, found = Lexer(Source(text)), 0
    try:
        while found <= enough and lexer.advance().kind is not TokenKind.EOF:
            found += 1
    except GraphQLSyntaxError:
        return found
    return found


@dataclass(frozen=True)
class _Measure:
    """Of a selection set, with the fragments that are spread in it."""

    depth: int = 0
    roots: int = 0
    fields: int = 0
    aliases: int = 0
    directives: int = 0


@dataclass
class _Measures:
    """Measures selection sets, each fragment once, however often it is spread: a bomb is counted, not set off."""

    document: DocumentNode
    _fragments: dict[str, _Measure] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._sets = {
            each.name.value: each.selection_set
            for each in self.document.definitions
            if isinstance(each, FragmentDefinitionNode)
        }

    def of(self, selections: SelectionSetNode) -> _Measure:
        depth = roots = fields = aliases = directives = 0
        for each in selections.selections:
            directives += len(each.directives or ())
            if isinstance(each, FieldNode):
                inner = self.of(each.selection_set) if each.selection_set else _Measure()
                depth = max(depth, inner.depth + 1)
                roots += 1
                fields += 1
                aliases += each.alias is not None
            else:
                inner = self._spread(each)
                depth = max(depth, inner.depth)
                roots += inner.roots
            fields += inner.fields
            aliases += inner.aliases
            directives += inner.directives
        return _Measure(depth, roots, fields, aliases, directives)

    def _spread(self, each: Any) -> _Measure:
        if not isinstance(each, FragmentSpreadNode):
            return self.of(each.selection_set)
        name = each.name.value
        if name not in self._fragments:
            self._fragments[name] = _Measure()  # what validation refuses, a circle or no such fragment, counts nothing
            if name in self._sets:
                self._fragments[name] = self.of(self._sets[name])
        return self._fragments[name]
