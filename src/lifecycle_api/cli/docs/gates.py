"""The gates of a decision and the reasons of each, from the policy itself."""

from lifecycle_api.access.policy import GATES, MEANINGS
from lifecycle_api.cli.docs.tables import table
from lifecycle_api.domain.purposes import PURPOSES


def gates() -> str:
    """Each gate with what it asks and the reasons it gives."""
    return table(
        ("gate", "what has to hold", "reasons"),
        (
            (str(number), asked, ", ".join(f"`{reason}`" for reason in reasons))
            for number, (asked, reasons) in enumerate(GATES)
        ),
    )


def reasons() -> str:
    """Each reason with the gate that gives it and what it means."""
    return table(
        ("reason", "gate", "meaning"),
        ((f"`{reason}`", str(reason.gate), meaning) for reason, meaning in MEANINGS.items()),
    )


def purposes() -> str:
    """Each purpose with the basis that it rests on."""
    return table(
        ("purpose", "meaning", "basis", "about persons"),
        (
            (f"`{each.name}`", each.meaning, each.basis.replace("_", " "), "yes" if each.personal else "no")
            for each in PURPOSES.values()
        ),
    )
