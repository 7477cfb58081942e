"""Checks the opened copies of sealed fields: they are the exporter's word, and of permitted categories only."""

import json

from lifecycle_api.audit.bundle import manifest as files
from lifecycle_api.audit.bundle.manifest import Manifest
from lifecycle_api.audit.verify.archive import Archive, lines_of
from lifecycle_api.audit.verify.report import Report


def check_opened(archive: Archive, manifest: Manifest, report: Report) -> None:
    """Every line names an event, its fields and their categories."""
    if files.OPENED not in archive.names:
        return
    check = report.check("opened")
    count = 0
    with archive.stream(files.OPENED) as lines:
        for number, line in enumerate(lines_of(lines)):
            try:
                told = json.loads(line)
                index = int(told["position"]) - 1
                categories = {field["category"] for field in told["fields"].values()}
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
                check.fail(f"Line {number + 1} cannot be understood.")
                continue
            count += len(told["fields"])
            for category in sorted(categories - set(manifest.opened)):
                check.fail(f"A field of category {category} is opened.", index=index, part=category)
    check.fact = f"{count} fields were opened by the exporter, who signed for them; the tree has only their ciphertext"
