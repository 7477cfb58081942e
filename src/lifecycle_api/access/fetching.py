"""Fetches small JSON documents from addresses that others have chosen, and from nowhere else."""

import asyncio
import ipaddress
import socket
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlsplit

import httpx
import orjson

from lifecycle_api.access.dev import is_loopback
from lifecycle_api.errors import LifecycleError, Unavailable

TIMEOUT_SECONDS: Final = 3.0
LARGEST_DOCUMENT: Final = 256 * 1024


class FetchRefused(LifecycleError):
    """This address is not fetched from: it has to be https, and a public one."""

    code = "FETCH_REFUSED"


class FetchFailed(LifecycleError):
    """The document could not be fetched."""

    code = "FETCH_FAILED"


class IntrospectionFailed(Unavailable):
    """The identity provider does not say whether this token is good; try again in a moment."""

    code = "INTROSPECTION_FAILED"


class Fetcher:
    """Fetches over https, without following redirections, a little at a time.

    `loopback` also allows plain http on this machine, for development. With `public_only`, names that stand for
    addresses inside the network are refused: whoever registers a client must not make us look around there.
    """

    def __init__(self, http: httpx.AsyncClient, *, loopback: bool = False, public_only: bool = False) -> None:
        self._http = http
        self._loopback = loopback
        self._public_only = public_only

    def for_strangers(self) -> "Fetcher":
        """The same for addresses that came with a registration: public ones only."""
        return Fetcher(self._http, public_only=True)

    async def __call__(self, url: str) -> Mapping[str, Any]:
        """The JSON object at an address. Raises `FetchRefused`, `FetchFailed`."""
        await self._check(url)
        try:
            body = await self._body(url)
            document = orjson.loads(body)
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise FetchFailed(url=url, reason=type(error).__name__) from None
        if not isinstance(document, dict):
            raise FetchFailed("The document is no JSON object.", url=url)
        return document

    async def introspect(self, url: str, token: str, *, client: tuple[str, str]) -> Mapping[str, Any]:
        """What an issuer says of a token, asked by `client` with its id and secret. Raises the same."""
        await self._check(url)
        try:
            answer = await self._http.post(
                url, data={"token": token}, auth=client, timeout=TIMEOUT_SECONDS, follow_redirects=False
            )
            document = orjson.loads(answer.content) if answer.is_success else None
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise IntrospectionFailed(reason=type(error).__name__) from None
        if not isinstance(document, dict):
            raise IntrospectionFailed(status=answer.status_code)
        return document

    async def _check(self, url: str) -> None:
        parts = urlsplit(url)
        host = parts.hostname or ""
        if self._loopback and is_loopback(host):
            return
        if parts.scheme != "https" or not host:
            raise FetchRefused(url=url)
        if self._public_only and not await _is_public(host):
            raise FetchRefused(url=url)

    async def _body(self, url: str) -> bytes:
        headers = {"Accept": "application/json"}
        async with self._http.stream(
            "GET", url, headers=headers, timeout=TIMEOUT_SECONDS, follow_redirects=False
        ) as response:
            if response.status_code != HTTPStatus.OK:
                raise FetchFailed(url=url, status=response.status_code)
            body = b""
            async for piece in response.aiter_bytes():
                body += piece
                if len(body) > LARGEST_DOCUMENT:
                    raise FetchFailed("The document is too large.", url=url)
            return body


async def _is_public(host: str) -> bool:
    """Whether every address of a name is on the open internet. The certificate is checked by who connects."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, 443, type=socket.SOCK_STREAM)
    except OSError:
        return False
    return all(ipaddress.ip_address(address[0]).is_global for *_, address in found)
