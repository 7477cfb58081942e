"""What every generated method calls: one request over httpx, with a token, by text or by id."""

import hashlib
from collections.abc import Callable, Mapping
from textwrap import dedent
from types import TracebackType
from typing import Any, Self

import httpx
from pydantic import BaseModel
from pydantic_core import to_jsonable_python

from .base_model import UNSET

MEDIA_TYPES = "application/graphql-response+json, application/json;q=0.9"


class LifecycleError(Exception):
    """An operation was refused, in whole or in part. `code` is the stable code of the first error."""

    def __init__(self, status: int, errors: list[dict[str, Any]]) -> None:
        super().__init__(" ".join(each["message"] for each in errors) or f"The server answered {status}.")
        self.status = status
        self.errors = errors

    @property
    def code(self) -> str | None:
        """The code, such as `SCOPE_MISSING`."""
        code: str | None = self.errors[0].get("extensions", {}).get("code") if self.errors else None
        return code


class BaseClient:
    """Sends operations to a service's `/graphql`.

    `token` is an access token, or what gives a fresh one for every request. `purpose` is what data is asked for, as
    partners have to say with every request, such as `lead_followup`. With `trusted`, ids of documents are sent
    instead of their text, which the service then has to know. `extensions` holds what the last answer said of its data.
    """

    def __init__(
        self,
        url: str,
        token: str | Callable[[], str],
        *,
        purpose: str | None = None,
        trusted: bool = False,
        http: httpx.AsyncClient | None = None,
    ) -> None:
        self.url = url
        self.extensions: Mapping[str, Any] = {}
        self._token = token if callable(token) else lambda: token
        self._about = {} if purpose is None else {"extensions": {"purpose": purpose}}
        self._trusted = trusted
        self._http = http or httpx.AsyncClient()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, _type: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None) -> None:
        await self._http.aclose()

    async def execute(
        self, query: str, operation_name: str | None = None, variables: dict[str, object] | None = None, **options: Any
    ) -> httpx.Response:
        """Send one operation; `options` go to httpx."""
        text = text_of(query)
        asked = {"documentId": id_of(text)} if self._trusted else {"query": text}
        body = {**asked, **self._about, "operationName": operation_name, "variables": _plain(variables or {})}
        headers = {"Accept": MEDIA_TYPES, "Authorization": f"Bearer {self._token()}"}
        return await self._http.post(self.url, json=body, headers=headers, **options)

    def get_data(self, response: httpx.Response) -> dict[str, Any]:
        """The data of an answer. Raises LifecycleError, also when a proxy answered instead of the service."""
        try:
            answer: dict[str, Any] = response.json()
        except ValueError:
            raise LifecycleError(response.status_code, []) from None
        data: dict[str, Any] | None = answer.get("data")
        if answer.get("errors") or data is None:
            raise LifecycleError(response.status_code, answer.get("errors", []))
        self.extensions = answer.get("extensions", {})
        return data


def text_of(query: str) -> str:
    """A document as it is sent, without the indentation of the module that it stands in."""
    return dedent(query).strip()


def id_of(text: str) -> str:
    """The id by which a service knows a trusted document."""
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(by_alias=True, exclude_unset=True, mode="json")
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items() if each is not UNSET}
    return [_plain(each) for each in value] if isinstance(value, list) else to_jsonable_python(value)
