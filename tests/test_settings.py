"""Settings from the environment."""

import base64
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from lifecycle_api import app
from lifecycle_api.access.buckets import STANDARD, Allowance
from lifecycle_api.access.scopes import Kind
from lifecycle_api.errors import InvalidSetting
from lifecycle_api.graphql.limits import Limits
from lifecycle_api.settings import Settings, variables

KEY = base64.b64encode(bytes(32)).decode()


def test_without_any_variable_the_laptop_works() -> None:
    """Everything has a default that suits the embedded database on this machine."""
    settings = Settings.from_environment({})
    assert settings == Settings()
    assert (settings.database_url, settings.data, settings.host) == (None, Path(".lifecycle"), "127.0.0.1")


def test_variables_are_read(tmp_path: Path) -> None:
    """Lists are separated by commas, folders as the system separates them."""
    settings = Settings.from_environment(
        {
            "DATABASE_URL": "postgresql://localhost/lifecycle",
            "DATABASE_READ_URLS": "postgresql://a/x, postgresql://b/x",
            "DATABASE_PREPARED_STATEMENTS": "off",
            "LIFECYCLE_PROJECTIONS": str(tmp_path),
            "LIFECYCLE_CORS_ORIGINS": "http://localhost:5173,https://portal.example",
            "LIFECYCLE_MASTER_KEY": KEY,
            "LIFECYCLE_PORT": "9000",
            "LIFECYCLE_LOG_LEVEL": "DEBUG",
        }
    )
    assert settings.database_read_urls == ("postgresql://a/x", "postgresql://b/x")
    assert settings.prepared_statements is False
    assert settings.projections == (tmp_path,)
    assert settings.cors_origins == ("http://localhost:5173", "https://portal.example")
    assert settings.master_key == bytes(32)
    assert (settings.port, settings.log_level) == (9000, "debug")


def test_an_empty_variable_is_an_absent_one() -> None:
    """Compose files set variables to nothing."""
    assert Settings.from_environment({"DATABASE_URL": " "}) == Settings()


@pytest.mark.parametrize(
    ("variable", "value", "advice"),
    [
        ("DATABASE_URL", "mysql://u:secret@h/d", "postgresql://"),
        ("DATABASE_READ_URLS", "postgresql://a/x,secret", "postgresql://"),
        ("DATABASE_POOL_SIZE", "1", "from 2 to 1000"),
        ("DATABASE_PREPARED_STATEMENTS", "secret", "on, off"),
        ("LIFECYCLE_PROJECTIONS", "/no/such/folder", "no folder"),
        ("LIFECYCLE_ISSUER", "issuer.example", "as its tokens name it"),
        ("LIFECYCLE_MASTER_KEY", "secret", "openssl rand -base64 32"),
        ("LIFECYCLE_MASTER_KEY", base64.b64encode(bytes(16)).decode(), "32 random bytes"),
        ("LIFECYCLE_CORS_ORIGINS", "*", "scheme, host and port only"),
        ("LIFECYCLE_PORT", "70000", "from 0 to 65535"),
        ("LIFECYCLE_PORT", "-1", "from 0 to 65535"),
        ("LIFECYCLE_LOG_LEVEL", "loud", "debug, info"),
    ],
)
def test_a_wrong_value_names_its_variable_and_what_to_do(variable: str, value: str, advice: str) -> None:
    """The value itself is not repeated: it may be a secret."""
    with pytest.raises(InvalidSetting, match=f"{variable} cannot be used: .*{advice}") as refused:
        Settings.from_environment({variable: value})
    assert "secret" not in str(refused.value)


def test_secrets_are_not_printed() -> None:
    """A settings object may end up in a log."""
    settings = Settings.from_environment({"LIFECYCLE_MASTER_KEY": KEY, "DATABASE_URL": "postgresql://u:secret@h/d"})
    assert "secret" not in repr(settings)
    assert "master_key" not in repr(settings)


def test_settings_do_not_change() -> None:
    """What was read at start holds until the end."""
    with pytest.raises(FrozenInstanceError):
        Settings().port = 1  # type: ignore[misc]


def test_every_variable_is_explained() -> None:
    """The documentation's table is made from these."""
    assert all(name.isupper() and help_text.endswith(".") for name, help_text, _ in variables())


def test_limits_and_rates_are_named() -> None:
    """Several in one variable; a kind without limit is switched off."""
    read = Settings.from_environment(
        {"LIFECYCLE_LIMITS": "points=8000, depth=25", "LIFECYCLE_RATES": "partner=400/20,service=off"}
    )
    assert app.limits_of(read) == Limits(points=8000, depth=25)
    allowed = app.allowances_of(read)
    assert allowed[Kind.PARTNER] == Allowance(400, 20)
    assert allowed[Kind.STAFF] == STANDARD[Kind.STAFF]
    assert Kind.SERVICE not in allowed


@pytest.mark.parametrize(
    ("variable", "text"),
    [
        ("LIFECYCLE_LIMITS", "points"),
        ("LIFECYCLE_LIMITS", "points=many"),
        ("LIFECYCLE_LIMITS", "points=0"),
        ("LIFECYCLE_LIMITS", "joins=3"),
        ("LIFECYCLE_RATES", "partner=400"),
        ("LIFECYCLE_RATES", "partner=400/0"),
        ("LIFECYCLE_RATES", "everyone=400/20"),
    ],
)
def test_a_wrong_limit_names_its_variable(variable: str, text: str) -> None:
    """Whether it cannot be read, or is none."""

    def started() -> None:
        read = Settings.from_environment({variable: text})
        app.limits_of(read)
        app.allowances_of(read)

    with pytest.raises(InvalidSetting) as refused:
        started()
    assert refused.value.data["variable"] == variable
