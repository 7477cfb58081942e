"""A projector process that a test can kill: `python -m tests.support.worker DSN BATCH LEASE_SECONDS`."""

import asyncio
import sys
from datetime import timedelta

from tests.support.projecting import site


async def main(dsn: str, batch: str, lease_seconds: str) -> None:
    """Project until killed."""
    async with site(dsn, batch=int(batch), lease=timedelta(seconds=float(lease_seconds))) as here:
        await here.projector.run_forever()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
