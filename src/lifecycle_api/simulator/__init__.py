"""A seeded sample dealer group, written as the files its systems would send, with an answer key.

`write(folder, seed=7, customers=240, months=18, end=date(2025, 11, 21))` tells 18 months of two rooftops and writes
what their systems would send: ADF leads, and snapshots of CRM, DMS and personnel records (`docs/sources.md` has every
field). `manifest.json` lists the files in ingest order; `answer_key.json` holds the truth that no system knows:

- `customers`: true persons, their household, their record ids by system, the cars they owned;
- `vehicles`: true chains of owners, what each system filed, and the gaps and overlaps between the filed periods;
- `leads`: each file of a mailbox, whether it holds a lead, a resend or noise, and whose lead it is;
- `declinedWork`: each piece of declined or deferred work, and the repair order that recovered it;
- `counts`: facts stated in the files by the event they should become;
- `showcase`: Dana Whitfield, whose story runs from her first lead to the trade-in of the car she bought.

Layout: `people` and `vehicles` are who and what exists; `plans` draws the turns a story takes and `journeys` tells it;
`shapes` describes the records and `emitters` writes them; `leads` holds the senders and their dialects.
"""

from lifecycle_api.simulator.group import last_whole_day
from lifecycle_api.simulator.manifest import FileEntry, Manifest
from lifecycle_api.simulator.run import write

__all__ = ["FileEntry", "Manifest", "last_whole_day", "write"]
