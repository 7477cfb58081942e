"""Takes a good bundle apart, changes it as a forger would, and puts it together again, signed by whoever you like."""

import hashlib
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from lifecycle_api.audit.bundle import manifest as files
from lifecycle_api.audit.bundle.manifest import Part, parse_manifest
from lifecycle_api.audit.entry import Entry, parse_entry
from lifecycle_api.audit.tlog import note as notes
from lifecycle_api.audit.tlog.checkpoint import Checkpoint, parse_checkpoint
from lifecycle_api.audit.tlog.keys import Signer
from lifecycle_api.audit.tlog.merkle import leaf_hash
from lifecycle_api.audit.tlog.policy import Policy
from lifecycle_api.audit.tlog.tiles import Edge
from lifecycle_api.audit.verify.archive import Archive
from lifecycle_api.audit.verify.report import Report
from lifecycle_api.audit.verify.verification import verify


@dataclass(frozen=True)
class Loose:
    """The files of a bundle in memory, and the keys that signed it."""

    parts: dict[str, bytes]
    policy: Policy
    signers: Sequence[Signer] = field(default=(), repr=False)

    def changed(self, **changes: bytes) -> "Loose":
        """With other files; the manifest still speaks of the old ones."""
        return replace(self, parts={**self.parts, **changes})

    def flipped(self, name: str, at: int, bit: int = 1) -> "Loose":
        """With one bit changed."""
        data = bytearray(self.parts[name])
        data[at] ^= bit
        return self.changed(**{name: bytes(data)})

    def signed(self, signers: Sequence[Signer] | None = None) -> "Loose":
        """With a manifest over the files as they are now, signed by the log's own keys or by others."""
        manifest = parse_manifest(notes.parse(self.parts[files.MANIFEST]).text)
        rest = {name: data for name, data in self.parts.items() if name != files.MANIFEST}
        parts = {name: Part(hashlib.sha256(data).hexdigest(), len(data)) for name, data in rest.items()}
        text = replace(manifest, parts=parts).text
        lines = "".join(signer.sign(text) for signer in signers or self.signers)
        return self.changed(**{files.MANIFEST: f"{text}\n{lines}".encode()})

    def entries(self) -> list[Entry]:
        """All entries."""
        data, found = self.parts[files.ENTRIES], []
        while data:
            length = int.from_bytes(data[:2], "big")
            found.append(parse_entry(data[2 : 2 + length]))
            data = data[2 + length :]
        return found

    def lines(self, name: str) -> list[bytes]:
        """The lines of headers or bodies."""
        return self.parts[name].splitlines(keepends=True)

    def rebuilt(self, entries: Sequence[Entry], signers: Sequence[Signer] | None = None) -> "Loose":
        """Another log altogether: tree and checkpoint over other entries, signed by the log's own keys or by others."""
        edge = Edge()
        tiles: dict[int, bytes] = {}
        for (level, _), hashes in sorted(edge.append(leaf_hash(entry.data) for entry in entries).items()):
            tiles[level] = tiles.get(level, b"") + hashes
        origin = parse_checkpoint(notes.parse(self.parts[files.CHECKPOINT]).text).origin
        checkpoint = Checkpoint(origin, edge.size, edge.root())
        lines = "".join(signer.sign(checkpoint.text) for signer in signers or self.signers)
        changes = {files.tiles(level): hashes for level, hashes in tiles.items()}
        changes[files.ENTRIES] = b"".join(len(each.data).to_bytes(2, "big") + each.data for each in entries)
        changes[files.CHECKPOINT] = f"{checkpoint.text}\n{lines}".encode()
        return self.changed(**changes).signed(signers)

    def zipped(self) -> bytes:
        """The bundle as a file."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as file:
            for name, data in self.parts.items():
                file.writestr(name, data)
        return buffer.getvalue()

    def verified(self, policy: Policy | None = None) -> Report:
        """What the verifier says, with the policy that was handed out beside the good bundle."""
        with zipfile.ZipFile(io.BytesIO(self.zipped())) as file:
            return verify(Archive(file), policy or self.policy)[0]

    def failures(self, policy: Policy | None = None) -> dict[str, list[tuple[int | None, str | None]]]:
        """Index and field of every finding, by the name of the check."""
        report = self.verified(policy)
        return {
            check.name: [(finding.index, finding.part) for finding in check.findings]
            for check in report.checks
            if not check.passed
        }


def loose(path: Path, policy: Policy, signers: Sequence[Signer]) -> Loose:
    """A bundle taken apart."""
    with zipfile.ZipFile(path) as file:
        return Loose({name: file.read(name) for name in file.namelist()}, policy, signers)
