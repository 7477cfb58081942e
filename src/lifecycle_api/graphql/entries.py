"""Every refusal and every fault as an entry of `errors`, in one shape on every transport."""

import logging
import traceback
from typing import Any, Final

from graphql import GraphQLError, GraphQLSyntaxError

from lifecycle_api.errors import LifecycleError

logger = logging.getLogger(__name__)

MASKED: Final = "Something went wrong here. It has been logged under this request id."

Entry = dict[str, Any]


def error_entry(message: str, code: str, **data: Any) -> Entry:
    """One error as GraphQL writes them: `{"message", "extensions": {"code", **data}}`."""
    return {"message": message, "extensions": {"code": code, **data}}


def entry_of(error: LifecycleError) -> Entry:
    """A refusal as an entry."""
    return error_entry(error.message, error.code, **error.data)


def masked_entry(request_id: str) -> Entry:
    """A fault as an entry: nothing but where to look it up."""
    return error_entry(MASKED, "INTERNAL_ERROR", requestId=request_id)


def entry_of_any(error: BaseException | None, request_id: str) -> Entry:
    """Whatever was raised, as an entry; what nobody foresaw is logged and masked."""
    match error:
        case LifecycleError() as refusal:
            return entry_of(refusal)
        case RecursionError():
            return error_entry("The document is nested too deeply to be read.", "GRAPHQL_TOO_DEEP")
        case fault:
            assert fault is not None  # noqa: S101  # GraphQL's own errors are told apart before
            log_fault(fault, request_id)
            return masked_entry(request_id)


def entry_of_graphql(error: GraphQLError, request_id: str) -> Entry:
    """An error of GraphQL's own, or one that a resolver raised, with its place in document and response."""
    where = {name: value for name, value in error.formatted.items() if name in {"locations", "path"}}
    return {**_meaning(error, request_id), **where}


def log_fault(error: BaseException, request_id: str) -> None:
    """Log a fault by type and place. Its message stays out: a database writes people's data into it."""
    places = "".join(traceback.format_tb(error.__traceback__))
    sqlstate = getattr(error, "sqlstate", None)
    logger.error("fault request_id=%s type=%s sqlstate=%s\n%s", request_id, type(error).__qualname__, sqlstate, places)


def _meaning(error: GraphQLError, request_id: str) -> Entry:
    if error.original_error is None or isinstance(error.original_error, GraphQLError):
        code = "GRAPHQL_PARSE_FAILED" if isinstance(error, GraphQLSyntaxError) else "GRAPHQL_REFUSED"
        return error_entry(error.message, **{"code": code, **(error.extensions or {})})
    return entry_of_any(error.original_error, request_id)
