"""Puts the service together: the only place that knows every part."""

from lifecycle_api.app.background import readiness, working
from lifecycle_api.app.clock import now
from lifecycle_api.app.configured import allowances_of, key_of, limits_of
from lifecycle_api.app.graph import resources, trusted_documents
from lifecycle_api.app.parts import Core, core, prepare, rebuilder
from lifecycle_api.app.serving import Edge, application, services

__all__ = [
    "Core",
    "Edge",
    "allowances_of",
    "application",
    "core",
    "key_of",
    "limits_of",
    "now",
    "prepare",
    "readiness",
    "rebuilder",
    "resources",
    "services",
    "trusted_documents",
    "working",
]
