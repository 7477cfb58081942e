"""All checks on one bundle, in one walk through it."""

from collections import Counter

from lifecycle_api.audit.bundle import manifest as files
from lifecycle_api.audit.bundle.manifest import Manifest
from lifecycle_api.audit.tlog.policy import Policy
from lifecycle_api.audit.verify.archive import Archive
from lifecycle_api.audit.verify.certificates import CertificatesCheck
from lifecycle_api.audit.verify.disclosures import DisclosuresCheck
from lifecycle_api.audit.verify.engagement import EngagementCheck
from lifecycle_api.audit.verify.events import EventsCheck
from lifecycle_api.audit.verify.opened import check_opened
from lifecycle_api.audit.verify.report import Check, Report
from lifecycle_api.audit.verify.tree import TreeCheck
from lifecycle_api.audit.verify.trust import Trusted, establish
from lifecycle_api.audit.verify.walk import walk


def verify(archive: Archive, policy: Policy | None) -> tuple[Report, Policy | None]:
    """The report, and the policy to verify the next bundle with. Raises BundleUnreadable."""
    report = Report(pinned=policy is not None)
    trusted = establish(archive, policy, report)
    if trusted is None:
        return report, None
    _walk(archive, trusted, report)
    check_opened(archive, trusted.manifest, report)
    _check_files(archive, trusted.manifest, report.check("files"))
    return report, _next_policy(trusted)


def _walk(archive: Archive, trusted: Trusted, report: Report) -> None:
    tree = TreeCheck(archive, trusted.checkpoint, trusted.last, report)
    headers, bodies = report.check("headers"), report.check("bodies")
    events = EventsCheck(trusted.manifest, report, headers, bodies)
    disclosures = DisclosuresCheck(trusted.manifest, report)
    engagement = EngagementCheck(trusted.manifest, report)
    certificates = CertificatesCheck(archive, report)
    for step in walk(archive, report.check("entries"), headers, bodies):
        tree.see(step)
        header = events.see(step)
        if header is not None:
            disclosures.see(step.index, header)
            engagement.see(step.index, header)
            certificates.see(step.index, header)
    for each in (tree, events, disclosures, engagement, certificates):
        each.end()


def _check_files(archive: Archive, manifest: Manifest, check: Check) -> None:
    """Every byte of every file is what the log's key has signed, and nothing else is in the zip."""
    names = Counter(archive.names)
    del names[files.MANIFEST]
    for name in sorted({*names, *manifest.parts}):
        if name not in manifest.parts or names[name] != 1:
            check.fail("It is in only one of zip and manifest, or twice.", part=name)
        elif archive.part(name) != manifest.parts[name]:
            check.fail("It is not the file that was signed for.", part=name)
    check.fact = f"all {len(names)} files are those that were signed for"


def _next_policy(trusted: Trusted) -> Policy:
    own = tuple(key for key in trusted.keys if key.name == trusted.checkpoint.origin)
    others = tuple(key for key in trusted.policy.logs if key not in own)
    return trusted.policy._replace(logs=own + others, pinned=trusted.note)
