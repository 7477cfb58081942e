"""How Python looks for garbage in a process that answers requests: seldom, and not among what stays."""

import gc
from typing import Final

# A page makes thousands of objects and lets go of them at its end. Python's usual thresholds look through them while it
# is being made, call them old, and then look through everything: hundreds of milliseconds in which nobody is answered.
_THRESHOLDS: Final = (20_000, 20, 20)


def search_less() -> None:
    """What is there now stays: looking through it again for garbage would interrupt requests for nothing."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_THRESHOLDS)
