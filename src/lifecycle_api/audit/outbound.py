"""The one HTTP request that leaves this service for a witness: small, plain text, never followed elsewhere."""

import asyncio
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Final
from urllib.parse import urlsplit

_SECONDS: Final = 5
_LARGEST: Final = 64 * 1024


async def post(url: str, text: str) -> tuple[int, str]:
    """Status and text of the answer. Raises OSError when there is none."""
    return await asyncio.to_thread(_post, url, text)


def _post(url: str, text: str) -> tuple[int, str]:
    parts = urlsplit(url)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=_SECONDS)
    try:
        connection.request("POST", parts.path, text.encode(), {"Content-Type": "text/plain; charset=utf-8"})
        response = connection.getresponse()
        return response.status, response.read(_LARGEST).decode("utf-8", "replace")
    except HTTPException as error:
        raise OSError(type(error).__name__) from error
    finally:
        connection.close()
