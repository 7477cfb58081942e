"""Puts the addresses together: which of them leads where."""

from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.types import ASGIApp

from lifecycle_api.http.application import Application
from lifecycle_api.http.audit import audit_routes
from lifecycle_api.http.authentication import Authenticate
from lifecycle_api.http.bundles import bundle_routes
from lifecycle_api.http.console import console_routes
from lifecycle_api.http.front_door import front_door
from lifecycle_api.http.graphql import GraphQLEndpoint
from lifecycle_api.http.health import health_routes
from lifecycle_api.http.intake import LARGEST_LEAD, adf_endpoint
from lifecycle_api.http.limits import BodyLimit
from lifecycle_api.http.oauth import oauth_routes
from lifecycle_api.http.privacy import privacy_routes
from lifecycle_api.http.schema import schema_endpoint
from lifecycle_api.http.services import Services
from lifecycle_api.http.websocket import WebSocketEndpoint


def create_app(services: Services) -> Application:
    """The application to serve."""
    return Application(routes(services), services.origins)


def routes(services: Services) -> list[BaseRoute]:
    """Every address there is."""

    def guarded(endpoint: ASGIApp, limit: int) -> ASGIApp:
        return Authenticate(BodyLimit(endpoint, limit), services.verify)

    return [
        Route("/graphql", Authenticate(GraphQLEndpoint(services), services.verify), methods=["GET", "POST"]),
        WebSocketRoute("/graphql", WebSocketEndpoint(services.answering, services.verify, services.origins)),
        Route("/intake/adf", guarded(adf_endpoint(services.receive_adf), LARGEST_LEAD), methods=["POST"]),
        Route("/schema/{contract}.graphql", guarded(schema_endpoint(services.answering.contracts), 0), methods=["GET"]),
        front_door(has_console=services.console is not None),
        *health_routes(services.ready),
        *(audit_routes(services.trees, guarded) if services.trees else []),
        *(bundle_routes(services.bundles, guarded) if services.bundles else []),
        *(console_routes(services.console) if services.console else []),
        *(oauth_routes(services.oauth) if services.oauth else []),
        *(privacy_routes(services.privacy, guarded) if services.privacy else []),
    ]
