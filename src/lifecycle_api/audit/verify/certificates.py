"""Checks that every erasure the bundle shows comes with the certificate that its event commits to."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final

from lifecycle_api.audit.bundle import manifest as files
from lifecycle_api.audit.verify.archive import Archive
from lifecycle_api.audit.verify.report import Report

_CERTIFIED: Final = "erasure.certified"


class CertificatesCheck:
    """Remembers which certificates events speak of, and looks for them."""

    def __init__(self, archive: Archive, report: Report) -> None:
        self._archive = archive
        self._check = report.check("certificates")
        self._expected: dict[str, int] = {}

    def see(self, index: int, header: Mapping[str, Any]) -> None:
        """Take one event in."""
        if header["type"] == _CERTIFIED:
            self._expected[str(header.get("data", {}).get("certificate_sha256"))] = index

    def end(self) -> None:
        """Compare with the certificates that are there."""
        notes = files.split(self._archive.text(files.CERTIFICATES) or "")
        there = {sha256(note.encode()).hexdigest() for note in notes}
        for digest, index in self._expected.items():
            if digest not in there:
                self._check.fail("The certificate of this erasure is not there.", index=index, part="certificate")
        for digest in sorted(there - self._expected.keys()):
            self._check.fail(f"No erasure in the log has the certificate {digest}.", part="certificate")
        self._check.fact = f"all {len(there)} erasures come with the certificate they were recorded with"
