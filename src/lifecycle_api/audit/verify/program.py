"""`lifecycle-verify`: checks a bundle against the keys you pinned, and says in one line a check what holds."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from lifecycle_api.audit.tlog.policy import parse_policy
from lifecycle_api.audit.verify.archive import BundleUnreadable, opened
from lifecycle_api.audit.verify.report import Report
from lifecycle_api.audit.verify.verification import verify
from lifecycle_api.errors import LifecycleError

VERIFIED: Final = 0
FAILED: Final = 1
MISUSED: Final = 2
UNREADABLE: Final = 3
SELF_CONSISTENT: Final = 4
STOPPED: Final = 130
"""What shells say of a program that was ended by Ctrl-C."""

_CODES: Final = """exit codes:
  0  verified: every check passed, against the keys of your policy
  1  a check failed; the index and the field are named
  2  the command line or the policy cannot be understood, or --policy-out cannot be written
  3  the bundle cannot be read: no zip archive, or cut off
  4  self-consistent only: every check passed, but without --policy nobody vouches for the keys
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; the exit code."""
    options = _parser().parse_args(arguments)
    try:
        return _run(options)
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped.\n")
        return STOPPED


def _run(options: argparse.Namespace) -> int:
    if options.policy_out is not None and options.policy_out.resolve() == options.bundle.resolve():
        return _refused("--policy-out names the bundle, which stays as it is.", MISUSED, as_json=options.json)
    try:
        policy = None if options.policy is None else parse_policy(options.policy.read_text(encoding="utf-8"))
    except (LifecycleError, OSError, UnicodeDecodeError) as error:
        return _refused(f"The policy cannot be used: {error}", MISUSED, as_json=options.json)
    try:
        with opened(options.bundle) as archive:
            report, after = verify(archive, policy)
    except BundleUnreadable as error:
        return _refused(error.message, UNREADABLE, as_json=options.json)
    code = FAILED if not report.passed else VERIFIED if report.pinned else SELF_CONSISTENT
    if options.policy_out is not None and code == VERIFIED and after is not None:
        try:
            options.policy_out.write_text(after.text, encoding="utf-8")
        except OSError as error:
            message = f"The bundle is verified, but the policy for the next one cannot be written: {error}"
            return _refused(message, MISUSED, as_json=options.json)
    _tell(report, code, as_json=options.json)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="lifecycle-verify",
        description="Verify an audit bundle offline.",
        epilog=_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("bundle", type=Path, help="the bundle, a zip file")
    parser.add_argument("--policy", type=Path, help="whom you trust: keys, witnesses, the last checkpoint you verified")
    parser.add_argument("--policy-out", type=Path, help="after success: the policy for the next bundle")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser


def _tell(report: Report, code: int, *, as_json: bool) -> None:
    verdict = {VERIFIED: "verified", FAILED: "failed", SELF_CONSISTENT: "self-consistent only"}[code]
    if as_json:
        checks = [check.as_dict() for check in report.checks]
        sys.stdout.write(json.dumps({"verdict": verdict, "exit_code": code, "checks": checks}) + "\n")
        return
    lines = [line for check in report.checks for line in check.lines()]
    if code == SELF_CONSISTENT:
        verdict += ": without --policy, whoever made this bundle could have made another one"
    sys.stdout.write("\n".join([*lines, verdict, ""]))


def _refused(message: str, code: int, *, as_json: bool) -> int:
    told = json.dumps({"verdict": "refused", "exit_code": code, "message": message}) if as_json else message
    (sys.stdout if as_json else sys.stderr).write(f"{told}\n")
    return code
