"""Reads what is asked out of requests, of whichever transport: the document, its name, and its variables."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import orjson
from graphql import OperationType
from starlette.requests import Request

from lifecycle_api.graphql.question import ANY_KIND, QUERIES, BadRequest, Question
from lifecycle_api.http.errors import UnsupportedMediaType

EXPLAIN: Final = "GraphQL-Explain"
PURPOSE_HEADER: Final = "lifecycle-purpose"


async def question_of(request: Request) -> Question:
    """The question of a request, by POST or by GET. Raises BadRequest, UnsupportedMediaType, BodyTooLarge."""
    if request.method == "GET":
        return replace(question(_from_address(request), QUERIES, request), tags=_kept(request))
    if "application/json" not in request.headers.get("content-type", "").lower():
        raise UnsupportedMediaType("Send the request as application/json.")
    return question(json_object(await request.body()), ANY_KIND, request)


def question(given: Mapping[str, Any], kinds: frozenset[OperationType], request: Request | None = None) -> Question:
    """The question in a JSON object. Raises BadRequest for members of another type than they have."""
    query, name = given.get("query"), given.get("operationName")
    if not isinstance(query, str | None):
        raise BadRequest("`query` must be a string.")
    if not isinstance(given.get("documentId"), str | None):
        raise BadRequest("`documentId` must be a string.")
    if not isinstance(name, str | None):
        raise BadRequest("`operationName` must be a string or null.")
    for member in ("variables", "extensions"):
        if not isinstance(given.get(member), dict | None):
            raise BadRequest(f"`{member}` must be an object or null.")
    variables, named = given.get("variables") or {}, (given.get("extensions") or {}).get("purpose")
    purposes = _purposes(named, () if request is None else request.headers.getlist(PURPOSE_HEADER))
    return Question(
        query=query,
        name=name,
        variables=variables,
        purposes=purposes,
        kinds=kinds,
        gone=None if request is None else lambda: hung_up(request),
        explain=request is not None and request.headers.get(EXPLAIN) == "1",
        document_id=given.get("documentId"),
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


async def hung_up(request: Request) -> None:
    """Return when the caller has hung up."""
    while (await request.receive())["type"] != "http.disconnect":
        pass  # the rest of a body that nobody reads


def _kept(request: Request) -> frozenset[str]:
    return frozenset(tag.strip() for tag in request.headers.get("if-none-match", "").split(","))


def _from_address(request: Request) -> dict[str, Any]:
    given: dict[str, Any] = dict(request.query_params)
    return given | {name: _json(given[name]) for name in ("variables", "extensions") if name in given}


def _json(text: str | bytes) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        raise BadRequest("The request holds something that is no JSON.") from None
