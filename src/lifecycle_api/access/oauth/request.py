"""A request to the authorization server as Authlib reads it, made of what the edge has already parsed."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from authlib.oauth2.rfc6749 import OAuth2Request
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload

LONGEST_PARAMETER = 4_096


class Asked(msgspec.Struct, frozen=True):
    """What was asked: method, the address it was sent to, its parameters, and its DPoP headers."""

    method: str
    url: str
    parameters: Mapping[str, str]
    proofs: Sequence[str] = ()


class Reply(msgspec.Struct, frozen=True):
    """What is answered: a status, a JSON body (or none), and headers."""

    status: int
    body: Mapping[str, Any] | None = None
    headers: Mapping[str, str] = {}


def refusal(error: str, description: str, status: int = 400) -> Reply:
    """An error as OAuth writes them (RFC 6749 §5.2)."""
    return Reply(status, {"error": error, "error_description": description}, NOT_STORED)


NOT_STORED = {"Cache-Control": "no-store", "Pragma": "no-cache"}


def usable(parameters: Mapping[str, str]) -> bool:
    """Whether every parameter can be passed on: Authlib quotes them in its errors, where not every character may be."""
    return all(
        len(value) <= LONGEST_PARAMETER and value.isascii() and value.isprintable() and not set(value) & {'"', "\\"}
        for pair in parameters.items()
        for value in pair
    )


class Request(OAuth2Request):
    """Authlib's request on parameters of ours. `http` addresses are refused, but for those of this machine."""

    def __init__(self, asked: Asked) -> None:
        super().__init__(asked.method, asked.url)
        self.payload = BasicOAuth2Payload(dict(asked.parameters))

    @property
    def form(self) -> dict[str, str]:
        """The parameters of a POST."""
        return dict(self.payload.data)

    @property
    def args(self) -> dict[str, str]:
        """The parameters of a GET."""
        return dict(self.payload.data)
