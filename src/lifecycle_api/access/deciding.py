"""Which events can change a decision, by what they are found: a person, the terms of a party, or their type alone."""

from typing import Final

import lifecycle_api.domain.events  # noqa: F401  # fills the registry
from lifecycle_api.access.folding import DECIDING
from lifecycle_api.domain.registry import Declaration, registry

_PERSON: Final = frozenset({"customer"})
_TERMS: Final = frozenset({"party", "agreement", "engagement"})
# A disclosure takes nothing back; where it uses up a consent for so many uses, it is looked for by that consent.
_OVERTAKING: Final = [each for each in registry if each.name in DECIDING - {"data.disclosed"}]


def _may_name(declaration: Declaration, kinds: frozenset[str]) -> bool:
    return any(spec.tag in kinds for spec in declaration.tagged)


def _always_names(declaration: Declaration, kinds: frozenset[str]) -> bool:
    return any(spec.tag in kinds and spec.required for spec in declaration.tagged)


OF_PERSON: Final = [each.name for each in _OVERTAKING if _may_name(each, _PERSON)]
"""Found by the customers that a decision is about."""

OF_TERMS: Final = [each.name for each in _OVERTAKING if not _may_name(each, _PERSON)]
"""What the group agreed with whom; most are found by party, agreement or engagement."""

OF_ANYONE: Final = [each.name for each in _OVERTAKING if not _always_names(each, _PERSON | _TERMS)]
"""These may name none of them, but a number whose it is only the read models know, or a rooftop: any of them counts."""
