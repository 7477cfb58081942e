"""What the settings come to: keys, limits, allowances and witnesses."""

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path

from lifecycle_api.access.buckets import STANDARD, Allowance
from lifecycle_api.access.scopes import Kind
from lifecycle_api.audit.tlog.policy import Policy, parse_policy
from lifecycle_api.errors import InvalidSetting
from lifecycle_api.graphql.limits import Limits
from lifecycle_api.settings import Settings
from lifecycle_api.store.master_key import master_key


def key_of(settings: Settings, folder: Path) -> bytes:
    """The master key: the one that is set, or with the embedded database the one kept beside it.

    Raises InvalidSetting, MasterKeyUnusable.
    """
    if settings.master_key is not None:
        return settings.master_key
    if settings.database_url is not None and not folder.is_dir():
        raise InvalidSetting("Set LIFECYCLE_MASTER_KEY to the key of this database.", variable="LIFECYCLE_MASTER_KEY")
    return master_key(folder)


def limits_of(settings: Settings) -> Limits:
    """The limits of operations. Raises InvalidSetting for one that is none."""
    try:
        return Limits(**dict(settings.limits))
    except TypeError:
        known = ", ".join(each.name for each in fields(Limits))
        raise InvalidSetting(f"LIFECYCLE_LIMITS knows these: {known}.", variable="LIFECYCLE_LIMITS") from None


def allowances_of(settings: Settings) -> Mapping[Kind, Allowance]:
    """What each kind of client is allowed; kinds without a limit are missing. Raises InvalidSetting."""
    try:
        given = {Kind(name): rate for name, rate in settings.rates}
    except ValueError:
        known = ", ".join(Kind)
        raise InvalidSetting(f"LIFECYCLE_RATES knows these: {known}.", variable="LIFECYCLE_RATES") from None
    changed = {kind: Allowance(*rate) for kind, rate in given.items() if rate is not None}
    return {kind: each for kind, each in {**STANDARD, **changed}.items() if given.get(kind, each) is not None}


def witnesses_of(settings: Settings) -> Policy:
    """Who has to cosign checkpoints. Raises InvalidSetting for a file that cannot be read, PolicyMalformed."""
    if settings.audit_policy is None:
        return Policy()
    try:
        return parse_policy(settings.audit_policy.read_text(encoding="utf-8"))
    except OSError:
        raise InvalidSetting(
            f"LIFECYCLE_AUDIT_POLICY names {settings.audit_policy}, which cannot be read.",
            variable="LIFECYCLE_AUDIT_POLICY",
        ) from None
