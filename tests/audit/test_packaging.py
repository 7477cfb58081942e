"""The verifier as one file: small, the same bytes every time, and nothing in it but what auditors can read through."""

import json
import subprocess
import sys
from pathlib import Path
from unittest.mock import Mock

import pytest

from lifecycle_api.audit.packaging import build, imports, modules
from lifecycle_api.audit.verify import program
from lifecycle_api.audit.verify.program import MISUSED, STOPPED, main
from tests.audit.tampering import Loose

OURS = "lifecycle_api"


def test_nothing_is_needed_but_the_standard_library_and_cryptography() -> None:
    """Of all modules that are packed."""
    foreign = set[str]().union(*(imports(module) for module in modules())) - set(sys.stdlib_module_names)
    assert foreign == {"cryptography"}


def test_neither_database_nor_network_is_imported() -> None:
    """Not even from the standard library."""
    used = set[str]().union(*(imports(module) for module in modules()))
    assert not used & {"socket", "ssl", "http", "urllib", "asyncio", "sqlite3", "subprocess", "ftplib", "smtplib"}


def test_the_same_sources_give_the_same_bytes(tmp_path: Path) -> None:
    """Whenever and wherever it is built, so that its digest can be published."""
    assert build(tmp_path / "a.pyz") == build(tmp_path / "b.pyz")


def test_the_file_verifies_bundles_on_its_own(good: Loose, tmp_path: Path) -> None:
    """Without this package installed; exit code and last line say what holds."""
    program, bundle, policy = tmp_path / "lifecycle-verify.pyz", tmp_path / "b.zip", tmp_path / "policy"
    build(program)
    bundle.write_bytes(good.zipped())
    policy.write_text(good.policy.text, encoding="utf-8")
    (tmp_path / "cut.zip").write_bytes(good.zipped()[:-100])
    (tmp_path / "bad").write_text("quorum nobody\n", encoding="utf-8")
    changed = good.flipped("entries", 40)
    (tmp_path / "changed.zip").write_bytes(changed.zipped())
    told = {
        ("--policy", "policy", "b.zip"): (0, "verified"),
        ("--policy", "policy", "changed.zip"): (1, "failed"),
        ("--policy", "bad", "b.zip"): (2, "Line 1 of the policy"),
        ("--policy", "policy", "cut.zip"): (3, "no bundle, or it was cut off"),
        ("b.zip",): (4, "self-consistent only"),
    }
    for words, (code, said) in told.items():
        done = isolated(program, *words)
        assert (words, done.returncode) == (words, code)
        assert said in done.stdout + done.stderr


def isolated(program: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run it without the paths of this project: with `cryptography`, and without `lifecycle_api`."""
    hidden = f"import sys, runpy; sys.path = [p for p in sys.path if '{OURS}' not in p and not p.endswith('/src')]"
    start = f"{hidden}; sys.argv = sys.argv[1:]; runpy.run_path(sys.argv[0], run_name='__main__')"
    return subprocess.run(
        [sys.executable, "-c", start, program, *words], check=False, capture_output=True, text=True, cwd=program.parent
    )


def test_json_has_every_check(good: Loose, tmp_path: Path) -> None:
    """With the fact, and index and field of what failed; and the policy for next time is written."""
    bundle, policy, after = tmp_path / "b.zip", tmp_path / "policy", tmp_path / "next"
    bundle.write_bytes(good.zipped())
    policy.write_text(good.policy._replace(pinned=None).text, encoding="utf-8")
    assert main([str(bundle), "--policy", str(policy), "--policy-out", str(after)]) == 0
    assert after.read_text(encoding="utf-8") == good.policy.text
    done = subprocess.run(
        [sys.executable, "-m", "lifecycle_api.audit.verify", bundle, "--policy", after, "--json"],
        check=False,
        capture_output=True,
        text=True,
    )
    told = json.loads(done.stdout)
    assert (told["verdict"], told["exit_code"], done.returncode) == ("verified", 0, 0)
    assert [check["check"] for check in told["checks"] if not check["passed"]] == []
    assert all(check["fact"] for check in told["checks"])


def test_the_policy_for_next_time_is_kept_or_that_is_said(
    good: Loose, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The code is not that of a check that failed; and it is never written over the bundle."""
    (bundle := tmp_path / "b.zip").write_bytes(content := good.zipped())
    (policy := tmp_path / "policy").write_text(good.policy.text, encoding="utf-8")
    for place, why in ((tmp_path / "b.zip", "stays as it is"), (tmp_path / "none" / "next", "cannot be written")):
        assert main([str(bundle), "--policy", str(policy), "--policy-out", str(place), "--json"]) == MISUSED
        assert why in json.loads(capsys.readouterr().out)["message"]
    assert bundle.read_bytes() == content


def test_a_verifier_that_is_stopped_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In a word, and not as a check that failed."""
    monkeypatch.setattr(program, "opened", Mock(side_effect=KeyboardInterrupt))
    assert main([str(tmp_path / "b.zip")]) == STOPPED
    assert capsys.readouterr().err == "\nStopped.\n"
