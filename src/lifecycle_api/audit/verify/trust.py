"""Who is believed: the keys that a policy pins and those they introduced, and the witnesses it asks for."""

from typing import NamedTuple

from lifecycle_api.audit.bundle import manifest as files
from lifecycle_api.audit.bundle.manifest import Manifest, parse_manifest
from lifecycle_api.audit.tlog import note as notes
from lifecycle_api.audit.tlog.checkpoint import Checkpoint, parse_checkpoint
from lifecycle_api.audit.tlog.keys import NoteKey, timestamp
from lifecycle_api.audit.tlog.merkle import check_consistency
from lifecycle_api.audit.tlog.policy import Policy, parse_policy
from lifecycle_api.audit.tlog.succession import heirs
from lifecycle_api.audit.tlog.text import decoded
from lifecycle_api.audit.verify.archive import Archive
from lifecycle_api.audit.verify.report import Check, Report
from lifecycle_api.errors import LifecycleError


class Trusted(NamedTuple):
    """What the signatures vouch for. `last` is the checkpoint that the policy pins."""

    policy: Policy
    keys: list[NoteKey]
    note: str
    checkpoint: Checkpoint
    manifest: Manifest
    last: Checkpoint | None


def establish(archive: Archive, policy: Policy | None, report: Report) -> Trusted | None:
    """Check the signatures on checkpoint and manifest; None if there is nothing to go on with.

    Without a policy the bundle's own is taken: then everything only fits together.
    """
    signed, described = report.check("checkpoint"), report.check("manifest")
    try:
        believed = policy or parse_policy(archive.text(files.POLICY) or "")
        keys = heirs(believed.logs, files.split(archive.text(files.SUCCESSIONS) or ""))
        note = archive.text(files.CHECKPOINT) or ""
        checkpoint = _checkpoint(note, keys, signed)
    except LifecycleError as error:
        signed.fail(error.message)
        return None
    _check_witnesses(note, believed, signed)
    manifest = _manifest(archive, keys, checkpoint, described)
    if manifest is None:
        return None
    last = _last(believed, keys, checkpoint, report)
    _check_previous(archive, keys, checkpoint, report)
    signed.fact = f"{checkpoint.origin}, {checkpoint.size} leaves, signed{signed.fact}"
    return Trusted(believed, keys, note, checkpoint, manifest, last)


def _checkpoint(text: str, keys: list[NoteKey], check: Check) -> Checkpoint:
    note = notes.parse(text)
    checkpoint = parse_checkpoint(note.text)
    own = [key for key in keys if key.name == checkpoint.origin]
    if not own:
        known = ", ".join(sorted({key.name for key in keys})) or "none"
        check.fail(f"It is of the log {checkpoint.origin}; the policy trusts {known}.", part="origin")
    elif not notes.signed_by(note, own):
        check.fail("No key that the policy trusts has signed it.", part="signature")
    return checkpoint


def _check_witnesses(text: str, policy: Policy, check: Check) -> None:
    keys = [witness.key for witness in policy.witnesses.values()]
    try:
        found = notes.signed_by(notes.parse(text), keys)
    except LifecycleError as error:
        check.fail(error.message, part="cosignature")
        return
    if not policy.accepts(found):
        names = ", ".join(sorted(key.name for key in found)) or "nobody"
        check.fail(f"Witnessed by {names}; the policy asks for {policy.quorum}.", part="cosignature")
    elif found:
        seen = ", ".join(f"{key.name} ({timestamp(value)})" for key, value in found.items())
        check.fact = f", witnessed by {seen}"


def _manifest(archive: Archive, keys: list[NoteKey], checkpoint: Checkpoint, check: Check) -> Manifest | None:
    try:
        note = notes.parse(archive.text(files.MANIFEST) or "")
        manifest = parse_manifest(note.text)
        if not notes.signed_by(note, [key for key in keys if key.name == checkpoint.origin]):
            check.fail("No key that the policy trusts has signed it.", part="signature")
    except LifecycleError as error:
        check.fail(error.message)
        return None
    if manifest.origin != checkpoint.origin:
        check.fail(f"It is about the log {manifest.origin}, the checkpoint is not.", part="origin")
    check.fact = f"exported {manifest.exported_at} for {manifest.purpose}"
    return manifest


def _last(policy: Policy, keys: list[NoteKey], checkpoint: Checkpoint, report: Report) -> Checkpoint | None:
    """The pinned checkpoint, if this bundle can be held against it."""
    if policy.pinned is None:
        return None
    check = report.check("last seen")
    try:
        note = notes.parse(policy.pinned)
        last = parse_checkpoint(note.text)
        if last.origin != checkpoint.origin or not notes.signed_by(note, keys):
            check.fail("The checkpoint in the policy is not of this log.", part="origin")
            return None
    except LifecycleError as error:
        check.fail(error.message)
        return None
    if last.size > checkpoint.size:
        check.fail(f"Stale: the bundle has {checkpoint.size} leaves, the policy has seen {last.size}.", part="size")
        return None
    check.fact = f"goes on from the {last.size} leaves seen before"
    return last


def _check_previous(archive: Archive, keys: list[NoteKey], checkpoint: Checkpoint, report: Report) -> None:
    text = archive.text(files.PREVIOUS)
    if text is None:
        return
    check = report.check("previous")
    try:
        note = notes.parse(text)
        previous = parse_checkpoint(note.text)
        if previous.origin != checkpoint.origin or not notes.signed_by(note, keys):
            check.fail("It is not signed by this log.", part="signature")
        proof = [decoded(line) for line in (archive.text(files.CONSISTENCY) or "").split()]
        check_consistency(previous.size, checkpoint.size, previous.root, checkpoint.root, proof)
        check.fact = f"the tree begins with the {previous.size} leaves of the checkpoint before"
    except (LifecycleError, ValueError) as error:
        check.fail(str(error), part="consistency")
