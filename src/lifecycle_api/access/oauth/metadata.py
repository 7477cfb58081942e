"""What the authorization server says of itself (RFC 8414), so that clients need to know its address only."""

from typing import Any, Final
from urllib.parse import urlsplit

from authlib.oauth2.rfc8414 import AuthorizationServerMetadata

from lifecycle_api.access.dev import is_loopback
from lifecycle_api.access.oauth import dpop
from lifecycle_api.access.oauth.assertion import ALGORITHM
from lifecycle_api.access.oauth.client import KEYS, PUBLIC
from lifecycle_api.access.oauth.grantable import supported

PATHS: Final = {
    "authorization_endpoint": "/oauth/authorize",
    "token_endpoint": "/oauth/token",
    "revocation_endpoint": "/oauth/revoke",
    "introspection_endpoint": "/oauth/introspect",
    "jwks_uri": "/oauth/jwks",
}
WELL_KNOWN: Final = "/.well-known/oauth-authorization-server"


def metadata(issuer: str) -> dict[str, Any]:
    """The metadata document of the issuer at this address. Raises ValueError for an address that cannot be one."""
    parts = urlsplit(issuer)
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(parts.hostname or "")):
        # Authlib checks it too, but a variable of the environment can switch that off.
        raise ValueError(f"an issuer is at an https address, and {issuer} is none")
    said = AuthorizationServerMetadata(
        {
            "issuer": issuer,
            **{name: issuer + path for name, path in PATHS.items()},
            "scopes_supported": supported(),
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code", "client_credentials", "refresh_token"],
            "token_endpoint_auth_methods_supported": [KEYS, PUBLIC],
            "token_endpoint_auth_signing_alg_values_supported": [ALGORITHM],
            "revocation_endpoint_auth_methods_supported": [KEYS, PUBLIC],
            "revocation_endpoint_auth_signing_alg_values_supported": [ALGORITHM],
            "introspection_endpoint_auth_methods_supported": [KEYS],
            "introspection_endpoint_auth_signing_alg_values_supported": [ALGORITHM],
            "code_challenge_methods_supported": ["S256"],
            "dpop_signing_alg_values_supported": list(dpop.ALGORITHMS),
            "authorization_response_iss_parameter_supported": True,
        }
    )
    said.validate()
    return dict(said)
