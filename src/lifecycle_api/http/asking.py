"""Reads what is asked out of requests, of whichever transport: the document, its name, and its variables."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final

import msgspec
import orjson
from graphql import OperationType
from starlette.datastructures import QueryParams
from starlette.types import Receive, Scope

from lifecycle_api.graphql.patience import Gone
from lifecycle_api.graphql.question import ANY_KIND, LARGEST_REQUEST, QUERIES, BadRequest, Question
from lifecycle_api.http.errors import UnsupportedMediaType
from lifecycle_api.http.headers import header, headers
from lifecycle_api.http.limits import body_of

EXPLAIN: Final = b"graphql-explain"
PURPOSE_HEADER: Final = b"lifecycle-purpose"
_MEMBERS: Final[Sequence[tuple[str, type, str]]] = (
    ("query", str, "a string"),
    ("documentId", str, "a string"),
    ("operationName", str, "a string or null"),
    ("variables", dict, "an object or null"),
    ("extensions", dict, "an object or null"),
)


async def question_of(scope: Scope, receive: Receive) -> Question:
    """The question of a request, by POST or by GET. Raises BadRequest, UnsupportedMediaType, BodyTooLarge."""
    if scope["method"] == "GET":
        asked = _sent(_from_address(scope), QUERIES, scope, receive)
        return msgspec.structs.replace(asked, tags=_kept(scope))
    if "application/json" not in header(scope, b"content-type").lower():
        raise UnsupportedMediaType("Send the request as application/json.")
    return _sent(json_object(await body_of(scope, receive, LARGEST_REQUEST)), ANY_KIND, scope, receive)


def question(
    given: Mapping[str, Any],
    kinds: frozenset[OperationType],
    *,
    purposes: Sequence[str] = (),
    explain: bool = False,
    gone: Gone | None = None,
) -> Question:
    """The question in a JSON object. `purposes` are the headers that name some.

    Raises BadRequest for members of another type than they have.
    """
    for member, kind, said in _MEMBERS:
        value = given.get(member)
        if value is not None and not isinstance(value, kind):
            raise BadRequest(f"`{member}` must be {said}.")
    extensions = given.get("extensions")
    return Question(
        query=given.get("query"),
        name=given.get("operationName"),
        variables=given.get("variables") or {},
        purposes=_purposes(None if extensions is None else extensions.get("purpose"), purposes),
        kinds=kinds,
        gone=gone,
        explain=explain,
        document_id=given.get("documentId"),
    )


def _sent(given: Mapping[str, Any], kinds: frozenset[OperationType], scope: Scope, receive: Receive) -> Question:
    return question(
        given,
        kinds,
        purposes=headers(scope, PURPOSE_HEADER),
        explain=header(scope, EXPLAIN) == "1",
        gone=partial(hung_up, receive),
    )


def json_object(text: str | bytes) -> dict[str, Any]:
    """A JSON object. Raises BadRequest."""
    given = _json(text)
    if isinstance(given, list):
        raise BadRequest("Send one request at a time.")
    if not isinstance(given, dict):
        raise BadRequest("The body must be a JSON object.")
    return given


def _purposes(named: Any, headers: Sequence[str]) -> tuple[str, ...]:
    """The purposes that a request names, in its body or in headers; saying the same twice names one."""
    if not isinstance(named, str | None):
        raise BadRequest("`extensions.purpose` must be a string.")
    if named is None and not headers:
        return ()
    listed = [each.strip() for header in headers for each in header.split(",")]
    return tuple(dict.fromkeys([*([] if named is None else [named]), *(each for each in listed if each)]))


async def hung_up(receive: Receive) -> None:
    """Return when the caller has hung up."""
    while (await receive())["type"] != "http.disconnect":
        pass  # the rest of a body that nobody reads


def _kept(scope: Scope) -> frozenset[str]:
    return frozenset(tag.strip() for tag in header(scope, b"if-none-match").split(","))


def _from_address(scope: Scope) -> dict[str, Any]:
    given: dict[str, Any] = dict(QueryParams(scope["query_string"]))
    return given | {name: _json(given[name]) for name in ("variables", "extensions") if name in given}


def _json(text: str | bytes) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        raise BadRequest("The request holds something that is no JSON.") from None
