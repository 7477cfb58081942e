"""What a command writes replaces nothing that is there."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from lifecycle_api.cli.main import main


@pytest.mark.parametrize("option", ["--out", "--policy-out"])
def test_no_evidence_is_written_over(tmp_path: Path, option: str) -> None:
    """Refused before a database is opened, so that nothing is recorded either."""
    kept = tmp_path / "kept"
    kept.write_text("evidence", encoding="utf-8")
    files = {"--out": tmp_path / "bundle.zip", "--policy-out": tmp_path / "policy", option: kept}
    words = [str(word) for pair in files.items() for word in pair]
    refused = CliRunner().invoke(main, ["audit", "export", *words, "--data", str(tmp_path / "data")])
    assert refused.exit_code == 2
    assert "exists; name a new one" in refused.stderr
    assert kept.read_text(encoding="utf-8") == "evidence"
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("name", ["group.zip", "group"])
def test_no_export_is_written_over(tmp_path: Path, name: str) -> None:
    """What a group left with before stays as it is."""
    kept = tmp_path / name
    kept.write_text("everything", encoding="utf-8")
    words = ["exit", "export", "--out", str(kept), "--data", str(tmp_path / "data")]
    refused = CliRunner().invoke(main, words)
    assert refused.exit_code == 2
    assert "exists; name a new one" in refused.stderr
    assert kept.read_text(encoding="utf-8") == "everything"
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("option", ["--out", "--proof"])
def test_no_certificate_is_written_over(tmp_path: Path, option: str) -> None:
    """Nor anything else that is called so."""
    kept = tmp_path / "kept"
    kept.write_text("certificate", encoding="utf-8")
    words = ["erase", "certificate", "00000000-0000-0000-0000-000000000001", option, str(kept)]
    refused = CliRunner().invoke(main, [*words, "--data", str(tmp_path / "data")])
    assert refused.exit_code == 2
    assert "exists; name a new one" in refused.stderr
    assert kept.read_text(encoding="utf-8") == "certificate"
    assert not (tmp_path / "data").exists()
