"""`/schema/CONTRACT.graphql`: the schema in the schema language, for those it is for, and for staff to pass on."""

import hashlib
from http import HTTPStatus
from typing import Final

from anyio import to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from lifecycle_api.access.contracts import Contract, contract_of
from lifecycle_api.access.principal import Principal
from lifecycle_api.graphql.contracts import Contracts
from lifecycle_api.http.authentication import require_principal

GRAPHQL: Final = "application/graphql; charset=utf-8"


def schema_endpoint(contracts: Contracts) -> ASGIApp:
    """Serves the text of a contract; to whom it is not shown, it does not exist."""

    async def endpoint(scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        contract = _shown(request.path_params["contract"], require_principal(scope))
        text = (await to_thread.run_sync(contracts.text, contract)).encode()
        etag = f'"{hashlib.sha256(text).hexdigest()}"'
        headers = {"ETag": etag, "Cache-Control": "private, no-cache", "X-Content-Type-Options": "nosniff"}
        if request.headers.get("if-none-match") == etag:
            response = Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
        else:
            response = Response(text, headers=headers, media_type=GRAPHQL)
        await response(scope, receive, send)

    return endpoint


def _shown(name: str, principal: Principal) -> Contract:
    own = contract_of(principal)
    if name not in set(Contract) or own not in {Contract.DEALER, name}:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return Contract(name)
