"""Which tests run in one process, where several work at once."""

from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

TOGETHER = (
    "tests/e2e/bad_input/",
    "tests/e2e/isolation/",
    "tests/e2e/portal/",
    "tests/e2e/test_answer_key.py",
    "tests/e2e/test_leads.py",
    "tests/e2e/trust/",
    "tests/planner/test_selections.py",
    "tests/properties/test_differential.py",
)
"""Those who share something that takes long to make: a service with its data, or documents that were read."""


class Together(LoadScopeScheduling):  # type: ignore[misc]
    """Gives tests to whoever has time; those that belong together, all at once.

    pytest-xdist's own groups travel in the tests' ids, from where pytest 9.2 does not take them.
    """

    def _split_scope(self, nodeid: str) -> str:
        return next(filter(nodeid.startswith, TOGETHER), nodeid)
