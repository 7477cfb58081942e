"""What the documentation must not forget."""

from pathlib import Path

from lifecycle_api.settings import variables

ROOT = Path(__file__).parents[2]


def test_every_setting_is_documented() -> None:
    """An operator finds each variable, with its explanation, in ``docs/operations.md``."""
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert [name for name, explanation, _ in variables() if f"`{name}`" not in text or explanation not in text] == []
